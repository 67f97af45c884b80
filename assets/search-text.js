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

/** @param {string} query @param {string[]} fillers @returns {Asked[]} */
export function cut(query, fillers) {
  // What is written without blanks between words is known by every two letters.
  const spaced = plain(query).replace(/[\u3040-\ud7af](?=([\u3040-\ud7af]?))/g, ' $&$1 ');
  const tokens = spaced.match(/[\p{L}\p{N}]+(?:[-._][\p{L}\p{N}]+)*/gu) ?? [];
  return tokens.map((token) => ({ whole: joined(token), parts: token.split(/[-._]|(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/).map(joined) }))
    .filter(({ whole }) => whole[1] && !fillers.includes(whole)).slice(0, MOST_WORDS);
}

/**
 * The best pages by address and title, one of a pack, and how many there are; the packs whose descriptions have just
 * these words; and what to mark.
 * @param {string} query @param {import('./search-engine.js').Engine} engine @param {(file: string) => Promise<any>} load @param {number} limit
 */
export async function searchText(query, { titles, index: { names, edition } }, load, limit) {
  /** @param {string} name */
  const current = async (name) => {
    const file = await load(name);
    if (file.edition !== edition) throw new RangeError('these are not the texts of these packs');
    return file;
  };
  /** @type {TextIndex} */
  const { starts, pages, releases, entries, fillers } = await current('text.json');
  /** The shard of a term: the last one that starts before it. @param {string} term */
  const place = (term) => starts.findLastIndex((start) => start <= term);

  /** Terms and their pages. @param {number} place @returns {Promise<[string, string][]>} */
  const shard = async (place) => {
    const name = Array.from(new TextEncoder().encode(starts[place]), (byte) => byte.toString(16).padStart(2, '0')).join('');
    const { terms, places } = await current(`text-${name}.json`), of = places.split(' ');
    return terms.split(' ').map((/** @type {string} */ term, /** @type {number} */ at) => [term, of[at]]);
  };

  /** @param {string} word @param {boolean} last @returns {Promise<Hit[]>} */
  const hits = async (word, last) => {
    // Shorter beginnings than of three letters stand for themselves only.
    const open = last && word[2], first = place(word);
    const end = open ? Math.min(place(`${word}\uffff`), first + MOST_SHARDS - 1) : first;
    const shards = await Promise.all(starts.slice(first, end + 1).map((_, more) => shard(first + more)));
    return shards.flat().flatMap(([term, places]) => {
      const more = term.length - word.length;
      return term.startsWith(word) && (!more || open || (more <= ENDING && word[ENDING])) ? [[places, 2 / (2 + Math.min(more, 6))]] : [];
    });
  };

  /** Whether all words were found as they are written. */
  let exact = true;
  /**
   * Where a word is found, or, where it is nowhere, where each of its parts is, or else the word that it is most like,
   * which it becomes.
   * @param {Asked} word @param {boolean} last
   */
  const find = async (word, last) => {
    const { whole, parts } = word, found = await hits(whole, last), words = parts.filter(telling);
    const each = found[0] || !words[1] ? [found] : await Promise.all(words.map((part, place) => hits(part, last && !words[place + 1])));
    if (each.every(([hit]) => hit)) return each;
    let least = /\d/.test(whole) ? 0 : typos(whole), near = '';
    for (const [term, places] of await shard(place(whole))) {
      const count = edits(whole, term, least, false);
      if (count > least || (count === least && places.length <= near.length)) continue;
      [least, near, exact] = [count, places, false];
      // Separators may stand between any of its letters.
      word.parts = [...term];
    }
    return near ? [[/** @type {Hit} */ ([near, 1])]] : each;
  };

  const asked = cut(query, fillers);
  const words = await Promise.all(asked.map((word, place) => find(word, !asked[place + 1])));
  const ranks = new Float64Array(pages);
  /** Sections of each page that have all the words, a bit each. */
  const together = new Int16Array(pages).fill(-1);
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
    best.forEach((value, page) => {
      if (value) ranks[page] += value + all;
      together[page] &= sections[page];
    });
  }
  const order = [...ranks.keys()].filter((page) => ranks[page]);
  for (const page of order) if (together[page]) ranks[page] += TOGETHER;
  order.sort((a, b) => ranks[b] - ranks[a]);

  /** The pack that a page is about; a plain page stands for itself. */
  const owners = [...names.keys()];
  for (const [pack, count] of releases) owners.push(...Array(count).fill(pack));
  /** @type {Map<number, number>} */
  const first = new Map();
  for (const page of order) first.set(owners[page] ?? page, first.get(owners[page] ?? page) ?? page);
  const found = [...first.values()];
  return {
    pages: await Promise.all(found.slice(0, limit).map(async (page) => {
      const past = page - names.length;
      return past < 0 ? [`packs/${encodeURIComponent(names[page])}/`, titles[page]] : (await load(`pages-${Math.floor(past / entries)}.json`))[past % entries];
    })),
    total: found.filter((page) => ranks[page] >= ranks[order[0]] - (ranks[order[0]] % A_WORD)).length,
    described: order.filter((page) => exact && page < names.length && together[page] & 1),
    marks: pattern(asked),
  };
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
function pattern(asked) {
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
