/** @typedef {Node|string|number|null|undefined|false} Child */

/**
 * What a tag makes: "p.quiet" a paragraph.
 *
 * @template {string} T
 * @typedef {T extends `${infer N extends keyof HTMLElementTagNameMap}.${string}` ? HTMLElementTagNameMap[N]
 *   : T extends keyof HTMLElementTagNameMap ? HTMLElementTagNameMap[T] : HTMLElement} ElementOf
 */

/**
 * Makes an element. Text is always set as text, never as HTML.
 *
 * @template {string} T
 * @param {T} tag a tag name, with optional classes: "p.quiet"
 * @param {Object<string, any>} [attributes] on… are listeners, dataset an object; null, undefined and false leave one out
 * @param {...Child} children null, undefined and false are left out
 * @returns {ElementOf<T>}
 */
export function h(tag, attributes = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  if (classes.length) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "dataset") Object.assign(element.dataset, value);
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...present(children));
  return /** @type {ElementOf<T>} */ (element);
}

/** Puts these in the place of all that is in the element; absent ones are left out. The focus stays. @param {Element} element @param {...Child} children */
export function fill(element, ...children) {
  keepFocus(element, () => element.replaceChildren(...present(children)));
}

/**
 * Makes a change in an element. When it takes away the link or button that has the focus, the one like it gets it:
 * who uses the keyboard stays in the list.
 *
 * @param {Element} element @param {() => void} change
 */
export function keepFocus(element, change) {
  const focused = element.contains(document.activeElement) ? document.activeElement : null;
  change();
  if (!focused || focused.isConnected || !focused.matches("a, button")) return;
  const href = focused.getAttribute("href");
  const alike = [...element.querySelectorAll(focused.localName)].find((one) =>
    href === null ? one.textContent === focused.textContent : one.getAttribute("href") === href);
  /** @type {HTMLElement|undefined} */ (alike)?.focus({ preventScroll: true });
}

/** @param {Child[]} children @returns {(Node|string)[]} */
function present(children) {
  return children
    .filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (child instanceof Node ? child : String(child)));
}

const SVG = "http://www.w3.org/2000/svg";

/** An icon of one stroked path in a box of 24; decoration, so the text beside it must say what it means. @param {string} path */
export function icon(path) {
  const svg = document.createElementNS(SVG, "svg");
  const stroke = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  stroke.setAttribute("d", path);
  svg.append(stroke);
  return svg;
}

/** A time as people read it, in their own zone; the year is left out when it is this one. @param {?string} [rfc3339] */
export function when(rfc3339) {
  if (!rfc3339) return "–";
  const time = new Date(rfc3339);
  const year = time.getFullYear() === new Date().getFullYear() ? undefined : "numeric";
  return time.toLocaleString([], { year, month: "short", day: "numeric", hour: "numeric", minute: "2-digit" });
}

/** @param {?number} [fraction] */
export function percent(fraction) {
  return fraction === null || fraction === undefined ? "–" : `${Math.round(fraction * 100)} %`;
}

/** @param {number} seconds as 0:09 or 12:30 */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** @param {number} bytes */
export function size(bytes) {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** @param {number} count @param {string} one @param {string} [many] */
export function plural(count, one, many = `${one}s`) {
  return `${count.toLocaleString()} ${count === 1 ? one : many}`;
}

/** Says a sentence to screen readers without moving anything. @param {string} sentence */
export function announce(sentence) {
  const said = document.getElementById("said");
  if (said) said.textContent = sentence;
}

/**
 * A call that runs at most once per so many ms, the last one always.
 *
 * @param {() => any} work @param {number} ms
 */
export function gently(work, ms) {
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let timer;
  const call = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      work();
    }, ms);
  };
  call.cancel = () => {
    clearTimeout(timer);
    timer = undefined;
  };
  return call;
}
