/** LiteRT, loaded from bytes in place of an address. */

import { loadLiteRt, supportsFeature } from "@litertjs/core";
import CompatibleFactory from "@litertjs/core/wasm/litert_wasm_compat_internal.js";
import FastFactory from "@litertjs/core/wasm/litert_wasm_jspi_internal.js";

/**
 * The builds of the runtime: one for all browsers with SIMD; and one that is faster, and the only one
 * that computes on a graphics processor, where a browser lets WebAssembly wait for a promise.
 */
const BUILDS = { "litert.wasm.gz": CompatibleFactory, "litert-jspi.wasm.gz": FastFactory };

/** @returns {Promise<string>} the file of the build that this browser runs. */
export async function build() {
  const fast = (await supportsFeature("relaxedSimd")) && (await supportsFeature("jspi"));
  return fast ? "litert-jspi.wasm.gz" : "litert.wasm.gz";
}

/** Whether there is a graphics processor to be used. */
async function adapter() {
  try {
    return (await navigator.gpu?.requestAdapter()) ?? null;
  } catch {
    return null;
  }
}

/**
 * @param {string} name of the build.
 * @param {Uint8Array} wasm its code.
 * @returns {Promise<boolean>} whether it can compute on a graphics processor.
 */
export async function start(name, wasm) {
  const gpu = name === "litert-jspi.wasm.gz" && (await adapter()) !== null;
  // The runtime asks for a device in any case, and complains where there is none.
  const warn = console.warn;
  if (!gpu) console.warn = () => {};
  self.ModuleFactory = BUILDS[name];
  // It logs what it does as errors.
  self.Module = { wasmBinary: wasm, print() {}, printErr() {} };
  // The script that it would load is a part of this one.
  self.importScripts = () => {};
  try {
    await loadLiteRt("litert.js");
  } finally {
    console.warn = warn;
  }
  return gpu;
}
