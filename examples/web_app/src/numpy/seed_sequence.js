/**
 * NumPy's SeedSequence: a whole number of any size to words that look like noise.
 *
 * The numbers are those of M. E. O'Neill's `seed_seq_fe128` (2015), which NumPy follows.
 */

const POOL_SIZE = 4;
const HASH_START = 0x43b0d7e5;
const HASH_FACTOR = 0x931e8875;
const STATE_START = 0x8b51f9dd;
const STATE_FACTOR = 0x58f38ded;
const MIX_LEFT = 0xca01f9dd;
const MIX_RIGHT = 0x4973f715;
const SHIFT = 16;

/** @param {bigint} seed 0 or more. @returns {number[]} its 32-bit words, the lowest first. */
function wordsOf(seed) {
  const words = [];
  do {
    words.push(Number(seed & 0xffffffffn));
    seed >>= 32n;
  } while (seed > 0n);
  return words;
}

/** A hash of words whose multiplier changes with each of them. */
function hashing(start, factor) {
  let multiplier = start;
  return (word) => {
    word = (word ^ multiplier) >>> 0;
    multiplier = Math.imul(multiplier, factor) >>> 0;
    word = Math.imul(word, multiplier) >>> 0;
    return (word ^ (word >>> SHIFT)) >>> 0;
  };
}

function mixed(left, right) {
  const word = (Math.imul(MIX_LEFT, left) - Math.imul(MIX_RIGHT, right)) >>> 0;
  return (word ^ (word >>> SHIFT)) >>> 0;
}

/** @param {number[]} entropy 32-bit words. @returns {number[]} four of them, all mixed. */
function poolOf(entropy) {
  const hash = hashing(HASH_START, HASH_FACTOR);
  const pool = Array.from({ length: POOL_SIZE }, (_, index) => hash(entropy[index] ?? 0));
  for (let from = 0; from < POOL_SIZE; from++)
    for (let to = 0; to < POOL_SIZE; to++)
      if (from !== to) pool[to] = mixed(pool[to], hash(pool[from]));
  for (const word of entropy.slice(POOL_SIZE))
    for (let to = 0; to < POOL_SIZE; to++) pool[to] = mixed(pool[to], hash(word));
  return pool;
}

/**
 * `SeedSequence(seed).generate_state(count, uint64)`.
 *
 * @param {bigint} seed 0 or more.
 * @param {number} count how many.
 * @returns {bigint[]} 64-bit words.
 */
export function seedWords(seed, count) {
  const pool = poolOf(wordsOf(seed));
  const hash = hashing(STATE_START, STATE_FACTOR);
  const words = Array.from({ length: 2 * count }, (_, index) => BigInt(hash(pool[index % POOL_SIZE])));
  return Array.from({ length: count }, (_, index) => words[2 * index] | (words[2 * index + 1] << 32n));
}
