import { confidence, sprite } from "../birdcard.js";
import { onMissed } from "../connection.js";
import { fill, gently, h, plural, when } from "../dom.js";
import { teachSending } from "./teach.js";

const SIZE = 48;

/**
 * The collection: one card per species ever heard, the last heard first.
 *
 * @param {import("../app.js").Context} context
 * @returns {import("../router.js").View}
 */
export function birdsView({ api, live, session }) {
  const list = h("ul.feed.collection", { "aria-label": "Birds discovered" });
  const summary = h("p.quiet");
  const empty = h("div", { hidden: true }, teachSending(session.username));
  const more = h("button.secondary", { type: "button", hidden: true, onclick: () => showMore() }, "Show more");
  let pages = 1;

  async function load() {
    const answers = await Promise.all(Array.from({ length: pages }, (_, i) => api.birds({ page: i + 1, size: SIZE })));
    const birds = new Map(answers.flatMap((answer) => answer.birds).map((bird) => [bird.id, bird]));
    const total = answers[0].total;
    fill(list, ...[...birds.values()].map(card));
    summary.textContent = total === 0 ? "" : `${plural(total, "species", "species")} heard so far`;
    more.hidden = pages * SIZE >= total;
    empty.hidden = total > 0;
  }

  async function showMore() {
    const last = list.children.length;
    pages += 1;
    await load().catch(() => { pages -= 1; });
    /** @type {HTMLElement|null|undefined} */ (list.children[last]?.querySelector("a"))?.focus();
  }

  const refresh = gently(() => load().catch(() => {}), 500);
  const EVENTS = ["new_capture", "capture_status"];
  /** @type {(() => void)[]} */
  let ends = [];
  return {
    title: "Birds",
    element: h("div.stack", {}, h("div", {}, h("h1", {}, "Birds"), summary), list, more, empty),
    async enter() {
      ends = [...EVENTS.map((name) => live.on(name, refresh)), onMissed(live, refresh)];
      await load();
    },
    leave() {
      refresh.cancel();
      ends.forEach((end) => end());
    },
  };
}

/** @param {import("../api.js").DiscoveredBird} bird */
function card(bird) {
  return h("li", { dataset: { bird: bird.id } },
    h("a.card.bird", { href: `#/birds/${bird.id}` }, sprite(bird.pixel_art_url, bird.common_name),
      h("div", {}, h("h2", {}, bird.common_name), h("p.latin", {}, bird.scientific_name),
        h("p.quiet", {}, `Heard ${plural(bird.count, "time")}`),
        h("p.quiet", {}, `Last ${when(bird.last_heard_at)}`),
        h("p.quiet", {}, `First ${when(bird.first_heard_at)}`),
        confidence(bird.best_confidence))));
}
