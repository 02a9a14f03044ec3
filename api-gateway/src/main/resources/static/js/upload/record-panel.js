import { announce, clock, fill, h, icon } from "../dom.js";
import { Recorder } from "./recorder.js";

const MICROPHONE = "M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3zM6 11a6 6 0 0 0 12 0M12 17v4";
const BARS = 120;

/**
 * Records with the microphone of this machine and hands the recording to the uploads.
 *
 * @param {import("./queue.js").UploadQueue} uploads
 * @returns {{element: HTMLElement, leave: () => void}}
 */
export function recordPanel(uploads) {
  const objection = Recorder.objection();
  const text = h("p.quiet", {}, objection ?? "Hold still and let the bird sing: ten seconds are enough.");
  const problem = h("p.error", { role: "alert" });
  const time = h("span.time", { "aria-hidden": "true" });
  const canvas = h("canvas", { width: BARS * 4, height: 56, "aria-hidden": "true", hidden: true });
  canvas.className = "levels";
  const buttons = h("div.actions");
  const element = h("section.card.record", { "aria-labelledby": "record-title" }, h("h2", { id: "record-title" }, "Record now"), text, canvas, time, buttons, problem);
  /** @type {Recorder|null} */
  let recorder = null;
  /** @type {number[]} */
  let levels = [];

  function idle() {
    recorder = null;
    canvas.hidden = true;
    time.textContent = "";
    fill(buttons, h("button", { type: "button", disabled: objection !== null, onclick: start }, icon(MICROPHONE), "Record"));
  }

  async function start() {
    problem.textContent = "";
    const mine = new Recorder();
    fill(buttons, h("span.quiet", { role: "status" }, "Waiting for the microphone…"));
    try {
      await mine.start();
    } catch (refused) {
      problem.textContent = refused instanceof Error ? refused.message : String(refused);
      return idle();
    }
    recorder = mine;
    levels = [];
    canvas.hidden = false;
    mine.addEventListener("level", (event) => draw(/** @type {CustomEvent} */ (event).detail));
    mine.addEventListener("full", () => recorder === mine && send());
    const stop = h("button.danger", { type: "button", onclick: send }, "Stop and send");
    fill(buttons, stop, h("button.secondary", { type: "button", onclick: discard }, "Discard"));
    stop.focus();
    announce("Recording.");
  }

  async function send() {
    const mine = recorder;
    recorder = null;
    if (!mine) return;
    const file = await mine.stop();
    idle();
    uploads.add([file]);
    announce("Recorded and on its way.");
  }

  async function discard() {
    const mine = recorder;
    recorder = null;
    await mine?.discard();
    idle();
    announce("Discarded.");
  }

  /** @param {number} level 0…1 */
  function draw(level) {
    if (!recorder) return;
    levels = [...levels.slice(1 - BARS), level];
    time.textContent = `${clock(recorder.seconds)} of ${clock(recorder.maxSeconds)}`;
    const pen = canvas.getContext("2d");
    if (!pen) return;
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.fillStyle = getComputedStyle(canvas).color;
    levels.forEach((one, i) => {
      const height = Math.max(2, Math.sqrt(one) * canvas.height);
      pen.fillRect(4 * i, (canvas.height - height) / 2, 3, height);
    });
  }

  idle();
  return { element, leave: () => void recorder?.discard() };
}
