import { Problem, sentence } from "../api.js";
import { ask } from "../dialog.js";
import { announce, fill, h, when } from "../dom.js";
import { ago, facts, microphoneWarning, presence, withState } from "./health.js";
import { newKey } from "./key.js";

const AGES_MS = 5_000;
const MOST_KEYS = 2;

/**
 * One device: how it is now, its keys, its name, its end.
 *
 * @param {import("../app.js").Context} context
 * @param {string} id
 * @returns {import("../router.js").View}
 */
export function deviceView({ api, live }, id) {
  const channel = `device:${id}`;
  const title = h("h1");
  const state = h("p");
  const warning = h("div", { role: "status" });
  const health = h("div");
  const created = h("div");
  const keyRows = h("tbody");
  const addKey = h("button.secondary", { type: "button", onclick: rotate }, "New key");
  const keysHead = h("h2", { tabindex: -1 }, "Keys");
  const full = h("p.quiet", { hidden: true }, "Two keys are live, which is the most: revoke the one that the device no longer uses.");
  const name = h("input", { name: "name", required: true, maxlength: 100, autocomplete: "off" });
  const problem = h("p.error", { role: "alert" });
  const body = h("div.stack", { hidden: true },
    created,
    h("div.columns", {},
      h("section.card", {}, h("h2", {}, "How it is"), health),
      h("section.card", {}, keysHead,
        h("table.rows", {}, h("caption.hidden-text", {}, "Live keys, newest first"),
          h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Key"), h("th", { scope: "col" }, "Last used"), h("th", { scope: "col" }, h("span.hidden-text", {}, "Revoke")))), keyRows),
        full, h("div.actions", {}, addKey))),
    h("section.card", {}, h("h2", {}, "Name"),
      h("form.inline", { onsubmit: rename }, h("label", {}, "Name", name), h("button.secondary", { type: "submit" }, "Rename"))),
    problem,
    h("div.actions", {}, h("button.plain.danger-text", { type: "button", onclick: remove }, "Delete this device")));
  /** @type {import("../api.js").Device|null} */
  let device = null;
  /** @type {(() => void)[]} */
  let ends = [];
  let left = false;

  function show() {
    if (!device) return;
    title.textContent = device.name;
    fill(state, presence(device));
    fill(health, facts(device));
    const text = microphoneWarning(device);
    if ((warning.textContent ?? "") !== (text ?? "")) fill(warning, text && h("p.notice.bad", {}, text)); // a status is read out when it changes
  }

  async function load() {
    const [now, { keys }] = await Promise.all([api.device(id), api.deviceKeys(id)]);
    device = now;
    name.value = now.name;
    showKeys(keys);
    show();
    body.hidden = false;
  }

  /** @param {import("../api.js").DeviceKey[]} keys */
  function showKeys(keys) {
    fill(keyRows, ...keys.map((key) => h("tr", {}, h("td", {}, h("code", {}, `${key.prefix}…`), h("br"), h("span.quiet", {}, `since ${when(key.created_at)}`)),
      h("td", {}, ago(key.last_used_at)),
      h("td", {}, h("button.plain.danger-text", { type: "button", onclick: () => revoke(key), "aria-label": `Revoke ${key.prefix}` }, "Revoke")))));
    full.hidden = keys.length < MOST_KEYS;
    addKey.disabled = keys.length >= MOST_KEYS;
  }

  /** Does something to the device, and says why when it does not work. @param {() => Promise<void>} work */
  async function attempt(work) {
    problem.textContent = "";
    try {
      await work();
    } catch (failure) {
      problem.textContent = sentence(failure);
    }
  }

  /** @param {Event} event */
  function rename(event) {
    event.preventDefault();
    return attempt(async () => {
      device = await api.changeDevice(id, { name: name.value.trim() });
      show();
      announce("Renamed.");
    });
  }

  function rotate() {
    return attempt(async () => {
      const { key } = await api.addDeviceKey(id);
      fill(created, newKey(device?.name ?? "the device", key));
      /** @type {HTMLElement|null} */ (created.querySelector("h2"))?.focus();
      showKeys((await api.deviceKeys(id)).keys);
    });
  }

  /** @param {import("../api.js").DeviceKey} key */
  async function revoke(key) {
    const sure = await ask({ title: "Revoke this key?", text: `${key.prefix}… ends for good, and a connection that uses it within seconds.`, yes: "Revoke" });
    if (!sure) return;
    await attempt(async () => {
      await api.revokeDeviceKey(id, key.id);
      fill(created);
      showKeys((await api.deviceKeys(id)).keys);
      announce("Revoked.");
      keysHead.focus();
    });
  }

  async function remove() {
    const sure = await ask({ title: "Delete this device?", text: "Its keys end for good. What it recorded stays in the history.", yes: "Delete" });
    if (!sure) return;
    await attempt(async () => {
      await api.deleteDevice(id);
      location.hash = "#/devices";
    });
  }

  const reported = (/** @type {import("../../chirp.js").Frame} */ { data }) => {
    if (!device || data.device_id !== id) return;
    device = withState(device, data);
    show();
  };

  return {
    title: "Device",
    element: h("div.stack", {}, h("p.back", {}, h("a", { href: "#/devices" }, "← Devices")), h("div", {}, title, state), warning, body),
    async enter() {
      const ages = setInterval(show, AGES_MS);
      ends = [live.on("telemetry", reported), () => clearInterval(ages), () => live.unsubscribe(channel).catch(() => {})];
      try {
        await load();
      } catch (failure) {
        if (!(failure instanceof Problem) || failure.status !== 404) throw failure;
        title.textContent = "This device is gone";
        state.textContent = "It was deleted, or it belongs to somebody else.";
        return;
      }
      if (!left) live.subscribe(channel).catch(() => {});
    },
    leave() {
      left = true;
      ends.forEach((end) => end());
    },
  };
}
