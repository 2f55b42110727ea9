// Arrow keys move from day to day through the whole year. Without this the tab key does, more slowly.

const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

for (const calendar of document.querySelectorAll("[data-calendar]")) {
  const boxes = [...calendar.querySelectorAll("input[type=checkbox]")];
  calendar.addEventListener("keydown", (event) => {
    const here = boxes.indexOf(event.target);
    const next = boxes[here + STEPS[event.key]];
    if (here === -1 || !next) return;
    event.preventDefault();
    next.focus();
  });
}
