// The search box: shows what `search-engine.js` finds among the packs and `search-text.js` in the text of pages.

import { Engine, words } from './search-engine.js';

const SHOWN = 10;
/** Each of them is read for its excerpt. */
const SHOWN_PAGES = 4;
/** Milliseconds without a key before more is fetched, summaries and texts; packs are found at every key. */
const PAUSE = 150;

/** Parts of a result and what they say. @typedef {Record<string, (string | Node)[]>} Parts */

/** A text with all that matches marked. @param {string} text @param {RegExp} marks */
const lit = (text, marks) => text.split(marks).map((part, place) => {
  const mark = document.createElement('mark');
  mark.append(part);
  return place % 2 ? mark : part;
});
/** @param {number} count @param {string} thing */
const counted = (count, thing) => `${count.toLocaleString('en')} ${thing}${count === 1 ? '' : 's'}`;
/** @param {Response} answer */
const read = (answer) => (answer.ok ? answer.json() : Promise.reject());

/** A page of the site, as its own document. @param {string} url @returns {Promise<Document>} */
const fetched = (url) => new Promise((resolve, reject) => {
  const request = new XMLHttpRequest();
  request.open('GET', url);
  request.responseType = 'document';
  request.onloadend = () => (request.status === 200 && request.response ? resolve(request.response) : reject());
  request.send();
});

export class SearchBox {
  /** Place of the chosen result; -1 while there is none. */
  active = -1;
  /** How many results were ever made. */
  made = 0;
  /** Which key, or which closing, was the last: what comes too late for it is not shown. */
  turn = 0;
  /** Whether Enter was pressed before there was anything to go to. */
  eager = false;
  /** What is fetched after a pause only. @type {(() => void)[]} */
  late = [];
  /** Files and pages, from when they are first asked for. @type {Map<string, Promise<any>>} */
  files = new Map();

  /** @param {HTMLInputElement} input @param {HTMLElement} panel @param {Promise<Response>} index */
  constructor(input, panel, index) {
    const box = /** @type {any} */ (panel.parentElement);
    this.input = input;
    this.panel = panel;
    this.template = box.querySelector('template').content.firstElementChild;
    [this.packs, this.pages] = box.querySelectorAll('[role=group]');
    [this.line, this.again, this.shut, this.status] = box.querySelectorAll('p > span, button, [role=status]');
    this.once('packs.json', () => index.then(read));
    input.addEventListener('input', () => this.answer());
    input.addEventListener('click', () => panel.hidden && this.answer());
    input.addEventListener('keydown', (event) => this.key(event));
    panel.addEventListener('mousedown', (event) => event.preventDefault());
    box.addEventListener('focusout', (/** @type {FocusEvent} */ { relatedTarget }) => {
      // On a phone a keyboard that is put away takes the focus with it; the results stay to be read.
      if (relatedTarget ? !box.contains(relatedTarget) : !this.shut.offsetWidth) this.close();
    });
    this.shut.addEventListener('click', () => this.close());
    this.again.addEventListener('click', () => (this.again.value ? location.reload() : this.answer()));
    this.answer();
  }

  /** What was made before under this name, or what `make` makes; what fails is tried again the next time. @template T @param {string} name @param {() => Promise<T>} make @returns {Promise<T>} */
  once(name, make) {
    const made = this.files.get(name) ?? make();
    this.files.set(name, made);
    made.catch(() => this.files.delete(name));
    return made;
  }

  /** A file of the index. @param {string} name */
  file = (name) => this.once(name, () => fetch(`${this.input.dataset.root}search/${name}`).then(read));

  async answer() {
    const query = this.input.value, turn = ++this.turn;
    clearTimeout(this.pause);
    this.eager = false;
    if (!words(query)[0]) return this.close();
    try {
      if (!this.engine) this.say('Loading the names of all packs…');
      const index = await this.file('packs.json');
      this.engine ??= new Engine(index);
      if (turn !== this.turn) return;
      this.pages.replaceChildren();
      this.show(query, []);
      if (this.eager) this.go();
      this.pause = setTimeout(() => this.answerText(query, turn), PAUSE);
    } catch (error) {
      if (turn === this.turn) this.fail(error, 'The list of packs could not be loaded. Are you online?');
    }
  }

  /** Show the packs that are found; `described` are known to be described so. @param {string} query @param {number[]} described */
  show(query, described) {
    const { index: { names, latest, layers, types, shields, summaries }, titles } = this.engine;
    const { packs, total } = this.engine.search(query, SHOWN, described);
    // Anything that is no letter may stand between its letters.
    const marks = new RegExp(`(${[words(query).join(''), ...words(query)].map((text) => [...text].join('[^\\p{L}\\p{N}]?')).join('|')})`, 'giu');
    this.choose(-1);
    this.late.length = 0;
    this.packs.replaceChildren(...packs.map((pack) => {
      const link = this.result(`packs/${encodeURIComponent(names[pack])}/`, {
        title: lit(titles[pack], marks),
        name: lit(names[pack], marks),
        kind: [types.table[types.of[pack]] || layers.table[layers.of[pack]][1], ' ', latest[pack]],
      }, shields.table[shields.of[pack]]);
      const name = `summaries-${Math.floor(pack / summaries)}.json`;
      const summarise = () => void this.file(name).then((texts) => link.lastElementChild.append(...lit(texts[pack % summaries], marks)), () => {});
      if (this.files.has(name)) summarise();
      else this.late.push(summarise);
      return link;
    }));
    const said = `“${query.trim()}”`;
    if (total > SHOWN) this.packs.append(this.result(`packs/?q=${encodeURIComponent(query)}`, { title: [`See all ${counted(total, 'pack')} for ${said}`] }));
    this.found = total ? `${counted(total, 'pack')} found` : `No pack found for ${said}`;
    this.say(this.found);
  }

  /** Fetch what has waited for the pause. */
  settle() {
    for (const each of this.late.splice(0)) each();
  }

  /** Add what is found in the text of pages. @param {string} query @param {number} turn */
  async answerText(query, turn) {
    try {
      this.settle();
      const { searchText, passage } = await import('./search-text.js');
      const { pages, total, described, marks } = await searchText(query, this.engine, this.file, SHOWN_PAGES);
      if (turn !== this.turn) return;
      if (described[0] && this.active < 0) this.show(query, described);
      this.settle();
      this.pages.replaceChildren(...pages.map(([address, title]) => {
        const link = this.result(address, { title: lit(title, marks) });
        this.once(address, () => fetched(link.href)).then((page) => {
          const { id, title, excerpt } = passage(page, marks);
          if (id) link.href = `${this.input.dataset.root}${address}#${encodeURIComponent(id)}`;
          this.fill(link, { name: lit(title, marks), summary: lit(excerpt, marks) });
        }, () => {});
        return link;
      }));
      this.say(`${this.found}; ${total ? counted(total, 'page') : 'nothing'} in the text`);
    } catch (error) {
      if (turn === this.turn) this.fail(error, `${this.found}. The text of pages could not be searched.`);
    }
  }

  /** @param {string} address @param {Parts} parts @param {[state: string, words: string]} [shield] */
  result(address, parts, shield) {
    const link = this.template.cloneNode(true), mark = link.querySelector('.shield');
    link.id = `pa-search-${++this.made}`;
    link.href = this.input.dataset.root + address;
    if (shield) {
      const [state, words] = shield;
      mark.classList.add(`shield-${state}`);
      mark.lastElementChild.append(words);
      if (state === 'overdue') mark.querySelector('use').setAttribute('href', '#pa-i-overdue');
      if (state === 'none') mark.firstElementChild.remove();
    } else mark.remove();
    return this.fill(link, parts);
  }

  /** @param {HTMLAnchorElement} link @param {Parts} parts */
  fill(link, parts) {
    for (const name in parts) link.querySelector(`.search-result__${name}`)?.append(...parts[name]);
    return link;
  }

  /** Open the panel with a line below its results, which is read aloud too, and perhaps with a way out. @param {string} line @param {string} [out] */
  say(line, out = '') {
    this.line.textContent = this.status.textContent = line;
    this.again.textContent = out;
    this.panel.hidden = !line;
    this.input.ariaExpanded = `${!!this.options[0]}`;
  }

  /** @param {unknown} error @param {string} line */
  fail(error, line) {
    const old = error instanceof RangeError;
    this.again.value = old ? 'reload' : '';
    if (old) this.say('The catalog has been published anew since this page was opened.', 'Reload the page');
    else this.say(line, 'Try again');
  }

  close() {
    clearTimeout(this.pause);
    this.turn++;
    this.choose(-1);
    this.packs.replaceChildren();
    this.pages.replaceChildren();
    this.say('');
  }

  get options() {
    return this.panel.querySelectorAll('a');
  }

  /** @param {number} place */
  choose(place) {
    const { options, active } = this;
    if (options[active]) options[active].ariaSelected = 'false';
    this.active = place;
    this.input.setAttribute('aria-activedescendant', options[place]?.id ?? '');
    if (place < 0) return;
    options[place].ariaSelected = 'true';
    options[place].scrollIntoView({ block: 'nearest' });
  }

  /** Follow the chosen result, or the first one. */
  go() {
    this.options[Math.max(this.active, 0)]?.click();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const { active, options: { length } } = this, { key } = event;
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (key === 'Escape' && !this.panel.hidden) this.close();
    else if (key === 'Enter' && this.again.textContent) this.again.click();
    else if (key === 'Enter' && !this.engine) this.eager = true;
    else if (!length) return;
    else if (key === 'Enter') this.go();
    else if (key === 'ArrowDown') this.choose((active + 1) % length);
    else if (key === 'ArrowUp') this.choose(active > 0 ? active - 1 : length - 1);
    else if (key === 'Home' && active >= 0) this.choose(0);
    else if (key === 'End' && active >= 0) this.choose(length - 1);
    else return;
    event.preventDefault();
  }
}
