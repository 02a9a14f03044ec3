import { fill, h, icon } from "./dom.js";

const KEY = "chirp.theme";
const SUN = "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M19 5l-2 2M7 17l-2 2";
const MOON = "M20 14.500A8 8 0 0 1 9.500 4 8 8 0 1 0 20 14.500z";

/** Switches between light and dark; what equals the system's choice is not remembered, so that it follows the system. */
export function themeButton() {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (document.documentElement.dataset.theme ?? (system.matches ? "dark" : "light")) === "dark";
  const button = h("button.round", { type: "button", onclick: change });

  function show() {
    fill(button, icon(isDark() ? SUN : MOON), h("span.hidden-text", {}, isDark() ? "Light colours" : "Dark colours"));
    button.title = isDark() ? "Light colours" : "Dark colours";
  }

  function change() {
    const wanted = isDark() ? "light" : "dark";
    if ((wanted === "dark") === system.matches) {
      delete document.documentElement.dataset.theme;
      localStorage.removeItem(KEY);
    } else {
      document.documentElement.dataset.theme = wanted;
      localStorage.setItem(KEY, wanted);
    }
    show();
  }

  system.onchange = show;
  show();
  return button;
}
