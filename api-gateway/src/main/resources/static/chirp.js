/**
 * Live events of Chirp Neighbor over one WebSocket that comes back by itself. No dependencies, no build step: copy this file
 * freely. Works in browsers and in Node 22 or newer (older ones: give a WebSocket).
 *
 *     const live = new ChirpLive({ url: "wss://chirp.example/ws", ticket, token });
 *     live.on("new_capture", ({ data }) => show(data));
 *     live.on("gap", () => readTheListAgain());
 *     live.start();
 *
 * Promises:
 * - Positions are kept here, per channel, and given on return: what was missed comes once and in order. Where the server can no
 *   longer tell what was missed, "gap" says so, and the state has to be read anew.
 * - It comes back after full-jitter waits in the window that the server advertised, from the first retry on; after max_attempts
 *   quick ones every 60 s; at once when the browser says "online". After 3 failures it reads GET /api/v1/events every 10 s while it
 *   goes on trying. It stays away after the close codes 4500–4999, 1002, 1003, 1007 and 1009.
 * - What is asked while there is no connection waits, 100 operations at most: the oldest gives way and is counted in `dropped`.
 *
 * Events, besides every frame under its own name and under "*":
 *   "state"   {@link State}
 *   "joined"  {channel, epoch, offset, recovered, replayed, first}: a channel begins (first) or goes on
 *   "gap"     {channel, epoch, offset}: something between the last frame and this position was missed for good
 *
 * @typedef {{epoch: number, offset: number}} Position
 * @typedef {{event: string, id?: string, channel?: string, offset?: number, epoch?: number, ts: string, request_id?: string, data: any}} Frame
 * @typedef {"idle"|"connecting"|"live"|"waiting"|"polling"|"stopped"} StateName polling: no socket, but the log is read now and then
 * @typedef {{name: StateName, failures: number, nextAttemptAt: number|null, offline: boolean, code: number|null, reason: string|null}} State
 *   nextAttemptAt in ms of the clock, null while an attempt is made; code and reason say why the last socket ended
 * @typedef {{now(): number, setTimeout(work: () => void, ms: number): any, clearTimeout(timer: any): void}} Clock
 *
 * @typedef {object} Options
 * @property {string} [url] ws(s) address; default: /ws of the page's own server
 * @property {() => Promise<string|null>} [ticket] a one-time ticket; with it no access token ever stands in an address. null ends it all
 * @property {(old?: string) => Promise<string|null>} [token] an access token: to refresh the socket, to poll, and to connect where
 *   there is no ticket. old: the one that was refused or expires, so another one is wanted. null ends it all
 * @property {string} [clientId] 1 to 64 of A-Z a-z 0-9 . _ -: under it the server remembers acks and shows presence
 * @property {string[]} [channels] besides "user", such as "presence:user" or "device:<uuid>"
 * @property {Record<string, Position>} [since] where to go on; the storage's positions win
 * @property {boolean} [autoAck] acknowledges every event after its listeners ran
 * @property {{getItem(key: string): string|null, setItem(key: string, value: string): void}} [storage] keeps positions over a reload
 * @property {string} [storageKey] default chirp.live
 * @property {number} [timeoutMs] for answers to operations and for connecting, default 10,000
 * @property {number} [maxBuffered] operations that wait for a connection, default 100
 * @property {any} [WebSocket] a class like the browser's; default the global one
 * @property {typeof fetch} [fetch] default the global one
 * @property {Clock} [clock] default the real one
 * @property {() => number} [random] from 0 to 1, default Math.random
 */

const STABLE_MS = 5_000; // a socket that lived so long ends an outage
const SLOW_RETRY_MS = 60_000;
const POLL_AFTER = 3;
const POLL_MS = 10_000;
const POLL_PAGE = 500;
const ACK_MS = 1_000;
const SAVE_MS = 1_000;
const JOINS = 15; // the server takes 20 operations a second
const STAY_AWAY = [1002, 1003, 1007, 1009];

/** The server refused an operation, or nobody answered. */
export class ChirpError extends Error {
  /** @param {string} code @param {string} detail @param {boolean} temporary whether the same may work later */
  constructor(code, detail, temporary) {
    super(detail);
    this.code = code;
    this.temporary = temporary;
  }
}

/**
 * How long to wait before the next attempt.
 *
 * @param {number} failures in this outage, from 1 @param {{min_ms: number, max_ms: number, jitter_ms: number, max_attempts: number}} window
 * @param {() => number} random
 */
export function backOff(failures, window, random) {
  if (failures > window.max_attempts) return SLOW_RETRY_MS + random() * window.jitter_ms;
  return random() * Math.min(window.max_ms, window.min_ms * 2 ** (failures - 1)) + random() * window.jitter_ms;
}

/** Whether the server wants no return. @param {number} code of the close frame */
export function staysAway(code) {
  return (code >= 4500 && code <= 4999) || STAY_AWAY.includes(code);
}

/** A promise that fails when nothing settles it in time. @template T */
class Answer {
  /** @type {(value: T) => void} */
  #resolve = () => {};
  /** @type {(failure: ChirpError) => void} */
  #reject = () => {};
  #timer;

  /** @param {Clock} clock @param {number} ms @param {string} what @param {() => void} onEnd called once, however it ends */
  constructor(clock, ms, what, onEnd) {
    /** @type {Promise<T>} */
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.promise.catch(() => {}); // who does not look at it does not mind
    this.end = () => {
      clock.clearTimeout(this.#timer);
      onEnd();
    };
    this.#timer = clock.setTimeout(() => this.reject(new ChirpError("timeout", `no answer to ${what}`, true)), ms);
  }

  /** @param {T} value */
  resolve(value) {
    this.end();
    this.#resolve(value);
  }

  /** @param {ChirpError} failure */
  reject(failure) {
    this.end();
    this.#reject(failure);
  }
}

/**
 * @typedef {{frame: {op: string, id: string}, answer: Answer<any>, kept: boolean, sent: boolean}} Op kept: outlives its connection
 * @typedef {Options & {timeoutMs: number, maxBuffered: number, clock: Clock, random: () => number, fetch: typeof fetch}} Settings
 */
export class ChirpLive {
  /** How many operations gave way because too many waited. */
  dropped = 0;
  /** @type {State} */
  state = { name: "idle", failures: 0, nextAttemptAt: null, offline: false, code: null, reason: null };

  /** @type {Settings} */
  #options;
  #url;
  /** @type {Map<string, Set<(detail: any) => void>>} */
  #listeners = new Map();
  /** @type {Map<string, Position>} */
  #positions = new Map();
  /** Channels to be subscribed, besides "user". @type {Set<string>} */
  #wanted;
  /** What the server said of the channels of this socket. @type {Map<string, any>} */
  #subscribed = new Map();
  /** @type {Map<string, Op>} by id, the oldest first */
  #ops = new Map();
  /** @type {Set<{channel: string, offset: number|null, answer: Answer<any>}>} who waits for an ack, or without offset for a subscription */
  #waiting = new Set();
  /** @type {Map<string, number>} by channel, not sent yet */
  #acks = new Map();
  /** @type {Map<string, any>} by purpose */
  #timers = new Map();
  /** @type {any} */
  #socket = null;
  #failures = 0;
  #liveSince = 0;
  #heardAt = 0;
  #nextId = 1;
  #running = false;
  /** A new one with every start and stop: what an earlier run awaited changes nothing any more. */
  #run = {};
  #pollWorks = false;
  /** @type {number|null} what the server asked for in "reconnect" */
  #returnMs = null;
  /** @type {string|undefined} the access token in use */
  #token;
  /** @type {string|undefined} one that must not be used again */
  #refused;
  #window = { min_ms: 500, max_ms: 20_000, jitter_ms: 500, max_attempts: 5 };
  #silenceMs = 33_000;

  /** @param {Options} [options] */
  constructor(options = {}) {
    /** @type {Clock} */
    const clock = { now: () => Date.now(), setTimeout: (work, ms) => setTimeout(work, ms), clearTimeout: (timer) => clearTimeout(timer) };
    this.#options = { timeoutMs: 10_000, maxBuffered: 100, clock, random: Math.random, fetch: (input, init) => fetch(input, init), ...options };
    this.#url = options.url ?? `${location.origin.replace(/^http/, "ws")}/ws`;
    this.#wanted = new Set((options.channels ?? []).filter((channel) => channel !== "user"));
    for (const [channel, position] of Object.entries({ ...options.since, ...this.#stored() })) this.#positions.set(channel, position);
  }

  /** Calls a listener for every event of a name; the result ends that. @param {string} event @param {(detail: any) => void} listener */
  on(event, listener) {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  /** Connects, and keeps on until stop(). */
  start() {
    if (this.#running) return;
    this.#running = true;
    this.#run = {};
    this.#failures = 0;
    globalThis.addEventListener?.("online", this.tryNow);
    this.#connect();
  }

  /** Ends the connection. Positions and subscriptions are kept for another start(). */
  stop() {
    this.#end(null, "stopped");
  }

  /** Forgets positions and subscriptions, before somebody else signs in. Only while stopped. */
  forget() {
    [this.#positions, this.#wanted, this.#acks].forEach((all) => all.clear());
    this.#token = this.#refused = undefined;
    this.#save();
  }

  /** Makes the next attempt now, if one is waited for. */
  tryNow = () => {
    if (this.#timers.has("attempt")) this.#connect();
  };

  /** How far a channel was seen. @param {string} channel @returns {Position|undefined} */
  position(channel) {
    return this.#positions.get(channel);
  }

  /** Subscribes, again after each return. @param {string} channel @returns {Promise<Position & {channel: string, recovered: boolean, replayed: number}>} */
  subscribe(channel) {
    const promise = this.#wait(channel, null, `subscribe ${channel}`);
    const state = this.#subscribed.get(channel);
    if (state) this.#settle(channel, null, state);
    else if (channel !== "user" && !this.#wanted.has(channel)) {
      this.#wanted.add(channel);
      this.#join([channel]);
    }
    return promise;
  }

  /** @param {string} channel not "user", which belongs to every connection */
  async unsubscribe(channel) {
    if (channel === "user") throw new ChirpError("bad_request", "user is always subscribed", false);
    this.#wanted.delete(channel);
    this.#positions.delete(channel);
    if (!this.#subscribed.delete(channel)) return;
    await this.#op("unsubscribe", { channels: [channel] }, false).catch((failure) => {
      if (failure.code !== "lost") throw failure; // a new connection does not have it anyway
    });
  }

  /** Acknowledges all up to an offset, together with others. Resolves when the server knows. @param {string} channel @param {number} offset */
  ack(channel, offset) {
    this.#ackSoon(channel, offset);
    return this.#wait(channel, offset, `ack ${channel} ${offset}`);
  }

  /** Gives this connection a new token. @param {string} token @returns {Promise<{token_expires_at: string}>} */
  refresh(token) {
    return this.#op("refresh", { token }, false);
  }

  /** Which clients of this user are connected. @param {string} [channel] @returns {Promise<{channel: string, clients: any[]}>} */
  presence(channel = "user") {
    return this.#op("presence", { channel }, true);
  }

  /** Resolves with the ms to the server and back. */
  async ping() {
    const { clock } = this.#options;
    const from = clock.now();
    await this.#op("ping", {}, true);
    return clock.now() - from;
  }

  // ---- coming and going

  async #connect() {
    const run = this.#run;
    const { ticket } = this.#options;
    this.#cancel("attempt");
    this.#tell(this.#pollWorks ? "polling" : "connecting");
    try {
      const credential = await (ticket ? ticket() : this.#accessToken());
      if (run !== this.#run) return;
      if (credential === null) this.#end(null, "signed out");
      else this.#open(ticket ? "ticket" : "token", credential);
    } catch (failure) {
      if (run === this.#run) this.#lost(null, failure instanceof Error ? failure.message : String(failure));
    }
  }

  async #accessToken() {
    const refused = this.#refused;
    const token = (await this.#options.token?.(refused)) ?? null;
    this.#token = token ?? undefined;
    if (this.#refused === refused) this.#refused = undefined;
    return token;
  }

  /** @param {string} kind @param {string} credential */
  #open(kind, credential) {
    const { clientId, clock, timeoutMs, WebSocket: Socket = globalThis.WebSocket } = this.#options;
    const query = new URLSearchParams({ [kind]: credential });
    if (clientId) query.set("client_id", clientId);
    const user = this.#positions.get("user");
    if (user) query.append("since", `user@${user.epoch}:${user.offset}`);
    const socket = new Socket(`${this.#url}?${query}`);
    this.#socket = socket;
    this.#heardAt = clock.now();
    socket.onmessage = (/** @type {{data: string}} */ { data }) => this.#receive(JSON.parse(data));
    socket.onclose = (/** @type {{code: number, reason?: string}} */ { code, reason = "" }) => this.#lost(code, reason);
    socket.onerror = () => {}; // onclose follows
    this.#watch(timeoutMs);
  }

  /** Takes a socket for dead that was silent for so long. @param {number} limitMs */
  #watch(limitMs) {
    const { clock } = this.#options;
    this.#later("watch", this.#heardAt + limitMs - clock.now(), () => {
      if (clock.now() - this.#heardAt >= limitMs) this.#lost(null, "no sign of life");
      else this.#watch(limitMs);
    });
  }

  /** @param {number|null} code @param {string} reason */
  #lost(code, reason) {
    const { clock, random, ticket, token } = this.#options;
    const lived = this.#liveSince ? clock.now() - this.#liveSince : 0;
    this.#leave();
    if (code !== null && staysAway(code)) return this.#end(code, reason);
    // A browser does not tell that an upgrade got 401: the first that fails in an outage may be that.
    if (!ticket && (code === 4005 || (!lived && this.#failures === 0))) this.#refused = this.#token;
    if (lived >= STABLE_MS) this.#failures = 0;
    const wait = this.#returnMs ?? backOff(++this.#failures, this.#window, random);
    this.#returnMs = null;
    this.#later("attempt", wait, () => this.#connect());
    this.#tell(this.#pollWorks ? "polling" : "waiting", { nextAttemptAt: clock.now() + wait, code, reason });
    if (this.#failures >= POLL_AFTER && token && !this.#timers.has("poll")) this.#later("poll", 0, () => this.#poll());
  }

  /** Lets go of the socket. What waits for an answer is sent again on the next one, or ends with it. */
  #leave() {
    const socket = this.#socket;
    this.#socket = null;
    this.#liveSince = 0;
    this.#subscribed.clear();
    this.#cancel("watch", "renew", "join");
    if (socket) {
      socket.onmessage = socket.onclose = null; // what it still says does not count
      socket.close(1000);
    }
    for (const op of [...this.#ops.values()]) {
      op.sent = false;
      if (!op.kept) op.answer.reject(new ChirpError("lost", "the connection was lost", true));
    }
  }

  /** @param {number|null} code @param {string} reason */
  #end(code, reason) {
    if (!this.#running) return;
    this.#sendAcks();
    this.#running = false;
    this.#run = {};
    this.#leave();
    this.#save();
    this.#cancel("attempt", "poll", "ack");
    this.#pollWorks = false;
    this.#returnMs = null;
    globalThis.removeEventListener?.("online", this.tryNow);
    for (const { answer } of [...this.#ops.values(), ...this.#waiting]) answer.reject(new ChirpError("stopped", reason, false));
    this.#tell("stopped", { code, reason });
  }

  // ---- what the server says

  /** @param {Frame} frame */
  #receive(frame) {
    const { event, channel, offset, data } = frame;
    this.#heardAt = this.#options.clock.now();
    if (channel && offset !== undefined && !this.#advance(channel, { epoch: frame.epoch ?? 0, offset })) return;
    if (event === "ping") this.#send({ op: "pong" });
    if (event === "connected") this.#connected(data);
    if (event === "subscribed") for (const state of data.channels) this.#joined(state);
    if (event === "acked") this.#settle(data.channel, data.offset, data);
    if (event === "reconnect") this.#returnMs = Math.min(Math.max(0, data.after_ms ?? 0), SLOW_RETRY_MS);
    if (event === "token_expiring") this.#renew();
    const answer = this.#ops.get(data?.op_id)?.answer;
    if (event === "error") answer?.reject(new ChirpError(data.code, data.detail, data.temporary));
    else answer?.resolve(data);
    this.#emit(event, frame);
    this.#emit("*", frame);
    if (this.#options.autoAck && channel && offset) this.#ackSoon(channel, offset);
  }

  /** False when this position was reached before. @param {string} channel @param {Position} to */
  #advance(channel, to) {
    const known = this.#positions.get(channel);
    if (known && (to.epoch < known.epoch || (to.epoch === known.epoch && to.offset <= known.offset))) return false;
    this.#moveTo(channel, to);
    return true;
  }

  /** @param {string} channel @param {Position} to */
  #moveTo(channel, to) {
    const known = this.#positions.get(channel);
    if (known && known.epoch !== to.epoch) this.#acks.delete(channel);
    this.#positions.set(channel, { epoch: to.epoch, offset: to.offset });
    if (this.#options.storage && !this.#timers.has("save")) this.#later("save", SAVE_MS, () => this.#save());
  }

  /** @param {any} data */
  #connected(data) {
    this.#window = { ...this.#window, ...data.reconnect };
    this.#silenceMs = (data.ping_interval_ms ?? 25_000) + (data.pong_timeout_ms ?? 8_000);
    this.#liveSince = this.#options.clock.now();
    this.#returnMs = null;
    this.#pollWorks = false;
    this.#cancel("poll");
    this.#watch(this.#silenceMs);
    for (const state of data.channels ?? []) this.#joined(state);
    this.#tell("live", { code: null, reason: null });
    this.#join([...this.#wanted]);
    this.#sendAcks();
    for (const op of this.#ops.values()) if (!op.sent) op.sent = this.#send(op.frame);
  }

  /** @param {Position & {channel: string, recovered: boolean, replayed: number}} state */
  #joined(state) {
    const { channel, epoch, offset, recovered, replayed } = state;
    const known = this.#positions.get(channel);
    const durable = epoch > 0;
    if (durable && (!recovered || (!known && !replayed))) this.#moveTo(channel, state);
    this.#subscribed.set(channel, state);
    this.#settle(channel, null, state);
    this.#emit("joined", { ...state, first: !known });
    if (durable && known && !recovered && (known.epoch !== epoch || known.offset !== offset)) this.#emit("gap", { channel, epoch, offset });
  }

  // ---- what is asked of the server

  /** One operation each, so that a refusal tells whose it is; not more in a second than the server takes. @param {string[]} channels */
  #join(channels) {
    const missing = channels.filter((channel) => this.#wanted.has(channel) && !this.#subscribed.has(channel));
    if (!this.#liveSince) return; // joined with the next connection
    for (const channel of missing.slice(0, JOINS)) {
      this.#op("subscribe", { channels: [{ channel, ...this.#positions.get(channel) }] }, false).catch((failure) => {
        if (["lost", "stopped", "already_subscribed"].includes(failure.code)) return;
        if (!failure.temporary) this.#wanted.delete(channel);
        for (const waiter of [...this.#waiting]) if (waiter.channel === channel && waiter.offset === null) waiter.answer.reject(failure);
      });
    }
    if (missing.length > JOINS) this.#later("join", 1_000, () => this.#join(missing.slice(JOINS)));
  }

  /** @param {string} channel @param {number} offset */
  #ackSoon(channel, offset) {
    this.#acks.set(channel, Math.max(offset, this.#acks.get(channel) ?? 0));
    if (!this.#timers.has("ack")) this.#later("ack", ACK_MS, () => this.#sendAcks());
  }

  #sendAcks() {
    this.#cancel("ack");
    if (!this.#liveSince) return; // sent on the next connection
    for (const [channel, offset] of this.#acks) this.#send({ op: "ack", channel, offset });
    this.#acks.clear();
  }

  /** Gets a token before this one expires, again and again while the socket lives. */
  async #renew() {
    const socket = this.#socket;
    const run = this.#run;
    if (!this.#options.token) return; // closed with 4005, and the next ticket will do
    try {
      this.#refused = this.#token;
      const token = await this.#accessToken();
      if (run === this.#run && token === null) this.#end(null, "signed out");
      else if (token !== null && socket === this.#socket) await this.refresh(token);
    } catch {
      if (socket && socket === this.#socket) this.#later("renew", POLL_MS, () => this.#renew());
    }
  }

  /** @param {string} name @param {object} fields @param {boolean} kept over a lost connection @returns {Promise<any>} the data of the answer */
  #op(name, fields, kept) {
    const { clock, timeoutMs, maxBuffered } = this.#options;
    if (!kept && !this.#liveSince) return Promise.reject(new ChirpError("lost", "there is no connection", true));
    const [oldest] = this.#ops.values();
    if (this.#ops.size >= maxBuffered) {
      this.dropped += 1;
      oldest.answer.reject(new ChirpError("dropped", "too many operations wait", true));
    }
    const id = String(this.#nextId++);
    const op = { frame: { op: name, id, ...fields }, answer: new Answer(clock, timeoutMs, name, () => this.#ops.delete(id)), kept, sent: false };
    this.#ops.set(id, op);
    if (this.#liveSince) op.sent = this.#send(op.frame);
    return op.answer.promise;
  }

  /** @param {object} frame */
  #send(frame) {
    if (this.#socket?.readyState !== 1) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** @param {string} channel @param {number|null} offset @param {string} what @returns {Promise<any>} */
  #wait(channel, offset, what) {
    const { clock, timeoutMs } = this.#options;
    const waiter = { channel, offset, answer: new Answer(clock, timeoutMs, what, () => this.#waiting.delete(waiter)) };
    this.#waiting.add(waiter);
    return waiter.answer.promise;
  }

  /** @param {string} channel @param {number|null} offset an acknowledged one, or null: subscribed @param {any} state */
  #settle(channel, offset, state) {
    for (const waiter of [...this.#waiting]) {
      const reached = offset === null ? waiter.offset === null : waiter.offset !== null && waiter.offset <= offset;
      if (waiter.channel === channel && reached) waiter.answer.resolve(state);
    }
  }

  // ---- without a socket

  /** Reads the log of the channel "user" now and then. */
  async #poll() {
    const run = this.#run;
    try {
      while (await this.#readLog(run));
      if (run === this.#run && !this.#liveSince && !this.#pollWorks) this.#polling(true);
    } catch {
      if (run === this.#run && this.#pollWorks) this.#polling(false);
    }
    if (run === this.#run && !this.#liveSince) this.#later("poll", POLL_MS, () => this.#poll());
  }

  /** @param {boolean} works */
  #polling(works) {
    this.#pollWorks = works;
    const { name, nextAttemptAt } = this.state;
    this.#tell(works ? "polling" : nextAttemptAt === null ? "connecting" : "waiting", { nextAttemptAt });
  }

  /** Reads one page; true when there may be more. @param {object} run */
  async #readLog(run) {
    const token = await this.#accessToken();
    const known = this.#positions.get("user");
    const after = known?.offset ?? Number.MAX_SAFE_INTEGER; // the end
    const address = `${this.#url.replace(/^ws/, "http").replace(/\/ws(\/events)?$/, "")}/api/v1/events?channel=user&after=${after}&limit=${POLL_PAGE}`;
    const answer = await this.#options.fetch(address, { headers: { Authorization: `Bearer ${token}` }, signal: AbortSignal.timeout(this.#options.timeoutMs) });
    if (answer.status === 401 && token) this.#refused = token;
    if (!answer.ok) throw new ChirpError("poll", `GET /api/v1/events answered ${answer.status}`, true);
    const { events, epoch, last_offset: last } = await answer.json();
    if (run !== this.#run) return false;
    const now = this.#positions.get("user");
    const oldest = events[0]?.offset ?? last + 1;
    if (!now || now.epoch !== epoch || oldest > now.offset + 1) {
      const from = now && now.epoch === epoch ? oldest - 1 : last;
      this.#moveTo("user", { epoch, offset: from });
      this.#emit(now ? "gap" : "joined", { channel: "user", epoch, offset: from, ...(now ? {} : { recovered: false, replayed: 0, first: true }) });
      if (from === last) return false;
    }
    for (const frame of events) if (frame.offset !== undefined) this.#receive(frame);
    return events.length === POLL_PAGE;
  }

  // ---- small things

  /** @param {string} event @param {any} detail */
  #emit(event, detail) {
    for (const listener of [...(this.#listeners.get(event) ?? [])]) {
      try {
        listener(detail);
      } catch (failure) {
        queueMicrotask(() => { throw failure; }); // told like any uncaught error, and stops no other listener
      }
    }
  }

  /** @param {StateName} name @param {Partial<State>} [changes] */
  #tell(name, changes = {}) {
    const offline = globalThis.navigator?.onLine === false;
    this.state = { ...this.state, nextAttemptAt: null, ...changes, name, failures: this.#failures, offline };
    this.#emit("state", this.state);
  }

  /** @param {string} purpose one timer each @param {number} ms @param {() => void} work */
  #later(purpose, ms, work) {
    const { clock } = this.#options;
    this.#cancel(purpose);
    this.#timers.set(purpose, clock.setTimeout(() => {
      this.#timers.delete(purpose);
      work();
    }, Math.max(0, ms)));
  }

  /** @param {...string} purposes */
  #cancel(...purposes) {
    for (const purpose of purposes) {
      this.#options.clock.clearTimeout(this.#timers.get(purpose));
      this.#timers.delete(purpose);
    }
  }

  /** @returns {Record<string, Position>} */
  #stored() {
    try {
      return JSON.parse(this.#options.storage?.getItem(this.#options.storageKey ?? "chirp.live") ?? "{}");
    } catch {
      return {};
    }
  }

  #save() {
    this.#cancel("save");
    try {
      this.#options.storage?.setItem(this.#options.storageKey ?? "chirp.live", JSON.stringify(Object.fromEntries(this.#positions)));
    } catch {
      // A full or forbidden storage: positions live as long as this object.
    }
  }
}
