/** The network of a model, at one of its resolutions, asked for pictures. */

import EngineWorker from "./engine.worker.js?worker&inline";
import { AppError, read } from "./files.js";
import { readNetwork } from "./models.js";

/**
 * A picture and how long it took.
 * @typedef {{pixels: ImageData, milliseconds: number}} Drawn
 */

export class Engine {
  #worker = null;
  #started = null;
  #waiting = new Map();
  #numbers = 0;
  #level = null;
  #loads = 0;
  /** What the network runs on, for people. */
  where = "";
  /** The file of the runtime. */
  runtime = "";

  async #start() {
    this.#worker = new EngineWorker();
    this.#listen();
    this.runtime = (await this.#ask("build", {})).name;
    const wasm = await read(this.runtime, __RUNTIME__);
    await this.#ask("start", { name: this.runtime, wasm }, [wasm.buffer]);
  }

  #listen() {
    this.#worker.onmessage = ({ data: { number, answer, failure } }) => {
      const { resolve, reject } = this.#waiting.get(number);
      this.#waiting.delete(number);
      if (failure === undefined) resolve(answer);
      else reject(new AppError(`The model cannot be run: ${failure}.`));
    };
    this.#worker.onerror = (event) => {
      event.preventDefault();
      for (const { reject } of this.#waiting.values())
        reject(new AppError("The runtime stopped: it may lack memory. Load the page again."));
      this.#waiting.clear();
    };
  }

  #ask(job, given, transferred = []) {
    const number = this.#numbers++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(number, { resolve, reject });
      this.#worker.postMessage({ number, job, given }, transferred);
    });
  }

  /**
   * Gets a network ready, unless another one is asked for before its file is there.
   *
   * @param {import("./models.js").Model} model
   * @param {import("./models.js").Level} level
   */
  async load(model, level) {
    const number = ++this.#loads;
    const bytes = await readNetwork(level);
    this.#started ??= this.#start();
    try {
      await this.#started;
    } catch (error) {
      this.#worker.terminate();
      this.#started = null; // it may be there another time
      throw error;
    }
    if (number !== this.#loads) return;
    const given = { bytes, latentDim: model.latent_dim, channels: level.channels };
    const { where } = await this.#ask("load", given, [bytes.buffer]);
    if (number === this.#loads) [this.where, this.#level] = [where, level];
  }

  /** @param {import("./latents.js").Sample} sample @returns {Promise<Drawn>} */
  async draw({ latent, label }) {
    const { height, width } = this.#level;
    const { pixels, milliseconds } = await this.#ask("draw", { latent, label });
    return { pixels: new ImageData(pixels, width, height), milliseconds };
  }
}
