/**
 * NumPy's `default_rng(seed).standard_normal(count, dtype=float32)`.
 *
 * To the bit, but for some numbers of the tail (about one in a million), whose last bit depends on
 * how the C library rounds a logarithm.
 */

import { Pcg64 } from "./pcg64.js";
import { TAIL, zigguratTables } from "./ziggurat.js";

const TABLES = zigguratTables();
const float = Math.fround;
const TAIL_FLOAT = float(TAIL);
const TAIL_INVERSE = float(1 / TAIL);

/** `log1p` in single precision, as the C library has it. */
const log1p = (x) => float(Math.log1p(x));

/** A point of the tail, beyond the last layer. */
function fromTail(bits, negative) {
  for (;;) {
    const x = float(-TAIL_INVERSE * log1p(-bits.nextFloat()));
    const y = float(-log1p(-bits.nextFloat()));
    if (float(y + y) > float(x * x)) return negative ? -float(TAIL_FLOAT + x) : float(TAIL_FLOAT + x);
  }
}

function oneNormal(bits) {
  const { widths, sure, heights } = TABLES;
  for (;;) {
    const word = bits.next32();
    const layer = word & 0xff;
    const steps = (word >>> 9) & 0x7fffff;
    const x = float(steps * widths[layer]) * (word & 0x100 ? -1 : 1);
    if (steps < sure[layer]) return x;
    if (layer === 0) return fromTail(bits, (steps >>> 8) & 1);
    const gap = float(heights[layer - 1] - heights[layer]);
    const height = float(float(gap * bits.nextFloat()) + heights[layer]);
    if (height < Math.exp(-0.5 * x * x)) return x;
  }
}

/**
 * @param {bigint} seed 0 or more.
 * @param {number} count how many.
 * @returns {Float32Array} normal numbers, the first of which do not depend on the count.
 */
export function standardNormal(seed, count) {
  const bits = new Pcg64(seed);
  return Float32Array.from({ length: count }, () => oneNormal(bits));
}
