import { sentence } from "../api.js";
import { fill, h, plural, when } from "../dom.js";
import { address, here } from "../router.js";
import { pager } from "./pager.js";
import { command } from "./teach.js";

const SIZE = 20;

/**
 * The devices in the backyard: which there are, and how a new one gets its key.
 *
 * @param {import("../app.js").Context} context
 * @returns {import("../router.js").View}
 */
export function devicesView({ api }) {
  const page = Math.max(1, Math.min(1_000_000, Math.floor(Number(here().query.get("page"))) || 1));
  const rows = h("tbody");
  const pages = pager((wanted) => address("/devices", { page: wanted > 1 ? wanted : "" }));
  const table = h("section.card", { hidden: true }, h("table.rows", {},
    h("caption.hidden-text", {}, "Devices, newest first"),
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Name"), h("th.wide", { scope: "col" }, "Time zone"), h("th", { scope: "col" }, "Added"))), rows), pages.element);
  const empty = h("p.quiet", { hidden: true }, "No device yet. Add one, and it gets a key with which it sends its clips.");
  const name = h("input", { name: "name", required: true, maxlength: 100, placeholder: "Feeder", autocomplete: "off" });
  const problem = h("p.error", { role: "alert" });
  const created = h("div");
  const button = h("button", { type: "submit" }, "Add device");

  async function load() {
    const answer = await api.devices({ page, size: SIZE });
    fill(rows, ...answer.devices.map((device) => h("tr", {}, h("td", {}, device.name), h("td.wide", {}, device.timezone ?? "–"), h("td", {}, when(device.created_at)))));
    pages.show(page, SIZE, answer.total, plural(answer.total, "device"));
    table.hidden = answer.total === 0;
    empty.hidden = answer.total > 0;
  }

  /** @param {Event} event */
  async function add(event) {
    event.preventDefault();
    problem.textContent = "";
    button.disabled = true;
    try {
      const device = await api.createDevice({ name: name.value.trim(), timezone: Intl.DateTimeFormat().resolvedOptions().timeZone });
      name.value = "";
      fill(created, keyOf(device));
      /** @type {HTMLElement|null} */ (created.querySelector("h2"))?.focus();
      await load();
    } catch (failure) {
      problem.textContent = sentence(failure);
    } finally {
      button.disabled = false;
    }
  }

  return {
    title: "Devices",
    element: h("div.stack", {}, h("h1", {}, "Devices"), created, table, empty,
      h("section.card", {}, h("h2", {}, "Add a device"),
        h("form.inline", { onsubmit: add }, h("label", {}, "Name", name), button), problem)),
    enter: load,
  };
}

/** @param {import("../api.js").CreatedDevice} device */
function keyOf(device) {
  return h("section.card.key", {}, h("h2", { tabindex: -1 }, `The key of ${device.name}`),
    h("p", {}, "It is shown this once: copy it into the device now."),
    command(device.key),
    h("p", {}, "Try it with a recording; number the clips of one start of the device 1, 2, 3:"),
    command(`curl ${location.origin}/ingest/v1/clips -H "X-Device-Key: ${device.key}" -H "Content-Type: audio/wav" -H "X-Device-Boot: boot-1" -H "X-Device-Seq: 1" --data-binary @robin.wav`));
}
