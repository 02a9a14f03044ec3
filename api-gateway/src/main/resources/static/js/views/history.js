import { captureSprite, headline, isRetracted } from "../birdcard.js";
import { onMissed } from "../connection.js";
import { fill, gently, h, percent, plural, when } from "../dom.js";
import { address } from "../router.js";
import { pager } from "./pager.js";
import { teachSending } from "./teach.js";

const SIZE = 20;
const MAX_BIRDS = 1_000;
const STATUSES = [["", "any"], ["processed", "finished"], ["pending", "waiting"], ["classified", "being drawn"], ["failed", "failed"]];

/**
 * Everything ever captured, newest first, page by page; what is asked for stands in the address.
 *
 * @param {import("../app.js").Context} context
 * @param {URLSearchParams} query status, bird, from and to as days, page
 * @returns {import("../router.js").View}
 */
export function historyView({ api, live, session }, query) {
  const asked = { status: query.get("status") ?? "", bird: query.get("bird") ?? "", from: query.get("from") ?? "", to: query.get("to") ?? "" };
  const page = Math.max(1, Math.min(1_000_000, Math.floor(Number(query.get("page"))) || 1));
  const isFiltered = Object.values(asked).some(Boolean);
  const rows = h("tbody");
  const status = h("select", { name: "status", onchange: apply }, ...STATUSES.map(([value, name]) => h("option", { value, selected: value === asked.status }, name)));
  const bird = h("select", { name: "bird", onchange: apply }, h("option", { value: "" }, "any"), asked.bird && h("option", { value: asked.bird, selected: true }, "…"));
  const from = h("input", { name: "from", type: "date", value: asked.from, onchange: apply });
  const to = h("input", { name: "to", type: "date", value: asked.to, onchange: apply });
  const pages = pager((wanted) => address("/history", { ...asked, page: wanted > 1 ? wanted : "" }));
  const table = h("div.card", {}, h("table.rows", {},
    h("caption.hidden-text", {}, "Captures, newest first"),
    h("thead", {}, h("tr", {}, h("td"), h("th", { scope: "col" }, "Bird"), h("th.wide", { scope: "col" }, "Confidence"), h("th.wide", { scope: "col" }, "Length"), h("th", { scope: "col" }, "Heard"))),
    rows), pages.element);
  const empty = h("div", { hidden: true });

  function apply() {
    location.hash = address("/history", { status: status.value, bird: bird.value, from: from.value, to: to.value });
  }

  async function load() {
    const answer = await api.captures({ page, size: SIZE, status: asked.status, bird_id: asked.bird, from: startOf(asked.from, 0), to: startOf(asked.to, 1) });
    fill(rows, ...answer.captures.map(row));
    pages.show(page, SIZE, answer.total, plural(answer.total, "capture"));
    table.hidden = answer.captures.length === 0;
    empty.hidden = !table.hidden;
    if (table.hidden) fill(empty, isFiltered || page > 1 ? nothingFound() : teachSending(session.username));
  }

  function nothingFound() {
    return h("section.card", {}, h("h2", {}, "Nothing here"), h("p", {}, "No capture matches these filters. ", h("a", { href: "#/history" }, "Show everything")));
  }

  async function loadBirds() {
    for (let at = 1; at <= MAX_BIRDS / 100; at++) {
      const { birds, total } = await api.birds({ page: at });
      for (const one of birds) {
        const known = [...bird.options].find(({ value }) => value === String(one.id));
        if (known) known.textContent = one.common_name;
        else bird.append(h("option", { value: one.id }, one.common_name));
      }
      if (at * 100 >= total) return;
    }
  }

  const refresh = gently(() => load().catch(() => {}), 500);
  const EVENTS = ["new_capture", "capture_status", "capture_error"];
  /** @type {(() => void)[]} */
  let ends = [];
  return {
    title: "History",
    element: h("div.stack", {}, h("h1", {}, "History"),
      h("form.filters", { "aria-label": "Filters", onsubmit: (/** @type {Event} */ event) => { event.preventDefault(); apply(); } },
        h("label", {}, "Status", status), h("label", {}, "Bird", bird), h("label", {}, "From", from), h("label", {}, "To", to),
        isFiltered && h("a.button.secondary", { href: "#/history" }, "Show all")),
      table, empty),
    async enter() {
      ends = [...EVENTS.map((name) => live.on(name, refresh)), onMissed(live, refresh)];
      await Promise.all([load(), loadBirds()]);
    },
    leave() {
      refresh.cancel();
      ends.forEach((end) => end());
    },
  };
}

/** @param {import("../api.js").Capture} capture */
function row(capture) {
  return h("tr", { dataset: { capture: capture.id } },
    h("td", {}, captureSprite(capture, ".small")),
    h("td", {}, h("a", { href: `#/captures/${capture.id}` }, headline(capture)), capture.bird && !isRetracted(capture) && h("div.latin", {}, capture.bird.scientific_name)),
    h("td.wide", {}, percent(capture.confidence)),
    h("td.wide", {}, `${capture.duration_seconds.toFixed(1)} s`),
    h("td", {}, when(capture.recorded_at)));
}

/** The first moment of a day of this person's, so many days later. @param {string} day as 2026-05-01 @param {number} plusDays */
function startOf(day, plusDays) {
  const [year, month, date] = day.split("-").map(Number);
  const time = new Date(year, month - 1, date + plusDays);
  return Number.isNaN(time.getTime()) ? "" : time.toISOString();
}
