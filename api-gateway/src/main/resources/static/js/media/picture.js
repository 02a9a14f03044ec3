import { h } from "../dom.js";

/** Pictures that are loaded with the sign-in when they come into sight, and freed together when the view is left. */
export class Pictures {
  /** @type {Set<string>} */
  #urls = new Set();
  #left = false;
  #seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      this.#seen.unobserve(target);
      this.#load(/** @type {HTMLImageElement} */ (target));
    }
  }, { rootMargin: "200px" });

  /** @param {import("../api.js").Api} api */
  constructor(api) {
    this.api = api;
  }

  /** The spectrogram of a capture, as a small picture that says nothing new to those who cannot see it. @param {number} captureId */
  thumbnail(captureId) {
    const image = h("img", { alt: "", width: 800, height: 256, dataset: { spectrogram: captureId } });
    image.className = "thumbnail";
    this.#seen.observe(image);
    return image;
  }

  /** @param {HTMLImageElement} image */
  async #load(image) {
    try {
      const url = await this.api.spectrogram(image.dataset.spectrogram ?? "");
      if (this.#left) return URL.revokeObjectURL(url);
      this.#urls.add(url);
      image.src = url;
    } catch {
      image.classList.add("missing"); // deleted, private or unreachable: the recording's own page says which
    }
  }

  free() {
    this.#left = true;
    this.#seen.disconnect();
    this.#urls.forEach((url) => URL.revokeObjectURL(url));
    this.#urls.clear();
  }
}
