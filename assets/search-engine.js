// Finds packs by name, by words and by misspelt names. Pure: no page, no network.

/** @template T @typedef {{table: T[], of: number[]}} Coded */
/**
 * `search/packs.json`, explained in src/packatlas/outputs/search.py.
 * @typedef {{version: number, edition: string, names: string[], titles: (string | 0 | 1)[], latest: string[],
 *   layers: Coded<[string, string]>, types: Coded<string>, shields: Coded<[string, string]>,
 *   clouds: Coded<string[]>, tags: Coded<string[]>, traits: Coded<string[]>, aliases: [number, ...string[]][],
 *   abbreviations: string[][], summaries: number}} PackIndex
 */
/** What packs are found by: its words, alone and as one. @typedef {{packs: number[], kind: number, cut: string[], text: string}} Key */

const VERSION = 2;
/** When fewer packs are found by name and word, and none is called just so, misspelt ones are looked for too. */
const FEW = 5;
const MOST_WORDS = 12;
/** In longer queries single words are taken as they are. */
const MOST_MISSPELT = 4;
/** Kinds of keys: a name, a title or an alias, what many packs share, and what is said of those for everything. */
const NAME = 0, OTHER = 1, PROPERTY = 2, GENERAL = 3;
/** What it costs to be found in some way; the steps leave room for an order among packs found in the same way. */
const EQUAL = 1, LATER = 5, PREFIX = 10, WORDS = 100, ONE_TYPO = 1000, NAMED = 1600, INSIDE = 2000, FAR = 3000, NEVER = 65535;
/** What it costs to find one word; to find it in what many share costs as much as the kind of key. */
const START = 1, NOTE = 2, SYNONYM = 3, SHORTENED = 50, TYPO = 100, WITHIN = 1000, MISSING = 10000;
const FILLERS = new Set('a an and can do for from get how i in install is it my of on or setup the to use using what with'.split(' '));
const NUMBERED = /\bv?(\d+(?:\.\d+)+[-+.\w]*)/i;

/** A text without accents. @param {string} text */
export const plain = (text) => text.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').replace(/ß/g, 'ss').normalize('NFC');
/** Words in lower case, cut at all that is no letter or digit. @param {string} text @returns {string[]} */
export const words = (text) => plain(text).toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
/** @param {string} text */
const joined = (text) => words(text).join('');

export class Engine {
  /** @param {PackIndex} index */
  constructor(index) {
    if (index.version !== VERSION) throw new RangeError(`search index of version ${index.version}, not ${VERSION}`);
    const { names, titles, aliases, layers, types, clouds, tags, shields, traits } = index;
    this.index = index;
    this.count = names.length;
    this.titles = titles.map((title, pack) => title === 0 ? names[pack] : title === 1 ? names[pack].replace(/[-_.]/g, ' ').replace(/(?<!\S)./g, (first) => first.toUpperCase()) : title);
    this.verified = shields.of.map((code) => shields.table[code][0] !== 'none');
    /** @type {Key[]} */
    this.keys = [];
    /** @param {string} name @param {number} kind @param {number[]} packs */
    const add = (name, kind, ...packs) => {
      // `ArgoCD` is `argo` and `cd`.
      const cut = words(plain(name).replace(/[\p{Ll}\d](?=\p{Lu})|\p{Lu}(?=\p{Lu}\p{Ll})/gu, '$& '));
      this.keys.push({ packs, kind, cut, text: cut.join('') });
    };
    names.forEach((name, pack) => add(name, NAME, pack));
    titles.forEach((title, pack) => typeof title === 'string' && add(title, OTHER, pack));
    for (const [pack, ...others] of aliases) for (const alias of others) add(alias, OTHER, pack);
    for (const { table, of } of [layers, types, clouds, tags, shields, traits]) {
      const first = this.keys.length;
      for (const entry of table) add(`${entry}`, of === traits.of ? GENERAL : PROPERTY);
      of.forEach((code, pack) => this.keys[first + code].packs.push(pack));
    }
    /** Keys by their words, and by every two words written as one. @type {Map<string, Key[]>[]} */
    this.vocabulary = [new Map(), new Map()];
    for (const key of this.keys) {
      key.cut.forEach((word, place) => [word, word + key.cut[place + 1]].slice(0, key.cut.length - place).forEach((one, pair) => {
        const keys = this.vocabulary[pair].get(one);
        if (keys) keys.push(key);
        else this.vocabulary[pair].set(one, [key]);
      }));
    }
    /** What words stand for. @type {Map<string, string[]>} */
    this.meanings = new Map();
    for (const group of index.abbreviations) for (const word of group.map(joined)) this.meanings.set(word, [...this.meanings.get(word) ?? [], ...group]);
    /** Words of summaries, as far as they are there. @type {string[]} */
    this.notes = [];
    /** What was found of a word before. @type {Map<string, Uint16Array>} */
    this.known = new Map();
  }

  /** Let the summaries of the packs from `first` on be found too. @param {number} first @param {string[]} texts */
  describe(first, texts) {
    texts.forEach((text, place) => (this.notes[first + place] = ` ${words(text).join(' ')}`));
    this.known.clear();
  }

  /**
   * The best packs, as places in the index, and how many there are; `described` are known to have all that was asked in
   * their descriptions.
   * @param {string} query @param {number} limit @param {number[]} [described]
   */
  search(query, limit, described = []) {
    const { count, keys, index: { latest } } = this;
    const costs = new Uint16Array(count).fill(NEVER);
    /** @param {number} pack @param {number} cost */
    const put = (pack, cost) => { if (cost < costs[pack]) costs[pack] = cost; };

    /** Names that are, or begin with, what was asked; `loosely` also but for typos, and those that stand whole within it. @param {string[]} words @param {number} equal @param {boolean} [loosely] */
    const byName = (words, equal, loosely) => {
      const asked = words.join(''), most = loosely ? typos(asked) : 0;
      const runs = new Set(loosely ? words.flatMap((_, from) => words.map((_, to) => words.slice(from, to + 1).join(''))) : []);
      for (const { packs: [pack], kind, text } of keys) {
        if (kind > OTHER || !asked) break;
        const rest = text.length - asked.length;
        // Before three letters it isn't told which name is meant; later the one that is nearest to its end.
        const begins = PREFIX + (asked[2] ? Math.min((rest + 1) & ~1, 24) : 0);
        if (text === asked) put(pack, equal + kind);
        else if (text.startsWith(asked)) put(pack, equal + begins);
        else if (most && rest >= -most) {
          const begun = edits(asked, text, most, true), whole = rest > most || begun > most ? NEVER : edits(asked, text, most, false);
          if (begun <= most) put(pack, (begun > 1 ? FAR : ONE_TYPO) + begins);
          // Letters left out or swapped are likelier than others put in; first letters are mostly right.
          if (whole <= most) put(pack, ONE_TYPO * whole + (rest > 0 ? 0 : 2) + (asked[0] === text[0] ? 0 : 1));
        }
        if (text[2] && runs.has(text)) put(pack, NAMED - Math.min(text.length, 99) * 3);
      }
    };

    /** Packs that have all the words. @param {string[]} asked @param {number} extra @param {boolean} [loosely] */
    const byWords = (asked, extra, loosely) => {
      // For each word what it costs to find it, alone and written as one with those before it.
      const found = asked.map((_, place) => [place, place - 1, place - 2].filter((from) => from >= 0).map((from) =>
        this.#find(asked.slice(from, place + 1).join(''), !asked[place + 1], loosely && from === place && !asked[MOST_MISSPELT])));
      const sums = new Uint32Array(asked.length + 1).fill(extra);
      for (let pack = 0; pack < count; pack++) {
        for (let place = 0; place < asked.length; place++) {
          let least = MISSING, before = place;
          for (const way of found[place]) least = Math.min(least, sums[before--] + way[pack]);
          sums[place + 1] = least;
        }
        const sum = sums[asked.length];
        // Of packs found by their names alone, those come first whose names say little else.
        if (sum < PROPERTY) put(pack, WORDS + sum * 2 + Math.min(Math.max(keys[pack].cut.length - asked.length, 0), 7));
        else if (sum < TYPO) put(pack, WORDS + sum * 2);
        else if (sum < MISSING) put(pack, sum < WITHIN ? (sum < 2 * TYPO ? ONE_TYPO : FAR) + SHORTENED + (sum % TYPO) * 8 : INSIDE + sum / 10);
      }
    };

    const version = query.match(NUMBERED)?.[1];
    const rest = words(query.replace(NUMBERED, ' ')).slice(0, MOST_WORDS), telling = rest.filter((word) => !FILLERS.has(word));
    const asked = telling[0] ? telling : rest;
    const told = asked.flatMap((word) => words(this.meanings.get(word)?.[0] ?? word));
    byName(words(query), EQUAL);
    byName(asked, EQUAL);
    if (asked[0]) {
      byName(told, PREFIX);
      if (`${told}` !== `${asked}`) byWords(told, SYNONYM);
      byWords(asked, 0);
      for (const pack of described) put(pack, WORDS + NOTE * asked.length * 2);
      if (!costs.some((cost) => cost < LATER) && costs.filter((cost) => cost < ONE_TYPO).length < FEW) {
        byName(asked, EQUAL, true);
        byWords(asked, 0, true);
      }
      // If nothing has all the words, then what has those that are somewhere.
      if (costs.every((cost) => cost === NEVER)) {
        const known = asked.filter((word) => this.#find(word, true, true).some((cost) => cost < MISSING));
        if (known[0]) byWords(known, 0, true);
      }
    } else if (version) {
      latest.forEach((text, pack) => put(pack, text.includes(version) ? WORDS : NEVER));
    }
    // Of packs found alike, those come first whose latest version begins as asked.
    if (version) costs.forEach((cost, pack) => { if (cost < NEVER && !latest[pack].replace(/^v/, '').startsWith(version)) costs[pack] += LATER; });
    put(this.index.names.indexOf(query.trim()), 0);
    const packs = [...costs.keys()].filter((pack) => costs[pack] < NEVER).sort((a, b) => costs[a] - costs[b] || +this.verified[b] - +this.verified[a]);
    return { packs: packs.slice(0, limit), total: packs.length };
  }

  /** What it costs to find a word in each pack; only the last one is expected to be unfinished. @param {string} word @param {boolean} last @param {boolean} [loosely] */
  #find(word, last, loosely) {
    const name = `${[word, last, loosely]}`, before = this.known.get(name);
    if (before) return before;
    const found = new Uint16Array(this.count).fill(MISSING);
    if (this.known.size > 99) this.known.clear();
    this.known.set(name, found);
    const most = loosely ? typos(word) : 0;
    const single = word.replace(/(?<=..)s$/, ''), synonyms = new Set((this.meanings.get(word) ?? []).map(joined));
    this.vocabulary.forEach((vocabulary, pair) => vocabulary.forEach((keys, has) => {
      let cost = MISSING;
      if (has.startsWith(word)) cost = has === word ? 0 : last ? START : SHORTENED;
      else if (has === single) cost = START;
      else if (synonyms.has(has)) cost = SYNONYM;
      else if (!pair) {
        if (word[last ? 1 : 2] && has.includes(word)) cost = WITHIN;
        const count = most && has.length >= word.length - most ? edits(word, has, most, true) : NEVER;
        if (count <= most) cost = count * TYPO + (has.length > word.length + most ? START : 0);
      }
      if (cost < MISSING) for (const { packs, kind } of keys) for (const pack of packs) found[pack] = Math.min(found[pack], cost + (kind > OTHER ? kind : 0));
    }));
    this.notes.forEach((note, pack) => { if (NOTE < found[pack] && note.includes(` ${word}`)) found[pack] = NOTE; });
    return found;
  }
}

/** How many typos a word may have. @param {string} word */
export const typos = ({ length }) => (length < 2 ? 0 : length < 5 ? 1 : 2);

/** So far from the diagonal that it cannot matter. */
const AWAY = 99;
/** Longer than any name or title. */
const rows = [0, 0, 0].map(() => new Uint8Array(9999));
/**
 * How many letters to add, drop, change or swap with the next make `a` into `b`, or a beginning of it; `most + 1` if more.
 * @param {string} a @param {string} b @param {number} most @param {boolean} beginning
 */
export function edits(a, b, most, beginning) {
  const end = Math.min(b.length, a.length + most);
  let [older, above, row] = rows;
  for (let j = 0; j <= end; j++) above[j] = j;
  for (let i = 1; i <= a.length; i++) {
    const code = a.charCodeAt(i - 1), from = Math.max(1, i - most), to = Math.min(end, i + most);
    let least = (row[from - 1] = from > 1 ? AWAY : i);
    for (let j = from; j <= to; j++) {
      let cost = above[j - 1];
      if (code !== b.charCodeAt(j - 1)) {
        cost = 1 + Math.min(cost, above[j], row[j - 1]);
        if (code === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1)) cost = Math.min(cost, older[j - 2] + 1);
      }
      row[j] = cost;
      least = Math.min(least, cost);
    }
    row[to + 1] = AWAY;
    if (least > most) return most + 1;
    [older, above, row] = [above, row, older];
  }
  return Math.min(most + 1, beginning ? Math.min(...above.subarray(Math.max(0, a.length - most), end + 1)) : above[end] + b.length - end);
}
