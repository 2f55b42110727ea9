// Crops a photograph to 3 by 4 before it is sent: drag it, or use the arrow keys and the sliders.
// Without this script the server takes the middle.
const WIDTH = 900;
const HEIGHT = 1200;
const SMALLEST = 300; // pixels across, as the server wants it
const NUDGE = 3; // per cent of the way

const start = (panel) => {
  const input = document.getElementById(panel.dataset.crop);
  const canvas = panel.querySelector("canvas");
  const [zoom, across, down] = ["zoom", "across", "down"].map((name) => panel.querySelector(`[data-${name}]`));
  const words = panel.querySelector("[data-words]");
  const form = input.form;
  let picture = null;
  let name = "";

  // The part of the picture that is kept, in its own pixels.
  const part = () => {
    const whole = Math.min(picture.width / 3, picture.height / 4) * (100 / zoom.value);
    const width = whole * 3;
    const height = whole * 4;
    const left = (picture.width - width) * (across.value / 100);
    const top = (picture.height - height) * (down.value / 100);
    return { left, top, width, height };
  };

  const draw = () => {
    if (!picture) return;
    const { left, top, width, height } = part();
    const context = canvas.getContext("2d");
    context.fillStyle = "#ffffff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(picture, left, top, width, height, 0, 0, canvas.width, canvas.height);
    words.textContent = width < SMALLEST ? words.dataset.tooSmall : words.dataset.ready;
  };

  const move = (slider, by) => {
    slider.value = Number(slider.value) + by;
    draw();
  };

  const load = async () => {
    picture = null;
    panel.hidden = true;
    const file = input.files[0];
    if (!file || !["image/jpeg", "image/png"].includes(file.type)) return;
    try {
      picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    } catch {
      return; // the server says what is wrong with it
    }
    name = file.name.replace(/\.\w+$/, "");
    [zoom.value, across.value, down.value] = [100, 50, 30];
    panel.hidden = false;
    draw();
  };

  // Sends the part alone: the file of the input is replaced by it.
  const cut = () =>
    new Promise((done) => {
      const { left, top, width, height } = part();
      const target = document.createElement("canvas");
      target.width = Math.min(WIDTH, Math.floor(width));
      target.height = Math.round((target.width * 4) / 3);
      const context = target.getContext("2d");
      context.fillStyle = "#ffffff";
      context.fillRect(0, 0, target.width, target.height);
      context.drawImage(picture, left, top, width, height, 0, 0, target.width, Math.min(target.height, HEIGHT));
      target.toBlob(
        (blob) => {
          if (blob) {
            const files = new DataTransfer();
            files.items.add(new File([blob], `${name}.jpg`, { type: "image/jpeg" }));
            input.files = files.files;
          }
          done();
        },
        "image/jpeg",
        0.92,
      );
    });

  const keys = {
    ArrowLeft: () => move(across, -NUDGE),
    ArrowRight: () => move(across, NUDGE),
    ArrowUp: () => move(down, -NUDGE),
    ArrowDown: () => move(down, NUDGE),
    "+": () => move(zoom, 10),
    "=": () => move(zoom, 10),
    "-": () => move(zoom, -10),
  };

  input.addEventListener("change", load);
  for (const slider of [zoom, across, down]) slider.addEventListener("input", draw);
  canvas.addEventListener("keydown", (event) => {
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  canvas.addEventListener("pointerdown", (event) => canvas.setPointerCapture(event.pointerId));
  canvas.addEventListener("pointermove", (event) => {
    if (!picture || !canvas.hasPointerCapture(event.pointerId)) return;
    const { width, height } = part();
    const shown = canvas.getBoundingClientRect();
    const free = { across: picture.width - width, down: picture.height - height };
    if (free.across > 0) across.value = Number(across.value) - ((event.movementX * width) / shown.width / free.across) * 100;
    if (free.down > 0) down.value = Number(down.value) - ((event.movementY * height) / shown.height / free.down) * 100;
    draw();
  });

  form.addEventListener("submit", async (event) => {
    if (!picture) return;
    event.preventDefault();
    const pressed = event.submitter;
    await cut();
    picture = null;
    form.requestSubmit(pressed);
  });
};

for (const panel of document.querySelectorAll("[data-crop]")) start(panel);
