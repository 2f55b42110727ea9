// Reads QR codes from the camera: by the browser's own detector, or by the vendored jsQR where it has none.
const EVERY = 120; // milliseconds between two looks
const AWAY = 2500; // milliseconds a card must be out of sight before it counts as shown again
const WIDEST = 800; // pixels jsQR looks at; more is slower and reads no better

export class Camera {
  constructor(video, found) {
    this.video = video;
    this.found = found;
    this.isPaused = false;
    this.last = "";
    this.seenAt = 0;
    this.canvas = document.createElement("canvas");
  }

  static isThere() {
    return Boolean(navigator.mediaDevices?.getUserMedia);
  }

  async open() {
    this.stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } }, audio: false });
    this.video.srcObject = this.stream;
    this.video.hidden = false;
    await this.video.play();
    this.detector ??= await ownDetector();
    this.#look();
  }

  close() {
    clearTimeout(this.timer);
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = this.video.srcObject = null;
    this.video.hidden = true;
  }

  async #look() {
    if (!this.stream) return;
    const text = await this.#read().catch(() => "");
    const isStillThere = text === this.last && Date.now() - this.seenAt < AWAY;
    if (text) [this.last, this.seenAt] = [text, Date.now()];
    if (text && !isStillThere && !this.isPaused) this.found(text);
    this.timer = setTimeout(() => this.#look(), EVERY);
  }

  async #read() {
    const { videoWidth, videoHeight } = this.video;
    if (!videoWidth) return "";
    if (this.detector) return (await this.detector.detect(this.video))[0]?.rawValue ?? "";
    const scale = Math.min(1, WIDEST / Math.max(videoWidth, videoHeight));
    const [width, height] = [Math.round(videoWidth * scale), Math.round(videoHeight * scale)];
    Object.assign(this.canvas, { width, height });
    const drawing = this.canvas.getContext("2d", { willReadFrequently: true });
    drawing.drawImage(this.video, 0, 0, width, height);
    return globalThis.jsQR(drawing.getImageData(0, 0, width, height).data, width, height)?.data ?? "";
  }
}

async function ownDetector() {
  const formats = (await globalThis.BarcodeDetector?.getSupportedFormats().catch(() => [])) ?? [];
  return formats.includes("qr_code") ? new BarcodeDetector({ formats: ["qr_code"] }) : null;
}
