// Lets the browser talk to a security key, and sends the server what the key answered.

const form = document.querySelector("[data-security-key]");

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const failure = form.querySelector("[role=alert]");
  const { creation_options: create, request_options: get } = JSON.parse(
    document.getElementById("security-key-options").textContent,
  );
  failure.hidden = true;
  try {
    const answer = await (form.dataset.securityKey === "create" ? webauthnJSON.create(create) : webauthnJSON.get(get));
    form.elements.credential.value = JSON.stringify(answer);
    form.submit();
  } catch {
    failure.hidden = false;
  }
});
