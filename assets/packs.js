// The list of all packs: narrowed by choices and words, sorted, as cards or as a table. The address says all of it, and
// only what is near the window stands in the page. Without this script the page is a plain list.

import { Engine } from './search-engine.js';

/**
 * `search/facets.json`, explained in src/packatlas/outputs/facets.py.
 * @typedef {{version: number, edition: string, groups: Group[], released: Coded, verified: Coded, pictures: Coded}} Facets
 */
/** @typedef {{table: string[], of: number[]}} Coded */
/** @typedef {{id: string, title: string, choices: [string, string][], sets: number[][], of: number[]}} Group */
/** A group on the page: `lines` are those of its choices, `wanted` is what the address asks for, whether it is a choice or not. @typedef {Group & {lines: any[], wanted: string[]}} Facet */
/** Packs under a heading: `list` holds those near the window, `frame` has room for all of them. @typedef {{section: Element, frame: HTMLElement, list: Element, packs: number[]}} Part */
/** @typedef {import('./search-engine.js').PackIndex} PackIndex */

const VERSION = 1;
/** How many groups show their choices from the start. */
const OPEN = 4;
/** Milliseconds of rest before the address follows. */
const PAUSE = 120;
/** Up to so many files of summaries are all fetched, and searched too, as in the search box. */
const FEW_FILES = 8;
/** Height of a row in pixels, until one is measured. */
const GUESS = 180;
const PASSES = -1, SEVERAL = 99;

/** @param {string} id @returns {any} */
const get = (id) => document.getElementById(`pa-${id}`);
/** A copy of what stands in the page to be copied. @param {string} selector @returns {any} */
const model = (selector) => get('parts').content.querySelector(selector).cloneNode(true);
const { format: written } = new Intl.NumberFormat('en');
/** @param {number} count */
const counted = (count) => `${written(count)} pack${count === 1 ? '' : 's'}`;

/** Give an element these children. What stays is not moved, so that it keeps the focus. @param {Element} parent @param {Element[]} wanted */
function fill(parent, wanted) {
  const staying = new Set(wanted);
  for (const child of [...parent.children]) if (!staying.has(child)) child.remove();
  wanted.forEach((child, place) => parent.children[place] === child || parent.insertBefore(child, parent.children[place]));
}

/**
 * An entry with a button that changes what is asked for; the one that a list has for this already, so that a button in
 * use keeps the focus, and a press that has begun ends on it.
 * @param {any} list @param {string} kind @param {string} text @param {string} name @param {string} [value]
 */
function entry(list, kind, text, name, value = '') {
  const id = `${name}=${value}`, item = list.children[id] ?? model('.entry');
  item.id = id;
  Object.assign(item.firstChild, { className: kind, textContent: text, name, value });
  return item;
}

class PackList {
  query = get('query');
  sorting = get('sort');
  found = get('found');
  chips = get('chips');
  list = get('pack-list');
  empty = model('.empty');
  /** What the address asks for. */
  asked = new URLSearchParams(location.search);
  /** @type {Part[]} */
  shown = [];
  /** The cards or rows that stand in the page, by pack. @type {Map<number, any>} */
  items = new Map();
  /** All packs in the order of each way to sort. @type {Record<string, number[]>} */
  orders = {};
  /** Files of summaries, by the first of their packs. @type {Record<number, Promise<string[]>>} */
  texts = {};
  /** Height of the tallest row so far, which all others take on; 0 until one is measured. */
  height = 0;
  pause = 0;

  /** @param {HTMLElement} page @param {PackIndex} index @param {Facets} facets @param {(name: string) => Promise<any>} file */
  constructor(page, index, facets, file) {
    this.root = page.dataset.root;
    this.index = index;
    this.facets = facets;
    this.file = file;
    this.engine = new Engine(index);
    this.groups = facets.groups.map((group, place) => this.facet(group, place));
    // What stands in the page already goes on to stand there.
    this.list.querySelectorAll('.card').forEach((/** @type {HTMLElement} */ card, /** @type {number} */ pack) => {
      if (card.dataset.name === index.names[pack]) this.items.set(pack, card);
    });
    this.listen(page);
    this.go(this.query.value);
    this.describe();
  }

  /** @param {Group} group @param {number} place @returns {Facet} */
  facet(group, place) {
    const fold = model('details');
    const [title, choices] = fold.children;
    title.textContent = choices.ariaLabel = group.title;
    fold.open = place < OPEN || this.asked.has(group.id);
    get('facets').append(fold);
    const lines = group.choices.map(([value, label]) => {
      const line = model('label');
      const [input, text] = line.children;
      Object.assign(input, { name: group.id, value });
      text.textContent = label;
      return line;
    });
    choices.append(...lines);
    return { ...group, lines, wanted: [] };
  }

  /** @param {HTMLElement} page */
  listen(page) {
    const drawer = get('drawer'), filters = get('facets'), { parentElement: side } = filters;
    this.query.addEventListener('input', () => {
      this.put('q', this.query.value);
      this.update();
      this.later();
    });
    page.addEventListener('change', (/** @type {any} */ { target: { name, value } }) => name && this.change(name, value));
    page.addEventListener('click', (/** @type {any} */ { target }) => {
      if (target === drawer || target === get('close')) drawer.close();
      if (target === get('filter')) {
        drawer.prepend(filters);
        drawer.showModal();
      }
      if (target.localName !== 'button' || !target.name) return;
      const place = [...this.chips.children].indexOf(target.parentElement);
      this.change(target.name, target.value);
      // What was pressed may be gone by now.
      if (!target.offsetParent) (this.chips.children[place]?.firstChild ?? this.found).focus();
    });
    drawer.addEventListener('close', () => side.prepend(filters));
    addEventListener('scroll', () => {
      this.draw();
      this.later();
    });
    addEventListener('resize', () => this.draw());
    addEventListener('pagehide', () => this.keep());
    addEventListener('popstate', () => this.go());
  }

  // --- The address ---

  /** Ask for these values of a name, and for no others. @param {string} name @param {string[]} values */
  put(name, ...values) {
    this.asked.delete(name);
    for (const value of values) if (value) this.asked.append(name, value);
  }

  get address() {
    return location.pathname + (`${this.asked}` && `?${this.asked}`) + location.hash;
  }

  /** Let the address follow, and note where the reader is, so that coming back leads here. */
  keep() {
    clearTimeout(this.pause);
    history.replaceState(scrollY, '', this.address);
  }

  later() {
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.keep(), PAUSE);
  }

  /**
   * A step that the reader can go back: one value more or less; without a value none of that name; of `all` nothing.
   * @param {string} name @param {string} value
   */
  change(name, value) {
    const { asked } = this;
    const others = asked.getAll(name).filter((other) => other !== value);
    this.keep();
    if (name === 'all') for (const { id } of [{ id: 'q' }, ...this.groups]) asked.delete(id);
    else if (!value || name === 'sort' || name === 'view') this.put(name, value);
    else this.put(name, ...others, asked.getAll(name).includes(value) ? '' : value);
    history.pushState(Math.min(scrollY, scrollY + this.found.getBoundingClientRect().top), '', this.address);
    this.go();
  }

  /** Show what the address asks for, where the reader left it. @param {string} [words] */
  go(words) {
    clearTimeout(this.pause);
    this.asked = new URLSearchParams(location.search);
    this.put('q', (this.query.value = words ?? this.asked.get('q') ?? ''));
    this.update();
    scrollTo({ top: history.state ?? scrollY, behavior: 'instant' });
  }

  // --- What passes ---

  update() {
    const { asked, engine, groups, sorting } = this;
    for (const facet of groups) facet.wanted = asked.getAll(facet.id);
    const words = asked.get('q')?.trim();
    const found = words && engine.search(words, engine.count).packs;
    const by = this.sift(found);
    const [best] = sorting.options;
    best.disabled = !words;
    sorting.value = asked.get('sort');
    if (!sorting.value || (best.selected && !words)) sorting.value = words ? 'relevance' : 'stack';
    const packs = (best.selected ? found : this.ordered(sorting.value)).filter((/** @type {number} */ pack) => by[pack] === PASSES);
    for (const status of document.querySelectorAll('.count')) status.textContent = `${written(packs.length)} of ${counted(engine.count)}`;
    this.tag();
    this.arrange(packs, by);
  }

  /**
   * What keeps each pack out: `PASSES`, the place of the one group that does, the place after those for the words, or
   * `SEVERAL`. The counts beside choices follow.
   * @param {number[] | '' | undefined} found
   */
  sift(found) {
    const { groups, engine: { count } } = this;
    const by = new Int8Array(count).fill(found ? groups.length : PASSES);
    for (const pack of found || []) by[pack] = PASSES;
    groups.forEach(({ choices, sets, of, wanted }, group) => {
      const passing = sets.map((set) => set.some((choice) => wanted.includes(choices[choice][0])));
      if (!passing.includes(true)) return;
      for (let pack = 0; pack < count; pack++) if (!passing[of[pack]]) by[pack] = by[pack] === PASSES ? group : SEVERAL;
    });
    groups.forEach(({ choices, sets, of, wanted, lines }, group) => {
      const tallies = new Uint32Array(sets.length), counts = new Uint32Array(choices.length);
      for (let pack = 0; pack < count; pack++) if (by[pack] === PASSES || by[pack] === group) tallies[of[pack]]++;
      sets.forEach((set, place) => set.forEach((choice) => (counts[choice] += tallies[place])));
      lines.forEach(({ children: [input, , tally], classList }, choice) => {
        const text = written(counts[choice]);
        input.checked = wanted.includes(input.value);
        if (tally.textContent === text) return;
        tally.textContent = text;
        classList.toggle('none', text === '0');
      });
    });
    return by;
  }

  /** All packs in an order. @param {string} sort @returns {number[]} */
  ordered(sort) {
    if (!this.orders[sort]) {
      const keys = sort === 'name' ? this.engine.titles.map((title) => title.toLowerCase()) : this.facets[/** @type {'released'} */ (sort)]?.of ?? [];
      this.orders[sort] = [...this.index.names.keys()].sort((a, b) => (keys[a] > keys[b]) - (keys[a] < keys[b]));
    }
    return this.orders[sort];
  }

  // --- What is shown ---

  /** The filters in use, each a button that removes it. */
  tag() {
    const chips = this.groups.flatMap(({ id, title, choices, wanted }) => wanted.map((value) => (
      entry(this.chips, 'use', `${title}: ${choices.find(([name]) => name === value)?.[1] ?? value + ' (no pack has it)'}`, id, value)
    )));
    get('filter').dataset.used = chips.length;
    if (chips[0]) chips.push(entry(this.chips, 'use-all', 'Clear all', 'all'));
    fill(this.chips, chips);
  }

  /** What to do where nothing passes: each filter in use, with what leaving it out would give. @param {Int8Array} by */
  nothing(by) {
    const { empty, groups, asked } = this, list = empty.lastChild;
    fill(list, [...groups, { id: 'q', title: 'words', wanted: asked.getAll('q') }].flatMap(({ id, title, wanted }, place) => {
      const gives = by.filter((group) => group === place).length;
      return wanted[0] ? entry(list, gives ? 'button' : 'button none', `Without ${title}: ${counted(gives)}`, id) : [];
    }));
    return empty;
  }

  /** @param {number[]} packs @param {Int8Array} by */
  arrange(packs, by) {
    const { list, sorting, groups: [{ choices, sets, of }] } = this;
    const look = this.asked.get('view') === 'table' ? 'table' : 'cards';
    if (list.dataset.look !== look) {
      list.dataset.look = look;
      this.items.clear();
      this.height = 0;
      for (const button of get('looks').children) button.ariaPressed = button.value === look;
    }
    const parts = look === 'cards' && sorting.value === 'stack'
      ? choices.map(([id, title], layer) => this.part(id, title, packs.filter((pack) => sets[of[pack]][0] === layer)))
      : [this.part(`pa-${look}`, `Sorted by ${sorting.selectedOptions[0].text}`, packs)];
    this.shown = parts.filter((part) => part.packs.length);
    fill(list, this.shown[0] ? this.shown.map(({ section }) => section) : [this.nothing(by)]);
    this.draw();
  }

  /** @param {string} id @param {string} title @param {number[]} packs @returns {Part} */
  part(id, title, packs) {
    const section = document.getElementById(id)?.parentElement ?? model(`[data-look=${this.list.dataset.look}]`);
    const [heading, frame] = section.children;
    const [name, tally] = heading.children;
    const table = frame.querySelector('table');
    heading.id = id;
    section.setAttribute('aria-labelledby', id);
    name.textContent = title;
    if (!id.startsWith('pa-')) name.href = `${this.root}layers/${id}/`;
    tally.textContent = counted(packs.length);
    if (table) table.ariaRowCount = packs.length + 1;
    return { section, frame, list: table?.tBodies[0] ?? frame, packs };
  }

  // --- What stands in the page ---

  /** Let the rows near the window stand in the page, with the room of all others around them. */
  draw() {
    const { shown, items, list: { dataset: { look }, style } } = this;
    if (!shown[0]) return;
    if (!this.height) style.removeProperty('--row');
    const { gridTemplateColumns, rowGap } = getComputedStyle(shown[0].list);
    const columns = gridTemplateColumns.split(' ').length;
    const gap = parseFloat(rowGap) || 0;
    const pitch = (this.height || GUESS) + gap;
    const rows = shown.map(({ packs }) => Math.ceil(packs.length / columns));
    // The head of a table gets the room of a row.
    shown.forEach(({ frame }, place) => (frame.style.height = `${(rows[place] + (look === 'table' ? 1 : 0)) * pitch - gap}px`));
    const tops = shown.map(({ frame }) => frame.getBoundingClientRect().top);
    this.items = new Map();
    shown.forEach(({ frame, list, packs }, place) => {
      const from = Math.min(rows[place] - 1, Math.max(0, Math.floor((-innerHeight / 2 - tops[place]) / pitch)));
      const to = Math.max(0, Math.ceil((1.5 * innerHeight - tops[place]) / pitch));
      frame.style.paddingTop = `${from * pitch}px`;
      fill(list, packs.slice(from * columns, to * columns).map((pack, number) => {
        const item = items.get(pack) ?? this.item(pack);
        const at = from * columns + number + 1;
        this.items.set(pack, item);
        if (look === 'table') item.ariaRowIndex = at + 1;
        else [item.ariaPosInSet, item.ariaSetSize] = [at, packs.length];
        return item;
      }));
    });
    const tallest = Math.ceil(Math.max(...[...this.items.values()].map((item) => item.getBoundingClientRect().height)));
    if (tallest <= this.height) return;
    this.height = tallest;
    style.setProperty('--row', `${tallest}px`);
    this.draw();
  }

  /** A card or a row. @param {number} pack @returns {any} */
  item(pack) {
    const { groups, index, facets } = this;
    const item = model(this.list.dataset.look === 'table' ? 'tbody tr' : '.card');
    const name = index.names[pack], title = this.engine.titles[pack];
    const home = `${this.root}packs/${encodeURIComponent(name)}/`;
    /** @param {{table: any[], of: number[]}} column */
    const decoded = ({ table, of }) => table[of[pack]];
    /** What the pack answers to the question of a group. @param {string} id @returns {string[][]} */
    const answers = (id) => {
      const { sets, of, choices } = /** @type {Facet} */ (groups.find((group) => group.id === id));
      return sets[of[pack]].map((choice) => choices[choice]);
    };
    /** Fill a place, if the item has it. @param {string} selector @param {string | Node} content @param {string} [kind] */
    const say = (selector, content, kind) => {
      const place = item.querySelector(selector);
      place?.replaceChildren(content);
      if (kind) place?.setAttribute('class', kind);
    };
    const [[layer, belongs]] = answers('layer'), [[status, lived]] = answers('lifecycle');
    const [state, words] = decoded(index.shields);
    const minors = answers('kubernetes').map(([, minor]) => minor).reverse();
    const ending = decoded(facets.pictures);
    const picture = ending && model('img');
    if (ending) picture.src = `${home}logo${ending}`;
    item.dataset.name = name;
    item.querySelector('a').href = home;
    item.querySelector('.shield')?.replaceWith(model(`.shield-${state}`));
    item.querySelector('.glyph')?.classList.add(`glyph-${layer}`);
    say('.logo', picture || [...title].slice(0, 2).join(''), `logo logo-${layer}`);
    say('a', title);
    say('code', name);
    say('.shield > span', words);
    say('.version', index.latest[pack]);
    say('.status', lived, `status status-${status}`);
    say('.belongs', decoded(index.types) || belongs);
    say('.minors', minors[2] ? `${minors[0]} to ${minors.at(-1)}` : minors.join(', '));
    say('.released', decoded(facets.released));
    say('.verified', decoded(facets.verified));
    const place = pack % index.summaries;
    if (item.querySelector('p')) this.summaries(pack - place).then((texts) => say('p', texts[place]), () => {});
    return item;
  }

  /** The summaries in the file that begins with those of this pack. @param {number} first */
  summaries(first) {
    return (this.texts[first] ??= this.file(`summaries-${first / this.index.summaries}.json`));
  }

  /** Let the words of summaries be found too, unless they are too many to be fetched. */
  async describe() {
    const { engine, index: { summaries } } = this;
    for (let first = 0; first < engine.count && engine.count <= FEW_FILES * summaries; first += summaries) {
      engine.describe(first, await this.summaries(first));
    }
    if (this.asked.get('q')) this.update();
  }
}

const page = get('browse');
if (page) {
  get('query').value ||= new URLSearchParams(location.search).get('q') ?? '';
  /** A file of the search box, and never an old one: they only go together. @param {string} name */
  const file = async (name) => (await fetch(page.dataset.index.replace('packs.json', name), { cache: 'no-cache' })).json();
  Promise.all([file('packs.json'), file('facets.json')]).then(([index, facets]) => {
    if (index.edition + VERSION !== facets.edition + facets.version) throw Error('the lists differ');
    new PackList(page, index, facets, file);
  }).catch((error) => {
    page.classList.remove('live');
    get('found').textContent = 'The filters could not be loaded.';
    throw error;
  });
}
