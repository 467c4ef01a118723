/** The files of the site, wherever they are: beside the page, or within it. */

import { forget } from "./cache.js";

/** What went wrong, in words for the user. */
export class AppError extends Error {}

const GZIP = [0x1f, 0x8b];

/** Bytes that a page of one file holds, as base64 in an element with the name of the file. */
function within(name) {
  const element = document.getElementById(`file:${name}`);
  if (!element) return null;
  return Uint8Array.from(atob(element.textContent.trim()), (character) => character.charCodeAt(0));
}

/** Whether the page is one file, with all that it needs in it. */
export const alone = () => document.documentElement.hasAttribute("data-alone");

async function beside(name, version) {
  const address = version ? `${name}?v=${version}` : name;
  const response = await fetch(address).catch(() => null);
  if (!response) throw new AppError(`${name} cannot be loaded: there is no connection. Try again when there is.`);
  if (!response.ok)
    throw new AppError(`${name} is missing on this site (${response.status}). Export the model again.`);
  return new Uint8Array(await response.arrayBuffer());
}

async function unpacked(name, bytes) {
  if (bytes[0] !== GZIP[0] || bytes[1] !== GZIP[1]) return bytes; // some servers unpack on the way
  if (!globalThis.DecompressionStream)
    throw new AppError("This browser is too old to unpack the model. Use a newer one.");
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  try {
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch {
    await forget(name);
    throw new AppError(`${name} is damaged. Load the page again, or export the model again.`);
  }
}

/**
 * @param {string} name of a file of the site.
 * @param {string} version asks for the file anew where it is another.
 * @returns {Promise<Uint8Array>} what it holds, unpacked.
 */
export async function read(name, version = "") {
  const bytes = alone() ? within(name) : await beside(name, version);
  if (!bytes) throw new AppError(`${name} is missing in this file. Export the model again.`);
  return unpacked(name, bytes);
}
