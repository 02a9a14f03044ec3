import { headline, sprite } from "../birdcard.js";
import { h, percent, when } from "../dom.js";

const SIZE = 20;

/** Everything ever captured, newest first, page by page. */
export function historyView({ api }) {
  const rows = h("tbody");
  const place = h("span.quiet");
  const newer = h("button.plain", { type: "button", onclick: () => show(page - 1) }, "← Newer");
  const older = h("button.plain", { type: "button", onclick: () => show(page + 1) }, "Older →");
  let page = 1;

  async function show(wanted) {
    const answer = await api.captures({ page: wanted, size: SIZE });
    page = answer.page;
    rows.replaceChildren(...answer.captures.map(row));
    const pages = Math.max(1, Math.ceil(answer.total / SIZE));
    place.textContent = answer.total === 0 ? "No captures yet" : `Page ${page} of ${pages}, ${answer.total} captures`;
    newer.disabled = page <= 1;
    older.disabled = page >= pages;
  }

  function row(capture) {
    return h("tr", {},
      h("td", {}, sprite(capture.bird?.pixel_art_url, capture.bird?.common_name)),
      h("td", {}, h("a", { href: `#/captures/${capture.id}` }, headline(capture)),
        capture.bird && h("div.latin", {}, capture.bird.scientific_name)),
      h("td", {}, percent(capture.confidence)),
      h("td.wide", {}, `${capture.duration_seconds.toFixed(1)} s`),
      h("td", {}, when(capture.recorded_at)));
  }

  return {
    element: h("div", {}, h("h1", {}, "History"),
      h("div.card", {}, h("table.rows", {},
        h("thead", {}, h("tr", {}, h("th", {}, ""), h("th", {}, "Bird"), h("th", {}, "Confidence"), h("th.wide", {}, "Length"), h("th", {}, "Heard"))), rows),
        h("div.pager", {}, newer, place, older))),
    enter: () => show(1),
  };
}
