"""Addresses that page, server and window agree on."""

SCHEME = "dzmap"
HOST = "app"
ORIGIN = f"{SCHEME}://{HOST}"
PAGE_URL = f"{ORIGIN}/"
CHANNEL_SCRIPT = "qwebchannel.js"
