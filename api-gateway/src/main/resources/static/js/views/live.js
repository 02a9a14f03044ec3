import { captureCard } from "../birdcard.js";
import { h } from "../dom.js";

const SHOWN = 24;
const POLL_MS = 10_000;

/** Drop a recording, watch it go up, see the bird arrive. */
export function liveView({ api, live }) {
  const jobs = h("ul.jobs", { "aria-label": "Uploads" });
  const feed = h("ul.feed", { "aria-label": "Latest captures", "aria-live": "polite" });
  const empty = h("p.quiet", { hidden: true }, "Nothing heard yet. Your first bird will appear here.");
  const picker = h("input", { type: "file", accept: ".wav,audio/wav,audio/x-wav", multiple: true, hidden: true, onchange: () => take(picker.files) });
  const drop = h("section.drop", { "aria-label": "Upload" },
    h("h2", {}, "Drop a recording here"),
    h("p.quiet", {}, "WAV, up to 25 MB and 10 minutes"),
    h("button", { type: "button", onclick: () => picker.click() }, "Choose a file"), picker);
  drop.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("over"); });
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => { event.preventDefault(); drop.classList.remove("over"); take(event.dataTransfer.files); });
  const waiting = new Map(); // capture id → its job's list item

  function take(files) {
    for (const file of files) upload(file);
    picker.value = "";
  }

  async function upload(file) {
    const bar = h("progress", { max: 1, value: 0, "aria-label": `Upload of ${file.name}` });
    const state = h("span.quiet", {}, "Uploading…");
    const job = h("li.card.job", {}, h("span", {}, file.name), state, bar);
    jobs.prepend(job);
    try {
      const { capture_id } = await api.upload(file, (fraction) => { bar.value = fraction; });
      bar.value = 1;
      state.textContent = "Identifying the bird…";
      bar.removeAttribute("value");
      waiting.set(capture_id, { job, state, bar });
      const known = await api.capture(capture_id); // it may have been faster than our answer
      if (known.status === "processed" || known.status === "failed") arrive(known);
    } catch (problem) {
      bar.remove();
      state.className = "error";
      state.textContent = problem.message;
      job.append(h("button.plain", { type: "button", onclick: () => job.remove() }, "Dismiss"));
    }
  }

  function arrive(capture) {
    finish(capture.id);
    feed.querySelector(`[data-capture="${capture.id}"]`)?.remove();
    feed.prepend(captureCard(capture, { fresh: true }));
    while (feed.children.length > SHOWN) feed.lastElementChild.remove();
    empty.hidden = true;
  }

  function finish(id) {
    waiting.get(id)?.job.remove();
    waiting.delete(id);
  }

  async function load() {
    const { captures } = await api.captures({ size: SHOWN });
    feed.replaceChildren(...captures.map((capture) => captureCard(capture)));
    captures.filter(({ status }) => status === "processed" || status === "failed").forEach(({ id }) => finish(id));
    empty.hidden = captures.length > 0;
  }

  const on = {
    new_capture: ({ detail }) => arrive(detail.data),
    capture_status: ({ detail: { data } }) => {
      if (data.status === "deleted" || data.status === "retracted") feed.querySelector(`[data-capture="${data.id}"]`)?.remove();
      else if (waiting.has(data.id)) waiting.get(data.id).state.textContent = data.bird ? `Drawing ${data.bird.common_name}…` : "Almost there…";
    },
    capture_error: async ({ detail: { data } }) => arrive(await api.capture(data.id)),
    gap: load,
  };
  let poll = 0;
  const onState = ({ detail: { state, failures } }) => {
    clearInterval(poll);
    if (state !== "live" && failures >= 3) poll = setInterval(() => load().catch(() => {}), POLL_MS);
  };

  return {
    element: h("div", {}, h("h1", {}, "Live from your backyard"), drop, jobs, feed, empty),
    async enter() {
      Object.entries(on).forEach(([name, listener]) => live.addEventListener(name, listener));
      live.addEventListener("state", onState);
      await load();
    },
    leave() {
      clearInterval(poll);
      Object.entries(on).forEach(([name, listener]) => live.removeEventListener(name, listener));
      live.removeEventListener("state", onState);
    },
  };
}
