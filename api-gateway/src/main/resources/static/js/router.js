/**
 * Addresses of this page: "#/history?status=failed&page=2". They live behind the #, so they survive a reload of a page
 * that is one file.
 *
 * @typedef {{element: HTMLElement, title: string, enter?: () => Promise<void>|void, leave?: () => void}} View
 * @typedef {{pattern: RegExp, make: (query: URLSearchParams, ...parts: string[]) => View}} Route
 */

/** The path and the query behind the #. */
export function here() {
  const [path, query = ""] = location.hash.slice(1).split("?");
  return { path, query: new URLSearchParams(query) };
}

/** An address of this page; what is empty is left out. @param {string} path @param {Record<string, any>} [query] */
export function address(path, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== "" && value !== null && value !== undefined);
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return `#${path}${text ? `?${text}` : ""}`;
}

/** The view of the present address, or null when there is none. @param {Route[]} routes */
export function viewOf(routes) {
  const { path, query } = here();
  for (const { pattern, make } of routes) {
    const found = path.match(pattern);
    if (found) return make(query, ...found.slice(1));
  }
  return null;
}
