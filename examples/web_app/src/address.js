/** What is shown, as the fragment of the page's address: no server is ever told of it. */

/**
 * @typedef {object} View
 * @property {string} model name; "" for the first.
 * @property {number} resolution height of the pictures; 0 for the largest.
 * @property {bigint} seed
 * @property {string} label name or number of the class; "" for all in turn.
 * @property {number} variety truncation, 0 to 1.
 * @property {"picture" | "mix" | "walk"} mode
 * @property {number} picture which is looked at, from 0.
 * @property {number} other the one that it is mixed with.
 * @property {number} share of the way from one to the other.
 */

/** @type {View} */
export const DEFAULTS = {
  model: "",
  resolution: 0,
  seed: 0n,
  label: "",
  variety: 1,
  mode: "picture",
  picture: 0,
  other: 1,
  share: 0.5,
};
export const COUNT = 16; // pictures of a seed, as the command draws by default

const whole = (least, most) => (text) =>
  /^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most ? Number(text) : null;
const share = (text) => (/^[\d.]{1,8}$/.test(text) && Number(text) <= 1 ? Number(text) : null);
const READERS = {
  model: (text) => text,
  resolution: whole(1, 1e9),
  seed: (text) => (/^\d{1,40}$/.test(text) ? BigInt(text) : null),
  label: (text) => text,
  variety: share,
  mode: (text) => (["picture", "mix", "walk"].includes(text) ? text : null),
  picture: whole(0, COUNT - 1),
  other: whole(0, COUNT - 1),
  share,
};

/** A seed as people write it, or null where it is none. @returns {bigint | null} */
export const readSeed = (text) => READERS.seed(text.trim());

/**
 * @param {string} fragment such as `#seed=42&picture=3`.
 * @returns {{view: View, wrong: string[]}} what it says, and what of it cannot be.
 */
export function readAddress(fragment) {
  const view = { ...DEFAULTS };
  const wrong = [];
  for (const [key, text] of new URLSearchParams(fragment.replace(/^#/, ""))) {
    const value = Object.hasOwn(READERS, key) ? READERS[key](text) : null;
    if (value === null) wrong.push(`${key}=${text}`);
    else view[key] = value;
  }
  return { view, wrong };
}

/** @param {View} view @returns {string} its fragment, which leaves out what is as by default. */
export function writeAddress(view) {
  const told = new URLSearchParams();
  for (const [key, value] of Object.entries(view)) {
    const unused = view.mode !== "mix" && (key === "other" || key === "share");
    if (!unused && value !== DEFAULTS[key]) told.set(key, String(value));
  }
  return `#${told}`;
}
