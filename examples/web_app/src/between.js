/** Points on the way from one latent to another, as `pg.generators.slerp` has them. */

const PARALLEL = 1e-6; // of a sine: below it, no direction leads from one latent to the other

const lengthOf = (values) => Math.hypot(...values);

/**
 * The point at a share of the arc between latents: directions along the great circle, lengths evenly.
 *
 * Where there is no one arc, between latents that point the same or opposite ways or nowhere, it is
 * the straight line.
 *
 * @param {Float32Array} start what share 0 gives.
 * @param {Float32Array} end what share 1 gives.
 * @param {number} share 0 to 1.
 * @returns {Float32Array}
 */
export function slerp(start, end, share) {
  const lengths = [lengthOf(start), lengthOf(end)];
  const unit = (values, length) => Array.from(values, (value) => value / (length || 1));
  const [from, to] = [unit(start, lengths[0]), unit(end, lengths[1])];
  // Of half the chord: unlike the arc cosine of the product, exact for small angles, too.
  const chord = lengthOf(from.map((value, index) => to[index] - value));
  const angle = 2 * Math.asin(Math.min(1, chord / 2));
  const sine = Math.sin(angle);
  if (sine <= PARALLEL || !lengths[0] || !lengths[1])
    return Float32Array.from(start, (value, index) => (1 - share) * value + share * end[index]);
  const length = (1 - share) * lengths[0] + share * lengths[1];
  const near = (length * Math.sin((1 - share) * angle)) / sine;
  const far = (length * Math.sin(share * angle)) / sine;
  return Float32Array.from(from, (value, index) => near * value + far * to[index]);
}
