import { confidence, sprite } from "../birdcard.js";
import { h, when } from "../dom.js";

/** The collection: one card per species ever heard. */
export function birdsView({ api, live }) {
  const list = h("ul.feed", { "aria-label": "Birds discovered" });
  const summary = h("p.quiet");

  async function load() {
    const birds = await api.birds();
    summary.textContent = birds.length === 0 ? "No bird discovered yet." : `${birds.length} species discovered`;
    list.replaceChildren(...birds.map((bird) => h("li", {},
      h("a.card.bird", { href: `#/birds/${bird.id}` }, sprite(bird.pixel_art_url, bird.common_name),
        h("div", {}, h("h2", {}, bird.common_name), h("p.latin", {}, bird.scientific_name),
          h("p.quiet", {}, `Heard ${bird.count} ${bird.count === 1 ? "time" : "times"}, last ${when(bird.last_heard_at)}`),
          confidence(bird.best_confidence))))));
  }

  return {
    element: h("div", {}, h("h1", {}, "Birds"), summary, list),
    async enter() {
      live.addEventListener("new_capture", load);
      await load();
    },
    leave: () => live.removeEventListener("new_capture", load),
  };
}

/** One species with its captures. */
export function birdView({ api }, id) {
  const element = h("div");
  return {
    element,
    async enter() {
      const bird = await api.bird(id);
      element.replaceChildren(
        h("p", {}, h("a", { href: "#/birds" }, "← Birds")),
        h("div.card.detail", {}, sprite(bird.pixel_art_url, bird.common_name, ".big"),
          h("div", {}, h("h1", {}, bird.common_name), h("p.latin", {}, bird.scientific_name),
            h("p", {}, `First heard ${when(bird.first_heard_at)}, last ${when(bird.last_heard_at)}`),
            confidence(bird.best_confidence),
            h("h2", {}, "Captures"),
            h("ul", {}, ...bird.captures.map((capture) =>
              h("li", {}, h("a", { href: `#/captures/${capture.id}` }, when(capture.recorded_at))))))));
    },
  };
}
