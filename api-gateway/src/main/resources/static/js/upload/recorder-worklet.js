// Runs on the audio thread: collects the first channel in pieces of 2,048 samples and hands them to the page.
const PIECE = 2_048;

class Tap extends AudioWorkletProcessor {
  #piece = new Int16Array(PIECE);
  #filled = 0;

  /** @param {Float32Array[][]} inputs blocks of 128 samples from -1 to 1 */
  process(inputs) {
    for (const sample of inputs[0]?.[0] ?? []) {
      this.#piece[this.#filled++] = Math.max(-1, Math.min(1, sample)) * 32_767;
      if (this.#filled === PIECE) {
        this.port.postMessage(this.#piece, [this.#piece.buffer]);
        this.#piece = new Int16Array(PIECE);
        this.#filled = 0;
      }
    }
    return true;
  }
}

registerProcessor("tap", Tap);
