import { Api, Problem } from "./api.js";
import { lastSpent, spend } from "./spent.js";

const KEY = "chirp.session";
const EARLY_MS = 60_000;
const ARRIVAL_MS = 5_000;

/** @typedef {import("./api.js").Tokens & {username: string, expires_at: number}} Stored expires_at in ms of this clock */

/**
 * The sign-in of this browser: keeps the tokens, renews the access token a minute before it expires, and shares both
 * with other tabs. One renewal at a time across all tabs: a refresh token is good for one use. Dispatches "change" when
 * somebody signed in or out, here or in another tab.
 */
export class Session extends EventTarget {
  /** @type {Stored|null} */
  #tokens = read();

  constructor() {
    super();
    addEventListener("storage", (event) => {
      if (event.key !== KEY && event.key !== null) return;
      const before = this.#tokens?.username;
      this.#tokens = read();
      if (before !== this.#tokens?.username) this.dispatchEvent(new Event("change"));
    });
  }

  get signedIn() {
    return this.#tokens !== null;
  }

  get username() {
    return this.#tokens?.username ?? "";
  }

  /** Whether the sign-in has a scope, such as "ops". @param {string} scope */
  has(scope) {
    return (this.#tokens?.scope ?? "").split(" ").includes(scope);
  }

  /** @param {string} username @param {string} password */
  async signIn(username, password) {
    this.#keep(await Api.signIn(username, password), username);
    this.dispatchEvent(new Event("change"));
  }

  /** Here at once; the platform learns of it when it can be reached, and otherwise the tokens expire. */
  signOut() {
    if (this.#tokens) Api.revoke(this.#tokens.refresh_token).catch(() => {});
    this.#tokens = null;
    localStorage.removeItem(KEY);
    this.dispatchEvent(new Event("change"));
  }

  /** A token that is good for at least a minute, or null when signed out. */
  async token() {
    if (this.#tokens && this.#tokens.expires_at - Date.now() < EARLY_MS) await this.#renew(this.#tokens.access_token);
    return this.#tokens?.access_token ?? null;
  }

  /** The server refused this token: renews it once. False when that means signing in again. @param {string|null} token */
  async rejected(token) {
    if (token && this.#tokens) await this.#renew(token);
    return this.signedIn;
  }

  /** @param {string} old the access token to be replaced; nothing happens when another tab or call has done so */
  #renew(old) {
    return exclusively(async () => {
      const stored = await current();
      if (!stored) return this.#tokens && this.signOut();
      this.#tokens = stored;
      if (stored.access_token !== old) return;
      try {
        this.#keep(await Api.refresh(stored.refresh_token), stored.username);
        await spend(stored.refresh_token);
      } catch (problem) {
        if (problem instanceof Problem && (problem.status === 400 || problem.status === 401)) this.signOut();
        else throw problem;
      }
    });
  }

  /** @param {import("./api.js").Tokens} tokens @param {string} username */
  #keep(tokens, username) {
    this.#tokens = { ...tokens, username, expires_at: Date.now() + tokens.expires_in * 1000 };
    localStorage.setItem(KEY, JSON.stringify(this.#tokens));
  }
}

/** @returns {Stored|null} */
function read() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "null");
  } catch {
    return null;
  }
}

/** What {@link read} gives, once it has what another tab has renewed. */
async function current() {
  const spent = await lastSpent();
  const giveUp = Date.now() + ARRIVAL_MS;
  let stored = read();
  while (stored && stored.refresh_token === spent && Date.now() < giveUp) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    stored = read();
  }
  return stored;
}

/** @type {Promise<unknown>} */
let last = Promise.resolve();

/**
 * One at a time: across tabs where the browser has locks (secure contexts, localhost), else within this tab.
 *
 * @param {() => Promise<unknown>} work
 */
function exclusively(work) {
  if (navigator.locks) return navigator.locks.request(KEY, work);
  const mine = last.then(work, work);
  last = mine.catch(() => {});
  return mine;
}
