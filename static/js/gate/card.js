// Judges a card without network, as accreditation/services/passages.py does with it. docs/reference/card-token.md has the layout.
import { verifyAsync } from "../../vendor/noble-ed25519/ed25519.js";

const PAYLOAD = 49;
const SIZE = PAYLOAD + 64;
const QR = /\/verify\/([0-9a-f]{20})\/?#(.*)$/s;
const NUMBER = /^(?:CRD)?[\s-]*(\d{4})[\s-]+(\d{1,9})$/i;
const CODE = /^[0-9a-f]{20}$/;

export async function judge(text, direction, state, today) {
  const found = await identify(text.trim(), state);
  if (typeof found === "string") return { verdict: found };
  const reason = state.revoked.find((row) => row.card === found.card)?.reason ?? "";
  const said = { ...found, reason, verdict: status(found, reason, today) };
  if (said.verdict !== "VALID" || direction === "OUT") return said;
  if (state.zones && !(state.zones & found.zones)) return { ...said, verdict: "WRONG_ZONE" };
  const entry = state.inside.find((row) => row.card === found.card);
  return entry ? { ...said, verdict: "ALREADY_INSIDE", first_entry: entry } : said;
}

function status(card, reason, today) {
  if (card.last_on < today) return "EXPIRED";
  if (reason) return reason === "SUSPENDED" ? "SUSPENDED" : "REVOKED";
  return card.first_on > today ? "NOT_YET" : "VALID";
}

// What was shown or typed: the card, or the reason why it is none.
async function identify(text, state) {
  const qr = text.match(QR);
  if (qr) return proven(qr[1], qr[2], state);
  const number = text.match(NUMBER);
  const code = text.replace(/[\s-]/g, "").toLowerCase();
  const card = number ? `CRD-${number[1]}-${number[2].replace(/^0+/, "").padStart(6, "0")}` : CODE.test(code) ? await digest(code) : "";
  return state.cards.find((known) => (number ? known.number : known.card) === card) ?? "UNKNOWN";
}

async function proven(code, text, state) {
  const token = bytesOf(text);
  if (!token || token.length !== SIZE || token[0] !== 1) return "BAD_SIGNATURE";
  const keyId = hex(token.subarray(1, 5));
  if (state.distrusted?.some((known) => known.key_id === keyId)) return "DISTRUSTED";
  const key = state.keys.find((known) => known.key_id === keyId);
  if (!key) return "FOREIGN";
  const isOurs = await isSigned(token.subarray(PAYLOAD), token.subarray(0, PAYLOAD), fromHex(key.public_key));
  if (!isOurs || hex(token.subarray(9, 19)) !== code) return "BAD_SIGNATURE";
  const words = new DataView(token.buffer);
  return {
    number: `CRD-${String(words.getUint16(19)).padStart(4, "0")}-${String(words.getUint32(21)).padStart(6, "0")}`,
    card: await digest(code),
    first_on: day(words.getUint16(41)),
    last_on: day(words.getUint16(43)),
    zones: words.getUint32(45),
  };
}

// By the browser's own Ed25519, or by the vendored one where it has none.
async function isSigned(signature, payload, publicKey) {
  try {
    const key = await crypto.subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", key, signature, payload);
  } catch {
    return verifyAsync(signature, payload, publicKey, { zip215: false }).catch(() => false);
  }
}

async function digest(code) {
  const whole = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(code));
  return hex(new Uint8Array(whole)).slice(0, 20);
}

// Base64 of addresses, written in its one way; null otherwise.
function bytesOf(text) {
  if (!/^[\w-]+$/.test(text)) return null;
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
    const again = btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
    return again === text ? bytes : null;
  } catch {
    return null;
  }
}

const day = (number) => new Date(number * 86400000).toISOString().slice(0, 10);
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const fromHex = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
