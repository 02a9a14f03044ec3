import { fill, h } from "../dom.js";

/**
 * Newer and older pages as links, so that they can be opened in a tab and the browser's Back works.
 *
 * @param {(page: number) => string} addressOf
 * @returns {{element: HTMLElement, show: (page: number, size: number, total: number, noun: string) => void}}
 */
export function pager(addressOf) {
  const element = h("nav.pager", { "aria-label": "Pages" });
  return {
    element,
    show(page, size, total, noun) {
      const pages = Math.max(1, Math.ceil(total / size));
      fill(element,
        page > 1 && h("a", { href: addressOf(Math.min(page - 1, pages)), rel: "prev" }, "← Newer"),
        h("span.quiet", {}, pages > 1 ? `Page ${page} of ${pages.toLocaleString()}, ${noun}` : noun),
        page < pages && h("a", { href: addressOf(page + 1), rel: "next" }, "Older →"));
    },
  };
}
