import { confidence, headline, sprite } from "../birdcard.js";
import { h, percent, when } from "../dom.js";

/** One capture: who it was and why, to hear and to see. */
export function captureView({ api, live }, id) {
  const element = h("div");
  const urls = [];

  async function load() {
    const capture = await api.capture(id);
    const sound = h("audio", { controls: true, preload: "none", "aria-label": "Recording" });
    const picture = h("img.spectrogram", { alt: "Spectrogram of the recording", hidden: true, onload: () => { picture.hidden = false; } });
    element.replaceChildren(
      h("p", {}, h("a", { href: "#/history" }, "← History")),
      h("div.card.detail", {}, sprite(capture.bird?.pixel_art_url, capture.bird?.common_name, ".big"),
        h("div", {}, h("h1", {}, headline(capture)),
          capture.bird && h("p.latin", {}, capture.bird.scientific_name),
          capture.error && h("p.error", {}, capture.error.detail),
          capture.confidence !== null && confidence(capture.confidence),
          h("p.quiet", {}, `${capture.filename ?? "Recording"}, ${capture.duration_seconds.toFixed(1)} s, heard ${when(capture.recorded_at)}`),
          predictions(capture), sound, picture, actions(capture))));
    urls.push(picture.src = await api.objectUrl(`/api/v1/captures/${id}/spectrogram.png`));
    urls.push(sound.src = await api.objectUrl(`/api/v1/captures/${id}/audio`));
  }

  function actions(capture) {
    return h("p", {},
      capture.bird && h("button.plain", { type: "button", onclick: async () => { await api.review(id, false); location.hash = "#/birds"; } }, "This is wrong"),
      h("button.plain", { type: "button", onclick: remove }, "Delete"));
  }

  async function remove() {
    if (!confirm("Delete this capture and its recording?")) return;
    await api.deleteCapture(id);
    location.hash = "#/history";
  }

  const changed = ({ detail }) => detail.data.id === Number(id) && load();
  return {
    element,
    async enter() {
      live.addEventListener("new_capture", changed);
      await load();
    },
    leave() {
      live.removeEventListener("new_capture", changed);
      urls.forEach((url) => URL.revokeObjectURL(url));
    },
  };
}

function predictions({ predictions: all, model }) {
  if (!all.length) return null;
  return h("details", {}, h("summary", {}, `What ${model?.name ?? "the model"} heard`),
    h("ol", {}, ...all.map((one) => h("li", {}, `${one.common_name} ${percent(one.confidence)}`,
      one.filtered && h("span.quiet", {}, ` (left out: ${one.filtered})`)))));
}
