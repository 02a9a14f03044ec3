import { Problem, sentence } from "../api.js";

/**
 * One recording on its way. "waiting" has a reason and, when known, a time at which it goes on by itself.
 *
 * @typedef {"queued"|"uploading"|"waiting"|"identifying"|"done"|"failed"} JobState
 * @typedef {{id: number, key: string, file: File, state: JobState, sent: number, message: string, retryAtMs: number,
 *   attempts: number, final: boolean, abort: AbortController|null, captureId: number|null,
 *   capture: import("../api.js").Capture|null}} Job final: sending the same file again would fail again
 */

export const MAX_BYTES = 25 * 1024 * 1024;
const AT_ONCE = 2;
const MAX_OPEN = 200;
const KEPT = 30;
const MAX_PAUSE_S = 30;
const LOOK_EVERY_MS = 5_000;

/**
 * The recordings of this tab on their way to the server: two at once, the others wait their turn. A connection that is
 * away and a server that is busy are waited for; what is wrong with a file is said. Each file has an Idempotency-Key, so
 * that one whose answer was lost is not stored twice. Dispatches "change" after every change.
 */
export class UploadQueue extends EventTarget {
  /** @type {Job[]} newest first */
  jobs = [];
  #next = 1;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #timer;
  /** @type {ReturnType<typeof setInterval>|undefined} */
  #looking;

  /** @param {import("../api.js").Api} api @param {import("../../chirp.js").ChirpLive} live */
  constructor(api, live) {
    super();
    this.api = api;
    live.on("new_capture", ({ data }) => this.#arrived(data));
    live.on("capture_error", ({ data }) => this.#look(data.id));
    live.on("capture_status", ({ data }) => this.#progressed(data));
    live.on("gap", () => this.#lookAtAll());
    live.on("state", ({ name }) => name === "live" && this.#connected());
    addEventListener("online", () => this.#connected());
  }

  /** How many are not at the server yet. */
  get open() {
    return this.jobs.filter(({ state }) => state === "queued" || state === "uploading" || state === "waiting").length;
  }

  /** Whether nothing moves because the connection or the server is away. */
  get waiting() {
    return this.jobs.some(({ state }) => state === "waiting") && !this.jobs.some(({ state }) => state === "uploading");
  }

  /** @param {File[]} files */
  add(files) {
    for (const file of files) {
      /** @type {Job} */
      const job = { id: this.#next++, key: newKey(), file, state: "queued", sent: 0, message: "Waits for its turn", retryAtMs: 0,
        attempts: 0, final: false, abort: null, captureId: null, capture: null };
      const wrong = this.open >= MAX_OPEN ? `${MAX_OPEN} recordings are on their way already. Add this one when some have arrived.` : objection(file);
      if (wrong) Object.assign(job, { state: "failed", message: wrong, final: true });
      this.jobs.unshift(job);
    }
    this.#changed();
  }

  /** Stops an upload that the server has not accepted yet. @param {Job} job */
  cancel(job) {
    job.abort?.abort();
    this.dismiss(job);
  }

  /** @param {Job} job */
  retry(job) {
    Object.assign(job, { state: "queued", message: "Waits for its turn", sent: 0, attempts: 0 });
    this.#changed();
  }

  /** @param {Job} job */
  dismiss(job) {
    this.jobs = this.jobs.filter((one) => one !== job);
    this.#changed();
  }

  /** Forgets everything, as when somebody else signs in. */
  clear() {
    for (const job of this.jobs) job.abort?.abort();
    this.jobs = [];
    this.#changed();
  }

  #changed() {
    clearTimeout(this.#timer);
    const now = Date.now();
    for (const job of this.jobs) {
      if (job.state === "waiting" && job.retryAtMs <= now) Object.assign(job, { state: "queued", message: "Waits for its turn" });
    }
    const due = this.jobs.filter(({ state }) => state === "waiting").map(({ retryAtMs }) => retryAtMs);
    if (due.length) this.#timer = setTimeout(() => this.#changed(), Math.max(50, Math.min(...due) - now));
    const free = AT_ONCE - this.jobs.filter(({ state }) => state === "uploading").length;
    const turn = this.jobs.filter(({ state }) => state === "queued").reverse().slice(0, Math.max(0, free));
    turn.forEach((job) => this.#send(job));
    this.#forgetOld();
    this.#watch();
    this.dispatchEvent(new Event("change"));
  }

  /** @param {Job} job */
  async #send(job) {
    Object.assign(job, { state: "uploading", message: "Sending…", sent: 0, abort: new AbortController() });
    job.attempts += 1;
    try {
      const progress = (/** @type {number} */ fraction) => {
        job.sent = fraction;
        this.dispatchEvent(new Event("change"));
      };
      const { capture_id } = await this.api.upload(job.file, { key: job.key, progress, signal: job.abort?.signal });
      Object.assign(job, { state: "identifying", message: "Listening who it is…", sent: 1, captureId: capture_id });
      this.#look(capture_id); // it may have been faster than our answer
    } catch (failure) {
      if (!this.jobs.includes(job)) return;
      this.#failed(job, failure);
    } finally {
      job.abort = null;
      this.#changed();
    }
  }

  /** @param {Job} job @param {unknown} failure */
  #failed(job, failure) {
    if (!(failure instanceof Problem)) return Object.assign(job, { state: "failed", message: sentence(failure) });
    const underWay = failure.status === 409; // the attempt before this one, whose connection broke
    if (!failure.temporary && !underWay) {
      const final = [400, 413, 415, 422].includes(failure.status);
      return Object.assign(job, { state: "failed", message: sentence(failure), final });
    }
    const backOff = Math.min(MAX_PAUSE_S, 2 ** job.attempts);
    const pause = failure.retryAfterSeconds ?? backOff * (0.5 + Math.random() / 2);
    const message = failure.status === 0
      ? "No connection. It goes on by itself when the connection is back."
      : underWay ? "The server still works on it."
      : failure.status === 429 ? "That were many at once: the server asks for a pause." : "The server is busy and asks for a pause.";
    return Object.assign(job, { state: "waiting", message, retryAtMs: Date.now() + pause * 1000 });
  }

  /** What waited for the connection goes on at once. */
  #connected() {
    for (const job of this.jobs) {
      if (job.state === "waiting" && job.message.startsWith("No connection")) job.retryAtMs = 0;
    }
    this.#lookAtAll();
    this.#changed();
  }

  /** @param {import("../api.js").Capture} capture */
  #arrived(capture) {
    const job = this.jobs.find(({ captureId }) => captureId === capture.id);
    if (!job || job.state !== "identifying") return;
    Object.assign(job, { state: "done", message: "", capture });
    this.#changed();
  }

  /** @param {{id: number, bird?: {common_name: string}}} status */
  #progressed({ id, bird }) {
    const job = this.jobs.find(({ captureId }) => captureId === id);
    if (!job || job.state !== "identifying") return;
    job.message = bird ? `Drawing ${bird.common_name}…` : "Almost there…";
    this.dispatchEvent(new Event("change"));
  }

  #lookAtAll() {
    for (const { state, captureId } of this.jobs) if (state === "identifying" && captureId) this.#look(captureId);
  }

  /** Reads a capture that no live event told of. @param {number} id */
  async #look(id) {
    if (!this.jobs.some(({ captureId }) => captureId === id)) return;
    try {
      const capture = await this.api.capture(id);
      if (capture.status === "processed" || capture.status === "failed") this.#arrived(capture);
    } catch (failure) {
      if (failure instanceof Problem && failure.status === 404) this.jobs = this.jobs.filter(({ captureId }) => captureId !== id);
    }
  }

  /** Looks now and then while something is being identified: a live event may be late. */
  #watch() {
    const open = this.jobs.some(({ state }) => state === "identifying");
    if (open) this.#looking ??= setInterval(() => this.#lookAtAll(), LOOK_EVERY_MS);
    else {
      clearInterval(this.#looking);
      this.#looking = undefined;
    }
  }

  #forgetOld() {
    const old = this.jobs.filter(({ state }) => state === "done").slice(KEPT);
    if (old.length) this.jobs = this.jobs.filter((job) => !old.includes(job));
  }
}

/** Why a file need not be sent at all, or nothing. @param {File} file */
function objection(file) {
  if (file.size === 0) return "This file is empty.";
  if (file.size > MAX_BYTES) return `This file has ${Math.ceil(file.size / 1_048_576)} MB; a recording may have 25 MB. Cut it into shorter ones.`;
  return null;
}

/** Random, also where crypto.randomUUID is missing because the page is not served securely. */
function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
