import { h, percent, when } from "./dom.js";

const PLACEHOLDER = "/sprites/placeholder.png";

/** What a capture says in one line. @param {import("./api.js").Capture} capture */
export function headline(capture) {
  if (capture.bird) return capture.bird.common_name;
  if (capture.status === "failed") return "Could not be analysed";
  if (capture.verdict === "unsure") return "Unsure who that was";
  if (capture.verdict === "no_bird") return "No bird in it";
  return "Listening…";
}

export function sprite(url, name, size = "") {
  const image = h(`img.sprite${size}`, { src: url ?? PLACEHOLDER, alt: name ? `Pixel art of ${name}` : "", width: 64, height: 64, loading: "lazy" });
  image.addEventListener("error", () => { if (!image.src.endsWith(PLACEHOLDER)) image.src = PLACEHOLDER; }, { once: true });
  return image;
}

/** @param {import("./api.js").Capture} capture @param {{fresh?: boolean}} [options] */
export function captureCard(capture, { fresh = false } = {}) {
  return h("li", { dataset: { capture: capture.id } },
    h(`a.card.bird${fresh ? ".fresh" : ""}`, { href: `#/captures/${capture.id}` },
      sprite(capture.bird?.pixel_art_url, capture.bird?.common_name),
      h("div", {},
        h("h2", {}, headline(capture)),
        capture.bird && h("p.latin", {}, capture.bird.scientific_name),
        capture.error && h("p.error", {}, capture.error.detail),
        h("p.quiet", {}, when(capture.recorded_at)),
        capture.confidence !== null && capture.confidence !== undefined && confidence(capture.confidence))));
}

export function confidence(value) {
  const bar = h("i");
  bar.style.width = percent(value).replace(" ", "");
  return h("div", {}, h("span.quiet", {}, `Confidence ${percent(value)}`), h("div.meter", {}, bar));
}
