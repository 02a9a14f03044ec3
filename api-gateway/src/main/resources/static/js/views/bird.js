import { Problem } from "../api.js";
import { sprite } from "../birdcard.js";
import { onMissed } from "../connection.js";
import { fill, gently, h, percent, plural, when } from "../dom.js";
import { Pictures } from "../media/picture.js";
import { address } from "../router.js";
import { pager } from "./pager.js";

const SIZE = 12;

/**
 * One species: when it was heard, and every time with its spectrogram.
 *
 * @param {import("../app.js").Context} context
 * @param {string} id
 * @param {URLSearchParams} query page
 * @returns {import("../router.js").View}
 */
export function birdView({ api, live }, id, query) {
  const page = Math.max(1, Math.min(1_000_000, Math.floor(Number(query.get("page"))) || 1));
  const head = h("section.card.detail");
  const list = h("ul.feed.times", { "aria-label": "Captures" });
  const pages = pager((wanted) => address(`/birds/${id}`, { page: wanted > 1 ? wanted : "" }));
  let pictures = new Pictures(api);
  let drawn = "";

  async function load() {
    try {
      show(await api.bird(id, { page, size: SIZE }));
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.status !== 404) throw problem;
      fill(head, h("div", {}, h("h1", {}, "Not among your birds"), h("p", {}, "It has not been heard, or every capture of it was taken back. ", h("a", { href: "#/birds" }, "Your birds"))));
      fill(list);
      fill(pages.element);
    }
  }

  /** @param {import("../api.js").DiscoveredBird & {captures: import("../api.js").Capture[]}} bird */
  function show(bird) {
    fill(head, sprite(bird.pixel_art_url, bird.common_name, ".big"),
      h("div", {}, h("h1", {}, bird.common_name), h("p.latin", {}, bird.scientific_name),
        facts([["Heard", plural(bird.count, "time")], ["First", when(bird.first_heard_at)], ["Last", when(bird.last_heard_at)], ["Best confidence", percent(bird.best_confidence)]])));
    pages.show(page, SIZE, bird.count, plural(bird.count, "capture"));
    const shape = bird.captures.map((capture) => capture.id).join();
    if (shape === drawn) return;
    drawn = shape;
    pictures.free();
    pictures = new Pictures(api);
    fill(list, ...bird.captures.map((capture) => h("li", { dataset: { capture: capture.id } },
      h("a.card.time-card", { href: `#/captures/${capture.id}` }, pictures.thumbnail(capture.id),
        h("span", {}, when(capture.recorded_at)), h("span.quiet", {}, `${percent(capture.confidence)} · ${capture.duration_seconds.toFixed(1)} s`)))));
  }

  const refresh = gently(() => load().catch(() => {}), 500);
  const EVENTS = ["new_capture", "capture_status"];
  /** @type {(() => void)[]} */
  let ends = [];
  return {
    title: "Bird",
    element: h("div.stack", {}, h("p.back", {}, h("a", { href: "#/birds" }, "← Birds")), head, list, pages.element),
    async enter() {
      ends = [...EVENTS.map((name) => live.on(name, refresh)), onMissed(live, refresh)];
      await load();
    },
    leave() {
      refresh.cancel();
      pictures.free();
      ends.forEach((end) => end());
    },
  };
}

/** @param {[string, string][]} pairs */
function facts(pairs) {
  return h("dl.facts", {}, ...pairs.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
}
