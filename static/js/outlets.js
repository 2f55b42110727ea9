// Finds outlets while somebody types. Without this script the search has a button.
const field = document.querySelector("[data-outlets]");
const region = document.querySelector("[data-found]");
if (field && region) {
  let waiting;
  let asked = field.value.trim();
  const look = async () => {
    const words = field.value.trim();
    if (words.length < 2 || words === asked) return;
    asked = words;
    const chosen = document.querySelector("input[name=outlet]:checked")?.value;
    const address = new URL(field.dataset.outlets, location.href);
    address.searchParams.set("q", words);
    try {
      const answer = await fetch(address);
      if (!answer.ok || words !== asked) return;
      const found = document.createElement("template");
      found.innerHTML = await answer.text();
      // What stands among one's own outlets already is not offered twice.
      for (const input of found.content.querySelectorAll("input")) {
        const known = document.getElementById(input.id);
        if (known && !region.contains(known)) input.closest(".govuk-radios__item").remove();
        if (input.value === chosen) input.checked = true;
      }
      region.replaceChildren(found.content);
    } catch {
      // The button still searches.
    }
  };
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, 300);
  });
}
