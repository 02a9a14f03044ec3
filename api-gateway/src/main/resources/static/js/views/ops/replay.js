import { sentence } from "../../api.js";
import { h, when } from "../../dom.js";
import { tag } from "./order.js";

const POLL_MS = 1_000;
/** @type {Record<string, ("pause"|"resume"|"cancel")[]>} */
const ACTIONS = { RUNNING: ["pause", "cancel"], PAUSED: ["resume", "cancel"] };

/**
 * How far a replay is, message by message; follows it while it goes on.
 *
 * @param {import("../../app.js").Context} context
 * @param {string} id
 * @returns {import("../../router.js").View}
 */
export function replayView({ api }, id) {
  const title = h("h1", {}, "Replay");
  const progress = h("progress", { max: 1, value: 0, "aria-label": "Handled" });
  const summary = h("p", { role: "status" });
  const actions = h("div.orders", {});
  const error = h("p.error", { role: "alert" });
  const rows = h("tbody");
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let timer;
  let left = false;

  async function show() {
    clearTimeout(timer);
    const replay = await api.replay(id);
    title.replaceChildren(replay.dry_run ? "Dry run: " : "Replay: ", replay.reason, " ", tag(replay.state));
    progress.max = Math.max(1, replay.matched);
    progress.value = replay.finished;
    summary.textContent = `${replay.finished} of ${replay.matched} handled, ${replay.failed} failed; ${replay.users} users or keys concerned. ${replay.stop_reason ?? ""}`;
    actions.replaceChildren(...(ACTIONS[replay.state] ?? []).map((action) =>
      h("button.plain", { type: "button", onclick: () => steer(action) }, action[0].toUpperCase() + action.slice(1))));
    rows.replaceChildren(...replay.items.map((/** @type {any} */ item) => h("tr", {},
      h("td", {}, h("a", { href: `#/ops/dead-letters/${item.dlq_id}` }, item.dlq_id.slice(-12)), h("div.quiet", {}, item.group)),
      h("td.wide", {}, item.key),
      h("td", {}, tag(item.state)),
      h("td", {}, item.detail, ...item.events.map((/** @type {string} */ event) => h("div.quiet", {}, event))),
      h("td.wide", {}, when(item.ended_at)))));
    if (replay.state === "RUNNING" && !left) timer = setTimeout(() => show().catch(retry), POLL_MS);
  }

  /** The server is away for a moment: the next look will tell. @param {unknown} problem */
  function retry(problem) {
    error.textContent = sentence(problem);
    if (!left) timer = setTimeout(() => show().then(() => { error.textContent = ""; }, retry), 3 * POLL_MS);
  }

  /** @param {"pause"|"resume"|"cancel"} action */
  async function steer(action) {
    error.textContent = "";
    try {
      await api.steerReplay(id, action);
    } catch (problem) {
      error.textContent = sentence(problem);
    }
    await show();
  }

  return {
    title: "Replay",
    element: h("div.stack", {}, title, h("section.card", {}, progress, summary, actions, error,
      h("div.scroll", {}, h("table.rows", {},
        h("thead", {}, h("tr", {}, h("th", {}, "Dead letter"), h("th.wide", {}, "Key"), h("th", {}, "State"), h("th", {}, "What happened"), h("th.wide", {}, "Ended"))), rows))),
      h("p", {}, h("a", { href: "#/ops" }, "All dead letters"))),
    enter: show,
    leave() {
      left = true;
      clearTimeout(timer);
    },
  };
}
