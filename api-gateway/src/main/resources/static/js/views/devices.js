import { sentence } from "../api.js";
import { fill, h, plural } from "../dom.js";
import { address, here } from "../router.js";
import { ago, battery, deaf, heardAt, presence, signal, withState } from "./health.js";
import { newKey } from "./key.js";
import { pager } from "./pager.js";

/** Each of them is a channel of the socket. */
const SIZE = 10;
const AGES_MS = 5_000;

/** @typedef {import("../api.js").Device} Device */

/**
 * The devices in the backyard: how they are, and how a new one gets its key.
 *
 * @param {import("../app.js").Context} context
 * @returns {import("../router.js").View}
 */
export function devicesView({ api, live }) {
  const page = Math.max(1, Math.min(1_000_000, Math.floor(Number(here().query.get("page"))) || 1));
  const rows = h("tbody");
  const pages = pager((wanted) => address("/devices", { page: wanted > 1 ? wanted : "" }));
  const table = h("section.card", { hidden: true }, h("table.rows", {},
    h("caption.hidden-text", {}, "Devices, newest first"),
    h("thead", {}, h("tr", {}, ...["Name", "State", "Last sound"].map((name) => h("th", { scope: "col" }, name)),
      h("th.wide", { scope: "col" }, "Battery"), h("th.wide", { scope: "col" }, "Signal"))), rows), pages.element);
  const empty = h("p.quiet", { hidden: true }, "No device yet. Add one, and it gets a key with which it sends its clips.");
  const name = h("input", { name: "name", required: true, maxlength: 100, placeholder: "Feeder", autocomplete: "off" });
  const problem = h("p.error", { role: "alert" });
  const created = h("div");
  const button = h("button", { type: "submit" }, "Add device");
  /** @type {Map<string, Device>} */
  let shown = new Map();
  /** @type {(() => void)[]} */
  let ends = [];
  let left = false;

  async function load() {
    const answer = await api.devices({ page, size: SIZE });
    if (left) return;
    unfollow();
    shown = new Map(answer.devices.map((device) => [device.id, device]));
    shown.forEach((_, id) => live.subscribe(`device:${id}`).catch(() => {}));
    fill(rows, ...answer.devices.map(row));
    pages.show(page, SIZE, answer.total, plural(answer.total, "device"));
    table.hidden = answer.total === 0;
    empty.hidden = answer.total > 0;
  }

  function unfollow() {
    shown.forEach((_, id) => live.unsubscribe(`device:${id}`).catch(() => {}));
  }

  function showAges() {
    if (!rows.contains(document.activeElement)) fill(rows, ...[...shown.values()].map(row));
  }

  const reported = (/** @type {import("../../chirp.js").Frame} */ { data }) => {
    const device = shown.get(data.device_id);
    if (!device) return;
    shown.set(device.id, withState(device, data));
    showAges();
  };

  /** @param {Event} event */
  async function add(event) {
    event.preventDefault();
    problem.textContent = "";
    button.disabled = true;
    try {
      const device = await api.createDevice({ name: name.value.trim(), timezone: Intl.DateTimeFormat().resolvedOptions().timeZone });
      name.value = "";
      fill(created, newKey(device.name, device.key));
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
    async enter() {
      const ages = setInterval(showAges, AGES_MS);
      ends = [live.on("telemetry", reported), () => clearInterval(ages), unfollow];
      await load();
    },
    leave() {
      left = true;
      ends.forEach((end) => end());
    },
  };
}

/** @param {Device} device */
function row(device) {
  return h("tr", {}, h("td", {}, h("a", { href: `#/devices/${device.id}` }, device.name)), h("td", {}, presence(device)),
    h("td", {}, ago(heardAt(device)), deaf(device) && h("div", {}, h("span.tag", { dataset: { state: "FAILED" } }, "Hears nothing"))),
    h("td.wide.short", {}, battery(device) ?? "–"), h("td.wide.short", {}, signal(device) ?? "–"));
}
