import { h, percent, when } from "./dom.js";

/** @typedef {import("./api.js").Capture} Capture */
/** @typedef {import("./api.js").DiscoveredBird} DiscoveredBird */

const PLACEHOLDER = "/sprites/placeholder.png";

/** Whether the owner said that the bird of this capture is wrong. @param {Capture} capture */
export function isRetracted(capture) {
  return capture.review?.correct === false;
}

/** What a capture says in one line. @param {Capture} capture */
export function headline(capture) {
  if (capture.bird) return isRetracted(capture) ? `Not ${article(capture.bird.common_name)} ${capture.bird.common_name}` : capture.bird.common_name;
  if (capture.status === "failed") return "Could not be analysed";
  if (capture.verdict === "unsure") return "Unsure who that was";
  if (capture.verdict === "no_bird") return "No bird in it";
  return "Listening…";
}

/** @param {string} name "an American Robin", but "a European Robin" */
function article(name) {
  return /^([aio]|e(?!u)|u(?!ni))/i.test(name) ? "an" : "a";
}

/** Pixel art, or the shape that stands for a bird without a picture. @param {?string} [url] @param {?string} [name] @param {string} [size] ".big", ".small" */
export function sprite(url, name, size = "") {
  const image = h("img", { src: url ?? PLACEHOLDER, alt: name ? `Pixel art of ${name}` : "", width: 64, height: 64, loading: "lazy" });
  image.className = `sprite${size.replace(".", " ")}`;
  image.addEventListener("load", () => wake(image), { once: true });
  image.addEventListener("error", () => { if (!image.src.endsWith(PLACEHOLDER)) image.src = PLACEHOLDER; }, { once: true });
  return image;
}

/** Exchanges the still for the sheet of its two idle frames, of which the style shows one at a time: the bird blinks. @param {HTMLImageElement} image */
function wake(image) {
  const still = image.src;
  if (still.endsWith(PLACEHOLDER) || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const sheet = new Image();
  sheet.addEventListener("load", () => {
    if (image.src !== still) return;
    image.src = sheet.src;
    image.style.animationDelay = `${Math.round(Math.random() * 1500)}ms`;
    image.classList.add("idle");
  }, { once: true });
  sheet.src = still.replace(/\.png$/, "-idle.png");
}

/** The picture of a capture's bird, faded when it was not that bird. @param {Capture} capture @param {string} [size] */
export function captureSprite(capture, size = "") {
  const image = sprite(capture.bird?.pixel_art_url, capture.bird?.common_name, size);
  if (!capture.bird || isRetracted(capture)) image.classList.add("faded");
  return image;
}

/** @param {Capture} capture @param {import("./media/picture.js").Pictures} pictures @param {{fresh?: boolean}} [options] fresh: it has just arrived */
export function captureCard(capture, pictures, { fresh = false } = {}) {
  return h("li", { dataset: { capture: capture.id } },
    h(`a.card.bird${fresh ? ".fresh" : ""}`, { href: `#/captures/${capture.id}` },
      captureSprite(capture),
      h("div", {},
        h("h2", {}, headline(capture)),
        capture.bird && h("p.latin", {}, capture.bird.scientific_name),
        capture.error && h("p.error", {}, capture.error.detail),
        h("p.quiet", {}, when(capture.recorded_at)),
        capture.confidence !== null && confidence(capture.confidence)),
      pictures.thumbnail(capture.id)));
}

/** @param {number} value 0…1 */
export function confidence(value) {
  return h("div", {}, h("span.quiet", {}, `Confidence ${percent(value)}`), meter(value));
}

/** A bar; what it shows stands beside it as text. @param {number} value 0…1 */
export function meter(value) {
  const bar = h("i");
  bar.style.width = `${Math.round(value * 100)}%`;
  return h("div.meter", { "aria-hidden": "true" }, bar);
}
