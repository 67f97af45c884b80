// Finds pages by what they say: fetches the shards that a query needs, ranks pages, and finds the passage to show.

/**
 * `search/text.json`, explained in src/packatlas/outputs/text.py.
 * @typedef {{version: number, edition: string, pages: number, releases: [number, number][], entries: number,
 *   fillers: string, starts: string[]}} TextIndex
 */
/** The pages of a term, as a shard has them, and how much the term counts. @typedef {[places: string, share: number]} Hit */
/** What a reader asks for: a term and the words it is made of. @typedef {{whole: string, parts: string[]}} Asked */

const VERSION = 1;
const MOST_WORDS = 5;
/** How many shards are fetched at most for a word that is not yet finished. */
const MOST_SHARDS = 3;
/** Shorter beginnings stand for themselves only. */
const SHORTEST = 3;
/** How many letters a finished word may go on, as in the plural. */
const ENDING = 2;
/** What each word that a page has counts, and all of them in one section: more than any sum of what pages say on words. */
const A_WORD = 1000, TOGETHER = 450;
const EXCERPT = 150;

/** @param {string} token */
const joined = (token) => token.replace(/^v(?=\d)/i, '').replace(/(?<!\d)[-._]|[-._](?!\d)/g, '').replace(/[-_]/g, '.').toLowerCase();
/** @param {string} token */
const cut = (token) => token.split(/[-._]|(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/);
/** Whether a part tells anything by itself. @param {string} part */
const telling = (part) => part[1] && /\D/.test(part);

export class TextSearch {
  /** @param {TextIndex} index @param {string[]} names @param {string[]} titles both of packs @param {(file: string) => Promise<any>} load */
  constructor(index, names, titles, load) {
    if (index.version !== VERSION) throw new Error(`text index of version ${index.version}, not ${VERSION}`);
    this.index = index;
    this.names = names;
    this.titles = titles;
    this.load = load;
    this.fillers = new Set(index.fillers.split(' '));
    /** The pack that a page is about; a plain page stands for itself. */
    this.owners = [...names.keys()];
    for (const [pack, count] of index.releases) for (let left = count; left--; ) this.owners.push(pack);
    while (this.owners.length < index.pages) this.owners.push(this.owners.length);
  }

  /** @param {string} query @returns {Asked[]} */
  asked(query) {
    const tokens = query.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').match(/[\p{L}\p{N}]+(?:[-._][\p{L}\p{N}]+)*/gu) ?? [];
    return tokens.map((token) => ({ whole: joined(token), parts: cut(token).map(joined) }))
      .filter(({ whole }) => whole[1] && !this.fillers.has(whole)).slice(0, MOST_WORDS);
  }

  /** The best pages, one of a pack, how many there are, and whether they have all words. @param {Asked[]} asked @param {number} limit */
  async search(asked, limit) {
    const words = await Promise.all(asked.map((word, place) => this.#find(word, place + 1 === asked.length)));
    const { pages } = this.index;
    const ranks = new Float64Array(pages);
    const together = new Int16Array(pages).fill(-1);
    let wanted = 0;
    for (const hits of words.flat()) {
      const best = new Float64Array(pages);
      const sections = new Int16Array(pages);
      let all = A_WORD;
      for (const [places, share] of hits) {
        const { found, count } = decode(places);
        const rarity = share * Math.log(1 + pages / count);
        // Of a word that stands on very many pages not all are known: it is wished for, but not wanted.
        if (count > found.length) all = 0;
        for (const [page, level, bits] of found) {
          best[page] = Math.max(best[page], rarity * (level + 1));
          sections[page] |= bits;
        }
      }
      wanted += all;
      best.forEach((value, page) => {
        if (!value) return;
        ranks[page] += value + all;
        together[page] &= sections[page];
      });
    }
    ranks.forEach((rank, page) => { if (rank && together[page]) ranks[page] += TOGETHER; });
    const order = Float64Array.from(ranks, (rank, page) => Math.round(rank * 100) * pages + pages - 1 - page).sort().reverse();
    /** @type {Map<number, number>} */
    const shown = new Map();
    let most = 0, total = 0;
    for (const value of order) {
      const page = pages - 1 - (value % pages), have = Math.floor(ranks[page] / A_WORD);
      most = Math.max(most, have);
      if (!ranks[page] || (have < most && shown.size >= limit)) break;
      if (shown.has(this.owners[page])) continue;
      shown.set(this.owners[page], page);
      if (have === most) total++;
    }
    return { pages: await Promise.all([...shown.values()].slice(0, limit).map((page) => this.#named(page))), total, all: most * A_WORD >= wanted };
  }

  /** Address and title of a page. @param {number} page */
  async #named(page) {
    const { names, titles, index: { entries } } = this;
    const past = page - names.length;
    const entry = past < 0 ? '' : (await this.load(`pages-${Math.floor(past / entries)}.json`))[past % entries];
    if (Array.isArray(entry)) return { address: encodeURI(entry[0]), title: entry[1] };
    const [name, version] = [names[this.owners[page]], entry].map(encodeURIComponent);
    return { address: `packs/${name}/${version && `${version}/`}`, title: `${titles[this.owners[page]]} ${entry}`.trim() };
  }

  /** Where a word is found, or, where it is nowhere, where each of its parts is. @param {Asked} word @param {boolean} last */
  async #find({ whole, parts }, last) {
    const hits = await this.#hits(whole, last);
    if (hits[0] || !parts[1]) return [hits];
    const words = parts.filter(telling);
    return Promise.all(words.map((part, place) => this.#hits(part, last && !words[place + 1])));
  }

  /** @param {string} word @param {boolean} last @returns {Promise<Hit[]>} */
  async #hits(word, last) {
    const open = last && word.length >= SHORTEST;
    const first = this.#place(word);
    const end = open ? Math.min(this.#place(`${word}\uffff`), first + MOST_SHARDS - 1) : first;
    const shards = await Promise.all(this.index.starts.slice(first, end + 1).map((start) => this.#shard(start)));
    return shards.flat().flatMap(([term, places]) => {
      const more = term.length - word.length;
      return term.startsWith(word) && (!more || open || (more <= ENDING && word.length > ENDING)) ? [[places, 2 / (2 + Math.min(more, 6))]] : [];
    });
  }

  /** The shard of a term: the last one that starts before it. @param {string} term */
  #place(term) {
    return this.index.starts.findLastIndex((start) => start <= term);
  }

  /** Terms and their pages. @param {string} start @returns {Promise<[string, string][]>} */
  async #shard(start) {
    const name = Array.from(new TextEncoder().encode(start), (byte) => byte.toString(16).padStart(2, '0')).join('');
    const { edition, terms, places } = await this.load(`text-${name}.json`);
    if (edition !== this.index.edition) throw new Error('the index of texts has changed');
    const of = places.split(' ');
    return terms.split(' ').map((/** @type {string} */ term, /** @type {number} */ at) => [term, of[at]]);
  }
}

/** Pages with levels and sections, and how many pages have the term. @param {string} places */
function decode(places) {
  /** @type {[page: number, level: number, sections: number][]} */
  const found = [];
  let level = 0, page = -1, value = 0, count = 0, odd = false;
  for (let at = 0; at < places.length; at++) {
    const code = places.charCodeAt(at);
    if (code < 58) { level = code - 48; page = -1; }
    else if (code < 93) value = value * 32 + code - 60;
    else {
      value = value * 32 + code - 93;
      if (level < 0) count = value;
      else if ((odd = !odd)) page += value + 1;
      else found.push([page, level, value]);
      value = 0;
    }
  }
  return { found, count: count || found.length };
}

/**
 * What to mark of what was asked for: all of it as one compound, then each compound, then their parts. Only the very last
 * word may go on.
 * @param {Asked[]} asked
 */
export function pattern(asked) {
  const texts = [asked.flatMap(({ parts }) => parts), ...asked.map(({ parts }) => parts)].map((parts) => parts.join('[-._ ]?'));
  texts.push(...asked.flatMap(({ parts }) => parts.filter(telling)));
  return new RegExp(`(?<![\\p{L}\\p{N}])(${texts.map((text) => (text.endsWith(texts[texts.length - 1]) ? text : `${text}(?!\\p{L}{3})`)).join('|')})`, 'giu');
}

/**
 * The section of a page that says most of what was asked for: the id and text of its heading, and an excerpt.
 * @param {Document} page @param {RegExp} marks
 */
export function passage(page, marks) {
  const sections = [{ id: '', title: '', text: '' }];
  const walker = page.createTreeWalker(page.querySelector('main') ?? page, 5, (node) =>
    node instanceof Element && node.matches('nav, button, script, [popover]') ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const last = sections[sections.length - 1];
    if (!(node instanceof Element)) last.text += node.nodeValue;
    else if (node.matches('h2, h3, h4, h5, h6')) sections.push({ id: node.id, title: (node.textContent ?? '').trim(), text: '' });
    else if (!node.matches('a, b, i, em, strong, code, span, mark, sub, sup')) last.text += ' ';
  }
  /** How much a text says: long words more, each once. @param {RegExpMatchArray[]} found */
  const worth = (found) => [...new Set(found.map(([text]) => joined(text)))].reduce((sum, { length }) => sum + length * length, 0);
  const values = sections.map(({ title, text }) => worth([...text.matchAll(marks)]) + worth([...title.matchAll(marks)]));
  const { id, title, text } = sections[values.indexOf(Math.max(...values))];
  const words = text.replace(title, '').replace(/\s+/g, ' ').trim();
  const found = [...words.matchAll(marks)].slice(0, 200);
  let best = 0, start = 0;
  for (const { index } of found) {
    const value = worth(found.filter((other) => other.index >= index && other.index < index + EXCERPT - 60));
    if (value > best) [best, start] = [value, index];
  }
  start = start < 40 ? 0 : words.lastIndexOf(' ', start - 30) + 1;
  const end = words.length - start > EXCERPT ? words.lastIndexOf(' ', start + EXCERPT) : words.length;
  return { id, title, excerpt: (start ? '…' : '') + words.slice(start, end > start ? end : start + EXCERPT) + (end < words.length ? '…' : '') };
}
