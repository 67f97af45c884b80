// Finds packs by name, by words and by misspelt names. Pure: no page, no network.

/** @template T @typedef {{table: T[], of: number[]}} Coded */
/**
 * `search/packs.json`, explained in src/packatlas/outputs/search.py.
 * @typedef {{version: number, edition: string, names: string[], titles: (string | 0 | 1)[], latest: string[],
 *   layers: Coded<[string, string]>, types: Coded<string>, shields: Coded<[string, string]>,
 *   clouds: Coded<string[]>, tags: Coded<string[]>, aliases: [number, ...string[]][],
 *   abbreviations: string[][], summaries: number}} PackIndex
 */
/** A name to be found by. @typedef {{pack: number, text: string, spelt: string, cut: string[], isName: boolean, letters: number}} Key */

const VERSION = 1;
/** When fewer packs are found by name and word, misspelt ones are looked for too. */
const FEW = 5;
const MOST_WORDS = 8;
/** What it costs to be found in some way; the steps leave room for an order among packs found in the same way. */
const PREFIX = 10, WORDS = 100, ONE_TYPO = 1000, TWO_TYPOS = 1040, A_WORD = 50, INSIDE = 2000, FAR = 3000, SOME = 4000, NEVER = 65535;
/** What it costs to find one word: a typo, or being inside of a word, outweighs all that is cheaper. */
const WHOLE = 0, START = 1, FACET = 3, NOTE = 4, SHORTENED = 40, TYPO = 100, WITHIN = 1000, MISSING = 10000;
const FILLERS = new Set('a an and do for how i in is my of on or the to what with'.split(' '));

/** @param {string} text */
const plain = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '');
/** Words in lower case, cut at all that is no letter or digit. @param {string} text @returns {string[]} */
export const words = (text) => plain(text).toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
/** Words, cut at capitals too: `ArgoCD` is `argo` and `cd`. @param {string} text */
const parts = (text) => words(plain(text).replace(/[\p{Ll}\d](?=\p{Lu})|\p{Lu}(?=\p{Lu}\p{Ll})/gu, '$& '));
/** @param {string} name */
const capitals = (name) => name.split(/[-_.]/).map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ');

export class Engine {
  /** @param {PackIndex} index */
  constructor(index) {
    if (index.version !== VERSION) throw new Error(`search index of version ${index.version}, not ${VERSION}`);
    const { names, titles, aliases, layers, types, clouds, tags, shields } = index;
    this.index = index;
    this.count = names.length;
    this.titles = titles.map((title, pack) => (title === 0 ? names[pack] : title === 1 ? capitals(names[pack]) : title));
    this.verified = shields.of.map((code) => shields.table[code][0] !== 'none');
    /** Words of summaries, as far as they are there, with a blank before each. @type {string[]} */
    this.notes = [];
    this.keys = [
      ...names.map((name, pack) => key(pack, name, true)),
      ...titles.flatMap((title, pack) => (typeof title === 'string' ? key(pack, title, false) : [])),
      ...aliases.flatMap(([pack, ...others]) => others.map((alias) => key(pack, alias, false))),
    ].filter(({ text }) => text);
    /** How many words a name has. */
    this.sizes = new Uint8Array(this.count);
    /** All keys, a line each: one scan finds every place of a word in all of them. */
    this.text = `\n${this.keys.map(({ text }) => text).join('\n')}\n`;
    this.keyAt = new Uint32Array(this.text.length);
    /** 1 where a word begins and where a line ends. */
    this.edges = new Uint8Array(this.text.length);
    let at = 1;
    /** Packs by the words of their names. @type {Map<string, number[]>} */
    this.vocabulary = new Map();
    this.keys.forEach(({ pack, text, cut, isName }, number) => {
      if (isName) this.sizes[pack] = cut.length;
      this.keyAt.fill(number, at, at + text.length);
      for (const word of cut) {
        this.edges[at] = 1;
        at += word.length;
        const packs = this.vocabulary.get(word);
        if (packs) packs.push(pack);
        else this.vocabulary.set(word, [pack]);
      }
      this.edges[at++] = 1;
    });
    this.facets = [layers, types, clouds, tags].map(({ table, of }) => ({ of, texts: table.map((entry) => [entry].flat().map(words)) }));
    /** @type {Map<string, string[]>} */
    this.meanings = new Map();
    for (const group of index.abbreviations.map((texts) => texts.map((text) => words(text).join('')))) {
      for (const word of group) this.meanings.set(word, [...(this.meanings.get(word) ?? []), ...group.filter((other) => other !== word)]);
    }
  }

  /** Let the summaries of the packs from `first` on be found too. @param {number} first @param {string[]} texts */
  describe(first, texts) {
    texts.forEach((text, place) => (this.notes[first + place] = ` ${words(text).join(' ')}`));
  }

  /** The best packs, as places in the index, and how many there are. @param {string} query @param {number} limit */
  search(query, limit) {
    const costs = new Uint16Array(this.count).fill(NEVER);
    const asked = words(query).slice(0, MOST_WORDS);
    if (!asked.length) return { packs: [], total: 0 };
    const whole = asked.join('');
    const spelling = asked.join('-');
    this.#byStart(whole, spelling, costs, query.trim().toLowerCase());
    const told = asked.map((word) => this.meanings.get(word)?.[0] ?? word).join('');
    if (told !== whole) this.#byStart(told, told, costs);
    const wanted = asked[1] ? asked.filter((word) => !FILLERS.has(word)) : asked;
    if (!wanted.length) wanted.push(...asked);
    const last = wanted.length - 1;
    const byWord = wanted.map((word, place) => this.#find(word, place === last));
    const byPair = wanted.slice(1).map((word, place) => this.#find(wanted[place] + word, place + 1 === last));
    this.#byWords(byWord, byPair, costs, 0);
    if (costs.filter((cost) => cost < ONE_TYPO).length < FEW) {
      this.#byTypos(whole, spelling, costs);
      wanted.forEach((word, place) => this.#findMisspelt(word, byWord[place]));
      this.#byWords(byWord, byPair, costs, 0);
    }
    if (costs.every((cost) => cost === NEVER)) this.#byWords(byWord, byPair, costs, wanted.length >> 1);
    return this.#best(costs, limit);
  }

  /** Names that are, or begin with, what was asked. @param {string} asked @param {string} spelling @param {Uint16Array} costs @param {string} [exact] */
  #byStart(asked, spelling, costs, exact) {
    const line = `\n${asked}`;
    for (let at = -1; (at = this.text.indexOf(line, at + 1)) >= 0; ) {
      const { pack, text, spelt, isName } = this.keys[this.keyAt[at + 1]];
      const rest = text.length - asked.length;
      const begun = PREFIX + left(rest, asked) + (spelt.startsWith(spelling) ? 0 : 1);
      const equal = !isName ? 3 : this.index.names[pack].toLowerCase() === exact ? 0 : spelt === spelling ? 1 : 2;
      costs[pack] = Math.min(costs[pack], rest ? begun : equal);
    }
  }

  /** What it costs to find a word in each pack; only the last one is expected to be unfinished. @param {string} word @param {boolean} last */
  #find(word, last) {
    const found = new Uint16Array(this.count).fill(MISSING);
    for (const needle of [word, ...(this.meanings.get(word) ?? [])]) {
      for (let at = 0; (at = this.text.indexOf(needle, at + 1)) >= 0; ) {
        const { pack } = this.keys[this.keyAt[at]];
        let cost = last ? START : SHORTENED;
        if (needle.length < word.length) cost = MISSING;
        else if (!this.edges[at]) cost = needle.length > (last ? 1 : 2) ? WITHIN : MISSING;
        if (this.edges[at] && this.edges[at + needle.length]) cost = WHOLE;
        if (cost < found[pack]) found[pack] = cost;
      }
      for (const { of, texts } of this.facets) {
        const hit = texts.map((names) => names.some((name) => {
          const joined = name.join('');
          return name.includes(needle) || joined === needle || (last && joined.startsWith(needle));
        }));
        if (hit.includes(true)) of.forEach((code, pack) => { if (hit[code] && FACET < found[pack]) found[pack] = FACET; });
      }
      this.notes.forEach((note, pack) => { if (NOTE < found[pack] && note.includes(` ${needle}`)) found[pack] = NOTE; });
    }
    return found;
  }

  /**
   * Packs that have all the words, each alone or written together with the next; `less` may be missing.
   * @param {Uint16Array[]} byWord @param {Uint16Array[]} byPair @param {Uint16Array} costs @param {number} less
   */
  #byWords(byWord, byPair, costs, less) {
    for (let pack = 0; pack < this.count; pack++) {
      let before = 0, sum = byWord[0][pack];
      for (let place = 1; place < byWord.length; place++) {
        const pair = byPair[place - 1][pack];
        const together = pair < MISSING ? before + pair : Infinity;
        before = sum;
        sum = Math.min(sum + byWord[place][pack], together);
      }
      const more = Math.min(Math.max(this.sizes[pack] - byWord.length, 0), 7);
      if (sum < MISSING * (less + 1)) costs[pack] = Math.min(costs[pack], rank(sum) + more);
    }
  }

  /** Names that are, or begin with, what was asked but for typos. @param {string} asked @param {string} spelling @param {Uint16Array} costs */
  #byTypos(asked, spelling, costs) {
    const most = typos(asked);
    const wanted = letters(asked);
    for (const { pack, text, spelt, letters: has } of this.keys) {
      const rest = text.length - asked.length;
      if (rest < -most || bits(wanted & ~has) > most) continue;
      const whole = rest <= most ? edits(asked, text, most, false) : most + 1;
      const begun = rest > 0 ? edits(asked, text, most, true) : most + 1;
      let cost = NEVER;
      // Letters left out or swapped are likelier than others put in; first letters are mostly right.
      const unlikely = (rest > 0 || wanted === has ? 0 : 2) + (asked[0] === text[0] ? 0 : 1);
      if (whole <= most) cost = (whole > 1 ? TWO_TYPOS : ONE_TYPO) + 4 * edits(spelling, spelt, 3, false) + unlikely;
      if (begun <= most) cost = Math.min(cost, (begun > 1 ? FAR : ONE_TYPO) + PREFIX + left(rest, asked));
      if (cost < costs[pack]) costs[pack] = cost;
    }
  }

  /** Let misspelt words of names count as found. @param {string} asked @param {Uint16Array} found */
  #findMisspelt(asked, found) {
    const most = typos(asked);
    const wanted = letters(asked);
    for (const [word, packs] of this.vocabulary) {
      if (word.length < asked.length - most || bits(wanted & ~letters(word)) > most) continue;
      const count = edits(asked, word, most, true);
      if (!count || count > most) continue;
      const cost = count * TYPO + (word.length > asked.length + most ? START : WHOLE);
      for (const pack of packs) found[pack] = Math.min(found[pack], cost);
    }
  }

  /** The cheapest packs; of equal ones the verified first, then those lower in the stack. @param {Uint16Array} costs @param {number} limit */
  #best(costs, limit) {
    /** @type {number[]} */
    const order = [];
    costs.forEach((cost, pack) => {
      if (cost < NEVER) order.push((cost * 2 + (this.verified[pack] ? 0 : 1)) * this.count + pack);
    });
    return { packs: Array.from(Float64Array.from(order).sort().subarray(0, limit), (value) => value % this.count), total: order.length };
  }
}

/** @param {number} pack @param {string} name @param {boolean} isName @returns {Key} */
function key(pack, name, isName) {
  const cut = parts(name);
  const text = cut.join('');
  return { pack, text, spelt: words(name).join('-'), cut, isName, letters: letters(text) };
}

/** What the rest of a name that begins as asked costs: nothing before three letters tell which name is meant. @param {number} rest @param {string} asked */
const left = (rest, asked) => (asked.length < 3 ? 0 : 2 * Math.min((rest + 1) >> 1, 12));
/** The cost of a pack by the costs of its words. @param {number} sum */
const rank = (sum) => {
  if (sum < SHORTENED) return WORDS + sum * 8;
  if (sum >= MISSING) return SOME + sum / 100;
  if (sum >= WITHIN) return INSIDE + sum / 10;
  return (sum < 2 * TYPO ? ONE_TYPO : FAR) + A_WORD + (sum % TYPO) * 8;
};
/** How many typos a word may have. @param {string} word */
const typos = ({ length }) => (length < 2 ? 0 : length < 5 ? 1 : 2);
/** Which letters a word has, a bit each. @param {string} word */
const letters = (word) => {
  let set = 0;
  for (let place = 0; place < word.length; place++) set |= 1 << word.charCodeAt(place) % 32;
  return set;
};
/** How many bits are set. @param {number} set */
const bits = (set) => {
  let count = 0;
  for (; set; set &= set - 1) count++;
  return count;
};

let rows = [0, 0, 0].map(() => new Uint8Array(64));
/**
 * How many letters to add, drop, change or swap with the next make `a` into `b`, or a beginning of it; `most + 1` if more.
 * Optimal string alignment, within the diagonal band that can matter.
 * @param {string} a @param {string} b @param {number} most @param {boolean} beginning
 */
export function edits(a, b, most, beginning) {
  const end = Math.min(b.length, a.length + most);
  if (rows[0].length < end + 2) rows = rows.map(() => new Uint8Array(2 * end + 2));
  let [older, above, row] = rows;
  for (let j = 0; j <= end; j++) above[j] = j;
  for (let i = 1; i <= a.length; i++) {
    const code = a.charCodeAt(i - 1);
    const from = Math.max(1, i - most), to = Math.min(end, i + most);
    let least = (row[from - 1] = from === 1 ? i : most + 1);
    for (let j = from; j <= to; j++) {
      let cost = above[j - 1];
      if (code !== b.charCodeAt(j - 1)) {
        cost = 1 + Math.min(cost, above[j], row[j - 1]);
        if (i > 1 && j > 1 && code === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1)) cost = Math.min(cost, older[j - 2] + 1);
      }
      row[j] = cost;
      least = Math.min(least, cost);
    }
    row[to + 1] = most + 1;
    if (least > most) return most + 1;
    [older, above, row] = [above, row, older];
  }
  if (!beginning) return b.length > end ? most + 1 : Math.min(above[end], most + 1);
  return Math.min(most + 1, ...above.subarray(Math.max(0, a.length - most), end + 1));
}
