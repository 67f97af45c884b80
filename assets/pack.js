// The pages of packs and releases: the reader's place is kept from release to release, values can be searched, and what
// is too long for the page is copied whole. Every page is whole without it.

const KEY = 'packatlas-place';
/** As many matches as are marked; nobody steps through more. */
const MOST = 2000;

/**
 * @param {string} id
 */
const byId = (id) => document.getElementById(id);

/** How far below the top of the window an element begins; nowhere if there is none. @param {string} id */
const topOf = (id) => byId(id)?.getBoundingClientRect().top ?? Infinity;

/** The sections above the middle of the screen that the reader has passed, the one being read first. */
function placesRead() {
  const passed = [];
  for (const link of document.querySelectorAll('.toc a')) {
    const id = link.getAttribute('href')?.slice(1) ?? '';
    const top = topOf(id);
    if (top < innerHeight / 2) passed.unshift({ id, top });
  }
  return passed;
}

/** A release that is chosen opens at the section that was being read, as far from the top. */
function keepPlace() {
  const chooser = byId('pa-chooser');
  chooser?.addEventListener('click', (event) => {
    const link = event.target instanceof Element && event.target.closest('a');
    const places = placesRead();
    if (!link || link.hash || scrollY < 100 || !places.length || event.ctrlKey || event.metaKey) return;
    try {
      sessionStorage.setItem(KEY, JSON.stringify({ to: link.pathname, places }));
    } catch {
      // Without storage the section is kept, but not how far it is from the top.
      link.hash = encodeURIComponent(places[0].id);
    }
  });
  addEventListener('pointerdown', (event) => {
    if (event.target instanceof Node && !chooser?.contains(event.target)) chooser?.removeAttribute('open');
  });
  chooser?.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    chooser.removeAttribute('open');
    chooser.querySelector('summary')?.focus();
  });
}

function takePlace() {
  try {
    const { to, places } = JSON.parse(sessionStorage.getItem(KEY) ?? '{}');
    sessionStorage.removeItem(KEY);
    if (to !== location.pathname) return;
    const { id, top } = places.find((/** @type {{ id: string }} */ place) => byId(place.id));
    // The address stays without the section: the browser would go to its beginning once the page is loaded.
    scrollBy({ top: topOf(id) - top, behavior: 'instant' });
  } catch {
    // No place is kept, or none of its sections is here: the page opens where its address says.
  }
}

/** A release among the folded ones is unfolded when it is linked to. */
function unfold() {
  const named = byId(location.hash.slice(1));
  named?.closest('details:not([open])')?.setAttribute('open', '');
  named?.scrollIntoView();
}

/**
 * The whole text of a block of which the page shows only the beginning.
 * @param {HTMLElement} block
 */
async function whole(block) {
  const answer = await fetch(block.dataset.whole ?? '');
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.text();
}

/** The copy button of a block that is cut copies all of it. */
function copyWhole() {
  document.addEventListener('click', async (event) => {
    const button = event.target instanceof Element && event.target.closest('.copy');
    const block = button && button.closest('[data-whole]');
    if (!(block instanceof HTMLElement) || !button) return;
    event.stopImmediatePropagation();
    const said = button.textContent;
    try {
      const text = whole(block).then((all) => new Blob([all], { type: 'text/plain' }));
      await navigator.clipboard.write([new ClipboardItem({ 'text/plain': text })]);
      button.textContent = 'Copied';
    } catch {
      button.textContent = 'Not allowed';
    }
    setTimeout(() => (button.textContent = said), 1600);
  }, true);
}

/** Search in the values: every match is marked, Enter and the arrows go from one to the next. */
function seek() {
  const field = byId('pa-seek');
  const block = byId('pa-values');
  const count = byId('pa-seek-count');
  const box = block?.querySelector('pre');
  const code = box?.querySelector('code');
  if (!(field instanceof HTMLInputElement) || !block || !box || !code || !count) return;
  /** @type {Range[]} */
  let found = [];
  let at = 0;

  const search = () => {
    const wanted = field.value.trim().toLowerCase();
    /** @type {{ node: Node, start: number }[]} */
    const nodes = [];
    const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
    let text = '';
    while (walker.nextNode()) {
      nodes.push({ node: walker.currentNode, start: text.length });
      text += walker.currentNode.nodeValue;
    }
    text = text.toLowerCase();
    found = [];
    at = 0;
    for (let start = -1; wanted && found.length < MOST; ) {
      start = text.indexOf(wanted, start + 1);
      if (start < 0) break;
      const end = start + wanted.length;
      const first = nodes.findLast((each) => each.start <= start);
      const last = nodes.findLast((each) => each.start < end);
      if (!first || !last) break;
      const range = new Range();
      range.setStart(first.node, start - first.start);
      range.setEnd(last.node, end - last.start);
      found.push(range);
    }
  };

  /** @param {number} step */
  const show = (step) => {
    at = (at + step + found.length) % (found.length || 1);
    const here = found.slice(at, at + 1);
    if (globalThis.Highlight) {
      CSS.highlights.set('pa-found', new Highlight(...found));
      CSS.highlights.set('pa-here', new Highlight(...here));
    }
    count.textContent = !field.value.trim() ? '' : here.length ? `${at + 1} of ${found.length}` : 'No match';
    for (const button of buttons) button.disabled = found.length < 2;
    for (const range of here) {
      const { top, left } = range.getBoundingClientRect();
      const frame = box.getBoundingClientRect();
      box.scrollBy({ top: top - frame.top - frame.height / 2, left: left - frame.left - frame.width * 0.75, behavior: 'instant' });
    }
  };

  const buttons = [-1, 1].map((step) => {
    const button = /** @type {HTMLButtonElement} */ (byId(step < 0 ? 'pa-seek-back' : 'pa-seek-on'));
    button.addEventListener('click', () => show(step));
    return button;
  });
  field.addEventListener('input', async () => {
    try {
      if (block.dataset.whole) {
        code.append((await whole(block)).slice(code.textContent?.length));
        delete block.dataset.whole;
      }
    } catch {
      // Offline: what stands on the page can be searched all the same.
    }
    search();
    show(0);
  });
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') show(event.shiftKey ? -1 : 1);
  });
}

keepPlace();
copyWhole();
seek();
takePlace();
unfold();
addEventListener('hashchange', unfold);
