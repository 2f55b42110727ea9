// Keyboard moves of the admin: "/" goes to the search box, "j" and "k" to the next and previous row.
// A row is anything with data-row, or a row of Django's change list; the focus goes to its first link, so Enter opens it and a screen reader says it.
// Single keys disturb people who dictate or tremble: the switch in the footer turns them off for good (WCAG 2.1.4).

const STORED = "keys";
const ROW = "[data-row], #result_list tbody tr";

const off = () => localStorage.getItem(STORED) === "off";
const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

function move(step) {
  const links = [...document.querySelectorAll(ROW)].map((row) => row.querySelector("a[href]")).filter(Boolean);
  const here = links.findIndex((link) => link.closest(ROW).contains(document.activeElement));
  const next = here === -1 ? (step > 0 ? 0 : links.length - 1) : here + step;
  links[next]?.focus();
}

const KEYS = {
  "/": () => document.querySelector("[data-search]")?.focus(),
  j: () => move(1),
  k: () => move(-1),
};

document.addEventListener("keydown", (event) => {
  if (off() || event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || !KEYS[event.key]) return;
  event.preventDefault();
  KEYS[event.key]();
});

for (const control of document.querySelectorAll("[data-keys-switch]")) {
  control.closest("[hidden]")?.removeAttribute("hidden");
  control.checked = !off();
  control.addEventListener("change", () => localStorage.setItem(STORED, control.checked ? "on" : "off"));
}
