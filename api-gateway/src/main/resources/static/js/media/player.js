import { Problem, sentence } from "../api.js";
import { clock, fill, h, icon, percent } from "../dom.js";
import { Sound } from "./sound.js";

const PLAY = "M7 5v14l12-7z";
const PAUSE = "M8 5v14M16 5v14";

/** @typedef {import("../api.js").Detection} Detection */

/**
 * The recording to see and to hear: its spectrogram with who sings when, and the moving position.
 *
 * @param {import("../api.js").Api} api
 * @param {import("../api.js").Capture} capture
 * @param {(detection: Detection) => string} nameOf
 * @returns {{element: HTMLElement, enter: () => Promise<void>, free: () => void}}
 */
export function player(api, capture, nameOf) {
  const duration = Math.max(0.01, capture.duration_seconds);
  const sound = new Sound(api, capture.id);
  const picture = h("img", { alt: description(capture, nameOf), width: 800, height: 256 });
  picture.className = "spectrogram";
  const head = h("div.head", { "aria-hidden": "true" });
  const stage = h("div.stage", { onclick: seekByPointer }, picture, ...capture.detections.map(span), head);
  const button = h("button.round.play", { type: "button", onclick: () => (sound.playing ? sound.pause() : sound.play()) });
  const slider = h("input", { type: "range", min: 0, max: duration, step: 0.1, value: 0, "aria-label": "Position" });
  slider.addEventListener("input", () => sound.seek(Number(slider.value)));
  const time = h("span.time.quiet");
  const said = h("div", { role: "alert" });
  const element = h("section.card.player", { "aria-label": "Recording" },
    lanes(), stage, h("div.controls", {}, button, slider, time), said);
  let url = "";
  let frame = 0;
  /** @type {?boolean} */
  let shownPlaying = null;

  function show() {
    const at = Math.min(sound.position, duration);
    head.style.left = `${(100 * at) / duration}%`;
    slider.value = String(at);
    slider.setAttribute("aria-valuetext", `${clock(at)} of ${clock(duration)}`);
    time.textContent = `${clock(at)} / ${clock(duration)}`;
    if (shownPlaying !== sound.playing) {
      shownPlaying = sound.playing;
      fill(button, icon(shownPlaying ? PAUSE : PLAY), h("span.hidden-text", {}, shownPlaying ? "Pause" : "Play"));
    }
    cancelAnimationFrame(frame);
    if (sound.playing && !matchMedia("(prefers-reduced-motion: reduce)").matches) frame = requestAnimationFrame(show);
  }

  /** @param {MouseEvent} event */
  function seekByPointer(event) {
    const box = stage.getBoundingClientRect();
    sound.seek(Math.max(0, Math.min(1, (event.clientX - box.left) / box.width)) * duration);
  }

  /** @param {Detection} detection */
  function span(detection) {
    const mark = h("div.span", { "aria-hidden": "true", dataset: { lane: laneOf(detection) } });
    place(mark, detection);
    return mark;
  }

  /** One line of labels for each species, so that they never lie upon each other. */
  function lanes() {
    const species = [...new Set(capture.detections.map(({ bird_id }) => bird_id))];
    return h("div.lanes", {}, ...species.map((bird) => h("div.lane", {}, ...capture.detections.filter(({ bird_id }) => bird_id === bird).map(label))));
  }

  /** @param {Detection} detection */
  function label(detection) {
    const { start_seconds: from, end_seconds: until, confidence } = detection;
    const text = `${nameOf(detection)} ${percent(confidence)}`;
    const mark = h("button.label", { type: "button", title: `${text}, ${from.toFixed(1)}–${until.toFixed(1)} s`, dataset: { lane: laneOf(detection) },
      onclick: () => sound.play({ from, until }) }, text, h("span.hidden-text", {}, `, play ${from.toFixed(1)} to ${until.toFixed(1)} seconds`));
    place(mark, detection);
    return mark;
  }

  /** @param {Detection} detection which of four colours */
  function laneOf({ bird_id }) {
    return [...new Set(capture.detections.map((one) => one.bird_id))].indexOf(bird_id) % 4;
  }

  /** @param {HTMLElement} mark @param {Detection} detection */
  function place(mark, { start_seconds: from, end_seconds: until }) {
    mark.style.left = `${(100 * Math.min(from, duration)) / duration}%`;
    mark.style.width = `${(100 * (Math.min(until, duration) - Math.min(from, duration))) / duration}%`;
  }

  /** @param {unknown} problem */
  function complain(problem) {
    if (problem instanceof Problem && problem.status === 410) {
      sound.free();
      fill(element, h("div.private", {}, h("h2", {}, "This recording is private"),
        h("p", {}, problem.code === "private_speech" ? "A human voice was heard in it, so the sound and its picture were deleted. Who sang is kept." : problem.message)));
      return;
    }
    fill(said, h("p.error", {}, sentence(problem), " ", h("button.plain", { type: "button", onclick: again }, "Try again")));
  }

  function again() {
    fill(said);
    if (!url) drawPicture().catch(complain);
    else sound.play();
  }

  async function drawPicture() {
    url = await api.spectrogram(capture.id);
    picture.src = url;
    stage.classList.add("ready");
  }

  sound.addEventListener("change", show);
  sound.addEventListener("problem", (event) => complain(/** @type {CustomEvent} */ (event).detail));
  show();
  return {
    element,
    enter: () => drawPicture().catch(complain),
    free() {
      cancelAnimationFrame(frame);
      sound.removeEventListener("change", show);
      sound.free();
      URL.revokeObjectURL(url);
    },
  };
}

/** What the picture shows, in words. @param {import("../api.js").Capture} capture @param {(detection: Detection) => string} nameOf */
function description(capture, nameOf) {
  const heard = capture.detections.map((one) => `${nameOf(one)} from ${one.start_seconds.toFixed(1)} to ${one.end_seconds.toFixed(1)} seconds`);
  return `Spectrogram of ${capture.duration_seconds.toFixed(1)} seconds, time from left to right, pitch from bottom to top. ${heard.join("; ")}`;
}
