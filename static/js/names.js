// Names for the controls that Django's admin leaves without one: cells of tabular inlines and select2 boxes.

function nameCells(table) {
  const corner = table.querySelector("thead th.original");
  corner?.replaceWith(document.createElement("td")); // it heads nothing
  const heads = [...table.querySelectorAll("thead tr > *")].map((head) => head.textContent.trim());
  for (const row of table.querySelectorAll("tbody tr")) {
    for (const control of row.querySelectorAll("td input, td select, td textarea")) {
      if (!control.labels?.length) control.setAttribute("aria-label", heads[control.closest("td").cellIndex] ?? "");
    }
  }
}

function nameBox(select) {
  const name = select.labels?.[0]?.textContent.trim() ?? select.getAttribute("aria-label");
  const box = select.nextElementSibling?.querySelector(".select2-selection");
  if (!name || !box) return;
  const shown = box.querySelector(".select2-selection__rendered");
  box.removeAttribute("aria-labelledby");
  box.setAttribute("aria-label", `${name} ${shown?.textContent.trim() ?? ""}`.trim());
  shown?.setAttribute("aria-label", name);
}

function nameAll() {
  document.querySelectorAll(".tabular table").forEach(nameCells);
  document.querySelectorAll("select.select2-hidden-accessible").forEach(nameBox);
}

window.addEventListener("load", nameAll);
document.addEventListener("formset:added", nameAll);
document.addEventListener("change", nameAll);
