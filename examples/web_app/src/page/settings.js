/** The settings: what of a model is drawn. */

import { className } from "../models.js";
import { choose, element } from "./elements.js";

function option(text, value) {
  const made = document.createElement("option");
  made.textContent = text;
  made.value = value;
  return made;
}

/** Offers the models of the site, where there are several. @param {{name: string}[]} models */
export function offerModels(models) {
  element("model").replaceChildren(...models.map(({ name }) => option(name, name)));
  element("models").hidden = models.length < 2;
  element("title").classList.toggle("unseen", models.length > 1); // the choice has the name, too
}

function resolution({ height, width }) {
  const label = document.createElement("label");
  const input = Object.assign(document.createElement("input"), { type: "radio", name: "resolution", value: height });
  const text = document.createElement("span");
  text.textContent = height === width ? String(height) : `${height} × ${width}`;
  label.append(input, text);
  return label;
}

/** Offers what a model has. @param {import("../models.js").Model} model */
export function offer(model) {
  element("title").textContent = document.title = model.name;
  element("resolution-choices").replaceChildren(...model.levels.map(resolution));
  const classes = Array.from({ length: model.label_count }, (_, label) => className(model, label));
  const values = model.class_names.length ? classes : classes.map((_, label) => String(label));
  element("class").replaceChildren(
    option("all in turn", ""),
    ...classes.map((name, label) => option(name, values[label])),
  );
  element("classes").hidden = !model.label_count;
}

/** Shows what is set. @param {import("../address.js").View} view */
export function show(view) {
  element("model").value = view.model;
  choose("resolution", String(view.resolution));
  choose("mode", view.mode);
  element("class").value = view.label;
  element("variety").value = view.variety;
  element("variety-told").textContent = percent(view.variety);
  element("share").value = view.share;
  element("share-told").textContent = percent(view.share);
  element("seed").value = view.seed;
  element("slot-first").textContent = `the first (${view.picture})`;
  element("slot-second").textContent = `the second (${view.other})`;
  element("mix").hidden = view.mode !== "mix";
  element("walk").hidden = view.mode !== "walk";
}

const percent = (share) => `${Math.round(100 * share)} %`;

const QUOTED = /[^\w./-]/;
const quoted = (text) => (QUOTED.test(text) ? `'${text.replaceAll("'", "'\\''")}'` : text);

/**
 * The command that draws the same.
 *
 * @param {import("../address.js").View} view
 * @param {import("../models.js").Model} model
 */
export function tellCommand(view, model) {
  const largest = view.resolution === model.levels.at(-1).height;
  const resolution = largest ? "" : ` --resolution ${view.resolution}`;
  const label = view.label && ` --label ${quoted(view.label)}`;
  const variety = view.variety < 1 ? ` --truncation ${view.variety}` : "";
  element("command").textContent =
    `keras-pggan generate ${quoted(view.model)} --out pictures.png --seed ${view.seed}${resolution}${label}${variety}`;
}
