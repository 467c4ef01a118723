/** A network that LiteRT runs, in a worker of its own. */

import { loadAndCompile, Tensor } from "@litertjs/core";

/** A compiled network: `draw` gives pictures of latents. */
export class Network {
  #compiled;

  constructor(compiled) {
    this.#compiled = compiled;
  }

  /**
   * @param {Uint8Array} bytes a .tflite whose batch is 1.
   * @param {"wasm" | "webgpu"} accelerator what it runs on.
   */
  static async compile(bytes, accelerator) {
    // Half precision would move pictures by more than a step of 255.
    const options = { accelerator, gpuOptions: { precision: "fp32" } };
    return new Network(await loadAndCompile(bytes, options));
  }

  /**
   * @param {Float32Array} latent
   * @param {number | null} label
   * @returns {Promise<Float32Array>} a picture, values 0 to 1.
   */
  async draw(latent, label) {
    const given = this.#compiled.getInputDetails().map(({ name, shape }) => {
      const values = name.includes("labels") ? Int32Array.of(label ?? 0) : latent;
      return new Tensor(values, Array.from(shape));
    });
    const made = [];
    try {
      made.push(...(await this.#compiled.run(given)));
      return Float32Array.from(await made[0].data());
    } finally {
      for (const tensor of [...given, ...made]) tensor.delete();
    }
  }

  delete() {
    this.#compiled.delete();
  }
}
