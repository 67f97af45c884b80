// The search box: fetches the index when it is first needed and shows what `search-engine.js` finds.

import { Engine, words } from './search-engine.js';

const SHOWN = 10;
const SHOWN_PAGES = 5;
/** Milliseconds without a key before texts are searched; packs are found at every key. */
const PAUSE = 150;
/** Up to so many files of summaries are all fetched, and searched too; of more files only those of the results. */
const FEW_FILES = 8;

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag @param {Record<string, string>} attributes @param {(string | Node)[]} content
 */
function make(tag, attributes, ...content) {
  const made = document.createElement(tag);
  set(made, attributes).append(...content);
  return made;
}

/** @param {Element} element @param {Record<string, string>} attributes */
function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

/** A page of the site, as its own document. @param {string} url @returns {Promise<Document>} */
const fetched = (url) => new Promise((resolve, reject) => {
  const request = new XMLHttpRequest();
  request.open('GET', url);
  request.responseType = 'document';
  request.onloadend = () => (request.status === 200 && request.response ? resolve(request.response) : reject(new Error(url)));
  request.send();
});

/** A text with what was asked for marked, whatever stands between its letters. @param {string} text @param {string[]} asked */
function marked(text, asked) {
  let folded = '';
  /** @type {number[]} */
  const places = [];
  const characters = [...text];
  characters.forEach((character, place) => {
    for (const letter of words(character).join('')) {
      folded += letter;
      places.push(place);
    }
  });
  const whole = asked.join('');
  const lit = new Set();
  for (const needle of folded.includes(whole) ? [whole] : asked.filter((word) => word.length > 1)) {
    const at = folded.indexOf(needle);
    if (at >= 0) for (let place = places[at]; place <= places[at + needle.length - 1]; place++) lit.add(place);
  }
  /** @type {(string | Node)[]} */
  const content = [];
  for (let start = 0, end = 1; start < characters.length; start = end++) {
    while (end < characters.length && lit.has(end) === lit.has(start)) end++;
    const part = characters.slice(start, end).join('');
    content.push(lit.has(start) ? make('mark', {}, part) : part);
  }
  return content;
}

/** A text with all that matches marked. @param {string} text @param {RegExp} marks */
const lit = (text, marks) => text.split(marks).map((part, place) => (place % 2 ? make('mark', {}, part) : part));
/** @param {number} count @param {string} thing */
const counted = (count, thing) => `${count.toLocaleString('en')} ${thing}${count === 1 ? '' : 's'}`;

/** The mark of verification, as templates draw it. @param {string} state @param {string} said */
function shield(state, said) {
  const mark = make('span', { class: `shield shield-${state}` });
  if (state !== 'none') {
    const [icon, use] = ['svg', 'use'].map((name) => document.createElementNS('http://www.w3.org/2000/svg', name));
    set(use, { href: `#pa-i-${state === 'overdue' ? 'overdue' : 'verified'}` });
    set(icon, { class: 'icon', 'aria-hidden': 'true' }).append(use);
    mark.append(icon);
  }
  mark.append(make('span', {}, said));
  return mark;
}

class SearchBox {
  packs = make('div', { role: 'group', 'aria-label': 'Packs', class: 'search-group' });
  pages = make('div', { role: 'group', 'aria-label': 'In the text', class: 'search-group' });
  list = make('div', { id: 'pa-search-list', role: 'listbox', 'aria-label': 'Results', class: 'search-list' }, this.packs, this.pages);
  more = make('p', { class: 'search-more' });
  status = make('div', { role: 'status', class: 'visually-hidden' });
  /** Place of the chosen result; -1 while there is none. */
  active = -1;
  /** @type {Engine | undefined} */
  engine;
  /** Files and pages, from when they are first asked for. @type {Map<string, Promise<any>>} */
  files = new Map();
  /** What is said of the packs and of the pages that were found. */
  found = ['', ''];
  pause = 0;
  /** Which key, or which closing, was the last: what comes too late for it is not shown. */
  turn = 0;

  /** @param {HTMLInputElement} input @param {HTMLElement} panel */
  constructor(input, panel) {
    this.input = input;
    this.panel = panel;
    panel.replaceChildren(this.list, this.more);
    panel.after(this.status);
    set(input, { role: 'combobox', 'aria-autocomplete': 'list', 'aria-controls': this.list.id, 'aria-expanded': 'false' });
    input.addEventListener('focus', () => void this.load().catch(() => {}));
    input.addEventListener('input', () => void this.answer());
    input.addEventListener('click', () => void (panel.hidden && this.answer()));
    input.addEventListener('blur', () => this.close());
    input.addEventListener('keydown', (event) => this.key(event));
    panel.addEventListener('mousedown', (event) => event.preventDefault());
    document.addEventListener('keydown', (event) => this.shortcut(event) && event.preventDefault());
    if (document.activeElement === input) void this.answer();
  }

  /** What was made before under this name, or what `make` makes of its file; what fails is tried again the next time. @template T @param {string} name @param {(name: string) => Promise<T>} make @returns {Promise<T>} */
  once(name, make) {
    const made = this.files.get(name) ?? make(name);
    this.files.set(name, made);
    made.catch(() => this.files.delete(name));
    return made;
  }

  /** A file beside the index. @param {string} name @returns {Promise<any>} */
  file(name) {
    return this.once(name, async () => {
      const answer = await fetch((this.input.dataset.index ?? '').replace('packs.json', name));
      if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
      return answer.json();
    });
  }

  load() {
    return this.once('packs', async () => (this.engine = new Engine(await this.file('packs.json'))));
  }

  async answer() {
    const query = this.input.value;
    if (!words(query).length) return this.close();
    clearTimeout(this.pause);
    const turn = ++this.turn;
    const current = () => this.turn === turn && document.activeElement === this.input;
    try {
      if (!this.engine) this.say('Loading the names of all packs…');
      const engine = await this.load();
      if (!current()) return;
      this.pages.replaceChildren();
      this.found[1] = '';
      this.show(engine, query);
      this.pause = setTimeout(() => void this.answerText(engine, query, current), PAUSE);
      const files = Math.ceil(engine.count / engine.index.summaries);
      if (files > FEW_FILES || engine.notes.length) return;
      await Promise.all(Array.from({ length: files }, (_, file) => this.summariesOf(engine, file)));
      if (current() && this.active < 0) this.show(engine, query);
    } catch (error) {
      if (!this.engine) this.say('Search does not work: the list of packs could not be loaded.');
    }
  }

  /** @param {Engine} engine @param {string} query */
  show(engine, query) {
    const { packs, total } = engine.search(query, SHOWN);
    const asked = words(query);
    this.choose(-1);
    this.packs.replaceChildren(...packs.map((pack, place) => this.result(engine, pack, place, asked)));
    const shown = total > packs.length ? `; the best ${packs.length} are shown` : '';
    this.found[0] = total ? `${counted(total, 'pack')} found${shown}` : `No pack found for “${query.trim()}”`;
    this.say(this.found.join(''));
  }

  /** Open the panel with a line below its results, which is read aloud too. @param {string} line */
  say(line) {
    this.more.textContent = this.status.textContent = line;
    this.panel.hidden = false;
    set(this.input, { 'aria-expanded': `${this.options.length > 0}` });
  }

  close() {
    clearTimeout(this.pause);
    this.turn++;
    this.choose(-1);
    this.packs.replaceChildren();
    this.pages.replaceChildren();
    this.say('');
    this.panel.hidden = true;
  }

  /** Add what is found in the text of pages. @param {Engine} engine @param {string} query @param {() => boolean} current */
  async answerText(engine, query, current) {
    let line = '. The text of pages could not be searched';
    try {
      const { TextSearch, passage, pattern } = await import('./search-text.js');
      const load = (/** @type {string} */ name) => this.file(name);
      const text = await this.once('text', async () => new TextSearch(await load('text.json'), engine.index.names, engine.titles, load));
      const asked = text.asked(query);
      const marks = pattern(asked);
      const { pages, total, all } = await text.search(asked, SHOWN_PAGES);
      if (!current()) return;
      this.pages.replaceChildren(...pages.map(({ address, title }, place) => {
        const link = this.option(`page-${place}`, address);
        const heading = make('span', { class: 'search-result__name' });
        const excerpt = make('span', { class: 'search-result__summary' });
        link.append(make('span', { class: 'search-result__title' }, ...lit(title, marks)), ' ', heading, ' ', excerpt);
        this.once(address, () => fetched(link.href)).then((page) => {
          const found = passage(page, marks);
          if (found.id) set(link, { href: `${link.getAttribute('href')}#${encodeURIComponent(found.id)}` });
          heading.append(...lit(found.title, marks));
          excerpt.append(...lit(found.excerpt, marks));
        }).catch(() => {});
        return link;
      }));
      line = total ? `; ${counted(total, 'page')} with ${all ? '' : 'some of '}this in the text` : '; nothing in the text';
    } catch {
      for (const name of this.files.keys()) if (name.startsWith('text')) this.files.delete(name);
    }
    if (!current()) return;
    this.found[1] = line;
    this.say(this.found.join(''));
  }

  /** @param {string} name @param {string} address */
  option(name, address) {
    return make('a', {
      id: `pa-search-${name}`, role: 'option', class: 'search-result', tabindex: '-1', 'aria-selected': 'false',
      href: `${this.input.dataset.root}${address}`,
    });
  }

  get options() {
    return this.list.querySelectorAll('a');
  }

  /** @param {Engine} engine @param {number} pack @param {number} place @param {string[]} asked */
  result(engine, pack, place, asked) {
    const { names, latest, layers, types, shields, summaries } = engine.index;
    const name = names[pack];
    const kind = types.table[types.of[pack]] || layers.table[layers.of[pack]][1];
    const summary = make('span', { class: 'search-result__summary' });
    this.summariesOf(engine, Math.floor(pack / summaries))
      .then((texts) => summary.append(...marked(texts[pack % summaries], asked)), () => {});
    const link = this.option(`result-${place}`, `packs/${encodeURIComponent(name)}/`);
    link.append(
      make('span', { class: 'search-result__title' }, ...marked(engine.titles[pack], asked)), ' ',
      make('code', { class: 'search-result__name' }, ...marked(name, asked)), ' ',
      shield(...shields.table[shields.of[pack]]), ' ',
      make('span', { class: 'search-result__kind' }, kind, ' ',
        make('span', { class: 'search-result__version' }, latest[pack])), ' ',
      summary);
    return link;
  }

  /** @param {Engine} engine @param {number} file @returns {Promise<string[]>} */
  summariesOf(engine, file) {
    return this.once(`summaries ${file}`, async () => {
      const texts = await this.file(`summaries-${file}.json`);
      const { count, index } = engine;
      if (count <= FEW_FILES * index.summaries) engine.describe(file * index.summaries, texts);
      return texts;
    });
  }

  /** @param {number} place */
  choose(place) {
    const { options } = this;
    if (options[this.active]) set(options[this.active], { 'aria-selected': 'false' });
    this.active = place;
    this.input.removeAttribute('aria-activedescendant');
    if (place < 0) return;
    set(options[place], { 'aria-selected': 'true' }).scrollIntoView({ block: 'nearest' });
    set(this.input, { 'aria-activedescendant': options[place].id });
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const { active, options } = this;
    const last = options.length - 1;
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.key === 'Escape' && !this.panel.hidden) this.close();
    else if (last < 0) return;
    else if (event.key === 'ArrowDown') this.choose(active < last ? active + 1 : 0);
    else if (event.key === 'ArrowUp') this.choose(active > 0 ? active - 1 : last);
    else if (event.key === 'Home' && active >= 0) this.choose(0);
    else if (event.key === 'End' && active >= 0) this.choose(last);
    else if (event.key === 'Enter') options[Math.max(active, 0)].click();
    else return;
    event.preventDefault();
  }

  /** `/` outside of fields, and Ctrl-K or Command-K anywhere, lead to the box. @param {KeyboardEvent} event */
  shortcut({ key, ctrlKey, metaKey, altKey, shiftKey, target }) {
    const command = ctrlKey || metaKey;
    const writing = target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));
    if (altKey || (command ? shiftKey || key.toLowerCase() !== 'k' : key !== '/' || writing)) return false;
    this.input.focus();
    this.input.select();
    return true;
  }
}

const input = document.getElementById('pa-search');
const panel = document.getElementById('pa-search-results');
if (input instanceof HTMLInputElement && panel) new SearchBox(input, panel);
