/** Latents by a seed: those of `keras-pggan generate --seed`. */

import { slerp } from "./between.js";
import { standardNormal } from "./numpy/standard_normal.js";

/**
 * @param {number} count how many.
 * @param {number} latentDim length of a latent.
 * @param {bigint} seed 0 or more.
 * @param {number} truncation the share of the way from the first latent that is left, 0 to 1.
 * @returns {Float32Array[]}
 */
export function latents(count, latentDim, seed, truncation = 1) {
  const drawn = standardNormal(seed, count * latentDim);
  const each = Array.from({ length: count }, (_, index) =>
    drawn.slice(index * latentDim, (index + 1) * latentDim),
  );
  return truncation === 1 ? each : each.map((latent) => slerp(each[0], latent, truncation));
}

/**
 * A latent with its class.
 * @typedef {{latent: Float32Array, label: number | null}} Sample
 */

/**
 * What lies at a share of the way between two samples; of their classes, that of the nearer one.
 *
 * @param {Sample} first
 * @param {Sample} second
 * @param {number} share 0 to 1.
 * @returns {Sample}
 */
export function between(first, second, share) {
  return {
    latent: slerp(first.latent, second.latent, share),
    label: share < 0.5 ? first.label : second.label,
  };
}
