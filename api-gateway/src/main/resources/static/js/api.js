/**
 * The REST client of the platform: dependency-free, one method per operation, typed by JSDoc. The types are compared with
 * openapi.json where Node is present (api-gateway/page-check).
 *
 * @typedef {{ticket: string, expires_in: number}} SocketTicket
 * @typedef {{id: number, common_name: string, scientific_name: string, pixel_art_url: string}} Bird
 * @typedef {Bird & {first_heard_at: string, last_heard_at: string, count: number, best_confidence: number}} DiscoveredBird
 * @typedef {{scientific_name: string, common_name: string, confidence: number, filtered: string|null}} Prediction
 * @typedef {{start_seconds: number, end_seconds: number, bird_id: number, common_name: string, confidence: number}} Detection
 * @typedef {{id: number, status: "pending"|"classified"|"processed"|"failed", device_id: string|null, filename: string|null,
 *   duration_seconds: number, recorded_at: string, created_at: string, classified_at: string|null,
 *   processed_at: string|null, failed_at: string|null, confidence: number|null,
 *   verdict: "identified"|"unsure"|"no_bird"|null, bird: Bird|null, predictions: Prediction[], private: boolean, detections: Detection[],
 *   model: {name: string, version: string}|null, error: {code: string, detail: string}|null,
 *   review: {correct: boolean, bird_id: number|null, reviewed_at: string}|null}} Capture
 * @typedef {{captures: Capture[], page: number, size: number, total: number}} CapturePage
 * @typedef {{page?: number, size?: number, status?: string, bird_id?: number|string, from?: string, to?: string}} CaptureFilter
 * @typedef {{audio_url: string, spectrogram_url: string, expires_at: string}} MediaLinks
 * @typedef {{id: string, name: string, timezone: string|null, latitude: number|null, longitude: number|null,
 *   created_at: string, last_seen_at: string|null, last_audio_at: string|null, health: DeviceHealth|null}} Device
 * @typedef {{reported_at: string, last_seen_at: string, last_audio_at: string|null, gaps: number, lost_samples: number,
 *   dropped_buffers: number|null, clock_skew_ms: number|null, rssi_dbm: number|null, free_heap_bytes: number|null,
 *   battery_volts: number|null, battery_percent: number|null, temperature_celsius: number|null, firmware: string|null,
 *   rms_dbfs: number|null, peak_dbfs: number|null, microphone: "ok"|"silent"|"constant"|null}} DeviceHealth
 * @typedef {{id: string, prefix: string, created_at: string, last_used_at: string|null, expires_at: string|null}} DeviceKey
 * @typedef {{keys: DeviceKey[]}} DeviceKeyList
 * @typedef {{key: string, key_id: string, prefix: string}} CreatedDeviceKey
 * @typedef {{devices: Device[], page: number, size: number, total: number}} DevicePage
 * @typedef {{id: string, name: string, key: string, key_id: string}} CreatedDevice
 * @typedef {{access_token: string, token_type: "bearer", expires_in: number, refresh_token: string, scope: string}} Tokens
 * @typedef {{message: string, capture_id: number}} UploadAnswer
 */

/** An answer that is not a success: the problem document of the server, or what is known when there is none. */
export class Problem extends Error {
  /**
   * @param {number} status 0 when there was no answer
   * @param {{detail?: string, code?: string, request_id?: string, errors?: {field: string, detail: string}[]}} body
   * @param {?number} [retryAfterSeconds] how long the server wants to be left alone
   */
  constructor(status, body, retryAfterSeconds = null) {
    super(body.detail ?? (status === 0 ? "The server cannot be reached." : `The server answered ${status}.`));
    this.status = status;
    this.code = body.code ?? (status === 0 ? "unreachable" : "unknown");
    this.requestId = body.request_id;
    this.errors = body.errors ?? [];
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** Whether the same request may succeed later. */
  get temporary() {
    return this.status === 0 || this.status === 429 || this.status >= 502;
  }
}

/** The sentence of a failure, for people. @param {unknown} failure */
export function sentence(failure) {
  if (!(failure instanceof Problem)) return failure instanceof Error ? failure.message : String(failure);
  const fields = failure.errors.map(({ field, detail }) => `${field}: ${detail}`).join("; ");
  return fields ? `${failure.message} (${fields})` : failure.message;
}

/** @typedef {{token(): Promise<string|null>, rejected(token: string|null): Promise<boolean>}} TokenSource */

export class Api {
  /** @param {TokenSource} session gives tokens; rejected() renews a refused one and tells whether that helped */
  constructor(session) {
    this.session = session;
  }

  /** @param {string} username @param {string} email @param {string} password @returns {Promise<{id: number, username: string}>} */
  static signUp(username, email, password) {
    return send("/api/v1/users", json("POST", { username, email, password }));
  }

  /** @param {string} username @param {string} password @returns {Promise<Tokens>} */
  static signIn(username, password) {
    return send("/api/v1/auth/token", { method: "POST",
      body: new URLSearchParams({ grant_type: "password", username, password }) });
  }

  /** @param {string} refreshToken @returns {Promise<Tokens>} */
  static refresh(refreshToken) {
    return send("/api/v1/auth/token", { method: "POST",
      body: new URLSearchParams({ grant_type: "refresh_token", refresh_token: refreshToken }) });
  }

  /** Ends the session, here and wherever its tokens are. @param {string} refreshToken @returns {Promise<void>} */
  static async revoke(refreshToken) {
    await request("/api/v1/auth/revoke", { method: "POST", keepalive: true, body: new URLSearchParams({ token: refreshToken }) });
  }

  /** Good for one WebSocket, within expires_in seconds. @returns {Promise<SocketTicket>} */
  socketTicket() {
    return this.#json("/api/v1/auth/ws-ticket", { method: "POST" });
  }

  /** @param {CaptureFilter} [filter] @returns {Promise<CapturePage>} */
  captures(filter = {}) {
    return this.#json(`/api/v1/captures?${query(filter)}`);
  }

  /** @param {number|string} id @returns {Promise<Capture>} */
  capture(id) {
    return this.#json(`/api/v1/captures/${id}`);
  }

  /** @param {number|string} id @returns {Promise<null>} */
  deleteCapture(id) {
    return this.#json(`/api/v1/captures/${id}`, { method: "DELETE" });
  }

  /** @param {number|string} id @param {boolean} correct @param {?number} [birdId] who it was instead @returns {Promise<Capture>} */
  review(id, correct, birdId = null) {
    return this.#json(`/api/v1/captures/${id}/review`, json("POST", { correct, bird_id: birdId }));
  }

  /** Addresses of sound and picture that work without a header until expires_at. @param {number|string} id @returns {Promise<MediaLinks>} */
  links(id) {
    return this.#json(`/api/v1/captures/${id}/links`);
  }

  /** @param {{page?: number, size?: number}} [paging] @returns {Promise<{birds: DiscoveredBird[], total: number}>} */
  async birds(paging = {}) {
    const response = await this.#fetch(`/api/v1/birds?${query({ size: 100, ...paging })}`);
    const birds = await response.json();
    return { birds, total: Number(response.headers.get("X-Total-Count") ?? birds.length) };
  }

  /** @param {number|string} id @param {{page?: number, size?: number}} [paging] @returns {Promise<DiscoveredBird & {captures: Capture[]}>} */
  bird(id, paging = {}) {
    return this.#json(`/api/v1/birds/${id}?${query(paging)}`);
  }

  /** @param {{page?: number, size?: number}} [paging] @returns {Promise<DevicePage>} */
  devices(paging = {}) {
    return this.#json(`/api/v1/devices?${query(paging)}`);
  }

  /** @param {{name: string, timezone?: string}} device @returns {Promise<CreatedDevice>} */
  createDevice(device) {
    return this.#json("/api/v1/devices", json("POST", device));
  }

  /** @param {string} id @returns {Promise<Device>} */
  device(id) {
    return this.#json(`/api/v1/devices/${id}`);
  }

  /** @param {string} id @param {{name: string}} change @returns {Promise<Device>} */
  changeDevice(id, change) {
    return this.#json(`/api/v1/devices/${id}`, json("PATCH", change));
  }

  /** @param {string} id @returns {Promise<null>} */
  deleteDevice(id) {
    return this.#json(`/api/v1/devices/${id}`, { method: "DELETE" });
  }

  /** @param {string} id @returns {Promise<DeviceKeyList>} */
  deviceKeys(id) {
    return this.#json(`/api/v1/devices/${id}/keys`);
  }

  /** @param {string} id @returns {Promise<CreatedDeviceKey>} */
  addDeviceKey(id) {
    return this.#json(`/api/v1/devices/${id}/keys`, { method: "POST" });
  }

  /** @param {string} id @param {string} keyId @returns {Promise<null>} */
  revokeDeviceKey(id, keyId) {
    return this.#json(`/api/v1/devices/${id}/keys/${keyId}`, { method: "DELETE" });
  }

  // What on-call sees and orders; needs the scope ops.

  /** @param {Record<string, any>} filter @returns {Promise<any>} */
  deadLetters(filter) {
    return this.#json(`/api/v1/ops/dead-letters?${query(filter)}`);
  }

  /** @param {string} id @returns {Promise<any>} */
  deadLetter(id) {
    return this.#json(`/api/v1/ops/dead-letters/${id}`);
  }

  /** @param {string} id @param {unknown} payload @param {string} reason @returns {Promise<any>} */
  editDeadLetter(id, payload, reason) {
    return this.#json(`/api/v1/ops/dead-letters/${id}/edit`, json("POST", { payload, reason }));
  }

  /** @param {string} id @param {string} reason @returns {Promise<any>} */
  discardDeadLetter(id, reason) {
    return this.#json(`/api/v1/ops/dead-letters/${id}/discard`, json("POST", { reason }));
  }

  /** @param {object} order @returns {Promise<any>} */
  startReplay(order) {
    return this.#json("/api/v1/ops/replays", json("POST", order));
  }

  /** @returns {Promise<any>} */
  held() {
    return this.#json("/api/v1/ops/held");
  }

  /** @param {string} stream @param {string} key @param {string} reason @returns {Promise<any>} */
  releaseHeld(stream, key, reason) {
    return this.#json("/api/v1/ops/held/release", json("POST", { stream, key, reason }));
  }

  /** @returns {Promise<any>} */
  replays() {
    return this.#json("/api/v1/ops/replays?size=10");
  }

  /** @param {string} id @returns {Promise<any>} */
  replay(id) {
    return this.#json(`/api/v1/ops/replays/${id}?size=100`);
  }

  /** @param {string} id @param {"pause"|"resume"|"cancel"} action @returns {Promise<any>} */
  steerReplay(id, action) {
    return this.#json(`/api/v1/ops/replays/${id}/${action}`, json("POST", {}));
  }

  /** The picture of a capture as a URL for an img element, which the caller revokes. @param {number|string} id */
  async spectrogram(id) {
    const response = await this.#fetch(`/api/v1/captures/${id}/spectrogram.png`);
    return URL.createObjectURL(await response.blob());
  }

  /**
   * Uploads one recording and tells how far it is. With the same key it may be sent again after a broken connection.
   *
   * @param {File} file
   * @param {{key: string, progress?: (fraction: number) => void, signal?: AbortSignal}} options progress from 0 to 1
   * @returns {Promise<UploadAnswer>} an aborted one is refused with an AbortError
   */
  async upload(file, { key, progress = () => {}, signal }) {
    const form = new FormData();
    form.append("audio_file", file, file.name);
    return this.#authorised((token) => new Promise((resolve, reject) => {
      const request = new XMLHttpRequest(); // fetch() cannot tell upload progress
      const abort = () => request.abort();
      request.open("POST", "/api/v1/captures");
      request.setRequestHeader("Authorization", `Bearer ${token}`);
      request.setRequestHeader("Idempotency-Key", key);
      request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
      request.onload = () => {
        const body = parse(request.responseText);
        if (request.status === 202) resolve(body);
        else reject(new Problem(request.status, body, seconds(request.getResponseHeader("Retry-After"))));
      };
      request.onerror = () => reject(new Problem(0, { detail: "The connection broke during the upload." }));
      const aborted = () => reject(new DOMException("The upload was cancelled.", "AbortError"));
      request.onabort = aborted;
      request.onloadend = () => signal?.removeEventListener("abort", abort);
      signal?.addEventListener("abort", abort);
      if (signal?.aborted) aborted();
      else request.send(form);
    }));
  }

  /** @param {string} path @param {RequestInit} [options] @returns {Promise<any>} */
  async #json(path, options) {
    const response = await this.#fetch(path, options);
    return response.status === 204 ? null : response.json();
  }

  /** @param {string} path @param {RequestInit} [options] @returns {Promise<Response>} */
  #fetch(path, options = {}) {
    return this.#authorised((token) => request(path, { ...options, headers: { ...options.headers, Authorization: `Bearer ${token}` } }));
  }

  /**
   * Does something with a token, and once more with a new one when that was refused.
   *
   * @template T
   * @param {(token: string|null) => Promise<T>} attempt
   * @returns {Promise<T>}
   */
  async #authorised(attempt) {
    const token = await this.session.token();
    try {
      return await attempt(token);
    } catch (problem) {
      const refused = problem instanceof Problem && problem.status === 401;
      if (!refused || !(await this.session.rejected(token))) throw problem;
      return attempt(await this.session.token());
    }
  }
}

/** @param {string} method @param {unknown} body @returns {RequestInit} */
function json(method, body) {
  return { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
}

/** Leaves out what is not given. @param {Record<string, any>} parameters */
function query(parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
}

/** @param {string} path @param {RequestInit} options */
async function request(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Problem(0, {});
  }
  if (!response.ok) throw new Problem(response.status, parse(await response.text()), seconds(response.headers.get("Retry-After")));
  return response;
}

/** @param {string} path @param {RequestInit} options @returns {Promise<any>} */
async function send(path, options) {
  return (await request(path, options)).json();
}

/** @param {string} text @returns {any} */
function parse(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

/** @param {?string} header Retry-After in seconds */
function seconds(header) {
  const value = Number(header);
  return header && Number.isFinite(value) ? value : null;
}
