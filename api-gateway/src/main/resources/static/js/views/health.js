import { meter } from "../birdcard.js";
import { fill, h, size, when } from "../dom.js";

/** A device that is connected says something at least every 15 s. */
const HERE_MS = 60_000;
const QUIETEST_DBFS = -90;
const MICROPHONES = { ok: "Works", silent: "Silent", constant: "Constant" };

/** @typedef {import("../api.js").Device} Device */

/** What a live frame says of a device, in the place of what was known. @param {Device} device @param {any} state @returns {Device} */
export function withState(device, state) {
  return { ...device, name: state.name, last_seen_at: state.last_seen_at, last_audio_at: state.last_capture_at, health: state.health };
}

/** How long ago something was, in few words; what is in the future is now. @param {?string} [rfc3339] */
export function ago(rfc3339) {
  if (!rfc3339) return "never";
  const seconds = Math.max(0, Math.round((Date.now() - Date.parse(rfc3339)) / 1000));
  if (seconds < 10) return "just now";
  if (seconds < 90) return `${seconds} s ago`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min ago`;
  if (seconds < 36 * 3600) return `${Math.round(seconds / 3600)} h ago`;
  return when(rfc3339);
}

/** @param {Device} device */
export function seenAt({ health, last_seen_at }) {
  return latest(health?.last_seen_at, last_seen_at);
}

/** @param {Device} device */
export function heardAt({ health, last_audio_at }) {
  return latest(health?.last_audio_at, last_audio_at);
}

/** @param {...(string|null|undefined)} times @returns {string|null} */
function latest(...times) {
  const known = times.filter((time) => typeof time === "string").map((time) => Date.parse(time));
  return known.length ? new Date(Math.max(...known)).toISOString() : null;
}

/** Whether it is there, as a dot and in words. @param {Device} device */
export function presence(device) {
  const seen = seenAt(device);
  const here = seen !== null && Date.now() - Date.parse(seen) < HERE_MS;
  return h("span.pill", { dataset: { state: here ? "live" : seen ? "offline" : "never" }, title: seen ? when(seen) : null },
    here ? "Connected" : seen ? `Seen ${ago(seen)}` : "Never seen");
}

/** @param {Device} device */
export function deaf({ health }) {
  return health?.microphone === "silent" || health?.microphone === "constant";
}

/** What is wrong with the microphone, if anything is. @param {Device} device */
export function microphoneWarning({ health }) {
  if (health?.microphone === "silent") return "The microphone hears next to nothing. Is it covered, muted, or its gain at zero?";
  if (health?.microphone === "constant") return "The microphone gives one value all the time. A wire may be broken, or it is not the one that is recorded.";
  return null;
}

/** Everything that is known, as names and values. @param {Device} device */
export function facts(device) {
  const list = h("dl.facts");
  fill(list, ...rows(device).filter(([, value]) => value !== null).flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
  return list;
}

/** @param {Device} device @returns {[string, import("../dom.js").Child][]} */
function rows(device) {
  const { health } = device;
  return [
    ["Last seen", ago(seenAt(device))],
    ["Last sound", ago(heardAt(device))],
    ["Loudness", loudness(health)],
    ["Microphone", known(health?.microphone, (verdict) => MICROPHONES[verdict])],
    ["Gaps", health && (health.gaps === 0 ? "None" : `${health.gaps.toLocaleString()}, ${health.lost_samples.toLocaleString()} samples lost`)],
    ["Dropped buffers", known(health?.dropped_buffers, (count) => count.toLocaleString())],
    ["Clock", known(health?.clock_skew_ms, skew)],
    ["Signal", signal(device)],
    ["Battery", battery(device)],
    ["Free memory", known(health?.free_heap_bytes, size)],
    ["Temperature", known(health?.temperature_celsius, (degrees) => `${degrees.toFixed(1)} °C`)],
    ["Firmware", health?.firmware ?? null],
    ["Time zone", device.timezone],
    ["Added", when(device.created_at)],
  ];
}

/** @template T @param {T|null|undefined} value @param {(value: T) => string} text @returns {string|null} */
function known(value, text) {
  return value === null || value === undefined ? null : text(value);
}

/** @param {import("../api.js").DeviceHealth|null} health */
function loudness(health) {
  if (!health || health.rms_dbfs === null || health.peak_dbfs === null) return null;
  return h("span", {}, `${health.rms_dbfs.toFixed(1)} dBFS, peak ${health.peak_dbfs.toFixed(1)}`,
    meter(Math.max(0, Math.min(1, 1 - health.rms_dbfs / QUIETEST_DBFS))));
}

/** @param {number} milliseconds how far it is behind */
function skew(milliseconds) {
  const off = Math.abs(milliseconds);
  if (off < 1_000) return "Right";
  const text = off < 120_000 ? `${(off / 1000).toFixed(1)} s` : off < 7_200_000 ? `${Math.round(off / 60_000)} min` : off < 172_800_000 ? `${Math.round(off / 3_600_000)} h` : `${Math.round(off / 86_400_000).toLocaleString()} days`;
  return `${text} ${milliseconds > 0 ? "behind" : "ahead"}`;
}

/** @param {Device} device */
export function signal({ health }) {
  return known(health?.rssi_dbm, (dbm) => `${dbm} dBm, ${dbm >= -60 ? "strong" : dbm >= -75 ? "fair" : "weak"}`);
}

/** @param {Device} device */
export function battery({ health }) {
  const parts = [known(health?.battery_percent, (percent) => `${Math.round(percent)} %`), known(health?.battery_volts, (volts) => `${volts.toFixed(2)} V`)].filter(Boolean);
  return parts.length ? parts.join(", ") : null;
}
