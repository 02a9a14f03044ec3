import { captureCard, headline, isRetracted } from "../birdcard.js";
import { onMissed } from "../connection.js";
import { announce, fill, gently, h, keepFocus } from "../dom.js";
import { Pictures } from "../media/picture.js";
import { uploadPanel } from "../upload/panel.js";
import { teachSending } from "./teach.js";

const SHOWN = 24;
const LATER_MS = 5_000;

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
  /** @type {(() => void)[]} */
  let ends = [];
  /** @type {(() => void)[]|null} what happened while the list was being read, and happens again to what was read */
  let meanwhile = null;
  /** @type {Promise<void>} */
  let reading = Promise.resolve();

  /** @param {() => void} change */
  function happened(change) {
    meanwhile?.push(change);
    change();
  }

  /** @param {import("../api.js").Capture} capture */
  function arrive(capture) {
    keepFocus(feed, () => {
      remove(capture.id);
      if (!isRetracted(capture)) feed.prepend(captureCard(capture, pictures, { fresh: true }));
    });
    if (isRetracted(capture)) return;
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

  async function read() {
    meanwhile = [];
    try {
      const { captures } = await api.captures({ size: SHOWN });
      const shown = captures.filter((capture) => !isRetracted(capture));
      pictures.forget(feed);
      fill(feed, ...shown.map((capture) => captureCard(capture, pictures)));
      meanwhile.forEach((change) => change());
    } finally {
      meanwhile = null;
    }
    empty.hidden = feed.children.length > 0;
  }

  /** One reading at a time. */
  const load = () => (reading = reading.catch(() => {}).then(read));
  const loadLater = gently(() => load().catch(() => {}), LATER_MS);

  /** @type {Record<string, (frame: import("../../chirp.js").Frame) => void>} */
  const on = {
    new_capture: ({ data }) => happened(() => arrive(data)),
    capture_status: ({ data }) => { if (data.status === "deleted" || data.status === "retracted") happened(() => remove(data.id)); },
    capture_error: ({ data }) => api.capture(data.id).then((capture) => happened(() => arrive(capture)), loadLater),
  };

  return {
    title: "Live",
    element: h("div.stack", {}, h("h1", {}, "Live from your backyard"), panel.element, feed, empty),
    async enter() {
      ends = [...Object.entries(on).map(([name, listener]) => live.on(name, listener)), onMissed(live, () => load().catch(loadLater))];
      panel.enter();
      await load();
    },
    leave() {
      ends.forEach((end) => end());
      loadLater.cancel();
      panel.leave();
      pictures.free();
    },
  };
}
