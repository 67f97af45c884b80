// Leads to the search box from everywhere. What the box itself needs is fetched when it is first wanted.

const input = /** @type {HTMLInputElement} */ (document.getElementById('pa-search'));
const panel = /** @type {HTMLElement} */ (document.getElementById('pa-search-results'));
let started = false;
/** What had the focus before a key led to the box. @type {Element | null} */
let before = null;

async function start() {
  if (started) return;
  started = true;
  // All at once: over a slow network each file that waits for another is felt.
  const index = fetch(input.dataset.index ?? '');
  index.catch(() => {});
  try {
    const [{ SearchBox }] = await Promise.all([import('./search-box.js'), import('./search-engine.js')]);
    new SearchBox(input, panel, index);
  } catch {
    started = panel.hidden = false;
    /** @type {Element} */ (panel.querySelector('p > span')).textContent = 'Search could not be loaded. Are you online? Type on to try again.';
  }
}

for (const event of ['focus', 'input', 'pointerenter']) input.addEventListener(event, start);
input.addEventListener('blur', () => (before = null));
if (document.activeElement === input) start();

document.addEventListener('keydown', (event) => {
  const { key, ctrlKey, metaKey, altKey, shiftKey, target } = event;
  if (key === 'Escape' && before) {
    if (before instanceof HTMLElement && before !== document.body) before.focus();
    else input.blur();
  }
  // `/` outside of fields, and Ctrl-K or Command-K anywhere, lead to the box.
  const command = ctrlKey || metaKey;
  const writing = target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));
  if (altKey || (command ? shiftKey || key.toLowerCase() !== 'k' : key !== '/' || writing)) return;
  event.preventDefault();
  const { activeElement } = document;
  input.select();
  input.focus();
  if (activeElement !== input) before = activeElement;
});
