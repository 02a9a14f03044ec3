import { sentence } from "../../api.js";
import { h } from "../../dom.js";

/**
 * The form that every order of on-call goes through: why, how fast, how careful.
 *
 * @param {import("../../app.js").Context} context
 * @param {() => ({filter: object} | {dlq_ids: string[]})} chosen what the order is about; throws a sentence when nothing is
 * @returns {HTMLElement}
 */
export function replayOrder({ api }, chosen) {
  const reason = h("input", { name: "reason", required: true, maxlength: 1000, placeholder: "What was repaired?" });
  const rate = h("input", { name: "rate", type: "number", min: 0.1, max: 1000, step: "any", value: 10 });
  const canary = h("input", { name: "canary", type: "number", min: 0, max: 100, value: 1 });
  const ratio = h("input", { name: "ratio", type: "number", min: 0, max: 100, value: 20 });
  const error = h("p.error", { role: "alert" });

  /** @param {boolean} dryRun */
  async function start(dryRun) {
    error.textContent = "";
    try {
      if (!reason.value.trim()) throw new Error("Say why: the reason goes into the audit log.");
      const replay = await api.startReplay({ ...chosen(), reason: reason.value.trim(), dry_run: dryRun,
        rate_per_second: Number(rate.value), canary: Number(canary.value), stop_at_failure_ratio: Number(ratio.value) / 100 });
      location.hash = `#/ops/replays/${replay.replay_id}`;
    } catch (problem) {
      error.textContent = sentence(problem);
    }
  }

  return h("div", {},
    h("div.orders", {},
      h("label.long", {}, "Reason", reason),
      h("label", {}, "Per second", rate),
      h("label", {}, "Canaries", canary),
      h("label", {}, "Stop at % failed", ratio),
      h("button.plain", { type: "button", onclick: () => start(true) }, "Dry run"),
      h("button", { type: "button", onclick: () => start(false) }, "Replay")),
    error);
}

/** A state as a small label. @param {string} state */
export function tag(state) {
  return h("span.tag", { dataset: { state } }, state.toLowerCase());
}
