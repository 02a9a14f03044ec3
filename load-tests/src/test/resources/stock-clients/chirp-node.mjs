// chirp.js in Node, as the server publishes it: subscribes by itself, stops after the first bird.
import { writeFileSync } from "node:fs";
import WebSocket from "ws";

const [url, token] = process.argv.slice(2);
const published = await fetch(`${url.replace(/^ws/, "http").replace(/\/ws$/, "")}/chirp.js`);
writeFileSync("chirp.mjs", await published.text());
const { ChirpLive } = await import("./chirp.mjs");

const live = new ChirpLive({ url, token: async () => token, WebSocket: globalThis.WebSocket ?? WebSocket });
live.on("state", ({ name }) => console.log(name));
live.on("joined", ({ channel }) => console.log(`joined ${channel}`));
live.on("new_capture", ({ data }) => {
  console.log(`bird ${data.bird.common_name}`);
  live.ping().then((ms) => {
    console.log(ms >= 0 ? "pong" : "no clock");
    live.stop();
  });
});
live.start();
