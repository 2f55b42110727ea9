// Numbers that others change: each element with data-live and an id is read anew while the page is looked at. Without
// this script they are as old as the page.
const EVERY = 15000;

async function refresh() {
  if (document.hidden) return;
  const response = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!response?.ok || response.redirected) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const shown of document.querySelectorAll("[data-live]")) {
    const fresh = page.getElementById(shown.id);
    if (fresh) shown.textContent = fresh.textContent;
  }
}

setInterval(refresh, EVERY);
