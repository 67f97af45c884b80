// The pages of packs and releases: the reader's place is kept from release to release, values can be searched, and what
// is too long for the page is copied whole. Every page is whole without it.

const KEY = 'packatlas-place';
/** As many matches as are marked; nobody steps through more. */
const MOST = 2000;

/**
 * @param {string} id
 */
const byId = (id) => document.getElementById(id);

/** The sections above the middle of the screen that the reader has passed, the one being read first. */
function placesRead() {
  const passed = [];
  for (const link of document.querySelectorAll('.toc a')) {
    const id = decodeURIComponent(link.getAttribute('href')?.slice(1) ?? '');
    const top = byId(id)?.getBoundingClientRect().top;
    if (top !== undefined && top < innerHeight / 2) passed.unshift({ id, top });
  }
  return passed;
}

/** A release that is chosen opens at the section that was being read, as far from the top. */
function keepPlace() {
  const chooser = byId('pa-chooser');
  chooser?.addEventListener('click', (event) => {
    const link = event.target instanceof Element && event.target.closest('a');
    const places = placesRead();
    if (!link || link.hash || !places.length || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (scrollY < 100) return;
    link.hash = encodeURIComponent(places[0].id);
    try {
      sessionStorage.setItem(KEY, JSON.stringify({ to: link.pathname, places }));
    } catch {
      // Without storage the section is kept, but not how far it is from the top.
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
    history.replaceState(null, '', `#${encodeURIComponent(id)}`);
    scrollTo({ top: scrollY + /** @type {HTMLElement} */ (byId(id)).getBoundingClientRect().top - top, behavior: 'instant' });
  } catch {
    // No place is kept, or none of its sections is here: the page opens where its address says.
  }
}

/** A release among the folded ones is unfolded when it is linked to. */
function unfold() {
  const named = byId(decodeURIComponent(location.hash.slice(1)));
  const folded = named?.closest('details:not([open])');
  if (!folded) return;
  folded.setAttribute('open', '');
  named?.scrollIntoView();
}

/**
 * The whole text of a block, of which the page may show only the beginning.
 * @param {HTMLElement} block
 */
async function whole(block) {
  const address = block.dataset.whole;
  if (!address) return block.querySelector('pre')?.textContent ?? '';
  const answer = await fetch(address);
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
  const code = block?.querySelector('code');
  const steps = ['pa-seek-back', 'pa-seek-on'].map(byId);
  if (!(field instanceof HTMLInputElement) || !block || !code || !count) return;
  /** @type {Range[]} */
  let found = [];
  let at = 0;

  /** @param {Range[]} ranges @param {string} name */
  const paint = (ranges, name) => globalThis.Highlight && CSS.highlights.set(name, new Highlight(...ranges));

  const ranges = () => {
    const wanted = field.value.trim().toLowerCase();
    if (!wanted) return [];
    const nodes = [];
    const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
    let text = '';
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      nodes.push({ node, start: text.length });
      text += (node.nodeValue ?? '').toLowerCase();
    }
    const made = [];
    let place = 0;
    for (let start = text.indexOf(wanted); start >= 0 && made.length < MOST; start = text.indexOf(wanted, start + wanted.length)) {
      const range = new Range();
      while (nodes[place + 1]?.start <= start) place += 1;
      range.setStart(nodes[place].node, start - nodes[place].start);
      let last = place;
      while (nodes[last + 1]?.start < start + wanted.length) last += 1;
      range.setEnd(nodes[last].node, start + wanted.length - nodes[last].start);
      made.push(range);
    }
    return made;
  };

  const show = () => {
    paint(found, 'pa-found');
    paint(found.slice(at, at + 1), 'pa-here');
    count.textContent = !field.value.trim() ? '' : found.length ? `${at + 1} of ${found.length}` : 'No match';
    for (const step of steps) step?.toggleAttribute('disabled', found.length < 2);
    const box = code.parentElement;
    if (!found.length || !box) return;
    const here = found[at].getBoundingClientRect();
    const frame = box.getBoundingClientRect();
    box.scrollBy({ top: here.top - frame.top - frame.height / 2, left: here.right > frame.right || here.left < frame.left ? here.left - frame.left - 40 : 0, behavior: 'instant' });
  };

  /** @param {number} step */
  const go = (step) => {
    at = (at + step + found.length) % (found.length || 1);
    show();
  };

  field.addEventListener('input', async () => {
    if (block.dataset.whole) {
      try {
        code.append((await whole(block)).slice(code.textContent?.length));
        delete block.dataset.whole;
      } catch {
        // Offline: what stands on the page can be searched all the same.
      }
    }
    found = ranges();
    at = 0;
    show();
  });
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') go(event.shiftKey ? -1 : 1);
  });
  steps[0]?.addEventListener('click', () => go(-1));
  steps[1]?.addEventListener('click', () => go(1));
}

keepPlace();
copyWhole();
seek();
takePlace();
unfold();
addEventListener('hashchange', unfold);
