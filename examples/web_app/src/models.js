/** The models of the site. */

import { forget } from "./cache.js";
import { AppError, read } from "./files.js";

/**
 * @typedef {{height: number, width: number, channels: number, file: string, bytes: number, sha256: string}} Level
 * @typedef {{name: string, latent_dim: number, label_count: number, class_names: string[], levels: Level[]}} Model
 */

const LIST = "models.json";

/** @returns {Promise<Model[]>} those that the site offers. */
export async function readModels() {
  const text = new TextDecoder().decode(await read(LIST));
  let models;
  try {
    ({ models } = JSON.parse(text));
  } catch {
    models = null;
  }
  if (!Array.isArray(models) || !models.length || models.some((model) => !model?.levels?.length))
    throw new AppError(`${LIST} does not name a model. Export the model again.`);
  return models;
}

async function sha256(bytes) {
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * @param {Level} level
 * @returns {Promise<Uint8Array>} its network, as it was written.
 */
export async function readNetwork({ file, bytes, sha256: expected }) {
  const found = await read(file, expected.slice(0, 16));
  // Without https there is no checksum; the length is there always.
  const same = found.length === bytes && (!globalThis.crypto?.subtle || (await sha256(found)) === expected);
  if (!same) {
    await forget(file);
    throw new AppError(
      `The model file ${file} is damaged: it is not the one that was exported. Load the page again, or export the model again.`,
    );
  }
  return found;
}

/** What a class is called. @param {Model} model @param {number} label */
export const className = (model, label) => model.class_names[label] ?? `class ${label}`;

/**
 * The label of a class, by its name or number, as commands take it.
 *
 * @param {Model} model
 * @param {string} wanted
 * @returns {number | null} null where there is none.
 */
export function labelOf(model, wanted) {
  const named = model.class_names.indexOf(wanted);
  if (named >= 0) return named;
  return /^\d{1,9}$/.test(wanted) && Number(wanted) < model.label_count ? Number(wanted) : null;
}
