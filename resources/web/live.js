// Entry of the page inside the program: one object on the web channel carries all messages.

import { MapPage } from "./map_page.js";
import { programSource } from "./source.js";

new QWebChannel(qt.webChannelTransport, ({ objects: { bridge } }) => {
  const send = (message) => bridge.fromPage(JSON.stringify(message));
  const fault = (reason) => send({ type: "fault", text: String(reason).slice(0, 4000) });
  window.addEventListener("error", ({ message, filename, lineno }) => fault(`${message} (${filename}:${lineno})`));
  window.addEventListener("unhandledrejection", ({ reason }) => fault(reason?.stack ?? reason));
  const page = new MapPage(window.map_main, { send, program: true }, programSource);
  window.mapPage = page; // for the console
  bridge.toPage.connect((text) => page.apply(text));
  send({ type: "ready" });
});
