/** What an address asks for, held against the models that there are. */

import { labelOf } from "./models.js";

const listed = (names) => (names.length > 1 ? `${names.slice(0, -1).join(", ")} or ${names.at(-1)}` : names[0]);

/**
 * @param {import("./address.js").View} asked
 * @param {import("./models.js").Model[]} models
 * @returns {{view: import("./address.js").View, model: import("./models.js").Model, level:
 *   import("./models.js").Level, wrong: string[]}} what can be shown, and in sentences what cannot.
 */
export function viewOf(asked, models) {
  const wrong = [];
  const view = { ...asked };
  let model = models.find(({ name }) => name === view.model);
  if (!model) {
    model = models[0];
    if (view.model) wrong.push(`There is no model ${view.model} here; this is ${model.name}.`);
  }
  view.model = model.name;
  let level = model.levels.find(({ height }) => height === view.resolution);
  if (!level) {
    level = model.levels.at(-1);
    const known = listed(model.levels.map(({ height }) => String(height)));
    if (view.resolution)
      wrong.push(`${model.name} has no resolution ${view.resolution}, but ${known}; this is ${level.height}.`);
  }
  view.resolution = level.height;
  if (view.label && labelOf(model, view.label) === null) {
    wrong.push(`${model.name} has no class ${view.label}; these are all in turn.`);
    view.label = "";
  }
  return { view, model, level, wrong };
}
