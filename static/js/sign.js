// Signs the content of another control with NCALayer, which runs on the signer's own machine.
// Exactly the bytes that the form will send are signed: of a text its UTF-8 with CRLF, of a file the file.

const detached = NCALayerClient.basicsCMSParamsDetachedNoTSP;

async function content(control) {
  if (control.type === "file") return control.files[0]?.arrayBuffer();
  return control.value && new TextEncoder().encode(control.value.replace(/\r\n|\r|\n/g, "\r\n")).buffer;
}

async function ask(bytes, language) {
  const client = new NCALayerClient(undefined, false);
  await client.connect();
  try {
    const { basicsStorageAll: storages, basicsSignerSignAny: signer } = NCALayerClient;
    return await client.basicsSignCMS(storages, bytes, detached, signer, language);
  } finally {
    client.wsConnection.close();
  }
}

async function sign(box, control, made) {
  const words = box.dataset;
  if (control.files?.length > 1) return words.signMany;
  const bytes = await content(control);
  if (!bytes) return words.signEmpty;
  try {
    made.value = await ask(bytes, words.signLanguage);
    return words.signDone;
  } catch (error) {
    return error?.canceledByUser ? words.signCancelled : words.signClosed;
  }
}

for (const box of document.querySelectorAll("[data-sign]")) {
  const [made, button, status] = box.children;
  const control = made.form.elements[box.dataset.sign];
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    made.value = "";
    status.textContent = "";
    status.textContent = await sign(box, control, made);
    button.disabled = false;
  });
  control.addEventListener("input", () => {
    if (made.value) status.textContent = box.dataset.signChanged;
    made.value = "";
  });
}
