import { Problem } from "../api.js";
import { captureSprite, confidence, headline, isRetracted, meter } from "../birdcard.js";
import { ask } from "../dialog.js";
import { onMissed } from "../connection.js";
import { announce, fill, h, percent, when } from "../dom.js";
import { player } from "../media/player.js";

/** Why a prediction was left out, for people; others are shown as they come. @type {Record<string, string>} */
const REASONS = {
  below_threshold: "not certain enough",
  out_of_range: "not known to live there at that time of the year",
  excluded: "excluded by the operator",
  human: "a voice, not a bird",
  non_event: "not a bird",
};

/**
 * One capture: who it was and why, to hear and to see.
 *
 * @param {import("../app.js").Context} context
 * @param {string} id
 * @returns {import("../router.js").View}
 */
export function captureView({ api, live }, id) {
  const head = h("section.card.detail");
  const why = h("div.columns");
  const sound = h("div");
  const said = h("p", { role: "alert" });
  const actions = h("div.actions");
  /** @type {ReturnType<typeof player>|null} */
  let playing = null;
  let drawn = "";

  async function load() {
    const capture = await api.capture(id);
    const nameOf = await names(capture);
    fill(head, captureSprite(capture, ".big"), summary(capture, nameOf));
    fill(why, predictions(capture), steps(capture));
    fill(actions, ...choices(capture));
    const shape = JSON.stringify(capture.detections);
    if (playing && drawn === shape) return; // it may be playing: nothing about the sound has changed
    drawn = shape;
    playing?.free();
    playing = player(api, capture, nameOf);
    fill(sound, playing.element);
    await playing.enter();
  }

  /** Detections know their bird by number; its name is in the capture or among the birds. @param {import("../api.js").Capture} capture */
  async function names(capture) {
    /** @type {Map<number, string>} */
    const known = new Map(capture.bird ? [[capture.bird.id, capture.bird.common_name]] : []);
    const unknown = capture.detections.some((one) => !one.common_name && !known.has(one.bird_id));
    if (unknown) (await api.birds()).birds.forEach((bird) => known.set(bird.id, bird.common_name));
    return (/** @type {import("../api.js").Detection} */ one) => one.common_name ?? known.get(one.bird_id) ?? "Another bird";
  }

  /** @param {import("../api.js").Capture} capture */
  function choices(capture) {
    const canReview = capture.status === "processed" && capture.bird;
    return [
      canReview && !isRetracted(capture) && h("button.secondary", { type: "button", onclick: () => review(false) }, "That’s not it"),
      canReview && isRetracted(capture) && h("button.secondary", { type: "button", onclick: () => review(true) }, "It was that bird after all"),
      capture.bird && h("a.button.secondary", { href: `#/birds/${capture.bird.id}` }, `All of ${capture.bird.common_name}`),
      h("button.plain.danger-text", { type: "button", onclick: remove }, "Delete"),
    ];
  }

  /** @param {boolean} correct */
  async function review(correct) {
    said.textContent = "";
    try {
      await api.review(id, correct);
      announce(correct ? "Counted again." : "Taken back: it no longer counts among your birds.");
      await load();
      /** @type {HTMLElement|null} */ (actions.querySelector("button"))?.focus();
    } catch (problem) {
      said.textContent = `That did not work: ${problem instanceof Error ? problem.message : problem}`;
    }
  }

  async function remove() {
    const sure = await ask({ title: "Delete this capture?", text: "The recording, its picture and what was heard in it are deleted for good.", yes: "Delete" });
    if (!sure) return;
    try {
      await api.deleteCapture(id);
      location.hash = "#/history";
    } catch (problem) {
      said.textContent = `That did not work: ${problem instanceof Error ? problem.message : problem}`;
    }
  }

  const changed = (/** @type {import("../../chirp.js").Frame} */ { data }) => {
    if (data.id !== Number(id)) return;
    if (data.status === "deleted") location.hash = "#/history"; // in another tab
    else load().catch(() => {});
  };
  const progressed = (/** @type {import("../../chirp.js").Frame} */ { data }) => {
    const waits = head.querySelector("[data-progress]");
    if (data.id === Number(id) && waits) waits.textContent = `${data.percent} % of the recording has been listened to.`;
  };
  const EVENTS = ["new_capture", "capture_status", "capture_error"];
  /** @type {(() => void)[]} */
  let ends = [];
  return {
    title: "Capture",
    element: h("div.stack", {}, h("p.back", {}, h("a", { href: "#/history" }, "← History")), head, sound, why, h("div", {}, actions, said)),
    async enter() {
      ends = [...EVENTS.map((name) => live.on(name, changed)), live.on("capture_progress", progressed), onMissed(live, () => load().catch(() => {}))];
      try {
        await load();
      } catch (problem) {
        if (!(problem instanceof Problem) || problem.status !== 404) throw problem;
        fill(head, h("div", {}, h("h1", {}, "This capture is gone"), h("p", {}, "It was deleted, or it belongs to somebody else. ", h("a", { href: "#/history" }, "Your history"))));
      }
    },
    leave() {
      ends.forEach((end) => end());
      playing?.free();
    },
  };
}

/** @param {import("../api.js").Capture} capture @param {(detection: import("../api.js").Detection) => string} nameOf */
function summary(capture, nameOf) {
  const others = new Set(capture.detections.filter(({ bird_id }) => bird_id !== capture.bird?.id).map(nameOf));
  return h("div", {},
    h("h1", {}, headline(capture)),
    capture.bird && h("p.latin", {}, capture.bird.scientific_name),
    verdict(capture),
    others.size > 0 && h("p", {}, `Also heard: ${[...others].join(", ")}`),
    capture.error && h("p.error", {}, capture.error.detail),
    capture.confidence !== null && confidence(capture.confidence),
    h("p.quiet", {}, [capture.filename ?? "Recording", `${capture.duration_seconds.toFixed(1)} s`, `heard ${when(capture.recorded_at)}`,
      capture.device_id && "by a device"].filter(Boolean).join(" · ")));
}

/** @param {import("../api.js").Capture} capture */
function verdict(capture) {
  if (isRetracted(capture)) return h("p.notice", {}, "You said that this is wrong: it does not count among your birds.");
  if (capture.status === "pending") return h("p.quiet", { role: "status", "data-progress": "" }, "It waits for its turn; this page shows the bird as soon as it is known.");
  if (capture.status === "classified") return h("p.quiet", { role: "status" }, "Known; its picture is being drawn.");
  if (capture.verdict === "unsure") return h("p", {}, "Something sang, but no bird was certain enough. The guesses are below.");
  if (capture.verdict === "no_bird") return h("p", {}, "Nothing in it sounded like a bird.");
  return null;
}

/** @param {import("../api.js").Capture} capture */
function predictions({ predictions: all, model }) {
  if (!all.length) return null;
  return h("section.card", {}, h("h2", {}, "Best guesses"),
    h("ol.guesses", {}, ...all.slice(0, 5).map((one) => guess(one, one.filtered))),
    model && h("p.quiet", {}, `By ${model.name} ${model.version}`));
}

/** @param {{common_name: string, scientific_name: string, confidence: number}} one @param {?string} [reason] */
function guess(one, reason) {
  return h(`li${reason ? ".out" : ""}`, {}, h("span", { title: one.scientific_name }, one.common_name), h("span", {}, one.confidence < 0.005 ? "< 1 %" : percent(one.confidence)),
    meter(one.confidence), reason && h("span.quiet", {}, `left out: ${REASONS[reason] ?? reason.replaceAll("_", " ")}`));
}

/** @param {import("../api.js").Capture} capture */
function steps(capture) {
  /** @type {[string, ?string][]} */
  const all = [["Recorded", capture.recorded_at], ["Received", capture.created_at], ["Identified", capture.classified_at], ["Drawn and told", capture.processed_at],
    ["Given up", capture.failed_at], ["Reviewed", capture.review?.reviewed_at ?? null]];
  const known = all.filter(([, at]) => at);
  return h("section.card", {}, h("h2", {}, "What happened when"),
    h("ol.steps", {}, ...known.map(([name, at], i) => h("li", {}, h("span", {}, name), h("time", { datetime: at }, when(at)),
      i > 0 && h("span.quiet", {}, after(known[i - 1][1], at))))));
}

/** @param {?string} before @param {?string} now */
function after(before, now) {
  const seconds = (Date.parse(now ?? "") - Date.parse(before ?? "")) / 1000;
  if (!(seconds >= 0.001)) return "";
  return seconds < 60 ? `+ ${seconds.toFixed(seconds < 10 ? 2 : 0)} s` : seconds < 5_400 ? `+ ${Math.round(seconds / 60)} min` : `+ ${Math.round(seconds / 3600)} h`;
}
