import { Api, sentence } from "./api.js";
import { connect, connectionState } from "./connection.js";
import { fill, h, plural } from "./dom.js";
import { navigation } from "./navigation.js";
import { address, here, viewOf } from "./router.js";
import { Session } from "./session.js";
import { themeButton } from "./theme-button.js";
import { UploadQueue } from "./upload/queue.js";
import { addView } from "./views/add.js";
import { birdView } from "./views/bird.js";
import { birdsView } from "./views/birds.js";
import { captureView } from "./views/capture.js";
import { deviceView } from "./views/device.js";
import { devicesView } from "./views/devices.js";
import { historyView } from "./views/history.js";
import { liveView } from "./views/live.js";
import { deadLetterView } from "./views/ops/dead-letter.js";
import { opsView } from "./views/ops/dead-letters.js";
import { replayView } from "./views/ops/replay.js";
import { signInView } from "./views/sign-in.js";

/** @typedef {{api: Api, live: import("../chirp.js").ChirpLive, session: Session, uploads: UploadQueue}} Context what every view gets */

const session = new Session();
const api = new Api(session);
const live = connect(session, api);
const uploads = new UploadQueue(api, live);
/** @type {Context} */
const context = { api, live, session, uploads };

/** @type {import("./router.js").Route[]} */
const ROUTES = [
  { pattern: /^\/live$/, make: () => liveView(context) },
  { pattern: /^\/add$/, make: () => addView(context) },
  { pattern: /^\/history$/, make: (query) => historyView(context, query) },
  { pattern: /^\/birds$/, make: () => birdsView(context) },
  { pattern: /^\/birds\/(\d+)$/, make: (query, id) => birdView(context, id, query) },
  { pattern: /^\/captures\/(\d+)$/, make: (_, id) => captureView(context, id) },
  { pattern: /^\/devices$/, make: () => devicesView(context) },
  { pattern: /^\/devices\/([0-9a-f-]{36})$/, make: (_, id) => deviceView(context, id) },
  { pattern: /^\/ops$/, make: () => opsView(context) },
  { pattern: /^\/ops\/dead-letters\/([0-9a-f-]{36})$/, make: (_, id) => deadLetterView(context, id) },
  { pattern: /^\/ops\/replays\/([0-9a-f-]{36})$/, make: (_, id) => replayView(context, id) },
];

const main = /** @type {HTMLElement} */ (document.getElementById("main"));
const nav = /** @type {HTMLElement} */ (document.getElementById("nav"));
const account = /** @type {HTMLElement} */ (document.getElementById("account"));
const banner = /** @type {HTMLElement} */ (document.getElementById("banner"));
const connection = connectionState(live);
const sending = h("a.pill", { href: "#/add", hidden: true });
/** @type {import("./router.js").View|null} */
let current = null;
let visits = 0;

async function navigate() {
  current?.leave?.();
  current = null;
  main.removeAttribute("aria-busy");
  main.dataset.at = location.hash;
  if (!session.signedIn) {
    document.title = "Chirp Neighbor";
    fill(main, signInView(context, { signUp: here().path === "/sign-up" }));
    return;
  }
  const view = viewOf(ROUTES);
  if (!view) {
    location.replace(address(location.pathname === "/ops" && !here().path ? "/ops" : "/live"));
    return;
  }
  current = view;
  document.title = `${view.title} · Chirp Neighbor`;
  navigation.mark(nav, here().path);
  fill(main, view.element);
  if (visits++ > 0) {
    scrollTo(0, 0);
    main.focus({ preventScroll: true }); // the next Tab goes on inside the new view
  }
  await enter(view);
}

/** @param {import("./router.js").View} view */
async function enter(view) {
  try {
    main.setAttribute("aria-busy", "true");
    await view.enter?.();
    if (current === view) warn("");
  } catch (problem) {
    if (current === view) warn(sentence(problem));
  } finally {
    if (current === view) main.removeAttribute("aria-busy");
  }
}

/** @param {string} text */
function warn(text) {
  fill(banner, text !== "" && h("p.notice.bad", {}, text, " ", h("button.plain", { type: "button", onclick: navigate }, "Try again")));
}

function signedInChanged() {
  live.stop();
  live.forget();
  uploads.clear();
  nav.hidden = !session.signedIn;
  navigation.fill(nav, session.has("ops"));
  fill(account, session.signedIn && sending, session.signedIn && connection.pill, session.signedIn && connection.said, themeButton(),
    session.signedIn && h("span.user", {}, session.username),
    session.signedIn && h("button.plain", { type: "button", onclick: () => session.signOut() }, "Sign out"));
  if (session.signedIn) live.start();
  navigate();
}

let wasDown = false;
live.on("state", ({ name, failures, code }) => {
  if (name === "live" && wasDown && banner.hasChildNodes()) navigate(); // what could not load tries again by itself
  wasDown = name !== "live" && failures > 0;
  if (code === 4500 || code === 4503) session.token().then((token) => session.rejected(token)).catch(() => {}); // ends a sign-in that was revoked
});

uploads.addEventListener("change", () => {
  sending.hidden = uploads.open === 0;
  sending.dataset.state = uploads.waiting ? "waiting" : "live";
  sending.textContent = uploads.waiting ? `${plural(uploads.open, "upload")} waiting` : `Sending ${uploads.open}`;
});

// A recording may be dropped anywhere.
addEventListener("dragover", (event) => event.preventDefault());
addEventListener("drop", (event) => {
  event.preventDefault();
  const files = event.dataTransfer?.files;
  if (!session.signedIn || !files?.length) return;
  uploads.add([...files]);
  if (here().path !== "/live") location.hash = "#/add";
});
addEventListener("beforeunload", (event) => {
  if (uploads.open > 0) event.preventDefault(); // the browser asks whether to leave what is not sent yet
});

document.querySelector(".skip")?.addEventListener("click", (event) => {
  event.preventDefault(); // the address behind the # belongs to the views
  main.focus();
});
session.addEventListener("change", signedInChanged);
addEventListener("hashchange", navigate);
signedInChanged();
