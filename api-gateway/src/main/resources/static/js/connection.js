import { ChirpLive } from "../chirp.js";
import { h } from "./dom.js";

const CODES = /** @type {Record<number, string>} */ ({
  4503: "Not live: the sign-in was ended elsewhere",
  4504: "Not live: too many open windows",
});

/**
 * Live events as the one who is signed in. Connects with tickets: no access token ever stands in an address.
 *
 * @param {import("./session.js").Session} session @param {import("./api.js").Api} api
 */
export function connect(session, api) {
  const live = new ChirpLive({
    ticket: async () => (session.signedIn ? (await api.socketTicket()).ticket : null),
    token: async (old) => {
      if (old) await session.rejected(old);
      return session.token();
    },
  });
  document.addEventListener("visibilitychange", () => document.hidden || live.tryNow()); // timers of hidden tabs are slow
  return live;
}

/**
 * Calls when a list that was read before may lack something: after a gap, and at the first connection, which begins after
 * the list was read. The result ends that.
 *
 * @param {ChirpLive} live @param {() => void} work
 */
export function onMissed(live, work) {
  const ends = [live.on("gap", work), live.on("joined", ({ channel, first, recovered }) => channel === "user" && first && !recovered && work())];
  return () => ends.forEach((end) => end());
}

/**
 * Shows how live the page is: in words and a dot, with the seconds to the next attempt. Screen readers hear each change,
 * not each second.
 *
 * @param {ChirpLive} live
 */
export function connectionState(live) {
  const pill = h("span.pill", { "aria-hidden": "true", dataset: { state: "waiting" } }, "Connecting…");
  const said = h("span.hidden-text", { role: "status" });
  let ticking = 0;

  function show() {
    const { state } = live;
    pill.dataset.state = look(state);
    const seconds = Math.ceil(((state.nextAttemptAt ?? 0) - Date.now()) / 1000);
    setText(pill, state.name === "waiting" && seconds > 0 ? `${sentence(state)} in ${seconds} s` : ongoing(state));
    setText(said, sentence(state));
  }

  live.on("state", () => {
    clearInterval(ticking);
    if (live.state.nextAttemptAt) ticking = window.setInterval(show, 500);
    show();
  });
  return { pill, said };
}

/** @param {import("../chirp.js").State} state */
function look({ name, offline }) {
  if (name === "live" || name === "polling" || name === "stopped") return name;
  return offline ? "offline" : "waiting";
}

/** @param {import("../chirp.js").State} state */
function sentence({ name, failures, offline, code }) {
  if (name === "live") return "Live";
  if (name === "polling") return "Checking every 10 s";
  if (name === "stopped") return (code && CODES[code]) || "Not connected";
  if (offline) return "Offline, trying again";
  return failures === 0 && name === "connecting" ? "Connecting" : "Reconnecting";
}

/** @param {import("../chirp.js").State} state */
function ongoing(state) {
  const text = sentence(state);
  return state.name === "connecting" || state.name === "waiting" ? `${text}…` : text;
}

/** Leaves alone what is so already: a live region would say it again. @param {Element} element @param {string} text */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
