import { Api } from "./api.js";
import { h } from "./dom.js";
import { Live } from "./live.js";
import { Session } from "./session.js";
import { birdView, birdsView } from "./views/birds.js";
import { captureView } from "./views/capture.js";
import { historyView } from "./views/history.js";
import { liveView } from "./views/live.js";
import { deadLetterView } from "./views/ops/dead-letter.js";
import { opsView } from "./views/ops/dead-letters.js";
import { replayView } from "./views/ops/replay.js";
import { signInView } from "./views/sign-in.js";

const session = new Session();
const api = new Api(session);
const live = new Live(() => session.token());
const context = { api, live, session };

/** A view is {element, enter?(), leave?()}; a route is its pattern and how to make the view. */
const ROUTES = [
  [/^#\/live$/, () => liveView(context)],
  [/^#\/history$/, () => historyView(context)],
  [/^#\/birds$/, () => birdsView(context)],
  [/^#\/birds\/(\d+)$/, (id) => birdView(context, id)],
  [/^#\/captures\/(\d+)$/, (id) => captureView(context, id)],
  [/^#\/ops$/, () => opsView(context)],
  [/^#\/ops\/dead-letters\/([0-9a-f-]{36})$/, (id) => deadLetterView(context, id)],
  [/^#\/ops\/replays\/([0-9a-f-]{36})$/, (id) => replayView(context, id)],
];

const main = document.getElementById("main");
const nav = document.getElementById("nav");
const onCall = document.getElementById("on-call");
const account = document.getElementById("account");
const banner = document.getElementById("banner");
const pill = h("span.pill", { dataset: { state: "waiting" } }, "Connecting…");
let current = null;

async function navigate() {
  current?.leave?.();
  current = null;
  if (!session.signedIn) {
    main.replaceChildren(signInView(context, { signUp: location.hash === "#/sign-up" }));
    return;
  }
  const [, make, match] = ROUTES.map(([pattern, maker]) => [pattern, maker, location.hash.match(pattern)]).find(([, , found]) => found) ?? [];
  if (!make) {
    location.hash = location.pathname === "/ops" ? "#/ops" : "#/live";
    return;
  }
  const view = make(...match.slice(1));
  current = view;
  main.replaceChildren(view.element);
  for (const link of nav.querySelectorAll("a")) {
    if (location.hash.startsWith(link.hash)) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  try {
    await view.enter?.();
    warn("");
  } catch (problem) {
    if (current === view) warn(problem.message);
  }
}

function warn(text) {
  banner.replaceChildren(...(text ? [h("p.notice.bad", {}, text, " ", h("button.plain", { type: "button", onclick: navigate }, "Try again"))] : []));
}

function signedInChanged() {
  nav.hidden = !session.signedIn;
  onCall.hidden = !session.has("ops");
  account.replaceChildren(...(session.signedIn
    ? [pill, h("span", {}, session.username), h("button.plain", { type: "button", onclick: () => session.signOut() }, "Sign out")]
    : []));
  if (session.signedIn) live.start();
  else live.stop();
  navigate();
}

let wasDown = false;
live.addEventListener("state", ({ detail: { state, failures } }) => {
  pill.dataset.state = state === "live" ? "live" : "waiting";
  pill.textContent = { live: "Live", connecting: "Connecting…", waiting: failures > 2 ? "Offline, trying again…" : "Reconnecting…", stopped: "Not connected" }[state];
  if (state === "live" && wasDown) navigateIfBroken();
  wasDown = state !== "live" && failures > 0;
});

/** The server is back: a view that could not load tries again by itself. */
function navigateIfBroken() {
  if (banner.hasChildNodes()) navigate();
}

session.addEventListener("change", signedInChanged);
addEventListener("hashchange", navigate);
signedInChanged();
