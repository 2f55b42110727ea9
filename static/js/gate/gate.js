// The gate as an app: scans, decides within a second with or without network, keeps what it could not send. Without this
// script the page is a form.
import { Camera } from "./camera.js";
import { judge } from "./card.js";
import { dropScan, keepScan, keepState, stateOf, waitingScans } from "./store.js";
import { Portal } from "./talk.js";
import { age, allowSound, entryWords, showVerdict } from "./verdict.js";

const REFRESH = 45000;

navigator.serviceWorker?.register(document.body.dataset.worker)
  .then(() => navigator.serviceWorker.ready)
  .then((registration) => registration.active.postMessage(location.href))
  .catch(() => null);
navigator.storage?.persist?.().catch(() => null);
const page = document.querySelector("[data-gate]");
if (page) start(page);

async function start(page) {
  const portal = new Portal(page);
  const form = document.getElementById("check");
  const typed = form.elements.text;
  let state = await stateOf(portal.gate);
  let isBusy = false;

  const camera = new Camera(document.getElementById("video"), (text) => check(text));
  const settle = () => {
    isBusy = camera.isPaused = false;
    if (!camera.stream) typed.focus();
  };

  async function check(words) {
    if (isBusy || !words.trim()) return;
    isBusy = camera.isPaused = true;
    const scan = {
      mark: crypto.randomUUID(),
      gate: portal.gate,
      text: words.slice(0, 1000),
      direction: form.elements.direction.value,
      scanned_at: new Date().toISOString(),
      told: null,
    };
    await keepScan(scan); // first: a phone that dies now loses nothing
    const found = (await fromPortal(scan)) ?? (await alone(scan));
    if (found) showVerdict(found, { direction: scan.direction, state, next: settle });
    else settle();
    draw();
  }

  async function fromPortal(scan) {
    if (!navigator.onLine) return null;
    const answered = await send(AbortSignal.timeout(Number(page.dataset.patience)), scan.mark);
    const answer = answered.get(scan.mark);
    if (!answer) return null;
    const found = { ...answer, verdict: answer.told };
    await remember(found, scan);
    return found;
  }

  async function alone(scan) {
    if (!state) {
      await dropScan(scan.mark); // nobody was told anything
      document.getElementById("no-state").hidden = false;
      return null;
    }
    const today = new Intl.DateTimeFormat("en-CA", { timeZone: state.time_zone }).format(Date.now() + state.clock_error);
    const found = await judge(scan.text, scan.direction, state, today);
    await keepScan({ ...scan, told: found.verdict });
    await remember(found, scan);
    return { ...found, isAlone: true };
  }

  // Who is inside, until the portal tells anew.
  async function remember(found, scan) {
    if (!state || !found.card) return;
    if (scan.direction === "OUT") state.inside = state.inside.filter((row) => row.card !== found.card);
    else if (found.verdict === "VALID") state.inside.push({ card: found.card, at: scan.scanned_at, gate: state.gate, by: state.person });
    await keepState(portal.gate, state);
  }

  // Sends all that waits; `asked` is shown to the guard anyway, the others are reported where the portal knows better.
  async function send(signal, asked = "") {
    const answered = await portal.send(signal);
    const known = [...answered.values()].filter((row) => row.mark !== asked && row.told === "VALID" && row.verdict !== "VALID");
    report(known);
    if (answered.inside !== undefined) document.getElementById("inside").textContent = answered.inside;
    return answered;
  }

  function report(rows) {
    const reports = document.getElementById("reports");
    for (const row of rows) {
      const line = document.createElement("li");
      const word = document.querySelector(`#words [data-verdict="${row.verdict}"]`).textContent;
      line.textContent = [row.number, row.name, word, row.first_entry && entryWords(row.first_entry, state?.time_zone)].filter(Boolean).join(" · ");
      reports.querySelector("ul").append(line);
      reports.hidden = false;
    }
  }

  async function exchange() {
    if ((await waitingScans()).length && navigator.onLine) await send(AbortSignal.timeout(20000));
    const waiting = await waitingScans();
    // With scans still to send the portal does not know yet who is inside.
    if (navigator.onLine && !waiting.length) state = (await portal.refresh()) ?? state;
    draw();
  }

  async function draw() {
    const waiting = (await waitingScans()).length;
    const link = document.getElementById("link");
    const says = navigator.onLine ? portal.link : "offline";
    link.hidden = false;
    link.dataset.state = says;
    for (const words of link.querySelectorAll("[data-link]")) words.hidden = words.dataset.link !== says;
    link.querySelector("[data-age]").hidden = !state;
    if (state) link.querySelector("time").textContent = age(state.fetched_at);
    link.querySelector("[data-waiting]").hidden = !waiting;
    link.querySelector("b").textContent = waiting;
    document.getElementById("no-state").hidden = Boolean(state);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    allowSound();
    const words = typed.value;
    typed.value = "";
    check(words);
  });
  document.getElementById("reports").querySelector("button").addEventListener("click", (event) => {
    event.target.parentElement.querySelector("ul").replaceChildren();
    event.target.parentElement.hidden = true;
  });
  for (const radio of form.elements.direction) radio.addEventListener("change", () => sessionStorage.setItem("direction", radio.value));
  const before = sessionStorage.getItem("direction");
  if (before) form.elements.direction.value = before;

  const [openButton, closeButton] = ["open-camera", "close-camera"].map((id) => document.getElementById(id));
  document.getElementById("camera").hidden = !Camera.isThere();
  openButton.addEventListener("click", async () => {
    allowSound();
    const isOpen = await camera.open().then(() => true, () => false);
    document.getElementById("no-camera").hidden = isOpen;
    openButton.hidden = isOpen;
    closeButton.hidden = !isOpen;
  });
  closeButton.addEventListener("click", () => {
    camera.close();
    [openButton.hidden, closeButton.hidden] = [false, true];
  });

  let running = Promise.resolve();
  const again = () => (running = running.then(exchange, exchange));
  for (const name of ["online", "offline"]) addEventListener(name, again);
  document.addEventListener("visibilitychange", () => document.hidden || again());
  setInterval(again, REFRESH);
  await draw();
  await again();
  page.dataset.ready = "yes";
}
