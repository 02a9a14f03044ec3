// What the audio thread has and TypeScript's "dom" library leaves out.
declare global {
  class AudioWorkletProcessor {
    readonly port: MessagePort;
  }
  function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;
}
export {};
