/** The one picture that is looked at. */

import { element, paint } from "./elements.js";
import { inMilliseconds } from "./messages.js";

const SMOOTH = 128; // pixels: pictures of so many are enlarged smoothly

/** @param {import("../engine.js").Drawn} drawn @param {string} name what the picture is. */
export function show({ pixels, milliseconds }, name) {
  const canvas = element("stage");
  paint(canvas, pixels);
  canvas.classList.toggle("smooth", pixels.height >= SMOOTH);
  canvas.setAttribute("aria-label", name);
  element("caption").textContent = `${name} · ${inMilliseconds(milliseconds)}`;
  for (const id of ["save", "link"]) element(id).disabled = false;
}

/** Gives the picture to the user as a .png of its true size. @param {string} name of the file. */
export async function save(name) {
  const blob = await new Promise((resolve) => element("stage").toBlob(resolve, "image/png"));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
