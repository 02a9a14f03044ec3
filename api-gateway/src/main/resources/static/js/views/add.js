import { h } from "../dom.js";
import { uploadPanel } from "../upload/panel.js";
import { recordPanel } from "../upload/record-panel.js";
import { command } from "./teach.js";

/**
 * Recordings from the microphone, from files, from a terminal.
 *
 * @param {import("../app.js").Context} context
 * @returns {import("../router.js").View}
 */
export function addView({ uploads, session }) {
  const files = uploadPanel(uploads);
  const recording = recordPanel(uploads);
  return {
    title: "Add sound",
    element: h("div.stack", {},
      h("h1", {}, "Add sound"),
      recording.element,
      files.element,
      h("details.card", {}, h("summary", {}, "From a terminal or a device"),
        h("p", {}, "The command line sends files and waits for the bird:"),
        command(`./chirp send --url ${location.origin} --user ${session.username} --password … robin.wav`),
        h("p", {}, "Everything else that speaks HTTP, with an access token:"),
        command(`curl ${location.origin}/api/v1/captures -H "Authorization: Bearer $TOKEN" -F audio_file=@robin.wav`),
        h("p", {}, "Devices have keys of their own: ", h("a", { href: "#/devices" }, "Devices"), ". All calls: ", h("a", { href: "/docs" }, "REST API"), "."))),
    enter: files.enter,
    leave() {
      recording.leave();
      files.leave();
    },
  };
}
