/**
 * The ziggurat of the normal distribution: 256 layers of one area under exp(-x^2 / 2).
 *
 * G. Marsaglia and W. W. Tsang, "The ziggurat method for generating random variables" (2000).
 */

const LAYERS = 256;
/** Where the tail begins, for which all layers have one area. */
export const TAIL = 3.6541528853610088;
const BITS = 23; // of a number that a layer's width is divided by

const density = (x) => Math.exp((-x * x) / 2);

/** The area under the density from `x` on, by Lentz's continued fraction of Mills' ratio. */
function tailArea(x) {
  let fraction = 0;
  for (let term = 200; term > 0; term--) fraction = term / (x + fraction);
  return density(x) / (x + fraction);
}

/**
 * @returns {{widths: Float32Array, sure: Uint32Array, heights: Float32Array}} of each layer: its width
 *   for one of 2^23 steps; below how many steps a point is under the density for sure; and the
 *   density at its edge.
 */
export function zigguratTables() {
  const area = TAIL * density(TAIL) + tailArea(TAIL);
  const steps = 2 ** BITS;
  const widths = new Float32Array(LAYERS);
  const sure = new Uint32Array(LAYERS);
  const heights = new Float32Array(LAYERS);
  let edge = TAIL;
  widths[0] = area / density(TAIL) / steps;
  sure[0] = Math.floor(((TAIL * density(TAIL)) / area) * steps);
  heights[0] = 1;
  for (let layer = LAYERS - 1; layer > 0; layer--) {
    widths[layer] = edge / steps;
    heights[layer] = density(edge);
    const inner = layer > 1 ? Math.sqrt(-2 * Math.log(area / edge + density(edge))) : 0;
    sure[layer] = Math.floor((inner / edge) * steps);
    edge = inner;
  }
  return { widths, sure, heights };
}
