/** Pictures of a network as bytes. */

/**
 * @param {Float32Array} picture values 0 to 1, of (height, width, channels).
 * @param {number} channels 1 (gray), 3 or 4.
 * @returns {Uint8ClampedArray} red, green, blue and opacity of each pixel.
 */
export function toPixels(picture, channels) {
  const pixels = new Uint8ClampedArray((4 * picture.length) / channels).fill(255);
  for (let from = 0, to = 0; from < picture.length; from += channels, to += 4)
    for (let channel = 0; channel < Math.max(3, channels); channel++)
      pixels[to + channel] = Math.round(255 * picture[from + (channels === 1 ? 0 : channel)]);
  return pixels;
}
