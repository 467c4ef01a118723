/** A walk from picture to picture, and on. */

import { between } from "../latents.js";
import { element } from "./elements.js";

/** Plays until it is stopped: `toggle()`, `stop()`. */
export class Walk {
  #playing = false;
  #begun = null;
  #place = 0;
  #draw;

  /** @param {(sample: import("../latents.js").Sample, place: number) => Promise<void>} draw shows a sample. */
  constructor(draw) {
    this.#draw = draw;
  }

  /**
   * Goes on where it was stopped, or begins at another picture.
   *
   * @param {import("../latents.js").Sample[]} stops what it goes through, and from the last to the first.
   * @param {number} first where it begins.
   */
  async play(stops, first) {
    if (first !== this.#begun) this.#place = this.#begun = first;
    this.#playing = true;
    this.#tell();
    try {
      await this.#go(stops);
    } finally {
      this.stop();
    }
  }

  async #go(stops) {
    let before = performance.now();
    while (this.#playing) {
      await new Promise(requestAnimationFrame);
      const now = performance.now();
      this.#place = (this.#place + (now - before) / 1000 / Number(element("pace").value)) % stops.length;
      before = now;
      const stop = Math.floor(this.#place);
      await this.#draw(between(stops[stop], stops[(stop + 1) % stops.length], this.#place - stop), stop);
    }
  }

  /** Whether it plays. */
  get playing() {
    return this.#playing;
  }

  stop() {
    this.#playing = false;
    this.#tell();
  }

  #tell() {
    element("play").textContent = this.#playing ? "Pause" : "Play";
    element("play").setAttribute("aria-pressed", String(this.#playing));
  }
}
