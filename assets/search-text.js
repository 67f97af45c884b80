// Finds pages by what they say: fetches the shards that a query needs, ranks pages, and finds the passage to show.

import { edits, plain, typos } from './search-engine.js';

/**
 * `search/text.json`, explained in src/packatlas/outputs/text.py.
 * @typedef {{version: number, edition: string, pages: number, releases: [number, number][], entries: number,
 *   fillers: string[], starts: string[]}} TextIndex
 */
/** The pages of a term, as a shard has them, and how much the term counts. @typedef {[places: string, share: number]} Hit */
/** What a reader asks for: a term and the words it is made of. @typedef {{whole: string, parts: string[]}} Asked */

const MOST_WORDS = 6;
/** How many shards are fetched at most for a word that is not yet finished. */
const MOST_SHARDS = 3;
/** How many letters a finished word may go on, as in the plural. */
const ENDING = 2;
/** What each word that a page has counts, and all of them in one section: more than any sum of what pages say on words. */
const A_WORD = 1000, TOGETHER = 450;
const EXCERPT = 150;

/** @param {string} token */
const joined = (token) => token.replace(/^v(?=\d)/i, '').replace(/(?<!\d)[-._]|[-._](?!\d)/g, '').replace(/[-_]/g, '.').toLowerCase();
/** Whether a part tells anything by itself. @param {string} part */
const telling = (part) => part[1] && /\D/.test(part);

export class TextSearch {
  /** @param {TextIndex} index @param {import('./search-engine.js').Engine} engine @param {(file: string) => Promise<any>} load */
  constructor(index, { titles, index: { names, edition } }, load) {
    if (index.edition !== edition) throw new RangeError('these are not the texts of these packs');
    this.index = index;
    this.names = names;
    this.titles = titles;
    this.load = load;
    /** The pack that a page is about; a plain page stands for itself. */
    this.owners = [...names.keys()];
    for (const [pack, count] of index.releases) this.owners.push(...Array(count).fill(pack));
    while (this.owners.length < index.pages) this.owners.push(this.owners.length);
  }

  /** @param {string} query @returns {Asked[]} */
  asked(query) {
    // What is written without blanks between words is known by every two letters.
    const spaced = plain(query).replace(/([\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])(?=([\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])?)/g, ' $1$2 ');
    const tokens = spaced.match(/[\p{L}\p{N}]+(?:[-._][\p{L}\p{N}]+)*/gu) ?? [];
    return tokens.map((token) => ({ whole: joined(token), parts: token.split(/[-._]|(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/).map(joined) }))
      .filter(({ whole }) => whole[1] && !this.index.fillers.includes(whole)).slice(0, MOST_WORDS);
  }

  /**
   * The best pages, one of a pack, how many there are, and whether they have all words; and the packs whose
   * descriptions have them.
   * @param {Asked[]} asked @param {number} limit
   */
  async search(asked, limit) {
    const words = await Promise.all(asked.map((word, place) => this.#find(word, place + 1 === asked.length)));
    const { owners, index: { pages } } = this;
    const ranks = new Float64Array(pages);
    /** Sections of each page that have all the words, a bit each. */
    const together = new Int16Array(pages).fill(-1);
    let wanted = 0;
    for (const hits of words.flat()) {
      const best = new Float64Array(pages), sections = new Int16Array(pages);
      let all = A_WORD;
      for (const [places, share] of hits) {
        const { found, count } = decode(places);
        // Of a word that stands on very many pages not all are known: it is wished for, but not wanted.
        if (count > found.length) all = 0;
        for (const [page, level, bits] of found) {
          best[page] = Math.max(best[page], share * Math.log(1 + pages / count) * (level + 1));
          sections[page] |= bits;
        }
      }
      wanted += all;
      best.forEach((value, page) => {
        if (value) ranks[page] += value + all;
        together[page] &= sections[page];
      });
    }
    const order = [...ranks.keys()].filter((page) => ranks[page]);
    for (const page of order) if (together[page]) ranks[page] += TOGETHER;
    order.sort((a, b) => ranks[b] - ranks[a]);
    const most = ranks[order[0]] - (ranks[order[0]] % A_WORD);
    /** @type {Map<number, number>} */
    const shown = new Map();
    for (const page of order) if (!shown.has(owners[page])) shown.set(owners[page], page);
    const found = [...shown.values()];
    return {
      pages: await Promise.all(found.slice(0, limit).map((page) => this.#named(page))),
      total: found.filter((page) => ranks[page] >= most).length,
      all: most >= wanted,
      described: order.filter((page) => page < this.names.length && together[page] & 1),
    };
  }

  /** Address and title of a page. @param {number} page @returns {Promise<[string, string]>} */
  async #named(page) {
    const { names, titles, index: { entries } } = this, past = page - names.length;
    if (past < 0) return [`packs/${encodeURIComponent(names[page])}/`, titles[page]];
    return (await this.load(`pages-${Math.floor(past / entries)}.json`))[past % entries];
  }

  /**
   * Where a word is found, or, where it is nowhere, where each of its parts is, or else the word that it is most like,
   * which it becomes.
   * @param {Asked} word @param {boolean} last
   */
  async #find(word, last) {
    const { whole, parts } = word;
    const hits = await this.#hits(whole, last);
    const words = parts.filter(telling);
    const each = hits[0] || !words[1] ? [hits] : await Promise.all(words.map((part, place) => this.#hits(part, last && !words[place + 1])));
    if (each.every(([hit]) => hit)) return each;
    let least = /\d/.test(whole) ? 0 : typos(whole), near = '';
    for (const [term, places] of await this.#shard(this.#place(whole))) {
      const count = edits(whole, term, least, false);
      if (count > least || (count === least && places.length <= near.length)) continue;
      [least, near] = [count, places];
      // Separators may stand between any of its letters.
      word.parts = [...term];
    }
    return near ? [[/** @type {Hit} */ ([near, 1])]] : each;
  }

  /** @param {string} word @param {boolean} last @returns {Promise<Hit[]>} */
  async #hits(word, last) {
    // Shorter beginnings than of three letters stand for themselves only.
    const open = last && word[2];
    const first = this.#place(word), end = open ? Math.min(this.#place(`${word}\uffff`), first + MOST_SHARDS - 1) : first;
    const shards = await Promise.all(this.index.starts.slice(first, end + 1).map((_, place) => this.#shard(first + place)));
    return shards.flat().flatMap(([term, places]) => {
      const more = term.length - word.length;
      return term.startsWith(word) && (!more || open || (more <= ENDING && word[ENDING])) ? [[places, 2 / (2 + Math.min(more, 6))]] : [];
    });
  }

  /** The shard of a term: the last one that starts before it. @param {string} term */
  #place(term) {
    return this.index.starts.findLastIndex((start) => start <= term);
  }

  /** Terms and their pages. @param {number} place @returns {Promise<[string, string][]>} */
  async #shard(place) {
    const name = Array.from(new TextEncoder().encode(this.index.starts[place]), (byte) => byte.toString(16).padStart(2, '0')).join('');
    const { edition, terms, places } = await this.load(`text-${name}.json`);
    if (edition !== this.index.edition) throw new RangeError('the index of texts has changed');
    const of = places.split(' ');
    return terms.split(' ').map((/** @type {string} */ term, /** @type {number} */ at) => [term, of[at]]);
  }
}

/** Pages with levels and sections, and how many pages have the term. @param {string} places */
function decode(places) {
  /** @type {[page: number, level: number, sections: number][]} */
  const found = [];
  let level = 0, page = -1, count = 0, odd = false;
  for (const [mark] of places.matchAll(/[!\d]|[<-\\]*[\]-|]/g)) {
    let value = 0;
    for (let at = 0; at < mark.length; at++) value = value * 32 + ((mark.charCodeAt(at) - 60) % 33);
    if (mark < ':') [level, page] = [mark === '!' ? -1 : +mark, -1];
    else if (level < 0) count = value;
    else if ((odd = !odd)) page += value + 1;
    else found.push([page, level, value]);
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
  /** How much a text says: long words more, each once. @param {string} text */
  const worth = (text) => [...new Set(text.toLowerCase().match(marks))].reduce((sum, { length }) => sum + length * length, 0);
  const values = sections.map(({ title, text }) => worth(title) + worth(text));
  const { id, title, text } = sections[values.indexOf(Math.max(...values))];
  const words = text.replace(title, '').replace(/\s+/g, ' ').trim();
  let best = 0, start = 0;
  for (const { index } of [...words.matchAll(marks)].slice(0, 200)) {
    const value = worth(words.slice(index, index + EXCERPT - 60));
    if (value > best) [best, start] = [value, index];
  }
  start = start < 40 ? 0 : words.lastIndexOf(' ', start - 30) + 1;
  const end = words.length - start > EXCERPT ? words.lastIndexOf(' ', start + EXCERPT) : words.length;
  return { id, title, excerpt: (start ? '…' : '') + words.slice(start, end > start ? end : start + EXCERPT) + (end < words.length ? '…' : '') };
}
