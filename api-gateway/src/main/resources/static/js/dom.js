/**
 * Makes an element. Text is always set as text, never as HTML.
 *
 * @param {string} tag a tag name, with optional classes: "p.quiet"
 * @param {Object<string, any>} [attributes] attributes; on… are listeners, dataset an object; null leaves one out
 * @param {...(Node|string|number|null|undefined|false)} children
 * @returns {HTMLElement}
 */
export function h(tag, attributes = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  if (classes.length) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "dataset") Object.assign(element.dataset, value);
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false).map((child) =>
    child instanceof Node ? child : document.createTextNode(String(child))));
  return element;
}

/** A time as people read it, in their own zone. */
export function when(rfc3339) {
  return rfc3339 ? new Date(rfc3339).toLocaleString([], { dateStyle: "medium", timeStyle: "short" }) : "–";
}

export function percent(fraction) {
  return fraction === null || fraction === undefined ? "–" : `${Math.round(fraction * 100)} %`;
}
