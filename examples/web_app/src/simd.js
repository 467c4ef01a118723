/** Whether this browser can run the runtime. */

// A function that spreads a 0 over a vector: (func (result v128) (i8x16.splat (i32.const 0))).
const MODULE = [
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
  ...[0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7b],
  ...[0x03, 0x02, 0x01, 0x00],
  ...[0x0a, 0x08, 0x01, 0x06, 0x00, 0x41, 0x00, 0xfd, 0x0f, 0x0b],
];

/** @returns {string} what is missing, for the user; empty where nothing is. */
export function missing() {
  if (!globalThis.WebAssembly) return "WebAssembly";
  return WebAssembly.validate(new Uint8Array(MODULE)) ? "" : "WebAssembly SIMD";
}
