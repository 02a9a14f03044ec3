import { h } from "../dom.js";
import { command } from "./teach.js";

/** A key that is shown this once. @param {string} device its name @param {string} key */
export function newKey(device, key) {
  return h("section.card.key", {}, h("h2", { tabindex: -1 }, `The key of ${device}`),
    h("p", {}, "It is shown this once: copy it into the device now."),
    command(key),
    h("p", {}, "Try it with a recording; number the clips of one start of the device 1, 2, 3:"),
    command(`curl ${location.origin}/ingest/v1/clips -H "X-Device-Key: ${key}" -H "Content-Type: audio/wav" -H "X-Device-Boot: boot-1" -H "X-Device-Seq: 1" --data-binary @robin.wav`));
}
