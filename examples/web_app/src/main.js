/** Begins: what the user does is what the app is told. */

import { App } from "./app.js";
import { readSeed } from "./address.js";
import { read } from "./files.js";
import { choose, element } from "./page/elements.js";
import { alert, alertOf, tell } from "./page/messages.js";
import { share } from "./page/sharing.js";
import * as stage from "./page/stage.js";
import { missing } from "./simd.js";

const MOST_SEEDS = 1_000_000; // short numbers are easier to tell
const app = new App();

/** Tells the user what goes wrong in an answer to them. */
const on = (id, event, answer) =>
  element(id).addEventListener(event, (...given) => Promise.resolve(answer(...given)).catch(alertOf));
const chosen = (name) => document.querySelector(`input[name="${name}"]:checked`).value;
const newSeed = () => BigInt(crypto.getRandomValues(new Uint32Array(1))[0] % MOST_SEEDS);

function pick(index) {
  const slot = chosen("slot");
  if (app.view.mode === "mix") choose("slot", slot === "picture" ? "other" : "picture");
  return app.pick(index, slot).catch(alertOf);
}

on("controls", "submit", (event) => {
  event.preventDefault();
  return app.change({ seed: newSeed() }, true);
});
on("seed", "change", ({ target }) => {
  const seed = readSeed(target.value);
  if (seed !== null) return app.change({ seed }, true);
  alert(`A seed is a whole number, 0 or more; ${target.value || "nothing"} is none.`);
});
on("seed", "keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault(); // else it would press Generate, which takes another seed
  event.target.blur();
  event.target.focus();
});
on("resolutions", "change", ({ target }) => app.change({ resolution: Number(target.value) }));
on("class", "change", ({ target }) => app.change({ label: target.value }));
on("model", "change", ({ target }) => app.change({ model: target.value, resolution: 0, label: "" }, true));
on("variety", "change", ({ target }) => app.change({ variety: Number(target.value) }));
on("variety", "input", ({ target }) => {
  element("variety-told").textContent = `${Math.round(100 * target.value)} %`;
});
on("modes", "change", ({ target }) => app.look({ mode: target.value }));
on("share", "input", ({ target }) => app.look({ share: Number(target.value) }));
on("pace", "input", ({ target }) => {
  element("pace-told").textContent = target.value;
});
on("play", "click", () => app.toggleWalk());
on("save", "click", () => stage.save(app.fileName));
on("link", "click", share);
on("licences", "toggle", async () => {
  element("licence-text").textContent ||= new TextDecoder().decode(await read("LICENSES.txt"));
});
addEventListener("hashchange", () => app.follow(location.hash).catch(alertOf));
app.onPick = pick;

const lacking = missing();
if (lacking) {
  alert(`This browser lacks ${lacking}, which the model needs. Chrome 91, Firefox 89 and Safari 16.4 have it, and later ones.`);
  tell("");
} else app.start().catch(alertOf);
