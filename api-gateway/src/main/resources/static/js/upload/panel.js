import { captureSprite, headline } from "../birdcard.js";
import { fill, h, percent, size } from "../dom.js";

/** @typedef {import("./queue.js").Job} Job */

/**
 * Where recordings are dropped or chosen, and how far each is.
 *
 * @param {import("./queue.js").UploadQueue} uploads
 * @returns {{element: HTMLElement, enter: () => void, leave: () => void}}
 */
export function uploadPanel(uploads) {
  const list = h("ul.jobs", { "aria-label": "Uploads" });
  const picker = h("input", { type: "file", accept: "audio/*,.wav,.flac,.ogg,.opus,.webm,.mp3", multiple: true, hidden: true, "aria-label": "Recordings" });
  picker.addEventListener("change", () => {
    uploads.add([...(picker.files ?? [])]);
    picker.value = "";
  });
  const drop = h("section.drop", { "aria-label": "Add recordings" },
    h("p", {}, h("strong", {}, "Drop recordings here"), h("span.quiet", {}, " · up to 25 MB and 10 minutes each")),
    h("button", { type: "button", onclick: () => picker.click() }, "Choose files"), picker);
  drop.addEventListener("dragover", () => drop.classList.add("over"));
  for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("over"));
  /** @type {Map<number, ReturnType<typeof row>>} */
  const rows = new Map();
  let ticking = 0;

  function show() {
    for (const [id, one] of rows) {
      if (uploads.jobs.some((job) => job.id === id)) continue;
      one.element.remove();
      rows.delete(id);
    }
    // Rows stay where they are, so that a button under the pointer or with the focus does not go away.
    let before = /** @type {Element|null} */ (null);
    for (const job of uploads.jobs) {
      const known = rows.get(job.id) ?? row(uploads, job);
      rows.set(job.id, known);
      const place = before ? before.nextElementSibling : list.firstElementChild;
      if (place !== known.element) list.insertBefore(known.element, place);
      known.show();
      before = known.element;
    }
  }

  return {
    element: h("div.upload", {}, drop, list),
    enter() {
      uploads.addEventListener("change", show);
      ticking = window.setInterval(() => uploads.waiting && show(), 1_000);
      show();
    },
    leave() {
      clearInterval(ticking);
      uploads.removeEventListener("change", show);
    },
  };
}

/** @param {import("./queue.js").UploadQueue} uploads @param {Job} job */
function row(uploads, job) {
  const text = h("span.message", { role: "status" });
  const bar = h("progress", { max: 1, "aria-label": `Upload of ${job.file.name}` });
  const buttons = h("span.buttons");
  const bird = h("span.arrived");
  const element = h("li.card.job", {}, bird, h("span.name", {}, job.file.name, h("span.quiet", {}, ` ${size(job.file.size)}`)), buttons, text, bar);
  let shown = "";

  function show() {
    const message = sentenceOf(job);
    if (text.textContent !== message) text.textContent = message;
    text.classList.toggle("error", job.state === "failed");
    bar.hidden = job.state === "failed" || job.state === "done";
    if (job.state === "identifying") bar.removeAttribute("value");
    else bar.value = job.sent;
    if (shown === job.state) return;
    shown = job.state;
    element.dataset.state = job.state;
    fill(buttons, ...actions(uploads, job));
    if (job.capture) fill(bird, h("a", { href: `#/captures/${job.capture.id}` }, captureSprite(job.capture, ".small"), h("strong", {}, headline(job.capture))));
  }

  return { element, show };
}

/** @param {Job} job */
function sentenceOf(job) {
  if (job.state === "uploading" && job.sent > 0 && job.sent < 1) return `Sending, ${percent(job.sent)}`;
  if (job.state !== "waiting") return job.state === "done" && job.capture ? job.capture.error?.detail ?? "" : job.message;
  const seconds = Math.ceil((job.retryAtMs - Date.now()) / 1000);
  return seconds > 0 && navigator.onLine ? `${job.message} Next try in ${seconds} s.` : job.message;
}

/** @param {import("./queue.js").UploadQueue} uploads @param {Job} job */
function actions(uploads, job) {
  const button = (/** @type {string} */ name, /** @type {() => void} */ does) => h("button.plain", { type: "button", onclick: does }, name, h("span.hidden-text", {}, ` ${job.file.name}`));
  if (job.state === "failed" && job.final) return [button("Dismiss", () => uploads.dismiss(job))];
  if (job.state === "failed") return [button("Try again", () => uploads.retry(job)), button("Dismiss", () => uploads.dismiss(job))];
  if (job.state === "waiting") return [button("Try now", () => uploads.retry(job)), button("Cancel", () => uploads.cancel(job))];
  if (job.state === "done") return [button("Dismiss", () => uploads.dismiss(job))];
  return job.state === "identifying" ? [] : [button("Cancel", () => uploads.cancel(job))];
}
