// Keeps the bar of long work up to date. Without this script the page loads itself anew.
const part = document.querySelector("[data-work]");
const EVERY = 1500;
const look = async () => {
  try {
    const answer = await fetch(part.dataset.work);
    if (!answer.ok) return location.reload();
    part.innerHTML = await answer.text();
  } catch {
    // The network is away for a moment; the next look may find it.
  }
  const isOver = part.querySelector("[data-over='1']");
  if (isOver) document.title = part.querySelector("p").textContent;
  else setTimeout(look, EVERY);
};
if (part) setTimeout(look, EVERY);
