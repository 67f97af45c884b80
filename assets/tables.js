// A click on a heading puts the rows of a table in the order of its column, and the next one turns it round.

for (const table of document.querySelectorAll('table.sortable')) {
  const body = table.querySelector('tbody');
  const heads = [...table.querySelectorAll('thead th')];
  heads.forEach((head, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'sort';
    button.append(...head.childNodes);
    head.append(button);
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
