"""Web map without Qt: the page, layer payloads, the message protocol, the one-file export."""
