import { fill, h, icon } from "./dom.js";

const LIVE = "M3 12h3l2-6 4 13 3-9 2 4h4";
const ADD = "M12 5v14M5 12h14";
const HISTORY = "M12 7v5l3 2M4 12a8 8 0 1 0 2.5-5.8M4 4v4h4";
const BIRDS = "M4 14c5 1 8-1 9-5 .5-2 2-3 3.500-3S19 7 19.500 8.500l2 .5-2 1.500c0 5-4 8.500-9 8.500H6l3-2c-3 0-4.500-1-5-3z";
const DEVICES = "M7 4h10v16H7zM10.500 17h3";
const ON_CALL = "M12 4v9M12 17v2M4.500 20h15L12 4z";

/** @type {[string, string, string][]} address, name, icon */
const PLACES = [["/live", "Live", LIVE], ["/add", "Add sound", ADD], ["/history", "History", HISTORY], ["/birds", "Birds", BIRDS],
  ["/devices", "Devices", DEVICES]];

export const navigation = {
  /** @param {HTMLElement} nav @param {boolean} onCall whether this person sees the dead letters */
  fill(nav, onCall) {
    const places = onCall ? [...PLACES, ["/ops", "On call", ON_CALL]] : PLACES;
    fill(nav, ...places.map(([path, name, shape]) => h("a", { href: `#${path}` }, icon(shape), h("span", {}, name))));
  },

  /** Marks where the person is. @param {HTMLElement} nav @param {string} path */
  mark(nav, path) {
    for (const link of nav.querySelectorAll("a")) {
      const mine = link.hash.slice(1);
      if (path === mine || path.startsWith(`${mine}/`) || (mine === "/history" && path.startsWith("/captures/"))) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  },
};
