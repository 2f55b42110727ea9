// Talks with the portal: fetches the lists, sends the scans. Whatever fails is tried again; a scan goes once it was answered.
import { dropScan, keepState, waitingScans } from "./store.js";

const BATCH = 100;
export const SIGNED_OUT = "signed_out", DENIED = "denied", OFFLINE = "offline", ONLINE = "online";

// A gate's addresses follow from those the page carries.
export class Portal {
  constructor(page) {
    this.gate = Number(page.dataset.gate);
    this.state_url = page.dataset.state;
    this.passages_url = page.dataset.passages;
    this.csrf = document.querySelector("[name=csrfmiddlewaretoken]").value;
    this.link = OFFLINE;
  }

  // The lists as the portal has them now, kept with the moment and with how wrong this phone's clock is.
  async refresh() {
    const answer = await this.#ask(this.state_url, { cache: "no-store" });
    if (!answer) return null;
    this.csrf = answer.csrf;
    const state = { ...answer, csrf: "", fetched_at: Date.now(), clock_error: Date.parse(answer.now) - Date.now() };
    await keepState(this.gate, state);
    return state;
  }

  // Sends what waits, of all gates; the answers by their marks.
  async send(signal) {
    const answered = new Map();
    const waiting = await waitingScans();
    for (const gate of new Set(waiting.map((scan) => scan.gate))) {
      const scans = waiting.filter((scan) => scan.gate === gate);
      for (let first = 0; first < scans.length; first += BATCH) {
        const found = await this.#sendBatch(gate, scans.slice(first, first + BATCH), signal);
        if (!found) return answered;
        for (const result of found.results) answered.set(result.mark, result);
        if (gate === this.gate) answered.inside = found.inside;
      }
    }
    return answered;
  }

  async #sendBatch(gate, scans, signal) {
    const body = { sent_at: new Date().toISOString(), scans: scans.map(({ gate: _gate, ...scan }) => scan) };
    const url = this.passages_url.replace(`/${this.gate}/`, `/${gate}/`);
    const headers = { "Content-Type": "application/json" };
    const options = () => ({ method: "POST", headers: { ...headers, "X-CSRFToken": this.csrf }, body: JSON.stringify(body), signal });
    let found = await this.#ask(url, options());
    // Who signed in again since this page was opened has another mark against forged calls.
    if (this.link === SIGNED_OUT && (await this.#renew())) found = await this.#ask(url, options());
    for (const result of found?.results ?? []) await dropScan(result.mark);
    return found;
  }

  async #renew() {
    const answer = await this.#ask(this.state_url, { cache: "no-store" });
    this.csrf = answer?.csrf ?? this.csrf;
    return answer;
  }

  // The answer, or null; `link` says why not.
  async #ask(url, options) {
    try {
      // The browser may speak another language than the page, and the address of the answer names none.
      const headers = { "Accept-Language": document.documentElement.lang, ...options.headers };
      const response = await fetch(url, { redirect: "manual", ...options, headers });
      if (response.ok) {
        this.link = ONLINE;
        return await response.json();
      }
      this.link = refusal(response);
    } catch {
      this.link = OFFLINE;
    }
    return null;
  }
}

function refusal(response) {
  if (response.type === "opaqueredirect" || [401, 403].includes(response.status)) return SIGNED_OUT;
  return response.status === 404 ? DENIED : OFFLINE; // a portal that is ill is as good as away
}
