// Lets a site work that is opened from a disk, where a browser lets no page read another file: modules come as texts of
// this script, and what they fetch as scripts of its own beside each file. Written for packatlas' own scripts.

(() => {
  /** Each module as its text, cut where the address of another module stands: text, address, text and so on. */
  const modules = /* MODULES */ {};
  const own = document.currentScript;
  const root = new URL('ROOT', own.src);

  /** @type {Record<string, string>} */
  const addresses = {};
  /** @param {string} name @returns {string} */
  const address = (name) => addresses[name] ??= URL.createObjectURL(new Blob(
    modules[name].map((part, place) => (place % 2 ? address(part) : part)), { type: 'text/javascript' }));

  /** Whom to give a file to once its script has run. @type {Record<string, (text: string) => void>} */
  const waiting = {};
  window.packatlasFile = (path, text) => waiting[path]?.(text);

  /** @type {Record<string, Promise<string>>} */
  const files = {};
  /** @param {string | URL} target */
  function read(target) {
    const url = new URL(target, document.baseURI);
    const path = decodeURIComponent(url.href.slice(root.href.length).replace(/[?#].*/, '').replace(/(^|\/)$/, '$1index.html'));
    return files[path] ??= new Promise((resolve, reject) => {
      waiting[path] = resolve;
      const script = document.createElement('script');
      script.src = `${root.href}${path.split('/').map(encodeURIComponent).join('/')}.js`;
      script.onload = () => script.remove();
      script.onerror = () => {
        delete files[path];
        script.remove();
        reject(new TypeError(`${path} isn't part of this copy`));
      };
      document.head.append(script);
    });
  }

  window.fetch = async (target) => new Response(await read(target instanceof Request ? target.url : target));

  /** As much of the real one as a script needs to read a page. */
  window.XMLHttpRequest = class extends EventTarget {
    responseType = '';
    status = 0;
    readyState = 0;
    response = null;
    open(_method, target) {
      this.target = target;
    }
    setRequestHeader() {}
    overrideMimeType() {}
    abort() {}
    send() {
      read(this.target).then((text) => {
        const made = { document: () => new DOMParser().parseFromString(text, 'text/html'), json: () => JSON.parse(text) };
        this.response = made[this.responseType]?.() ?? text;
        if (typeof this.response === 'string') this.responseText = text;
        this.status = 200;
        this.tell('load');
      }, () => this.tell('error'));
    }
    tell(type) {
      this.readyState = 4;
      for (const each of ['readystatechange', type, 'loadend']) {
        const event = new Event(each);
        this[`on${each}`]?.(event);
        this.dispatchEvent(event);
      }
    }
  };

  // A disk has no index of a folder: what scripts link to is completed when it is about to be followed.
  const complete = ({ target }) => {
    const link = target instanceof Element ? target.closest('a[href]') : null;
    if (link?.pathname.endsWith('/') && link.href.startsWith(root.href)) link.pathname += 'index.html';
  };
  for (const moment of ['pointerdown', 'click', 'auxclick', 'contextmenu', 'keydown']) addEventListener(moment, complete, true);

  for (const name of own.dataset.modules.split(' ').filter(Boolean)) import(address(name));
})();
