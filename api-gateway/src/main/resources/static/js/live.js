/**
 * Live events over one WebSocket that comes back by itself; dependency-free, copy it freely.
 *
 * Dispatches a CustomEvent per frame, named after the frame's "event" and with the frame as detail, and
 *   "state": detail {state: "connecting" | "live" | "waiting" | "stopped", retryInMs?, failures}
 *   "gap":   what was missed could not be replayed; read the state anew by REST.
 *
 * Positions are kept per channel and sent on return, so the server replays exactly what was missed.
 */
export class Live extends EventTarget {
  /** @type {WebSocket|null} */
  #socket = null;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #timer;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #watchdog;
  #failures = 0;
  #stopped = true;
  /** @type {Map<string, {epoch: string, offset: number}>} */
  #positions = new Map();
  #window = { min_ms: 500, max_ms: 20_000 };
  #silenceMs = 35_000;

  /** @param {() => Promise<?string>} token gives an access token; null ends the attempts */
  constructor(token, url = `${location.origin.replace(/^http/, "ws")}/ws`) {
    super();
    this.token = token;
    this.url = url;
  }

  start() {
    if (!this.#stopped) return;
    this.#stopped = false;
    addEventListener("online", this.#now);
    this.#connect();
  }

  stop() {
    this.#stopped = true;
    removeEventListener("online", this.#now);
    clearTimeout(this.#timer);
    clearTimeout(this.#watchdog);
    this.#socket?.close(1000);
    this.#socket = null;
    this.#positions.clear();
    this.#tell("stopped");
  }

  #now = () => {
    if (this.#socket || this.#stopped) return;
    clearTimeout(this.#timer);
    this.#connect();
  };

  async #connect() {
    this.#tell("connecting");
    let token;
    try {
      token = await this.token();
    } catch {
      return this.#retry();
    }
    if (this.#stopped) return;
    if (!token) return this.stop();
    const query = new URLSearchParams({ token });
    for (const [channel, { epoch, offset }] of this.#positions) query.append("since", `${channel}@${epoch}:${offset}`);
    const socket = new WebSocket(`${this.url}?${query}`);
    this.#socket = socket;
    socket.onmessage = (message) => socket === this.#socket && this.#receive(JSON.parse(message.data));
    socket.onclose = (event) => socket === this.#socket && this.#closed(event.code);
    this.#listenForSilence();
  }

  /** @param {any} frame as AsyncAPI says it */
  #receive(frame) {
    this.#listenForSilence();
    if (frame.event === "connected") this.#connected(frame);
    if (frame.event === "ping") this.#socket?.send('{"op":"pong"}');
    if (frame.channel && frame.offset !== undefined && !this.#advance(frame)) return;
    this.dispatchEvent(new CustomEvent(frame.event, { detail: frame }));
  }

  /** @param {any} frame */
  #connected({ data }) {
    this.#failures = 0;
    this.#window = data.reconnect ?? this.#window;
    this.#silenceMs = (data.ping_interval_ms ?? 25_000) + (data.pong_timeout_ms ?? 8_000) + 2_000;
    for (const { channel, epoch, offset, recovered } of data.channels ?? []) {
      const known = this.#positions.get(channel);
      if (known && !recovered && (known.epoch !== epoch || known.offset < offset)) this.dispatchEvent(new CustomEvent("gap", { detail: { channel } }));
      if (!known || !recovered) this.#positions.set(channel, { epoch, offset });
    }
    this.#tell("live");
  }

  /** False for a frame that was seen before. @param {{channel: string, epoch: string, offset: number}} frame */
  #advance({ channel, epoch, offset }) {
    const known = this.#positions.get(channel);
    if (known && known.epoch === epoch && offset <= known.offset) return false;
    this.#positions.set(channel, { epoch, offset });
    return true;
  }

  /** @param {number} code */
  #closed(code) {
    this.#socket = null;
    clearTimeout(this.#watchdog);
    if (this.#stopped) return;
    if (code === 4503 || code === 4507) return this.stop();
    this.#retry();
  }

  /** Exponential back-off with full jitter, from the first retry on. */
  #retry() {
    this.#failures += 1;
    const { min_ms, max_ms } = this.#window;
    const ceiling = Math.min(max_ms, min_ms * 2 ** Math.min(this.#failures, 16));
    const wait = Math.round(Math.random() * ceiling) + 50;
    this.#timer = setTimeout(() => this.#connect(), wait);
    this.#tell("waiting", wait);
  }

  #listenForSilence() {
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(() => this.#socket?.close(4000), this.#silenceMs);
  }

  /** @param {string} state @param {number} [retryInMs] */
  #tell(state, retryInMs) {
    this.dispatchEvent(new CustomEvent("state", { detail: { state, retryInMs, failures: this.#failures } }));
  }
}
