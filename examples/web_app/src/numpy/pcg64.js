/**
 * NumPy's PCG64, the bits behind `numpy.random.default_rng(seed)`.
 *
 * A linear congruential generator of 128 bits, of whose state 64 are given, XORed and rotated:
 * M. E. O'Neill, "PCG: A family of simple fast space-efficient statistically good algorithms for
 * random number generation" (2014), PCG XSL RR 128/64.
 */

import { seedWords } from "./seed_sequence.js";

const MULTIPLIER = (2549297995355413924n << 64n) | 4865540595714422341n;
const MASK_64 = (1n << 64n) - 1n;
const MASK_128 = (1n << 128n) - 1n;

export class Pcg64 {
  #state;
  #increment;
  #high = null;

  /** @param {bigint} seed 0 or more. */
  constructor(seed) {
    const [high, low, streamHigh, streamLow] = seedWords(seed, 4);
    this.#increment = ((((streamHigh << 64n) | streamLow) << 1n) | 1n) & MASK_128;
    this.#state = 0n;
    this.#step();
    this.#state = (this.#state + ((high << 64n) | low)) & MASK_128;
    this.#step();
  }

  #step() {
    this.#state = (this.#state * MULTIPLIER + this.#increment) & MASK_128;
  }

  /** @returns {bigint} 64 bits. */
  next64() {
    this.#step();
    const word = (this.#state >> 64n) ^ (this.#state & MASK_64);
    const turn = this.#state >> 122n;
    return ((word >> turn) | (word << (64n - turn))) & MASK_64;
  }

  /** @returns {number} 32 bits: of each 64 first the lower half, then the upper. */
  next32() {
    if (this.#high !== null) {
      const word = this.#high;
      this.#high = null;
      return word;
    }
    const both = this.next64();
    this.#high = Number(both >> 32n);
    return Number(both & 0xffffffffn);
  }

  /** @returns {number} from 0 to below 1, float32. */
  nextFloat() {
    return (this.next32() >>> 8) / 2 ** 24;
  }
}
