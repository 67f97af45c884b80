// What a page does beyond being read: colours, copy buttons, tabs, pictures, the place in the table of contents.
// Every page is whole without it.

const root = document.documentElement;

/**
 * @param {string} selector
 * @param {ParentNode} within
 * @returns {HTMLElement[]}
 */
const all = (selector, within = document) => [...within.querySelectorAll(selector)].filter((found) => found instanceof HTMLElement);

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string>} attributes
 * @param {string} text
 */
function make(tag, attributes, text = '') {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.textContent = text;
  return made;
}

/** The element that a fragment such as `#set-up` names. */
function named(fragment = location.hash) {
  try {
    return document.getElementById(decodeURIComponent(fragment.slice(1)));
  } catch {
    return null;
  }
}

/** The switch between light and dark; the system's own choice is not kept, so that it goes on being followed. */
function themeSwitch() {
  const system = matchMedia('(prefers-color-scheme: dark)');
  document.getElementById('pa-theme')?.addEventListener('click', () => {
    const dark = root.dataset.theme ? root.dataset.theme === 'dark' : system.matches;
    const own = dark !== system.matches;
    if (own) delete root.dataset.theme;
    else root.dataset.theme = dark ? 'light' : 'dark';
    try {
      if (own) localStorage.removeItem('packatlas-theme');
      else localStorage.setItem('packatlas-theme', root.dataset.theme ?? '');
    } catch {
      // Without storage the choice holds for this page.
    }
  });
}

/** A panel that was opened on a phone closes when one of its links is followed. */
function closingPanels() {
  for (const panel of all('.panel-on-phone')) {
    panel.addEventListener('click', (event) => {
      if (event.target instanceof Element && event.target.closest('a') && panel.matches(':popover-open')) panel.hidePopover();
    });
  }
}

/**
 * Let a button copy something and say how that went.
 * @param {HTMLElement} button
 * @param {() => Promise<void>} copy
 */
function copies(button, copy) {
  const label = button.textContent;
  button.addEventListener('click', async () => {
    button.textContent = await copy().then(() => 'Copied', () => 'Not allowed');
    setTimeout(() => (button.textContent = label), 1600);
  });
}

/** Each block of code gets a button that copies it, where the browser allows copying; the page itself has one. */
function copyButtons() {
  const clipboard = navigator.clipboard;
  const link = document.getElementById('pa-markdown');
  const whole = document.getElementById('pa-copy');
  if (!clipboard) {
    whole?.remove();
    return;
  }
  for (const block of all('main pre')) {
    let frame = block.parentElement;
    if (!frame?.classList.contains('copyable')) {
      frame = make('div', { class: 'copyable' });
      block.replaceWith(frame);
      frame.append(block);
    }
    const button = make('button', { type: 'button', class: 'copy' }, 'Copy');
    copies(button, () => clipboard.writeText(block.textContent ?? ''));
    frame.append(button);
  }
  if (!(link instanceof HTMLAnchorElement) || !whole) return;
  const text = async () => {
    const answer = await fetch(link.href);
    if (!answer.ok) throw new Error(answer.statusText);
    return new Blob([await answer.text()], { type: 'text/plain' });
  };
  // A promise, since Safari allows copying only within the click itself.
  copies(whole, () => clipboard.write([new ClipboardItem({ 'text/plain': text() })]));
}

/** What scrolls sideways can be reached and scrolled by keyboard. */
function reachableScrollers() {
  const watch = new ResizeObserver((changes) => {
    for (const { target } of changes) {
      const scrolls = target.scrollWidth > target.clientWidth || target.scrollHeight > target.clientHeight;
      if (scrolls && target instanceof HTMLElement) target.tabIndex = 0;
    }
  });
  for (const wide of all('main pre, .prose table')) watch.observe(wide);
}

/** Headings of a text show a link to themselves. */
function headingLinks() {
  for (const heading of all('.prose :is(h1, h2, h3, h4, h5, h6)[id]')) {
    const name = `Link to “${heading.textContent}”`;
    heading.append(make('a', { class: 'anchor', href: `#${encodeURIComponent(heading.id)}`, 'aria-label': name }, '#'));
  }
}

/**
 * One set of tabs. The sections of those without a group are told from others by their values.
 * @typedef {{ group: string, values: string[], chosen?: string, show: (value?: string) => void }} TabSet
 */

/** Sections one below the other become tabs. What is chosen stands in the address; sets of one group change together. */
function tabs() {
  /** @type {TabSet[]} */
  const sets = [];

  /** Show what the address asks for, and the section that its fragment names. */
  const read = () => {
    const asked = new URL(location.href).searchParams;
    for (const set of sets) {
      set.chosen = asked.getAll(set.group).findLast((value) => set.values.includes(value));
      set.show(set.chosen);
    }
    named()?.dispatchEvent(new Event('beforematch', { bubbles: true }));
  };
  const inTab = () => named()?.closest('.tab') && named();

  /**
   * @param {string} group
   * @param {string} value
   */
  const choose = (group, value) => {
    const values = new Set();
    for (const set of sets) {
      if (set.group !== group) continue;
      if (set.values.includes(value)) set.show((set.chosen = value));
      else if (set.chosen !== undefined) values.add(set.chosen);
    }
    const address = new URL(location.href);
    address.searchParams.delete(group);
    for (const one of [...values, value]) address.searchParams.append(group, one);
    if (inTab()) address.hash = '';
    if (address.href !== location.href) history.pushState(null, '', address);
  };

  all('.tabs').forEach((element, number) => {
    const panels = all(':scope > .tab', element);
    if (!panels.length) return;
    const group = element.dataset.group ?? 'tab';
    const values = panels.map((panel, place) => panel.dataset.value ?? `${place}`);
    const list = make('div', { role: 'tablist', class: 'tab-list' });
    const buttons = panels.map((panel, place) => {
      const id = `pa-tab-${number}-${place}`;
      panel.id ||= `${id}-panel`;
      panel.setAttribute('role', 'tabpanel');
      panel.setAttribute('aria-labelledby', id);
      const label = panel.querySelector(':scope > .tab-label')?.textContent ?? values[place];
      return make('button', { type: 'button', role: 'tab', id, 'aria-controls': panel.id }, label);
    });
    const first = panels.findIndex((panel) => panel.classList.contains('tab-shown'));
    /** @param {number} place */
    const showAt = (place) => buttons.forEach((button, at) => {
      button.setAttribute('aria-selected', String(at === place));
      button.tabIndex = at === place ? 0 : -1;
      panels[at].classList.toggle('tab-shown', at === place);
      // Search in the page still finds what is hidden so, where the browser knows how.
      panels[at].hidden = at === place ? false : 'until-found';
    });
    sets.push({ group, values, show: (value) => showAt(Math.max(0, value === undefined ? first : values.indexOf(value))) });
    buttons.forEach((button, place) => {
      /** @param {number} to */
      const go = (to) => {
        const before = button.getBoundingClientRect().top;
        choose(group, values[to]);
        scrollBy({ top: button.getBoundingClientRect().top - before, behavior: 'instant' });
        buttons[to].focus({ preventScroll: true });
      };
      button.addEventListener('click', () => go(place));
      button.addEventListener('keydown', (event) => {
        const last = buttons.length - 1;
        const to = { ArrowRight: place < last ? place + 1 : 0, ArrowLeft: place ? place - 1 : last, Home: 0, End: last }[event.key];
        if (to === undefined) return;
        event.preventDefault();
        go(to);
      });
      panels[place].addEventListener('beforematch', () => showAt(place));
    });
    list.append(...buttons);
    element.prepend(list);
  });
  if (!sets.length) return;
  read();
  inTab()?.scrollIntoView();
  addEventListener('popstate', read);
}

/** Pictures open in full size; Escape, a click or Enter close them again. */
function zoom() {
  const dialog = make('dialog', { class: 'zoomed' });
  const shown = make('img', { alt: '' });
  dialog.append(shown, make('button', { type: 'button', class: 'button', 'aria-label': 'Close' }, '×'));
  dialog.addEventListener('click', () => dialog.close());
  for (const image of all('.prose img')) {
    const width = Number(image.getAttribute('width') ?? Infinity);
    if (!(image instanceof HTMLImageElement) || width < 200 || image.closest('a')) continue;
    const button = make('button', { type: 'button', class: 'zoom', 'aria-label': `Enlarge: ${image.alt || 'picture'}` });
    button.addEventListener('click', () => {
      if (!dialog.isConnected) document.body.append(dialog);
      dialog.setAttribute('aria-label', image.alt || 'Picture');
      shown.alt = image.alt;
      shown.src = image.src;
      // A drawing can be of any size.
      shown.width = /\.svg$/i.test(image.src) ? 4000 : image.naturalWidth;
      dialog.showModal();
    });
    image.replaceWith(button);
    button.append(image);
  }
}

/** The table of contents shows which section is being read, and the one that was chosen until the reader scrolls on. */
function followReading() {
  const toc = document.getElementById('pa-toc');
  if (!toc) return;
  const links = all('a', toc);
  const headings = links.map((link) => named(link.getAttribute('href') ?? ''));
  /** @type {HTMLElement | undefined} */
  let current;
  let chosen = false;

  /** @param {HTMLElement} link */
  const mark = (link) => {
    if (link === current) return;
    current?.removeAttribute('aria-current');
    current = link;
    link.setAttribute('aria-current', 'true');
    const room = toc.clientHeight / 2;
    if (toc.scrollHeight > toc.clientHeight) toc.scrollTop = link.offsetTop - room;
  };

  // What was passed by a line near the top is being read; the line sinks where the page can't scroll far enough.
  const follow = () => {
    if (chosen) return;
    const left = root.scrollHeight - innerHeight - scrollY;
    const line = Math.max(120, scrollY > 0 ? innerHeight - left : 0);
    const passed = headings.findLastIndex((heading) => heading?.checkVisibility() && heading.getBoundingClientRect().top < line);
    mark(links[Math.max(0, passed)]);
  };

  const choose = () => {
    const link = links[headings.indexOf(named())];
    chosen = link !== undefined;
    if (link) mark(link);
    else follow();
  };
  const free = () => (chosen = false);
  addEventListener('hashchange', choose);
  for (const kind of ['wheel', 'touchmove', 'keydown', 'pointerdown']) addEventListener(kind, free, { passive: true });
  addEventListener('scroll', follow, { passive: true });
  choose();
}

themeSwitch();
closingPanels();
tabs();
copyButtons();
reachableScrollers();
zoom();
followReading();
headingLinks();
