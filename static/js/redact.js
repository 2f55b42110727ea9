// Draw areas on the page of a file. Without this script the numbers are typed.
const form = document.querySelector("[data-redact]");
if (form) {
  const list = form.querySelector("[data-areas]");
  const template = form.querySelector("template");
  const total = form.querySelector("[name$=TOTAL_FORMS]");
  for (const page of form.querySelectorAll("[data-page]")) {
    let start = null;
    let shade = null;
    for (const known of page.querySelectorAll("[data-right]")) {
      known.setAttribute("width", known.dataset.right - known.getAttribute("x"));
      known.setAttribute("height", known.dataset.bottom - known.getAttribute("y"));
    }
    const place = (event) => {
      const box = page.getBoundingClientRect();
      return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height]
        .map((share) => Math.min(1, Math.max(0, share)));
    };
    const corners = (from, to) => [Math.min(from[0], to[0]), Math.min(from[1], to[1]), Math.max(from[0], to[0]), Math.max(from[1], to[1])];
    const show = (area) => {
      const [left, top, right, bottom] = area.map((share) => share * 100);
      shade.setAttribute("x", left);
      shade.setAttribute("y", top);
      shade.setAttribute("width", right - left);
      shade.setAttribute("height", bottom - top);
    };
    page.addEventListener("pointerdown", (event) => {
      start = place(event);
      shade = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      shade.setAttribute("class", "redact__area");
      page.querySelector("svg").append(shade);
      page.setPointerCapture(event.pointerId);
      event.preventDefault();
    });
    page.addEventListener("pointermove", (event) => start && show(corners(start, place(event))));
    page.addEventListener("pointerup", (event) => {
      if (!start) return;
      const area = corners(start, place(event));
      start = null;
      if (area[2] - area[0] < 0.005 || area[3] - area[1] < 0.005) return shade.remove();
      const number = Number(total.value);
      const row = template.content.firstElementChild.cloneNode(true);
      row.innerHTML = row.innerHTML.replaceAll("__prefix__", number);
      const fields = { page: page.dataset.page, left: area[0], top: area[1], right: area[2], bottom: area[3] };
      for (const [name, value] of Object.entries(fields)) {
        row.querySelector(`[name$="-${name}"]`).value = name === "page" ? value : (value * 100).toFixed(1);
      }
      list.append(row);
      total.value = number + 1;
    });
  }
}
