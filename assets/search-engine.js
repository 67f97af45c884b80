// Finds packs by name, by words and by misspelt names. Pure: no page, no network; `search.js` shows what it finds.

/**
 * `search/packs.json`; its parts are explained in src/packatlas/outputs/search.py.
 * @typedef {object} PackIndex
 * @property {number} version
 * @property {string[]} names
 * @property {(string | 0 | 1)[]} titles
 * @property {string[]} latest
 * @property {Coded<[string, string]>} layers
 * @property {Coded<string>} types
 * @property {Coded<[string, string]>} shields
 * @property {Coded<string[]>} clouds
 * @property {Coded<string[]>} tags
 * @property {[number, ...string[]][]} aliases
 * @property {string[][]} abbreviations
 * @property {number} summaries
 */
/**
 * @template T
 * @typedef {{table: T[], of: number[]}} Coded
 */
/** @typedef {{pack: number, text: string, spelt: string, words: string[], isName: boolean, letters: number}} Key a name to be found by */
/** @typedef {{packs: number[], total: number}} Found places of packs in the index, best first; how many there are in all */

const VERSION = 1;
/** When fewer packs are found by name and word, misspelt words are looked for too. */
const FEW = 5;
const MANY_WORDS = 8;
/** What it costs a pack to be found in some way. Steps leave room for an order among packs found in the same way. */
const PREFIX = 10, WORDS = 100, ONE_TYPO = 1000, NEAR = 1040, INSIDE = 2000, TWO_TYPOS = 3000, PARTS = 4000, NEVER = 65535;
/** What it costs to find one word of the query; each typo, and being inside of a word, weigh more than all the others. */
const WHOLE = 0, START = 1, FACET = 3, NOTE = 4, SHORTENED = 40, TYPO = 100, WITHIN = 1000, MISSING = 10000;
const FILLERS = new Set(['a', 'an', 'and', 'for', 'in', 'of', 'on', 'or', 'the', 'to', 'with']);

/** @param {string} text */
const plain = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '');
/** Words in lower case, cut at everything that is no letter or digit. @param {string} text @returns {string[]} */
export const words = (text) => plain(text).toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
/** Words, cut at capitals too: `ArgoCD` is `argo`, `cd`. @param {string} text */
const parts = (text) => words(plain(text).replace(/[\p{Ll}\d](?=\p{Lu})|\p{Lu}(?=\p{Lu}\p{Ll})/gu, '$& '));
/** @param {string} name */
const capitals = (name) => name.split(/[-_.]/).map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ');

export class Engine {
  /** @param {PackIndex} index */
  constructor(index) {
    if (index.version !== VERSION) throw new Error(`the search index has version ${index.version}, not ${VERSION}`);
    const { names, titles, aliases, layers, types, clouds, tags, shields } = index;
    this.index = index;
    this.count = names.length;
    this.titles = titles.map((title, pack) => (typeof title === 'string' ? title : title ? capitals(names[pack]) : names[pack]));
    this.verified = shields.of.map((code) => shields.table[code][0] !== 'none');
    /** @type {string[]} words of summaries, a blank before each */
    this.notes = [];
    /** @type {Key[]} */
    this.keys = [];
    names.forEach((name, pack) => {
      this.#addKey(pack, name, true);
      if (typeof titles[pack] === 'string') this.#addKey(pack, this.titles[pack], false);
    });
    for (const [pack, ...others] of aliases) for (const alias of others) this.#addKey(pack, alias, false);
    this.#layOut();
    this.facets = [layers, types, clouds, tags].map(({ table, of }) => ({ of, texts: table.map((entry) => [entry].flat().map(words)) }));
    /** @type {Map<string, string[]>} */
    this.meanings = new Map();
    for (const group of index.abbreviations.map((texts) => texts.map((text) => words(text).join('')))) {
      for (const word of group) {
        const others = group.filter((other) => other !== word);
        this.meanings.set(word, [...(this.meanings.get(word) ?? []), ...others]);
      }
    }
  }

  /** @param {number} pack @param {string} name @param {boolean} isName */
  #addKey(pack, name, isName) {
    const cut = parts(name);
    const text = cut.join('');
    if (text) this.keys.push({ pack, text, spelt: words(name).join('-'), words: cut, isName, letters: letters(text) });
  }

  /** Write all keys into one text, a line each: then a single scan finds every place of a word in all of them. */
  #layOut() {
    this.text = `\n${this.keys.map((key) => key.text).join('\n')}\n`;
    this.keyAt = new Uint32Array(this.text.length);
    /** 1 where a word begins, and at the end of each line */
    this.edges = new Uint8Array(this.text.length);
    let at = 1;
    this.keys.forEach((key, number) => {
      this.keyAt.fill(number, at, at + key.text.length);
      for (const word of key.words) {
        this.edges[at] = 1;
        at += word.length;
      }
      this.edges[at++] = 1;
    });
  }

  /** Add the summaries of the packs from one place on, so that their words are found too. @param {number} first @param {string[]} texts */
  describe(first, texts) {
    texts.forEach((text, place) => (this.notes[first + place] = ` ${words(text).join(' ')}`));
  }

  /** @param {string} query @param {number} [limit] @returns {Found} */
  search(query, limit = 10) {
    const asked = words(query).slice(0, MANY_WORDS);
    const costs = new Uint16Array(this.count).fill(NEVER);
    if (!asked.length) return { packs: [], total: 0 };
    const whole = asked.join('');
    this.#byStart(whole, asked.join('-'), costs);
    const told = asked.map((word) => this.meanings.get(word)?.[0] ?? word).join('');
    if (told !== whole) this.#byStart(told, told, costs);
    const wanted = asked.length > 1 ? asked.filter((word) => !FILLERS.has(word)) : asked;
    const last = wanted.length - 1;
    const byWord = wanted.map((word, place) => this.#wordCosts(word, place === last));
    const byPair = wanted.slice(1).map((word, place) => this.#wordCosts(wanted[place] + word, place + 1 === last));
    this.#byWords(byWord, byPair, costs, false);
    if (costs.filter((cost) => cost < ONE_TYPO).length < FEW) {
      this.#byTypos(whole, asked.join('-'), costs);
      wanted.forEach((word, place) => this.#addTypos(word, byWord[place]));
      this.#byWords(byWord, byPair, costs, false);
    }
    if (wanted.length > 1 && costs.every((cost) => cost === NEVER)) this.#byWords(byWord, byPair, costs, true);
    return this.#best(costs, limit);
  }

  /** Names that are, or begin with, what was asked. @param {string} asked @param {string} spelling @param {Uint16Array} costs */
  #byStart(asked, spelling, costs) {
    const line = `\n${asked}`;
    for (let at = this.text.indexOf(line); at >= 0; at = this.text.indexOf(line, at + 1)) {
      const { pack, text, spelt, isName } = this.keys[this.keyAt[at + 1]];
      const rest = text.length - asked.length;
      const equal = !isName ? 2 : spelt === spelling ? 0 : 1;
      costs[pack] = Math.min(costs[pack], rest ? PREFIX + left(rest, asked) + (spelt.startsWith(spelling) ? 0 : 1) : equal);
    }
  }

  /**
   * What it costs to find one word in each pack. Only the last word of a query is expected to be still unfinished.
   * @param {string} word @param {boolean} last
   */
  #wordCosts(word, last) {
    const start = last ? START : SHORTENED;
    const found = new Uint16Array(this.count).fill(MISSING);
    for (const needle of [word, ...(this.meanings.get(word) ?? [])]) {
      for (let at = this.text.indexOf(needle); at >= 0; at = this.text.indexOf(needle, at + 1)) {
        const { pack } = this.keys[this.keyAt[at]];
        const cost = !this.edges[at] ? WITHIN : this.edges[at + needle.length] ? WHOLE : start;
        if (cost < found[pack]) found[pack] = cost;
      }
      for (const { of, texts } of this.facets) {
        const hit = texts.map((names) => names.some((name) =>
          name.includes(needle) || name.join('') === needle || (last && name.join('').startsWith(needle))));
        if (hit.includes(true)) of.forEach((code, pack) => { if (hit[code] && FACET < found[pack]) found[pack] = FACET; });
      }
      this.notes.forEach((note, pack) => { if (NOTE < found[pack] && note.includes(` ${needle}`)) found[pack] = NOTE; });
    }
    return found;
  }

  /**
   * Packs that have all the words, each alone or written together with the next one; or, when `some` will do, half of them.
   * @param {Uint16Array[]} byWord @param {Uint16Array[]} byPair @param {Uint16Array} costs @param {boolean} some
   */
  #byWords(byWord, byPair, costs, some) {
    const most = some ? Math.floor(byWord.length / 2) * MISSING : 0;
    for (let pack = 0; pack < this.count; pack++) {
      let before = 0, sum = byWord[0][pack];
      for (let place = 1; place < byWord.length; place++) {
        const pair = byPair[place - 1][pack];
        const together = before + (pair < MISSING ? pair : 2 * MISSING);
        before = sum;
        sum = Math.min(sum + byWord[place][pack], together);
      }
      if (sum < MISSING + most) costs[pack] = Math.min(costs[pack], rank(sum));
    }
  }

  /** Names that are, or begin with, what was asked but for one or two typos. @param {string} asked @param {string} spelling @param {Uint16Array} costs */
  #byTypos(asked, spelling, costs) {
    const most = typos(asked);
    const wanted = letters(asked);
    if (!most) return;
    for (const { pack, text, spelt, letters: has } of this.keys) {
      if (text.length < asked.length - most || bits(wanted & ~has) > most) continue;
      const rest = text.length - asked.length;
      let cost = NEVER;
      if (rest <= most && bits(wanted ^ has) <= 2 * most) {
        const count = edits(asked, text, most, false);
        if (count <= most) cost = (count > 1 ? NEAR : ONE_TYPO) + edits(spelling, spelt, 4, false) * 2 + (asked[0] === text[0] ? 0 : 1);
      }
      if (rest > 0 && cost > ONE_TYPO + 1) {
        const count = edits(asked, text, most, true);
        if (count <= most) cost = Math.min(cost, (count > 1 ? TWO_TYPOS : ONE_TYPO) + PREFIX + left(rest, asked));
      }
      if (cost < costs[pack]) costs[pack] = cost;
    }
  }

  /** Let misspelt words of names count as found. @param {string} asked @param {Uint16Array} found */
  #addTypos(asked, found) {
    const most = typos(asked);
    const wanted = letters(asked);
    if (!most) return;
    for (const [word, packs] of this.#vocabulary()) {
      if (word.length < asked.length - most || bits(wanted & ~letters(word)) > most) continue;
      const count = edits(asked, word, most, true);
      if (!count || count > most) continue;
      const cost = count * TYPO + (word.length > asked.length + most ? START : WHOLE);
      for (const pack of packs) if (cost < found[pack]) found[pack] = cost;
    }
  }

  /** Packs by the words of their names. */
  #vocabulary() {
    if (!this.places) {
      /** @type {Map<string, number[]>} */
      this.places = new Map();
      for (const { pack, words: cut } of this.keys) {
        for (const word of cut) {
          const packs = this.places.get(word);
          if (packs) packs.push(pack);
          else this.places.set(word, [pack]);
        }
      }
    }
    return this.places;
  }

  /** The cheapest packs; of equal ones the verified first, then the lower in the stack. @param {Uint16Array} costs @param {number} limit */
  #best(costs, limit) {
    /** @type {number[]} */
    const order = [];
    costs.forEach((cost, pack) => {
      if (cost < NEVER) order.push((cost * 2 + (this.verified[pack] ? 0 : 1)) * this.count + pack);
    });
    const sorted = Float64Array.from(order).sort();
    return { packs: Array.from(sorted.subarray(0, limit), (value) => value % this.count), total: order.length };
  }
}

/** What the rest of a name that begins as asked costs: the nearer its end the better, once it is clear which name is meant. @param {number} rest @param {string} asked */
const left = (rest, asked) => (asked.length < 3 ? 0 : 2 * Math.min(Math.ceil(rest / 2), 12));
/** @param {number} sum of the costs of words */
const rank = (sum) => {
  if (sum < SHORTENED) return WORDS + sum;
  if (sum >= MISSING) return PARTS + Math.min(sum / 100, 1000);
  if (sum >= WITHIN) return INSIDE + Math.min((sum / WITHIN) * 10, 900);
  return (sum < 2 * TYPO ? ONE_TYPO : TWO_TYPOS) + 50 + (sum % TYPO);
};
/** How many typos a word of this length may have. @param {string} word */
const typos = ({ length }) => (length < 2 ? 0 : length < 5 ? 1 : 2);
/** Which letters a word has, one bit each. @param {string} word */
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

let rows = [new Uint8Array(64), new Uint8Array(64), new Uint8Array(64)];
/**
 * How many letters have to be added, dropped, changed or swapped with the next one to turn `a` into `b`, or into a beginning
 * of it; `most + 1` when that is not enough. (Optimal string alignment; only the diagonal band that can matter is computed.)
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
    row[from - 1] = from === 1 ? i : most + 1;
    let least = row[from - 1];
    for (let j = from; j <= to; j++) {
      let cost = above[j - 1];
      if (code !== b.charCodeAt(j - 1)) {
        cost = 1 + Math.min(cost, above[j], row[j - 1]);
        if (i > 1 && j > 1 && code === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1)) {
          cost = Math.min(cost, older[j - 2] + 1);
        }
      }
      row[j] = cost;
      if (cost < least) least = cost;
    }
    if (to < end) row[to + 1] = most + 1;
    if (least > most) return most + 1;
    [older, above, row] = [above, row, older];
  }
  if (!beginning) return b.length <= end ? Math.min(above[b.length], most + 1) : most + 1;
  let least = most + 1;
  for (let j = Math.max(0, a.length - most); j <= end; j++) least = Math.min(least, above[j]);
  return least;
}
