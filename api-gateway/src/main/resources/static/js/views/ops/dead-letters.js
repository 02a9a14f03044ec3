import { h, when } from "../../dom.js";
import { heldKeys } from "./held.js";
import { replayOrder, tag } from "./order.js";

const SIZE = 20;
const FIELDS = [["topic", "Topic"], ["group", "Group"], ["reason", "Reason"], ["error_class", "Error class"], ["user_id", "User"], ["q", "Text in the payload"]];
const TIMES = [["from", "From"], ["to", "To"]];

/**
 * Dead letters by filter, replays of all that match or of those chosen, and the last replays.
 *
 * @param {import("../../app.js").Context} context
 * @returns {import("../../router.js").View}
 */
export function opsView(context) {
  const { api } = context;
  const state = h("select", { name: "state" }, ...["OPEN", "REPLAYING", "DONE", "DISCARDED", ""].map((value) =>
    h("option", { value }, value ? value.toLowerCase() : "all")));
  const inputs = FIELDS.map(([name]) => h("input", { name, autocomplete: "off" }));
  const times = TIMES.map(([name]) => h("input", { name, type: "datetime-local" }));
  const rows = h("tbody");
  const place = h("span.quiet");
  const newer = h("button.plain", { type: "button", onclick: () => show(page - 1) }, "← Newer");
  const older = h("button.plain", { type: "button", onclick: () => show(page + 1) }, "Older →");
  const replays = h("tbody");
  const held = heldKeys(context);
  const chosen = new Set();
  let page = 1;

  function filter() {
    const given = [...inputs, ...times].filter((input) => input.value.trim()).map((input) =>
      [input.name, input.type === "datetime-local" ? new Date(input.value).toISOString() : input.value.trim()]);
    return Object.fromEntries(given);
  }

  /** @param {number} wanted */
  async function show(wanted) {
    const wantedState = state.value ? { state: state.value } : {};
    const answer = await api.deadLetters({ ...filter(), ...wantedState, page: wanted, size: SIZE });
    page = answer.page;
    rows.replaceChildren(...answer.dead_letters.map(row));
    const pages = Math.max(1, Math.ceil(answer.total / SIZE));
    place.textContent = answer.total === 0 ? "None: nothing was given up." : `Page ${page} of ${pages}, ${answer.total} in all`;
    newer.disabled = page <= 1;
    older.disabled = page >= pages;
    const last = await api.replays();
    replays.replaceChildren(...last.replays.map(replayRow));
    await held.show();
  }

  /** @param {any} letter */
  function row(letter) {
    const box = h("input", { type: "checkbox", checked: chosen.has(letter.dlq_id), "aria-label": `Choose ${letter.dlq_id}`,
      disabled: letter.state !== "OPEN", onchange: () => (box.checked ? chosen.add(letter.dlq_id) : chosen.delete(letter.dlq_id)) });
    return h("tr", {},
      h("td", {}, box),
      h("td", {}, h("a", { href: `#/ops/dead-letters/${letter.dlq_id}` }, letter.failure_reason),
        h("div.quiet", {}, letter.group)),
      h("td.wide", {}, letter.key ?? "–"),
      h("td.wide", {}, `${letter.retry_count}`),
      h("td", {}, when(letter.created_at)),
      h("td", {}, tag(letter.state), letter.waiting !== null && h("div.quiet", {}, `${letter.waiting} wait behind it`)));
  }

  /** @param {any} replay */
  function replayRow(replay) {
    return h("tr", {},
      h("td", {}, h("a", { href: `#/ops/replays/${replay.replay_id}` }, replay.reason), replay.dry_run && h("div.quiet", {}, "dry run")),
      h("td", {}, `${replay.finished} of ${replay.matched}`),
      h("td", {}, `${replay.failed} failed`),
      h("td.wide", {}, when(replay.created_at)),
      h("td", {}, tag(replay.state)));
  }

  function subject() {
    if (chosen.size > 0) return { dlq_ids: [...chosen] };
    return { filter: filter() };
  }

  const form = h("form.filters", { onsubmit: (/** @type {Event} */ event) => { event.preventDefault(); show(1).catch((problem) => { place.textContent = problem.message; }); } },
    h("label", {}, "State", state),
    ...FIELDS.map(([, label], i) => h("label", {}, label, inputs[i])),
    ...TIMES.map(([, label], i) => h("label", {}, label, times[i])),
    h("button", { type: "submit" }, "Show"));

  return {
    title: "On call",
    element: h("div.stack", {}, h("h1", {}, "On call"),
      h("section.card", {}, h("h2", {}, "Dead letters"), form,
        h("div.scroll", {}, h("table.rows", {},
          h("thead", {}, h("tr", {}, ...["", "Reason"].map((head) => h("th", {}, head)), h("th.wide", {}, "Key"), h("th.wide", {}, "Retries"), h("th", {}, "Given up"), h("th", {}, "State"))), rows)),
        h("div.pager", {}, newer, place, older),
        h("p.quiet", {}, "A replay takes those you chose; without a choice, every open one that the filters match. The first is a canary: when it fails, the rest stay open."),
        replayOrder(context, subject)),
      h("section.card", {}, h("h2", {}, "Last replays"), h("div.scroll", {}, h("table.rows", {}, replays))),
      held.element),
    enter: () => show(1),
  };
}
