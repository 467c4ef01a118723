/** The elements of the page, by their ids. */

/** @param {string} id @returns {any} */
export const element = (id) => document.getElementById(id);

/** @param {string} name of a group of radio buttons. @param {string} value the one to choose. */
export function choose(name, value) {
  for (const input of document.getElementsByName(name)) input.checked = input.value === value;
}

/** Shows a picture at its true size in pixels; the style sheet enlarges it. */
export function paint(canvas, pixels) {
  canvas.width = pixels.width;
  canvas.height = pixels.height;
  canvas.getContext("2d").putImageData(pixels, 0, 0);
}
