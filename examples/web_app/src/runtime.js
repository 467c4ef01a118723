/** LiteRT, loaded from bytes in place of an address. */

import { loadLiteRt } from "@litertjs/core";
import ModuleFactory from "@litertjs/core/wasm/litert_wasm_compat_internal.js";

/** Whether there is a graphics processor to be used. */
async function adapter() {
  try {
    return (await navigator.gpu?.requestAdapter()) ?? null;
  } catch {
    return null;
  }
}

/**
 * @param {Uint8Array} wasm the runtime's code.
 * @returns {Promise<boolean>} whether there is WebGPU.
 */
export async function start(wasm) {
  const gpu = await adapter();
  // The runtime asks for a device in any case, and complains where there is none.
  const warn = console.warn;
  if (!gpu) console.warn = () => {};
  self.ModuleFactory = ModuleFactory;
  // It logs what it does as errors.
  self.Module = { wasmBinary: wasm, print() {}, printErr() {} };
  // The script that it would load is a part of this one.
  self.importScripts = () => {};
  try {
    await loadLiteRt("litert.js");
  } finally {
    console.warn = warn;
  }
  return gpu !== null;
}
