/**
 * The REST client of the platform: dependency-free, one method per operation, typed by JSDoc.
 *
 * @typedef {{id: number, common_name: string, scientific_name: string, pixel_art_url: string}} Bird
 * @typedef {Bird & {first_heard_at: string, last_heard_at: string, count: number, best_confidence: number}} DiscoveredBird
 * @typedef {{scientific_name: string, common_name: string, confidence: number, filtered: ?string}} Prediction
 * @typedef {{start_seconds: number, end_seconds: number, bird_id: number, confidence: number}} Detection
 * @typedef {{id: number, status: "pending"|"classified"|"processed"|"failed", device_id: ?string, filename: ?string,
 *   duration_seconds: number, recorded_at: string, created_at: string, classified_at: ?string, processed_at: ?string,
 *   confidence: ?number, verdict: ?("identified"|"unsure"|"no_bird"), bird: ?Bird, predictions: Prediction[],
 *   detections: Detection[], model: ?{name: string, version: string}, error: ?{code: string, detail: string}}} Capture
 * @typedef {{captures: Capture[], page: number, size: number, total: number}} CapturePage
 * @typedef {{access_token: string, token_type: string, expires_in: number, refresh_token: string, scope: string}} Tokens
 */

/** An answer that is not a success: the problem document of the server, or what is known when there is none. */
export class Problem extends Error {
  /** @param {number} status @param {{detail?: string, code?: string, request_id?: string}} body */
  constructor(status, body) {
    super(body.detail ?? (status === 0 ? "The server cannot be reached." : `The server answered ${status}.`));
    this.status = status;
    this.code = body.code ?? (status === 0 ? "unreachable" : "unknown");
    this.requestId = body.request_id;
  }
}

export class Api {
  /** @param {{token(): Promise<?string>, rejected(): Promise<boolean>}} session gives tokens; rejected() tries to renew */
  constructor(session) {
    this.session = session;
  }

  /** @returns {Promise<{id: number, username: string}>} */
  static signUp(username, email, password) {
    return send("/api/v1/users", { method: "POST", headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ username, email, password }) });
  }

  /** @returns {Promise<Tokens>} */
  static signIn(username, password) {
    return send("/api/v1/auth/token", { method: "POST",
      body: new URLSearchParams({ grant_type: "password", username, password }) });
  }

  /** @returns {Promise<Tokens>} */
  static refresh(refreshToken) {
    return send("/api/v1/auth/token", { method: "POST",
      body: new URLSearchParams({ grant_type: "refresh_token", refresh_token: refreshToken }) });
  }

  /** @param {{page?: number, size?: number, status?: string, bird_id?: number}} filter @returns {Promise<CapturePage>} */
  captures(filter = {}) {
    return this.#json(`/api/v1/captures?${new URLSearchParams(/** @type {any} */ (filter))}`);
  }

  /** @returns {Promise<Capture>} */
  capture(id) {
    return this.#json(`/api/v1/captures/${id}`);
  }

  deleteCapture(id) {
    return this.#json(`/api/v1/captures/${id}`, { method: "DELETE" });
  }

  /** @returns {Promise<Capture>} */
  review(id, correct) {
    return this.#post(`/api/v1/captures/${id}/review`, { correct });
  }

  /** @returns {Promise<DiscoveredBird[]>} */
  birds() {
    return this.#json("/api/v1/birds?size=100");
  }

  /** @returns {Promise<DiscoveredBird & {captures: Capture[]}>} */
  bird(id) {
    return this.#json(`/api/v1/birds/${id}`);
  }

  /** What on-call sees and orders; needs the scope ops. */
  deadLetters(filter) {
    return this.#json(`/api/v1/ops/dead-letters?${new URLSearchParams(filter)}`);
  }

  deadLetter(id) {
    return this.#json(`/api/v1/ops/dead-letters/${id}`);
  }

  editDeadLetter(id, payload, reason) {
    return this.#post(`/api/v1/ops/dead-letters/${id}/edit`, { payload, reason });
  }

  discardDeadLetter(id, reason) {
    return this.#post(`/api/v1/ops/dead-letters/${id}/discard`, { reason });
  }

  startReplay(order) {
    return this.#post("/api/v1/ops/replays", order);
  }

  held() {
    return this.#json("/api/v1/ops/held");
  }

  releaseHeld(stream, key, reason) {
    return this.#post("/api/v1/ops/held/release", { stream, key, reason });
  }

  replays() {
    return this.#json("/api/v1/ops/replays?size=10");
  }

  replay(id) {
    return this.#json(`/api/v1/ops/replays/${id}?size=100`);
  }

  /** @param {"pause"|"resume"|"cancel"} action */
  steerReplay(id, action) {
    return this.#post(`/api/v1/ops/replays/${id}/${action}`, {});
  }

  /** The bytes of a protected resource as a URL for an img or audio element; the caller revokes it. */
  async objectUrl(path) {
    const response = await this.#fetch(path, {});
    return URL.createObjectURL(await response.blob());
  }

  /**
   * Uploads one recording and tells how far it is.
   *
   * @param {File} file
   * @param {(fraction: number) => void} progress 0…1
   * @returns {Promise<{message: string, capture_id: number}>}
   */
  async upload(file, progress) {
    const form = new FormData();
    form.append("audio_file", file, file.name);
    const token = await this.session.token();
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest(); // fetch() cannot tell upload progress
      request.open("POST", "/api/v1/captures");
      request.setRequestHeader("Authorization", `Bearer ${token}`);
      request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
      request.onload = () => {
        const body = parse(request.responseText);
        if (request.status < 300) resolve(body);
        else reject(new Problem(request.status, body));
      };
      request.onerror = () => reject(new Problem(0, { detail: "The connection broke during the upload. Try again." }));
      request.send(form);
    });
  }

  #post(path, body) {
    return this.#json(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  }

  async #json(path, options = {}) {
    const response = await this.#fetch(path, options);
    return response.status === 204 ? null : response.json();
  }

  async #fetch(path, options) {
    const token = await this.session.token();
    const attempt = (bearer) => request(path, { ...options, headers: { ...options.headers, Authorization: `Bearer ${bearer}` } });
    try {
      return await attempt(token);
    } catch (problem) {
      if (problem.status !== 401 || !(await this.session.rejected())) throw problem;
      return attempt(await this.session.token());
    }
  }
}

async function request(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Problem(0, {});
  }
  if (!response.ok) throw new Problem(response.status, parse(await response.text()));
  return response;
}

async function send(path, options) {
  return (await request(path, options)).json();
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
