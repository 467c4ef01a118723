/** What the page says: of its work, and of what went wrong. */

import { AppError } from "../files.js";
import { element } from "./elements.js";

/** @param {string} text of the work; read aloud without haste. */
export function tell(text) {
  element("status").textContent = text;
}

/** @param {string} text of what is wrong, in words; empty where all is well. */
export function alert(text) {
  element("alert").textContent = text;
  element("alert").hidden = !text;
}

/** Says what an error is: our own as they are, others as a mistake of the page. */
export function alertOf(error) {
  alert(error instanceof AppError ? error.message : `Something went wrong on this page: ${error?.message ?? error}.`);
  tell("");
}

const number = (value, digits) =>
  value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** Milliseconds as people read them. */
export const inMilliseconds = (value) => `${number(value, value < 10 ? 1 : 0)} ms`;

/** The middle one of some numbers. */
export const median = (values) => [...values].sort((first, second) => first - second)[values.length >> 1];
