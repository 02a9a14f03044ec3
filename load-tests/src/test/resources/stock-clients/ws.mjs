// The package ws, as anybody would use it: prints every frame as a line, answers pings, closes after the first bird.
import WebSocket from "ws";

const [url, token] = process.argv.slice(2);
const socket = new WebSocket(url, { headers: { Authorization: `Bearer ${token}` }, handshakeTimeout: 10_000 });
let protocolPongs = 0;
socket.on("open", () => socket.ping("are you there?"));
socket.on("pong", (payload) => (protocolPongs += String(payload) === "are you there?" ? 1 : 0));
socket.on("message", (data, isBinary) => {
  const frame = JSON.parse(data);
  console.log(isBinary ? "binary" : frame.event);
  if (frame.event === "ping") socket.send(JSON.stringify({ op: "pong" }));
  if (frame.event === "connected") socket.send(JSON.stringify({ op: "ping", id: "mine" }));
  if (frame.event === "pong") console.log(`op_id ${frame.data.op_id}`);
  if (frame.event === "new_capture") socket.close(1000, "seen enough");
});
socket.on("error", (failure) => console.log(`error ${failure.message}`));
socket.on("close", (code) => console.log(`closed ${code} pongs ${protocolPongs}`));
