/** Which processor a network runs on. */

import { Network } from "./network.js";

const CLOSE = 2 / 255; // largest difference between pictures that are taken for the same
const RUNS = 4;
const LEAST = 2; // of those: the first one also compiles, on either processor
const ENOUGH = 500; // milliseconds, after which nobody waits for further runs

/** Milliseconds of the fastest of some runs, and the picture. */
async function tried(network, latent) {
  const start = performance.now();
  let picture = null;
  let fastest = Infinity;
  for (let run = 0; run < RUNS && (run < LEAST || performance.now() - start < ENOUGH); run++) {
    const begin = performance.now();
    picture = await network.draw(latent, 0);
    fastest = Math.min(fastest, performance.now() - begin);
  }
  return { picture, fastest };
}

const apart = (first, second) =>
  first.reduce((most, value, index) => Math.max(most, Math.abs(value - second[index])), 0);

/**
 * The network where it is fastest: on the graphics processor, if there is one that draws the same
 * picture in less time, else on the processor.
 *
 * @param {Uint8Array} bytes a .tflite.
 * @param {{gpu: boolean, latentDim: number}} where
 * @returns {Promise<{network: Network, where: "WebGPU" | "WebAssembly"}>}
 */
export async function fastest(bytes, { gpu, latentDim }) {
  const plain = { network: await Network.compile(bytes, "wasm"), where: "WebAssembly" };
  if (!gpu) return plain;
  let other = null;
  const warn = console.warn;
  console.warn = () => {}; // it is told what cannot be done there, which is seen below
  try {
    other = { network: await Network.compile(bytes, "webgpu"), where: "WebGPU" };
    const latent = Float32Array.from({ length: latentDim }, (_, index) => Math.sin(7 * index + 1));
    const [here, there] = [await tried(plain.network, latent), await tried(other.network, latent)];
    // Written so that NaN is not close.
    const better = apart(here.picture, there.picture) <= CLOSE && there.fastest < here.fastest;
    (better ? plain : other).network.delete();
    return better ? other : plain;
  } catch {
    other?.network.delete(); // a driver that cannot is none
    return plain;
  } finally {
    console.warn = warn;
  }
}
