import { Problem, sentence } from "../api.js";

const MAX_ATTEMPTS = 3;

/**
 * The sound of a capture, fetched only when somebody wants to hear it, by signed addresses that end after five minutes.
 * When one ends while it plays, the next is fetched and it goes on where it was. Dispatches "change" when it plays,
 * stops or moves, and "problem" with a Problem or an Error as detail when it cannot go on.
 */
export class Sound extends EventTarget {
  #audio = new Audio();
  #wanted = 0;
  #wantsToPlay = false;
  #until = Infinity;
  #attempts = 0;
  #loading = false;

  /** @param {import("../api.js").Api} api @param {number} captureId */
  constructor(api, captureId) {
    super();
    this.api = api;
    this.captureId = captureId;
    this.#audio.preload = "auto";
    for (const name of ["play", "pause", "seeked", "ended"]) this.#audio.addEventListener(name, () => this.#tell());
    this.#audio.addEventListener("timeupdate", () => this.#moved());
    this.#audio.addEventListener("loadedmetadata", () => { this.#audio.currentTime = this.#wanted; });
    this.#audio.addEventListener("pause", () => { if (!this.#loading && !this.#audio.error) this.#wantsToPlay = false; });
    this.#audio.addEventListener("error", () => this.#audio.getAttribute("src") && this.#load());
  }

  get playing() {
    return this.#wantsToPlay && !this.#audio.ended;
  }

  /** In seconds. */
  get position() {
    return this.#loading || this.#audio.readyState === 0 ? this.#wanted : this.#audio.currentTime;
  }

  /** Plays from where it is, or a part. @param {{from?: number, until?: number}} [part] in seconds */
  play({ from, until = Infinity } = {}) {
    this.#until = until;
    this.#wantsToPlay = true;
    if (from !== undefined) this.seek(from);
    else if (this.#audio.ended) this.seek(0);
    if (this.#audio.getAttribute("src")) this.#start();
    else this.#load();
    this.#tell();
  }

  pause() {
    this.#wantsToPlay = false;
    this.#audio.pause();
    this.#tell();
  }

  /** @param {number} seconds */
  seek(seconds) {
    this.#wanted = seconds;
    if (this.#audio.readyState > 0) this.#audio.currentTime = seconds;
    this.#tell();
  }

  free() {
    this.#wantsToPlay = false;
    this.#audio.pause();
    this.#audio.removeAttribute("src");
    this.#audio.load();
  }

  #moved() {
    if (!this.#loading && !this.#audio.error) {
      if (this.#audio.currentTime > this.#wanted) this.#attempts = 0;
      this.#wanted = this.#audio.currentTime;
    }
    if (this.#audio.currentTime >= this.#until) {
      this.#until = Infinity;
      this.pause();
    }
    this.#tell();
  }

  /** Fetches an address and goes on where it was. */
  async #load() {
    if (this.#loading) return;
    this.#loading = true;
    try {
      if (this.#attempts++ >= MAX_ATTEMPTS) throw await this.#reason();
      const { audio_url } = await this.api.links(this.captureId);
      this.#audio.src = audio_url;
      this.#loading = false;
      if (this.#wantsToPlay) this.#start();
    } catch (problem) {
      this.#loading = false;
      this.#wantsToPlay = false;
      this.#attempts = 0;
      this.#audio.removeAttribute("src");
      this.dispatchEvent(new CustomEvent("problem", { detail: problem }));
      this.#tell();
    }
  }

  /** Why fresh addresses do not play: the answer of the server, else the browser does not know the format. */
  async #reason() {
    const { audio_url } = await this.api.links(this.captureId);
    const answer = await fetch(audio_url, { headers: { Range: "bytes=0-0" } });
    if (answer.ok) return new Error("This browser cannot play this kind of recording.");
    const body = await answer.json().catch(() => ({}));
    return new Problem(answer.status, body);
  }

  #start() {
    this.#audio.play().catch((failure) => {
      if (failure.name === "AbortError" || failure.name === "NotSupportedError") return; // "error" tells more, or it was paused
      this.#wantsToPlay = false;
      this.dispatchEvent(new CustomEvent("problem", { detail: new Error(sentence(failure)) }));
      this.#tell();
    });
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}
