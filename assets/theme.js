// Runs before the page is drawn, so that it never flashes in the wrong colours: not a module, not deferred.
// Without it the colours follow the system.
{
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const chosen = localStorage.getItem("packatlas-theme");
    if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;
  } catch {
    // Storage may be forbidden; the system's colours are fine then.
  }
}
