import { sentence } from "../../api.js";
import { fill, h, when } from "../../dom.js";
import { replayOrder, tag } from "./order.js";

const FACTS = [["group", "Group"], ["original_topic", "Topic"], ["partition", "Partition"], ["offset", "Offset"], ["key", "Key"], ["seq", "Number"],
  ["original_event_id", "Event"], ["failure_reason", "Reason"], ["failure_detail", "Detail"], ["error_class", "Error"], ["retry_count", "Retries"]];

/**
 * One dead letter: why, what it carries, what was done to it; edit, replay, discard.
 *
 * @param {import("../../app.js").Context} context
 * @param {string} id
 * @returns {import("../../router.js").View}
 */
export function deadLetterView(context, id) {
  const { api } = context;
  const element = h("div.stack", {});

  async function load() {
    const letter = await api.deadLetter(id);
    fill(element,
      h("h1", {}, letter.failure_reason, " ", tag(letter.state)),
      h("section.card", {}, facts(letter)),
      h("section.card", {}, h("h2", {}, letter.edited ? "Payload (edited)" : "Payload"), letter.state === "OPEN" ? editor(letter) : code(letter.payload)),
      letter.state === "OPEN" && h("section.card", {}, h("h2", {}, "Replay"), replayOrder(context, () => ({ dlq_ids: [id] }))),
      letter.state === "OPEN" && h("section.card", {}, h("h2", {}, "Discard"), discard(letter)),
      h("section.card", {}, h("h2", {}, "Headers"), list(Object.entries(letter.headers))),
      h("section.card", {}, h("h2", {}, "History"), list(history(letter))),
    );
  }

  /** @param {any} letter */
  function facts(letter) {
    const known = FACTS.filter(([name]) => letter[name] !== null && letter[name] !== "").map(([name, label]) => [label, letter[name]]);
    if (letter.waiting !== null) known.push(["Waiting behind it", `${letter.waiting} events of the same key`]);
    return list([...known, ["Given up", when(letter.created_at)]]);
  }

  /** @param {any} letter */
  function history(letter) {
    const done = letter.history.map((/** @type {any} */ entry) => [entry.at, `${entry.action}${entry.user_id ? ` by user ${entry.user_id}` : ""}${entry.detail.reason ? `: ${entry.detail.reason}` : ""}`]);
    const replayed = letter.replays.map((/** @type {any} */ replay) => [replay.ended_at ?? "", `${replay.dry_run ? "dry run" : "replay"} ${replay.state.toLowerCase()}. ${replay.detail}`]);
    return [...done, ...replayed].sort(([a], [b]) => a.localeCompare(b)).map(([at, text]) => [when(at || null), text]);
  }

  /** @param {any} letter */
  function editor(letter) {
    const text = h("textarea.code", { spellcheck: "false", "aria-label": "Payload" });
    text.value = JSON.stringify(letter.payload, null, 2);
    const reason = h("input", { name: "reason", maxlength: 1000, placeholder: "What was wrong with it?" });
    const said = h("div", { role: "alert" });
    async function save() {
      try {
        const answer = await api.editDeadLetter(id, JSON.parse(text.value), reason.value.trim());
        await load();
        element.children[2].append(diff(answer.diff));
      } catch (problem) {
        said.replaceChildren(h("p.error", {}, problem instanceof SyntaxError ? `This is no JSON: ${sentence(problem)}` : sentence(problem)));
      }
    }
    return h("div", {}, text,
      h("div.orders", {}, h("label.long", {}, "Reason", reason), h("button", { type: "button", onclick: save }, "Save")), said);
  }

  /** @param {any} letter */
  function discard(letter) {
    const reason = h("input", { name: "reason", maxlength: 1000, placeholder: "Why is it not worth it?" });
    const said = h("p.error", { role: "alert" });
    async function confirm() {
      try {
        await api.discardDeadLetter(id, reason.value.trim());
        await load();
      } catch (problem) {
        said.textContent = sentence(problem);
      }
    }
    return h("div", {},
      letter.seq !== null && h("p.quiet", {}, "The event is left out of the order of its key for good; the audit log says so."),
      h("div.orders", {}, h("label.long", {}, "Reason", reason), h("button.plain", { type: "button", onclick: confirm }, "Discard")), said);
  }

  return { title: "Dead letter", element, enter: load };
}

/** @param {{path: string, before?: unknown, after?: unknown}[]} changes */
function diff(changes) {
  return h("ul.diff", {}, ...changes.flatMap(({ path, before, after }) => [
    h("li", {}, path),
    before !== null && before !== undefined && h("li.gone", {}, `− ${JSON.stringify(before)}`),
    after !== null && after !== undefined && h("li.come", {}, `+ ${JSON.stringify(after)}`),
  ]));
}

/** @param {unknown} payload */
function code(payload) {
  return h("pre.diff", {}, JSON.stringify(payload, null, 2));
}

/** @param {any[][]} pairs name and value */
function list(pairs) {
  return h("dl.facts", {}, ...pairs.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
}
