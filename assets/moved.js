// A page that has moved takes query and section along; without this the refresh of the page leads on.

const link = document.getElementById('pa-target');
if (link instanceof HTMLAnchorElement) {
  link.search = location.search;
  link.hash = location.hash || link.hash;
  location.replace(link.href);
}
