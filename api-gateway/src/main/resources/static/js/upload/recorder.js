import { MAX_BYTES } from "./queue.js";
import { wavFile } from "./wav.js";

const MAX_SECONDS = 240;

/**
 * Records the microphone as it hears: no noise suppression, no automatic gain, which would take birds for noise.
 * Dispatches "level" with detail 0…1 about 20 times a second, and "full" when the longest recording is reached or the
 * microphone was unplugged; then stop() gives what was recorded.
 */
export class Recorder extends EventTarget {
  /** @type {Int16Array[]} */
  #pieces = [];
  #samples = 0;
  /** @type {MediaStream|null} */
  #stream = null;
  /** @type {AudioContext|null} */
  #context = null;

  /** Why this browser cannot record here, or nothing. */
  static objection() {
    if (!window.isSecureContext) return "Browsers allow recording only over https or on localhost. Choosing files works everywhere.";
    if (!navigator.mediaDevices?.getUserMedia || !window.AudioWorkletNode) return "This browser cannot record sound. Choosing files works everywhere.";
    return null;
  }

  get seconds() {
    return this.#context ? this.#samples / this.#context.sampleRate : 0;
  }

  get maxSeconds() {
    return this.#context ? Math.min(MAX_SECONDS, Math.floor(MAX_BYTES / 2 / this.#context.sampleRate) - 1) : MAX_SECONDS;
  }

  /** Asks for the microphone and begins. Refused with a sentence for people. */
  async start() {
    try {
      this.#stream = await navigator.mediaDevices.getUserMedia({
        audio: { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: false } });
    } catch (failure) {
      throw new Error(refusal(failure));
    }
    this.#context = new AudioContext();
    await this.#context.audioWorklet.addModule(new URL("./recorder-worklet.js", import.meta.url));
    const tap = new AudioWorkletNode(this.#context, "tap", { numberOfOutputs: 0 });
    tap.port.onmessage = ({ data }) => this.#take(data);
    this.#context.createMediaStreamSource(this.#stream).connect(tap);
    this.#stream.getAudioTracks()[0].onended = () => this.dispatchEvent(new Event("full"));
    await this.#context.resume();
  }

  /** Ends the recording. @returns {Promise<File>} */
  async stop() {
    const rate = this.#context?.sampleRate ?? 48_000;
    await this.#close();
    return wavFile(this.#pieces, rate, `recording ${stamp(new Date())}.wav`);
  }

  /** Ends and forgets it. */
  async discard() {
    await this.#close();
    this.#pieces = [];
  }

  /** @param {Int16Array} piece */
  #take(piece) {
    if (!this.#stream) return;
    this.#pieces.push(piece);
    this.#samples += piece.length;
    const loudest = piece.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    this.dispatchEvent(new CustomEvent("level", { detail: loudest / 32_768 }));
    if (this.seconds >= this.maxSeconds) this.dispatchEvent(new Event("full"));
  }

  async #close() {
    this.#stream?.getTracks().forEach((track) => track.stop());
    this.#stream = null;
    if (this.#context?.state !== "closed") await this.#context?.close();
  }
}

/** @param {unknown} failure of getUserMedia */
function refusal(failure) {
  const name = failure instanceof Error ? failure.name : "";
  if (name === "NotAllowedError") return "The microphone is blocked for this page. Allow it beside the address of the page, then record again.";
  if (name === "NotFoundError") return "No microphone was found. Plug one in, or choose a file.";
  if (name === "NotReadableError") return "The microphone is used by another program. Close that, then record again.";
  return `The microphone cannot be used: ${failure instanceof Error ? failure.message : failure}`;
}

/** @param {Date} time as 2026-05-01 04.30.12, which every file system takes */
function stamp(time) {
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${two(time.getHours())}.${two(time.getMinutes())}.${two(time.getSeconds())}`;
}
