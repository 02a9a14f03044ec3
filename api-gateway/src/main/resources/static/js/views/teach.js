import { h } from "../dom.js";

/** How a first bird gets here, for those who have none. @param {string} username */
export function teachSending(username) {
  return h("section.card.teach", {},
    h("img", { src: "/sprites/placeholder.png", alt: "", width: 64, height: 64, class: "sprite faded" }),
    h("div", {},
      h("h2", {}, "No bird yet"),
      h("p", {}, h("a", { href: "#/add" }, "Record one"), " with the microphone, drop a recording anywhere on this page, or let a bird of the synthetic songbook sing:"),
      command("./chirp song \"American Robin\" --seed 7 --out robin.wav"),
      h("p", {}, "Then drop robin.wav here, or send it from there:"),
      command(`./chirp send --url ${location.origin} --user ${username} --password … robin.wav`)));
}

/** A line to be copied into a terminal. @param {string} line */
export function command(line) {
  const button = h("button.plain", { type: "button", onclick: copy }, "Copy");
  async function copy() {
    try {
      await navigator.clipboard.writeText(line);
      button.textContent = "Copied";
    } catch {
      getSelection()?.selectAllChildren(text); // without a secure context: marked, ready for the keyboard
    }
  }
  const text = h("code", {}, line);
  return h("div.command", {}, h("pre", { tabindex: 0 }, text), button);
}
