/** The pictures of a seed, as buttons. */

import { element, paint } from "./elements.js";

/**
 * Makes the buttons anew, without pictures yet.
 *
 * @param {string[]} names what each is called.
 * @param {(index: number) => void} onPick told which is pressed.
 */
export function layOut(names, onPick) {
  const grid = element("grid");
  const focused = [...grid.querySelectorAll("button")].indexOf(document.activeElement);
  grid.replaceChildren(
    ...names.map((name, index) => {
      const button = document.createElement("button");
      button.type = "button";
      button.setAttribute("aria-label", name);
      button.addEventListener("click", () => onPick(index));
      const number = document.createElement("span");
      number.className = "number";
      number.setAttribute("aria-hidden", "true");
      number.textContent = String(index);
      const item = document.createElement("li");
      button.append(document.createElement("canvas"), number);
      item.append(button);
      return item;
    }),
  );
  buttons()[focused]?.focus();
}

const buttons = () => element("grid").querySelectorAll("button");

/** @param {number} index @param {ImageData} pixels */
export function show(index, pixels) {
  paint(buttons()[index].querySelector("canvas"), pixels);
}

/** @param {number[]} picked which are chosen. */
export function mark(picked) {
  buttons().forEach((button, index) => {
    button.setAttribute("aria-pressed", String(picked.includes(index)));
  });
}

/** How wide the pictures are for their height. @param {{height: number, width: number}} level */
export function shape({ height, width }) {
  for (const canvas of element("grid").querySelectorAll("canvas")) {
    canvas.width = width;
    canvas.height = height;
  }
}
