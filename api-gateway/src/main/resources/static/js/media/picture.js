import { Problem } from "../api.js";
import { h } from "../dom.js";

const AT_ONCE = 3;
const MAX_ATTEMPTS = 4;
const PAUSE_S = 2;

/**
 * Pictures that are loaded with the sign-in when they come into sight, a few at once, and freed when they are taken away. A
 * server that is busy drawing others is asked again.
 */
export class Pictures {
  /** @type {Set<string>} */
  #urls = new Set();
  /** @type {HTMLImageElement[]} */
  #waiting = [];
  #loading = 0;
  #left = false;
  #seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      this.#seen.unobserve(target);
      this.#waiting.push(/** @type {HTMLImageElement} */ (target));
    }
    this.#next();
  }, { rootMargin: "200px" });

  /** @param {import("../api.js").Api} api */
  constructor(api) {
    this.api = api;
  }

  /** The spectrogram of a capture, as a small picture that says nothing new to those who cannot see it. @param {number} captureId */
  thumbnail(captureId) {
    const image = h("img.thumbnail", { alt: "", width: 800, height: 256, dataset: { spectrogram: captureId } });
    this.#seen.observe(image);
    return image;
  }

  #next() {
    while (this.#loading < AT_ONCE && this.#waiting.length > 0) {
      const image = /** @type {HTMLImageElement} */ (this.#waiting.shift());
      if (this.#left || !image.isConnected) continue;
      this.#loading += 1;
      this.#load(image).catch(() => image.classList.add("missing")).finally(() => { // its own page says why
        this.#loading -= 1;
        this.#next();
      });
    }
  }

  /** @param {HTMLImageElement} image */
  async #load(image) {
    for (let attempt = 1; ; attempt++) {
      try {
        const url = await this.api.spectrogram(image.dataset.spectrogram ?? "");
        if (this.#left || !image.isConnected) return URL.revokeObjectURL(url);
        this.#urls.add(url);
        image.src = url;
        return undefined;
      } catch (problem) {
        if (!(problem instanceof Problem) || !problem.temporary || attempt === MAX_ATTEMPTS || this.#left) throw problem;
        await new Promise((resolve) => { setTimeout(resolve, 1000 * (problem.retryAfterSeconds ?? PAUSE_S)); });
      }
    }
  }

  /** Frees the pictures in an element that is taken away. @param {Element} element */
  forget(element) {
    for (const image of element.querySelectorAll("img")) {
      this.#seen.unobserve(image);
      if (this.#urls.delete(image.src)) URL.revokeObjectURL(image.src);
    }
  }

  free() {
    this.#left = true;
    this.#seen.disconnect();
    this.#urls.forEach((url) => URL.revokeObjectURL(url));
    this.#urls.clear();
  }
}
