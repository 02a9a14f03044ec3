import { captureCard, headline, isRetracted } from "../birdcard.js";
import { announce, fill, h } from "../dom.js";
import { Pictures } from "../media/picture.js";
import { uploadPanel } from "../upload/panel.js";
import { teachSending } from "./teach.js";

const SHOWN = 24;
const POLL_MS = 10_000;

/**
 * Birds as they arrive, the newest first, each capture once.
 *
 * @param {import("../app.js").Context} context
 * @returns {import("../router.js").View}
 */
export function liveView({ api, live, uploads, session }) {
  const feed = h("ul.feed", { "aria-label": "Latest captures" });
  const empty = h("div", { hidden: true }, teachSending(session.username));
  const panel = uploadPanel(uploads);
  const pictures = new Pictures(api);
  let poll = 0;
  /** @type {import("../api.js").Capture[]|null} what arrived while the list was being read, oldest first */
  let meanwhile = null;

  /** @param {import("../api.js").Capture} capture */
  function arrive(capture) {
    meanwhile?.push(capture);
    remove(capture.id);
    if (isRetracted(capture)) return;
    feed.prepend(captureCard(capture, pictures, { fresh: true }));
    while (feed.children.length > SHOWN) take(feed.lastElementChild);
    empty.hidden = true;
    announce(`${headline(capture)} arrived.`);
  }

  /** @param {number} id */
  function remove(id) {
    take(feed.querySelector(`[data-capture="${id}"]`));
    empty.hidden = feed.children.length > 0;
  }

  /** @param {?Element} card */
  function take(card) {
    if (card) pictures.forget(card);
    card?.remove();
  }

  async function load() {
    meanwhile = [];
    const { captures } = await api.captures({ size: SHOWN });
    const newer = meanwhile;
    meanwhile = null;
    const shown = captures.filter((capture) => !isRetracted(capture));
    pictures.forget(feed);
    fill(feed, ...shown.map((capture) => captureCard(capture, pictures)));
    newer.forEach(arrive);
    empty.hidden = feed.children.length > 0;
  }

  /** @type {Record<string, (event: any) => void>} */
  const on = {
    new_capture: ({ detail }) => arrive(detail.data),
    capture_status: ({ detail: { data } }) => { if (data.status === "deleted" || data.status === "retracted") remove(data.id); },
    capture_error: ({ detail: { data } }) => api.capture(data.id).then(arrive, () => {}),
    gap: () => load().catch(() => {}),
    state: ({ detail: { state, failures } }) => {
      clearInterval(poll);
      if (state !== "live" && failures >= 3) poll = window.setInterval(() => load().catch(() => {}), POLL_MS);
    },
  };

  return {
    title: "Live",
    element: h("div.stack", {}, h("h1", {}, "Live from your backyard"), panel.element, feed, empty),
    async enter() {
      Object.entries(on).forEach(([name, listener]) => live.addEventListener(name, listener));
      panel.enter();
      await load();
    },
    leave() {
      clearInterval(poll);
      panel.leave();
      pictures.free();
      Object.entries(on).forEach(([name, listener]) => live.removeEventListener(name, listener));
    },
  };
}
