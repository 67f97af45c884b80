// The search box: fetches the index when it is first needed, shows what `search-engine.js` finds, and is used by keyboard.

import { Engine, words } from './search-engine.js';

const SHOWN = 10;
/** Up to so many files of summaries are fetched at once and searched too; of larger catalogs only those that are shown. */
const FEW_FILES = 8;
const SVG = 'http://www.w3.org/2000/svg';

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag @param {Record<string, string>} attributes @param {(string | Node)[]} content
 */
function make(tag, attributes, ...content) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...content);
  return made;
}

/** @param {string} url @returns {Promise<any>} */
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
  for (let place = 0; place < text.length; place++) {
    const letters = words(text[place]).join('');
    folded += letters;
    for (let count = 0; count < letters.length; count++) places.push(place);
  }
  const whole = asked.join('');
  const needles = folded.includes(whole) ? [whole] : asked.filter((word) => word.length > 1);
  const lit = new Set();
  for (const needle of needles) {
    const at = folded.indexOf(needle);
    if (at >= 0) for (let place = places[at]; place <= places[at + needle.length - 1]; place++) lit.add(place);
  }
  const content = [];
  for (let start = 0, end = 1; start < text.length; start = end++) {
    while (end < text.length && lit.has(end) === lit.has(start)) end++;
    const part = text.slice(start, end);
    content.push(lit.has(start) ? make('mark', {}, part) : part);
  }
  return content;
}

/** The mark of verification, as templates draw it. @param {string} state @param {string} said */
function shield(state, said) {
  const mark = make('span', { class: `shield shield-${state}` });
  if (state !== 'none') {
    const icon = document.createElementNS(SVG, 'svg');
    icon.setAttribute('class', 'icon');
    icon.setAttribute('aria-hidden', 'true');
    icon.append(document.createElementNS(SVG, 'use'));
    icon.firstElementChild?.setAttribute('href', `#pa-i-${state === 'overdue' ? 'overdue' : 'verified'}`);
    mark.append(icon);
  }
  mark.append(make('span', {}, said));
  return mark;
}

class SearchBox {
  /** @param {HTMLInputElement} input @param {HTMLElement} panel */
  constructor(input, panel) {
    this.input = input;
    this.panel = panel;
    this.indexUrl = input.dataset.index ?? '';
    this.root = input.dataset.root ?? './';
    this.list = make('div', { id: 'pa-search-list', role: 'listbox', 'aria-label': 'Packs found', class: 'search-list' });
    this.more = make('p', { class: 'search-more' });
    this.status = make('div', { role: 'status', class: 'visually-hidden' });
    panel.replaceChildren(this.list, this.more);
    panel.after(this.status);
    /** Place of the chosen result; -1 while there is none. */
    this.active = -1;
    /** @type {Promise<Engine> | null} */
    this.loading = null;
    /** @type {Engine | null} */
    this.engine = null;
    /** Summaries by file, as soon as they are asked for. @type {Map<number, Promise<string[]>>} */
    this.summaries = new Map();
    const combobox = { role: 'combobox', 'aria-autocomplete': 'list', 'aria-controls': this.list.id, 'aria-expanded': 'false' };
    for (const [name, value] of Object.entries(combobox)) input.setAttribute(name, value);
    input.addEventListener('focus', () => void this.load());
    input.addEventListener('input', () => void this.answer());
    input.addEventListener('keydown', (event) => this.key(event));
    input.addEventListener('click', () => { if (panel.hidden) void this.answer(); });
    panel.parentElement?.addEventListener('focusout', (event) => {
      if (!(event.relatedTarget instanceof Node && panel.parentElement?.contains(event.relatedTarget))) this.close();
    });
    panel.addEventListener('mousedown', (event) => event.preventDefault());
    document.addEventListener('keydown', (event) => this.shortcut(event));
    if (document.activeElement === input) void this.answer();
  }

  /** The engine; what went wrong once is tried again at the next key. */
  load() {
    this.loading ??= json(this.indexUrl).then((index) => (this.engine = new Engine(index)));
    this.loading.catch(() => (this.loading = null));
    return this.loading;
  }

  async answer() {
    const query = this.input.value;
    if (!words(query).length) return this.close();
    if (!this.engine) {
      this.say('Loading the names of all packs…');
      try {
        await this.load();
      } catch {
        return this.say('Search does not work at the moment: its index could not be loaded.');
      }
      if (this.input.value !== query) return undefined;
    }
    this.show(query);
    const files = Math.ceil((this.engine?.count ?? 0) / (this.engine?.index.summaries ?? 1));
    if (files > FEW_FILES || this.summaries.size) return undefined;
    await Promise.all(Array.from({ length: files }, (_, file) => this.summariesOf(file)));
    if (this.input.value === query && !this.panel.hidden && this.active < 0) this.show(query);
  }

  /** @param {string} query */
  show(query) {
    const engine = /** @type {Engine} */ (this.engine);
    const { packs, total } = engine.search(query, SHOWN);
    const asked = words(query);
    this.list.replaceChildren(...packs.map((pack, place) => this.result(engine, pack, place, asked)));
    const count = total === 1 ? '1 pack' : `${total.toLocaleString('en')} packs`;
    this.say(total ? `${count} found${total > packs.length ? `, the first ${packs.length} are shown` : ''}` : `No pack found for “${query.trim()}”`);
    this.choose(-1);
  }

  /** Open the panel with a line below what it lists, which is also read aloud. @param {string} line */
  say(line) {
    if (!this.engine) this.list.replaceChildren();
    this.more.textContent = line;
    this.status.textContent = line;
    this.panel.hidden = false;
    this.input.setAttribute('aria-expanded', String(this.list.childElementCount > 0));
  }

  /** @param {Engine} engine @param {number} pack @param {number} place @param {string[]} asked */
  result(engine, pack, place, asked) {
    const { names, latest, layers, types, shields, summaries } = engine.index;
    const name = names[pack];
    const summary = make('span', { class: 'search-result__summary' });
    const file = Math.floor(pack / summaries);
    this.summariesOf(file).then((texts) => summary.append(...marked(texts[pack % summaries] ?? '', asked)), () => {});
    const attributes = {
      id: `pa-search-result-${place}`, role: 'option', class: 'search-result', tabindex: '-1', 'aria-selected': 'false',
      href: `${this.root}packs/${encodeURIComponent(name)}/`,
    };
    return make('a', attributes,
      make('span', { class: 'search-result__title' }, ...marked(engine.titles[pack], asked)), ' ',
      make('code', { class: 'search-result__name' }, ...marked(name, asked)), ' ',
      shield(...shields.table[shields.of[pack]]), ' ',
      make('span', { class: 'search-result__kind' }, types.table[types.of[pack]] || layers.table[layers.of[pack]][1]), ' ',
      make('span', { class: 'search-result__version' }, latest[pack]), ' ',
      summary);
  }

  /** @param {number} file @returns {Promise<string[]>} */
  summariesOf(file) {
    let texts = this.summaries.get(file);
    if (!texts) {
      texts = json(this.indexUrl.replace(/packs\.json$/, `summaries-${file}.json`));
      this.summaries.set(file, texts);
      const { engine } = this;
      if (engine && engine.count <= FEW_FILES * engine.index.summaries) {
        texts.then((found) => engine.describe(file * engine.index.summaries, found), () => {});
      }
    }
    return texts;
  }

  close() {
    this.panel.hidden = true;
    this.status.textContent = '';
    this.list.replaceChildren();
    this.input.setAttribute('aria-expanded', 'false');
    this.choose(-1);
  }

  /** @param {number} place */
  choose(place) {
    this.list.children[this.active]?.setAttribute('aria-selected', 'false');
    this.active = place;
    const chosen = this.list.children[place];
    if (!chosen) return this.input.removeAttribute('aria-activedescendant');
    chosen.setAttribute('aria-selected', 'true');
    chosen.scrollIntoView({ block: 'nearest' });
    return this.input.setAttribute('aria-activedescendant', chosen.id);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const count = this.list.childElementCount;
    const { active } = this;
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.key === 'Escape' && !this.panel.hidden) this.close();
    else if (event.key === 'ArrowDown' && count) this.choose((active + 1) % count);
    else if (event.key === 'ArrowUp' && count) this.choose(active > 0 ? active - 1 : count - 1);
    else if (event.key === 'Home' && active >= 0) this.choose(0);
    else if (event.key === 'End' && active >= 0) this.choose(count - 1);
    else if (event.key === 'Enter' && count) /** @type {HTMLElement} */ (this.list.children[Math.max(active, 0)]).click();
    else return;
    event.preventDefault();
  }

  /** `/` outside of fields, and Ctrl-K or Command-K everywhere, lead to the box. @param {KeyboardEvent} event */
  shortcut(event) {
    const { target } = event;
    const writing = target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));
    const command = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'k';
    const slash = event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && !writing;
    if (!command && !slash) return;
    event.preventDefault();
    this.input.focus();
    this.input.select();
  }
}

const input = document.getElementById('pa-search');
const panel = document.getElementById('pa-search-results');
if (input instanceof HTMLInputElement && panel) new SearchBox(input, panel);
