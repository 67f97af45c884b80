// The search box: fetches the index when it is first needed and shows what `search-engine.js` finds.

import { Engine, words } from './search-engine.js';

const SHOWN = 10;
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

/** @param {string} url */
async function json(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer.json();
}

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
  list = make('div', { id: 'pa-search-list', role: 'listbox', 'aria-label': 'Packs found', class: 'search-list' });
  more = make('p', { class: 'search-more' });
  status = make('div', { role: 'status', class: 'visually-hidden' });
  /** Place of the chosen result; -1 while there is none. */
  active = -1;
  /** @type {Promise<Engine> | undefined} */
  loading;
  /** @type {Engine | undefined} */
  engine;
  /** By file, from when they are first asked for. @type {Promise<string[]>[]} */
  summaries = [];

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

  /** What could not be loaded is tried again at the next key. */
  load() {
    this.loading ??= json(this.input.dataset.index ?? '').then(
      (index) => (this.engine = new Engine(index)),
      (error) => {
        this.loading = undefined;
        throw error;
      },
    );
    return this.loading;
  }

  async answer() {
    const query = this.input.value;
    const current = () => this.input.value === query && document.activeElement === this.input;
    if (!words(query).length) return this.close();
    try {
      if (!this.engine) this.say('Loading the names of all packs…');
      const engine = await this.load();
      if (!current()) return;
      this.show(engine, query);
      const files = Math.ceil(engine.count / engine.index.summaries);
      if (files > FEW_FILES || engine.notes.length) return;
      await Promise.all(Array.from({ length: files }, (_, file) => this.summariesOf(engine, file)));
      if (current() && !this.panel.hidden && this.active < 0) this.show(engine, query);
    } catch (error) {
      if (!this.engine) this.say('Search does not work: the list of packs could not be loaded.');
    }
  }

  /** @param {Engine} engine @param {string} query */
  show(engine, query) {
    const { packs, total } = engine.search(query, SHOWN);
    const asked = words(query);
    this.list.replaceChildren(...packs.map((pack, place) => this.result(engine, pack, place, asked)));
    const count = total === 1 ? '1 pack' : `${total.toLocaleString('en')} packs`;
    const shown = total > packs.length ? `; the best ${packs.length} are shown` : '';
    this.say(total ? `${count} found${shown}` : `No pack found for “${query.trim()}”`);
  }

  /** Open the panel with a line below its results, which is read aloud too. @param {string} line */
  say(line) {
    this.more.textContent = this.status.textContent = line;
    this.panel.hidden = false;
    set(this.input, { 'aria-expanded': `${this.list.childElementCount > 0}` });
    this.choose(-1);
  }

  close() {
    this.list.replaceChildren();
    this.say('');
    this.panel.hidden = true;
  }

  /** @param {Engine} engine @param {number} pack @param {number} place @param {string[]} asked */
  result(engine, pack, place, asked) {
    const { names, latest, layers, types, shields, summaries } = engine.index;
    const name = names[pack];
    const kind = types.table[types.of[pack]] || layers.table[layers.of[pack]][1];
    const summary = make('span', { class: 'search-result__summary' });
    this.summariesOf(engine, Math.floor(pack / summaries))
      .then((texts) => summary.append(...marked(texts[pack % summaries], asked)), () => {});
    return make('a', {
      id: `pa-search-result-${place}`, role: 'option', class: 'search-result', tabindex: '-1', 'aria-selected': 'false',
      href: `${this.input.dataset.root}packs/${encodeURIComponent(name)}/`,
    },
    make('span', { class: 'search-result__title' }, ...marked(engine.titles[pack], asked)), ' ',
    make('code', { class: 'search-result__name' }, ...marked(name, asked)), ' ',
    shield(...shields.table[shields.of[pack]]), ' ',
    make('span', { class: 'search-result__kind' }, kind, ' ',
      make('span', { class: 'search-result__version' }, latest[pack])), ' ',
    summary);
  }

  /** @param {Engine} engine @param {number} file */
  summariesOf(engine, file) {
    return (this.summaries[file] ??= json((this.input.dataset.index ?? '').replace('packs.json', `summaries-${file}.json`))
      .then((texts) => {
        const { count, index } = engine;
        if (count <= FEW_FILES * index.summaries) engine.describe(file * index.summaries, texts);
        return texts;
      }));
  }

  /** @param {number} place */
  choose(place) {
    const { children } = this.list;
    if (children[this.active]) set(children[this.active], { 'aria-selected': 'false' });
    this.active = place;
    this.input.removeAttribute('aria-activedescendant');
    if (place < 0) return;
    set(children[place], { 'aria-selected': 'true' }).scrollIntoView({ block: 'nearest' });
    set(this.input, { 'aria-activedescendant': children[place].id });
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const { active, list: { children } } = this;
    const last = children.length - 1;
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.key === 'Escape' && !this.panel.hidden) this.close();
    else if (last < 0) return;
    else if (event.key === 'ArrowDown') this.choose(active < last ? active + 1 : 0);
    else if (event.key === 'ArrowUp') this.choose(active > 0 ? active - 1 : last);
    else if (event.key === 'Home' && active >= 0) this.choose(0);
    else if (event.key === 'End' && active >= 0) this.choose(last);
    else if (event.key === 'Enter') /** @type {HTMLElement} */ (children[Math.max(active, 0)]).click();
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
