/** Draws pictures beside the page, which goes on answering meanwhile. */

import { fastest } from "./fastest.js";
import { toPixels } from "./pixels.js";
import { build, start } from "./runtime.js";

let gpu = false;
let loaded = null;
let channels = 3;

const jobs = {
  async build() {
    return { name: await build() };
  },
  async start({ name, wasm }) {
    gpu = await start(name, wasm);
    return {};
  },
  async load({ bytes, latentDim, channels: count }) {
    loaded?.network.delete();
    loaded = null;
    loaded = await fastest(bytes, { gpu, latentDim });
    channels = count;
    return { where: loaded.where };
  },
  async draw({ latent, label }) {
    const begin = performance.now();
    const picture = await loaded.network.draw(latent, label);
    const milliseconds = performance.now() - begin;
    if (picture.some((value) => !Number.isFinite(value))) throw new Error("it draws what is no picture");
    return { pixels: toPixels(picture, channels), milliseconds };
  },
};

// One at a time, in the order in which they are asked for.
let before = Promise.resolve();
self.onmessage = ({ data: { number, job, given } }) => {
  before = before.then(async () => {
    try {
      const answer = await jobs[job](given);
      self.postMessage({ number, answer }, answer.pixels ? [answer.pixels.buffer] : []);
    } catch (error) {
      self.postMessage({ number, failure: error?.message ?? String(error) });
    }
  });
};
