const HEADER = 44;

/**
 * A WAV file of one channel with 16 bits, as RIFF says it.
 *
 * @param {Int16Array[]} pieces
 * @param {number} rate samples per second
 * @param {string} name
 */
export function wavFile(pieces, rate, name) {
  const bytes = pieces.reduce((sum, piece) => sum + piece.byteLength, 0);
  const header = new DataView(new ArrayBuffer(HEADER));
  const text = (/** @type {number} */ at, /** @type {string} */ word) => [...word].forEach((letter, i) => header.setUint8(at + i, letter.charCodeAt(0)));
  text(0, "RIFF");
  header.setUint32(4, HEADER - 8 + bytes, true);
  text(8, "WAVEfmt ");
  header.setUint32(16, 16, true); // length of this part
  header.setUint16(20, 1, true); // PCM
  header.setUint16(22, 1, true); // channels
  header.setUint32(24, rate, true);
  header.setUint32(28, rate * 2, true); // bytes per second
  header.setUint16(32, 2, true); // bytes per frame
  header.setUint16(34, 16, true); // bits
  text(36, "data");
  header.setUint32(40, bytes, true);
  return new File([header.buffer, .../** @type {BlobPart[]} */ (pieces)], name, { type: "audio/wav" });
}
