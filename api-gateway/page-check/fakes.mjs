// A clock that a test moves, and a server that does what a test says.
import { copyFileSync, mkdirSync } from "node:fs";

const here = new URL(".", import.meta.url);
const copy = new URL("target/chirp.mjs", here); // under a name by which every Node knows a module
mkdirSync(new URL("target", here), { recursive: true });
copyFileSync(new URL("../src/main/resources/static/chirp.js", here), copy);
export const { ChirpLive, backOff, staysAway } = await import(copy);

export const RECONNECT = { min_ms: 500, max_ms: 20_000, jitter_ms: 500, max_attempts: 5 };

/** Lets everything run that only waits for promises. */
export const settled = () => new Promise((resolve) => setImmediate(resolve));

export class FakeClock {
  time = 1_000_000;
  #timers = new Set();

  now = () => this.time;
  setTimeout = (work, ms) => {
    const timer = { work, at: this.time + ms };
    this.#timers.add(timer);
    return timer;
  };
  clearTimeout = (timer) => this.#timers.delete(timer);

  /** Moves on, with everything that falls due on the way, in its order. */
  async pass(ms) {
    await settled();
    const end = this.time + ms;
    for (let next; (next = this.#next(end)); ) {
      this.#timers.delete(next);
      this.time = Math.max(this.time, next.at);
      next.work();
      await settled();
    }
    this.time = end;
  }

  #next(end) {
    return [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
  }

  /** When the timers fall due, in ms from now. */
  get due() {
    return [...this.#timers].map(({ at }) => at - this.time).sort((a, b) => a - b);
  }
}

/** Stands for the whole platform: sockets that a test opens, feeds and breaks, and a log to poll. */
export class FakeServer {
  sockets = [];
  polls = [];
  reachable = true;
  pollAnswer = () => ({ status: 503, body: {} });

  get WebSocket() {
    const server = this;
    return class {
      readyState = 0;
      sent = [];
      constructor(url) {
        this.url = new URL(url);
        server.sockets.push(this);
        if (!server.reachable) queueMicrotask(() => this.break(1006));
      }
      send(text) {
        this.sent.push(JSON.parse(text));
      }
      close(code) {
        this.readyState = 3;
        this.closedWith = code;
      }
      break(code, reason = "") {
        this.readyState = 3;
        this.onclose?.({ code, reason });
      }
      say(event, data = {}, rest = {}) {
        this.onmessage?.({ data: JSON.stringify({ event, ts: "2026-11-21T12:00:00.000Z", ...rest, data }) });
      }
      ops(name) {
        return this.sent.filter(({ op }) => op === name);
      }
      answer(op, event, data) {
        this.say(event, { ...data, op_id: this.ops(op).at(-1).id });
      }
      connect(state = {}, more = {}) {
        this.readyState = 1;
        const user = { channel: "user", epoch: 1, offset: 0, recovered: false, replayed: 0, ...state };
        this.say("connected", { session_id: "s", ping_interval_ms: 25_000, pong_timeout_ms: 8_000, reconnect: RECONNECT, channels: [user], ...more });
      }
      bird(offset, epoch = 1) {
        this.say("new_capture", { id: offset }, { channel: "user", offset, epoch });
      }
    };
  }

  fetch = async (address) => {
    const url = new URL(address);
    this.polls.push(url);
    const { status, body } = this.pollAnswer(url);
    return { ok: status === 200, status, json: async () => body };
  };

  get socket() {
    return this.sockets.at(-1);
  }
}

/** A client of a fake server, with everything it says noted down. */
export async function client(options = {}) {
  const clock = new FakeClock();
  const server = new FakeServer();
  const live = new ChirpLive({ url: "wss://chirp.test/ws", token: async () => "jwt", clock, WebSocket: server.WebSocket, fetch: server.fetch, random: () => 1, ...options });
  const birds = [];
  const told = [];
  const states = [];
  live.on("new_capture", ({ offset }) => birds.push(offset));
  live.on("gap", (gap) => told.push(["gap", gap.offset]));
  live.on("joined", ({ channel, first }) => told.push([first ? "joined" : "joined again", channel]));
  live.on("state", ({ name }) => states.at(-1) === name || states.push(name));
  live.start();
  await settled();
  return { live, server, clock, birds, told, states };
}
