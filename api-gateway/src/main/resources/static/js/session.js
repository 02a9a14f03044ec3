import { Api } from "./api.js";

const KEY = "chirp.session";
const EARLY_MS = 60_000;

/**
 * The sign-in of this browser: keeps the tokens, renews the access token a minute before it expires, and shares both
 * with other tabs. One renewal at a time across all tabs: a refresh token is good for one use.
 */
export class Session extends EventTarget {
  #tokens = read();

  constructor() {
    super();
    addEventListener("storage", (event) => {
      if (event.key !== KEY) return;
      const wasSignedIn = this.signedIn;
      this.#tokens = read();
      if (wasSignedIn !== this.signedIn) this.dispatchEvent(new Event("change"));
    });
  }

  get signedIn() {
    return this.#tokens !== null;
  }

  get username() {
    return this.#tokens?.username ?? "";
  }

  /** Whether the sign-in has a scope, such as "ops". */
  has(scope) {
    return (this.#tokens?.scope ?? "").split(" ").includes(scope);
  }

  async signIn(username, password) {
    this.#keep(await Api.signIn(username, password), username);
    this.dispatchEvent(new Event("change"));
  }

  signOut() {
    this.#tokens = null;
    localStorage.removeItem(KEY);
    this.dispatchEvent(new Event("change"));
  }

  /** A token that is good for at least a minute, or null when signed out. */
  async token() {
    if (this.#tokens && this.#tokens.expires_at - Date.now() < EARLY_MS) await this.#renew();
    return this.#tokens?.access_token ?? null;
  }

  /** The server refused the token: renews it once. False when that means signing in again. */
  async rejected() {
    if (!this.#tokens) return false;
    this.#tokens.expires_at = 0;
    await this.#renew();
    return this.signedIn;
  }

  async #renew() {
    await exclusively(async () => {
      const stored = read();
      if (stored && stored.refresh_token !== this.#tokens?.refresh_token) {
        this.#tokens = stored; // another tab was faster
        return;
      }
      try {
        this.#keep(await Api.refresh(this.#tokens.refresh_token), this.#tokens.username);
      } catch (problem) {
        if (problem.status === 400 || problem.status === 401) this.signOut();
        else throw problem;
      }
    });
  }

  #keep(tokens, username) {
    this.#tokens = { ...tokens, username, expires_at: Date.now() + tokens.expires_in * 1000 };
    localStorage.setItem(KEY, JSON.stringify(this.#tokens));
  }
}

function read() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "null");
  } catch {
    return null;
  }
}

let last = Promise.resolve();
/** One at a time: across tabs where the browser has locks (secure contexts, localhost), else within this tab. */
function exclusively(work) {
  if (navigator.locks) return navigator.locks.request(KEY, work);
  const mine = last.then(work, work);
  last = mine.catch(() => {});
  return mine;
}
