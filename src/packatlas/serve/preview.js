// Keeps a page of `packatlas serve` up to date: reloads it when it has changed, and shows what holds a newer one back.
// Only the preview serves this script; a site that is built or published has none of it.

/** @typedef {{place: string, code: string, message: string, hint: string}} Fault */
/** @typedef {{edition: string, heldBack: boolean, problems: Fault[], more: number}} State */

(() => {
  const OWN = '/.packatlas/', PLACE = 'packatlas-place';
  const STYLE = `
    section { position: fixed; inset: auto 0 0; z-index: 99; max-height: 70vh; overflow: auto; box-sizing: border-box;
      padding: 1rem 1.25rem 1.25rem; background: #25141a; color: #fff; border-top: 4px solid #ff6b81;
      font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere }
    header { display: flex; gap: 1rem; align-items: start; justify-content: space-between }
    h2 { margin: 0; font-size: 1.125rem }
    p, ul { margin: .25rem 0 0 }
    ul { padding: 0; list-style: none }
    li { margin-top: .75rem }
    code { font: .9375rem/1.5 ui-monospace, monospace; color: #ffc2cb }
    .fix { color: #d9c9cd }
    button { font: inherit; color: inherit; background: none; border: 1px solid; border-radius: .375rem;
      min-height: 2rem; padding: 0 .75rem; cursor: pointer }
    :focus-visible { outline: 3px solid #ffc2cb; outline-offset: 2px }`;
  const script = /** @type {HTMLScriptElement} */ (document.currentScript);
  /** The edition of the site that this page shows, or one in which nothing of it differs. */
  let edition = script.dataset.edition ?? '';
  /** What is told last. */
  let told = '';
  /** @type {EventSource | null} */
  let source = null;
  /** @type {HTMLElement | null} */
  let overlay = null;
  performance.setResourceTimingBufferSize(2000);

  /** The addresses of this page and of all that it has loaded. */
  const used = () => new Set([location.href, ...performance.getEntriesByType('resource').map(({ name }) => name)]
    .map((address) => new URL(address))
    .filter(({ origin, pathname }) => origin === location.origin && !pathname.startsWith(OWN))
    .map(({ pathname }) => pathname));

  /** @param {string} name @param {string} text @param {...Node} inside */
  function element(name, text, ...inside) {
    const made = document.createElement(name);
    made.append(text, ...inside);
    return made;
  }

  function close() {
    overlay?.remove();
    overlay = null;
  }

  /** @param {Fault} fault */
  function line({ place, code, message, hint }) {
    const item = element('li', '', element('code', place), element('p', code ? `${message} (${code})` : message));
    if (hint) item.append(Object.assign(element('p', `Fix: ${hint}`), { className: 'fix' }));
    return item;
  }

  /** @param {State} state */
  function show({ problems, more, heldBack }) {
    const news = JSON.stringify([problems, more, heldBack]);
    // Who reads the box, or has closed it, isn't told the same again.
    if (news === told) return;
    told = news;
    close();
    if (!problems.length) return;
    const count = problems.length + more;
    const shut = Object.assign(element('button', 'Close'), { type: 'button', onclick: close });
    const box = element('section', '', element('header', '', element('h2', `${count} error${count === 1 ? '' : 's'}`), shut));
    box.setAttribute('role', 'alert');
    box.tabIndex = 0;
    if (heldBack) box.append(element('p', 'What you see is the last good site.'));
    box.append(element('ul', '', ...problems.map(line)));
    if (more) box.append(element('p', `${more} more in the terminal.`));
    box.addEventListener('keydown', ({ key }) => key === 'Escape' && close());
    overlay = element('packatlas-faults', '');
    const root = overlay.attachShadow({ mode: 'open' });
    const style = new CSSStyleSheet();
    style.replaceSync(STYLE);
    root.adoptedStyleSheets = [style];
    root.append(box);
    document.body.append(overlay);
  }

  /** @param {State} state */
  async function follow(state) {
    show(state);
    if (state.edition === edition) return;
    const query = new URLSearchParams([['since', edition], ...[...used()].map((path) => ['path', path])]);
    const answer = await (await fetch(`${OWN}changed?${query}`)).json();
    if (answer.changed) {
      sessionStorage[PLACE] = JSON.stringify([location.pathname, scrollY]);
      location.reload();
    } else edition = answer.edition;
  }

  /** Back to where the reader was: a browser by itself forgets what was scrolled just before. */
  function restore() {
    const [path, top] = JSON.parse(sessionStorage[PLACE] ?? '[]');
    delete sessionStorage[PLACE];
    if (path === location.pathname) scrollTo({ top, behavior: 'instant' });
  }

  /** A browser opens six connections to one host: only a page that is seen may keep one. */
  function connect() {
    if (document.hidden) {
      source?.close();
      source = null;
    } else if (!source) {
      source = new EventSource(`${OWN}events`);
      source.onmessage = ({ data }) => follow(JSON.parse(data));
    }
  }

  addEventListener('load', restore);
  document.addEventListener('visibilitychange', connect);
  connect();
})();
