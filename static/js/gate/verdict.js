// Shows a verdict over the whole screen, says it to screen readers, and sounds it.
const place = document.getElementById("verdict");
const words = document.getElementById("words");
const TONES = { good: [[880, 0, 0.12], [1320, 0.13, 0.18]], ask: [[520, 0, 0.16], [520, 0.24, 0.16]], bad: [[170, 0, 0.55]] };
let sound;

// Browsers let a page sound only after somebody touched it.
export function allowSound() {
  sound ??= new AudioContext();
  sound.resume().catch(() => null);
}

export function showVerdict(found, { direction, state, next }) {
  const shown = words.querySelector(`[data-verdict="${found.verdict === "VALID" && direction === "OUT" ? "VALID_OUT" : found.verdict}"]`);
  const { tone, icon } = shown.dataset;
  const panel = element("div", `verdict verdict--${tone}`);
  panel.append(drawing(icon), element("p", "verdict__word", shown.textContent));
  for (const line of lines(found, state)) panel.append(line);
  const button = element("button", "verdict__next", text("next"));
  button.type = "button";
  button.addEventListener("click", () => {
    place.replaceChildren();
    next();
  });
  panel.append(button);
  place.replaceChildren(panel);
  button.focus();
  play(tone);
  navigator.vibrate?.(tone === "good" ? 80 : [200, 100, 200]);
}

// Browsers know no Kazakh: dates in figures, and spans by our own words.
export function age(from) {
  const minutes = Math.max(0, Math.round((Date.now() - from) / 60000));
  if (minutes < 1) return text("moment");
  if (minutes < 60) return text("minutes", { count: minutes });
  return minutes < 2880 ? text("hours", { count: Math.round(minutes / 60) }) : text("days_old", { count: Math.round(minutes / 1440) });
}

export function entryWords(entry, zone) {
  const time = new Intl.DateTimeFormat("ru", { timeStyle: "short", timeZone: zone }).format(new Date(entry.at));
  return text("entry", { time, gate: entry.gate, person: entry.by });
}

function* lines(found, state) {
  if (found.name) yield element("p", "verdict__name", found.name);
  if (found.outlet) yield element("p", "", `${found.outlet}, ${found.function}`);
  if (found.number) yield element("p", "reference", found.number);
  if (found.first_on) yield element("p", "", text("days", { from: day(found.first_on), until: day(found.last_on) }));
  const reason = found.verdict === "REVOKED" && words.querySelector(`[data-reason="${found.reason}"]`);
  if (reason) yield element("p", "", reason.textContent);
  if (found.first_entry) yield element("p", "", entryWords(found.first_entry, state?.time_zone));
  if (found.verdict === "VALID") yield element("p", "verdict__hint", text("face"));
  if (found.isAlone) yield element("p", "verdict__hint", text("alone", { age: age(state.fetched_at) }));
  if (found.isAlone && found.verdict === "UNKNOWN") yield element("p", "verdict__hint", text("unknown"));
}

const day = (iso) => iso.split("-").reverse().join(".");

function text(name, values = {}) {
  const pattern = words.querySelector(`[data-text="${name}"]`).textContent;
  return pattern.replace(/\{(\w+)\}/g, (_whole, key) => values[key] ?? "");
}

function element(name, className, words = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = words;
  return made;
}

function drawing(icon) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${words.querySelector("[data-icons]").dataset.icons}#${icon}`);
  svg.append(use);
  return svg;
}

function play(tone) {
  if (!sound) return;
  for (const [pitch, from, length] of TONES[tone]) {
    const [voice, volume] = [sound.createOscillator(), sound.createGain()];
    voice.type = tone === "bad" ? "square" : "sine";
    voice.frequency.value = pitch;
    volume.gain.value = 0.25;
    voice.connect(volume).connect(sound.destination);
    voice.start(sound.currentTime + from);
    voice.stop(sound.currentTime + from + length);
  }
}
