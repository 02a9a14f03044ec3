import { sentence } from "../../api.js";
import { h, when } from "../../dom.js";

/** The keys that the relay holds because the broker refused an event; hidden while there are none. @param {import("../../app.js").Context} context */
export function heldKeys({ api }) {
  const rows = h("tbody");
  const said = h("p", { role: "status" });
  const element = h("section.card", { hidden: true }, h("h2", {}, "Held by the relay"),
    h("p.quiet", {}, "The broker refused an event of these keys. Repair the cause (often max.message.bytes), then release them."),
    h("div.scroll", {}, h("table.rows", {}, rows)), said);

  async function show() {
    const { held } = await api.held();
    element.hidden = held.length === 0;
    rows.replaceChildren(...held.map(row));
  }

  /** @param {any} key */
  function row(key) {
    const reason = h("input", { placeholder: "Why?", maxlength: 1000, "aria-label": "Reason" });
    async function release() {
      try {
        const { events } = await api.releaseHeld(key.stream, key.key, reason.value.trim());
        said.textContent = `${events} events on their way.`;
        await show();
      } catch (problem) {
        said.textContent = sentence(problem);
      }
    }
    return h("tr", {},
      h("td", {}, key.key, h("div.quiet", {}, key.stream)),
      h("td", {}, key.reason),
      h("td", {}, `${key.events} from ${key.first_seq}`),
      h("td.wide", {}, when(key.since)),
      h("td", {}, key.releasing ? "on their way" : h("span", {}, reason, h("button.plain", { type: "button", onclick: release }, "Release"))));
  }

  return { element, show };
}
