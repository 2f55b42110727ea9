// Offers published answers while somebody types. Without this script they stand on the page before sending.
const region = document.querySelector("[data-offers]");
if (region) {
  const fields = [...document.querySelectorAll("#id_subject, #id_text")];
  let waiting;
  let asked = "";
  const look = async () => {
    const words = fields.map((field) => field.value).join(" ").slice(0, 300).trim();
    if (words.length < 8 || words === asked) return;
    asked = words;
    const address = new URL(region.dataset.offers, location.href);
    address.searchParams.set("words", words);
    address.searchParams.set("agency", region.dataset.agency);
    address.searchParams.set("language", region.dataset.language);
    try {
      const answer = await fetch(address);
      if (answer.ok && words === asked) region.innerHTML = await answer.text();
    } catch {
      // No offers then; the question can be asked all the same.
    }
  };
  for (const field of fields) {
    field.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(look, 600);
    });
  }
  look();
}
