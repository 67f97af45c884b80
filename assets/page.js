// What a page does beyond being read: colours, copy buttons, tabs, the place in the table of contents.
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

/** The switch between light and dark; the system's own choice is not kept, so that it goes on being followed. */
function themeSwitch() {
  const system = matchMedia('(prefers-color-scheme: dark)');
  document.getElementById('pa-theme')?.addEventListener('click', () => {
    const dark = root.dataset.theme ? root.dataset.theme === 'dark' : system.matches;
    const wanted = dark ? 'light' : 'dark';
    const own = (wanted === 'dark') === system.matches;
    if (own) delete root.dataset.theme;
    else root.dataset.theme = wanted;
    try {
      if (own) localStorage.removeItem('packatlas-theme');
      else localStorage.setItem('packatlas-theme', wanted);
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

/** Each block of code gets a button that copies it, where the browser allows copying. */
function copyButtons() {
  if (!navigator.clipboard) return;
  for (const block of all('main pre')) {
    const button = make('button', { type: 'button', class: 'copy' }, 'Copy');
    button.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(block.textContent ?? '');
        button.textContent = 'Copied';
      } catch {
        button.textContent = 'Not allowed';
      }
      setTimeout(() => (button.textContent = 'Copy'), 1600);
    });
    let frame = block.parentElement;
    if (!frame?.classList.contains('copyable')) {
      frame = make('div', { class: 'copyable' });
      block.replaceWith(frame);
      frame.append(block);
    }
    frame.append(button);
  }
}

/** Beside the link to the page as Markdown stands a button that copies it. */
function copyMarkdown() {
  const link = document.getElementById('pa-markdown');
  if (!(link instanceof HTMLAnchorElement) || !navigator.clipboard) return;
  const button = make('button', { type: 'button', class: 'button copy-markdown' }, 'Copy as Markdown');
  const text = async () => {
    const answer = await fetch(link.href);
    if (!answer.ok) throw new Error(answer.statusText);
    return new Blob([await answer.text()], { type: 'text/plain' });
  };
  button.addEventListener('click', async () => {
    try {
      // A promise, since Safari allows copying only within the click itself.
      await navigator.clipboard.write([new ClipboardItem({ 'text/plain': text() })]);
      button.textContent = 'Copied';
    } catch {
      button.textContent = 'Not allowed';
    }
    setTimeout(() => (button.textContent = 'Copy as Markdown'), 1600);
  });
  link.after(button);
}

/** What scrolls sideways can be reached and scrolled by keyboard. */
function reachableScrollers() {
  for (const wide of all('main pre, .prose table')) {
    if (wide.scrollWidth > wide.clientWidth || wide.scrollHeight > wide.clientHeight) wide.tabIndex = 0;
  }
}

/** Headings of a text show a link to themselves. */
function headingLinks() {
  for (const heading of all('.prose :is(h1, h2, h3, h4, h5, h6)[id]')) {
    heading.append(make('a', { class: 'anchor', href: `#${encodeURIComponent(heading.id)}`, 'aria-label': 'Link to this section' }, '#'));
  }
}

/** Sections one below the other become tabs; groups with the same labels change together. */
function tabs() {
  /** @type {((label: string) => void)[]} */
  const groups = [];
  all('.tabs').forEach((group, number) => {
    const panels = all(':scope > .tab', group);
    const list = make('div', { role: 'tablist', class: 'tab-list' });
    const buttons = panels.map((panel, place) => {
      const label = panel.querySelector(':scope > .tab-label');
      const id = `pa-tab-${number}-${place}`;
      const button = make('button', { type: 'button', role: 'tab', id, 'aria-controls': `${id}-panel` }, label?.textContent ?? `${place + 1}`);
      label?.remove();
      panel.id ||= `${id}-panel`;
      button.setAttribute('aria-controls', panel.id);
      panel.setAttribute('role', 'tabpanel');
      panel.setAttribute('aria-labelledby', id);
      list.append(button);
      return button;
    });
    /** @param {number} chosen */
    const show = (chosen) => buttons.forEach((button, place) => {
      button.setAttribute('aria-selected', String(place === chosen));
      button.tabIndex = place === chosen ? 0 : -1;
      panels[place].hidden = place !== chosen;
    });
    /** @param {number} chosen */
    const choose = (chosen) => {
      const before = buttons[chosen].getBoundingClientRect().top;
      for (const each of groups) each(buttons[chosen].textContent ?? '');
      scrollBy({ top: buttons[chosen].getBoundingClientRect().top - before, behavior: 'instant' });
    };
    groups.push((label) => {
      const place = buttons.findIndex((button) => button.textContent === label);
      if (place >= 0) show(place);
    });
    buttons.forEach((button, place) => {
      button.addEventListener('click', () => choose(place));
      button.addEventListener('keydown', (event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!step) return;
        const next = (place + step + buttons.length) % buttons.length;
        choose(next);
        buttons[next].focus();
      });
    });
    if (!buttons.length) return;
    group.prepend(list);
    const named = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    show(Math.max(0, panels.findIndex((panel) => named && panel.contains(named))));
  });
}

/** A click on a heading puts the rows of a table in the order of its column, and the next one turns it round. */
function sortableTables() {
  for (const table of all('table.sortable')) {
    const body = table.querySelector('tbody');
    const heads = all('thead th', table);
    heads.forEach((head, column) => {
      const button = make('button', { type: 'button', class: 'sort' }, head.textContent ?? '');
      head.replaceChildren(button);
      /** @param {Element} row */
      const key = (row) => row.children[column].getAttribute('data-sort') ?? row.children[column].textContent ?? '';
      button.addEventListener('click', () => {
        const up = head.ariaSort !== 'ascending';
        for (const other of heads) other.ariaSort = null;
        head.ariaSort = up ? 'ascending' : 'descending';
        const rows = [...(body?.children ?? [])].sort((a, b) => key(a).localeCompare(key(b), 'en', { numeric: true }));
        body?.append(...(up ? rows : rows.reverse()));
      });
    });
  }
}

/** The table of contents shows which section is being read. */
function followReading() {
  /** @type {Map<Element, HTMLElement>} */
  const links = new Map();
  for (const link of all('.toc a')) {
    const section = document.getElementById(decodeURIComponent(link.getAttribute('href')?.slice(1) ?? ''));
    if (section) links.set(section, link);
  }
  if (!links.size) return;
  const headings = [...links.keys()];
  let waiting = false;
  const update = () => {
    waiting = false;
    const passed = headings.filter((heading) => heading.getBoundingClientRect().top < 200);
    const current = passed.at(-1) ?? headings[0];
    for (const [heading, link] of links) {
      if (heading === current) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
  };
  addEventListener('scroll', () => {
    if (!waiting) requestAnimationFrame(update);
    waiting = true;
  }, { passive: true });
  update();
}

themeSwitch();
closingPanels();
tabs();
copyButtons();
copyMarkdown();
sortableTables();
reachableScrollers();
followReading();
headingLinks();
