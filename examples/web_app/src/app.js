/** The app: what is shown, and how that changes. */

import { COUNT, readAddress, writeAddress } from "./address.js";
import { Engine } from "./engine.js";
import { between, latents } from "./latents.js";
import { latest } from "./latest.js";
import { className, labelOf, readModels } from "./models.js";
import { keep } from "./offline.js";
import * as grid from "./page/grid.js";
import { element } from "./page/elements.js";
import { alert, alertOf, inMilliseconds, median, tell } from "./page/messages.js";
import * as settings from "./page/settings.js";
import * as stage from "./page/stage.js";
import { Walk } from "./page/walking.js";
import { viewOf } from "./view_of.js";

export class App {
  #engine = new Engine();
  #models = [];
  #model = null;
  #level = null;
  #loaded = null;
  #samples = [];
  #drawn = [];
  #turn = 0;
  /** @type {import("./address.js").View} */
  view;
  walk = new Walk((sample, stop) => this.#onStage(sample, `On the way from picture ${stop}`));

  /** Begins with what the address says. */
  async start() {
    this.#models = await readModels();
    settings.offerModels(this.#models);
    await this.follow(location.hash);
  }

  /** Shows what an address says. @param {string} fragment */
  async follow(fragment) {
    const { view, wrong } = readAddress(fragment);
    await this.#show(view, wrong.length ? [`The link asks for what cannot be: ${wrong.join(", ")}.`] : []);
  }

  /**
   * Changes what is drawn.
   *
   * @param {Partial<import("./address.js").View>} change
   * @param {boolean} anew whether the way back in the browser leads to what was there.
   */
  async change(change, anew = false) {
    if (anew) history.pushState(null, "", location.href);
    await this.#show({ ...this.view, ...change }, []);
  }

  /** Changes which of the drawn pictures is looked at, and how. */
  async look(change) {
    this.walk.stop();
    Object.assign(this.view, change);
    this.#tellView();
    await this.#drawStage();
  }

  /** Chooses a picture: in a mix as the first or the second one. */
  async pick(index, slot = "picture") {
    await this.look({ [this.view.mode === "mix" ? slot : "picture"]: index });
  }

  /** Plays a walk through all pictures, or stops it. */
  async toggleWalk() {
    if (this.walk.playing) this.walk.stop();
    else if (this.#samples.length) await this.walk.play(this.#samples, this.view.picture);
  }

  /** What the shown picture is called, as the name of a file. */
  get fileName() {
    const { model, seed, mode, picture, other, share } = this.view;
    const which = {
      picture: `picture-${picture}`,
      mix: `mix-${picture}-${other}-${Math.round(100 * share)}`,
      walk: `walk-from-${picture}`,
    };
    return `${model}-seed-${seed}-${which[mode]}.png`.replaceAll(/[^\w.-]/g, "_");
  }

  async #show(asked, wrong) {
    const turn = ++this.#turn;
    this.walk.stop();
    const found = viewOf(asked, this.#models);
    alert([...wrong, ...found.wrong].join(" "));
    if (this.#model !== found.model) settings.offer(found.model);
    ({ view: this.view, model: this.#model, level: this.#level } = found);
    this.#tellView();
    try {
      await this.#draw(turn);
    } catch (error) {
      if (turn !== this.#turn) return;
      alertOf(error);
      this.#samples = this.#drawn = [];
      grid.layOut([], this.onPick);
      element("generate").disabled = false; // by which it can be tried again
    }
  }

  async #draw(turn) {
    const { model, level, view } = { model: this.#model, level: this.#level, view: this.view };
    if (this.#loaded !== level) {
      element("generate").disabled = true;
      this.#samples = this.#drawn = []; // they are no longer those of the network
      this.#loaded = null;
      tell("Loading the network …");
      await this.#engine.load(model, level);
      if (turn !== this.#turn) return;
      this.#loaded = level;
    }
    element("generate").disabled = false;
    this.#samples = this.#samplesOf(model, view);
    grid.layOut(this.#samples.map(this.#nameOf), (index) => this.onPick(index));
    grid.shape(level);
    this.#mark();
    await this.#drawGrid(turn);
    if (turn === this.#turn) keep(this.#models, level, this.#engine.runtime);
  }

  /** Told which picture is pressed; by default picks it. */
  onPick = (index) => this.pick(index);

  #samplesOf(model, view) {
    const wanted = view.label ? labelOf(model, view.label) : null;
    return latents(COUNT, model.latent_dim, view.seed, view.variety).map((latent, index) => ({
      latent,
      label: model.label_count ? (wanted ?? index % model.label_count) : null,
    }));
  }

  async #drawGrid(turn) {
    this.#drawn = [];
    element("of-seed").textContent = `Pictures of seed ${this.view.seed}`;
    for (const [index, sample] of this.#samples.entries()) {
      tell(`Drawing picture ${index + 1} of ${COUNT} …`);
      const drawn = await this.#engine.draw(sample);
      if (turn !== this.#turn) return;
      this.#drawn.push(drawn);
      grid.show(index, drawn.pixels);
      if (this.view.mode !== "mix" && index === this.view.picture) await this.#drawStage();
    }
    if (this.view.mode === "mix") await this.#drawStage();
    const each = inMilliseconds(median(this.#drawn.map(({ milliseconds }) => milliseconds)));
    tell(`${COUNT} pictures, ${each} each, by ${this.#engine.where}.`);
  }

  #nameOf = ({ label }, index) =>
    `Picture ${index}${label === null ? "" : `, ${className(this.#model, label)}`}, seed ${this.view.seed}`;

  async #drawStage() {
    const { mode, picture, other, share } = this.view;
    const [first, second] = [this.#samples[picture], this.#samples[other]];
    if (!first) return; // the network is not there yet
    if (mode === "mix") {
      const name = `Mix of pictures ${picture} and ${other}, ${Math.round(100 * share)} %`;
      await this.#onStage(between(first, second, share), name);
    } else if (this.#drawn[picture]) {
      stage.show(this.#drawn[picture], this.#nameOf(first, picture));
    }
  }

  #onStage = (sample, name) => this.#toStage({ sample, name });

  #toStage = latest(async ({ sample, name }) => {
    const turn = this.#turn;
    const drawn = await this.#engine.draw(sample);
    if (turn === this.#turn) stage.show(drawn, name);
  });

  #tellView() {
    settings.show(this.view);
    settings.tellCommand(this.view, this.#model);
    this.#mark();
    element("address-line").hidden = true;
    const fragment = writeAddress(this.view);
    if (location.hash !== fragment) history.replaceState(null, "", fragment);
  }

  #mark() {
    const { mode, picture, other } = this.view;
    grid.mark(mode === "mix" ? [picture, other] : [picture]);
  }
}
