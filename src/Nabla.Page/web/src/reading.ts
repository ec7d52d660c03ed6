// The view Read: digits drawn by hand, and a small network that writes.
import { paint, rgb } from "./charts";
import { color, find, make } from "./dom";
import { call } from "./library";
import * as link from "./link";

const side = 28;

const text = `A network is a graph. Values flow forward along its edges, from the inputs to the loss. Derivatives flow back along the same edges, from the
loss to the weights. Each node only has to know two things: how to act forward, and how to act backward. Then any graph of such nodes can
learn. The chain rule says what flows back: what came in, times the local derivative. Where edges meet, their parts are added. That is all
there is to it. A step of learning goes against the gradient, a little. Many small steps make a network that can tell a moon from a moon, or
read a seven. 
`.replaceAll("\n", " ");

export class ReadView {
  private pixels = new Float32Array(side * side);
  private started = false;
  private isReady = false;
  private isWriting = false;
  private writeTurn = 0;
  private hasWriter = false;
  private examples = 7;
  private turn = 0;
  private answers = 0;
  private last: { x: number; y: number } | null = null;

  constructor() {
    const canvas = find<HTMLCanvasElement>("#read-canvas");
    const place = (event: PointerEvent): { x: number; y: number } => {
      const bounds = canvas.getBoundingClientRect();
      return { x: (event.clientX - bounds.left) / bounds.width * side, y: (event.clientY - bounds.top) / bounds.height * side };
    };
    canvas.addEventListener("pointerdown", event => {
      canvas.setPointerCapture(event.pointerId);
      this.last = place(event);
      this.ink(this.last, this.last);
    });
    canvas.addEventListener("pointermove", event => {
      if (!this.last) return;
      const next = place(event);
      this.ink(this.last, next);
      this.last = next;
    });
    for (const kind of ["pointerup", "pointercancel"]) canvas.addEventListener(kind, () => { this.last = null; });
    find("#read-clear").addEventListener("click", () => { this.pixels.fill(0); void this.answer(); });
    find("#read-example").addEventListener("click", () => void this.showExample());
    find("#read-train").addEventListener("click", () => void this.train());
    find("#write-run").addEventListener("click", () => (this.isWriting ? this.stopWriting() : void this.write()));
    find("#write-text").addEventListener("change", () => { this.stopWriting(); this.hasWriter = false; });
    find<HTMLTextAreaElement>("#write-text").value = text;
    window.addEventListener("resize", () => { if (!find<HTMLElement>("#read").hidden) void this.answer(); });
  }

  async open(settings: URLSearchParams): Promise<void> {
    const seed = settings.get("seed");
    if (seed && /^\d{1,9}$/.test(seed)) find<HTMLInputElement>("#read-seed").value = seed;
    if (!this.started) {
      this.started = true;
      find("#read-bars").replaceChildren(...[...Array(10).keys()].map(digit => make("div", { class: "bar" },
        make("span", { class: "digit" }, String(digit)),
        make("span", { class: "track" }, make("span", { class: "part" })),
        make("span", { class: "share" }, "–"))));
      void this.train();
    } else {
      await this.answer();
    }
  }

  close(): void {
    this.turn++;
    // A visitor who comes back before it is trained begins anew.
    if (!this.isReady) this.started = false;
    this.stopWriting();
  }

  private async train(): Promise<void> {
    const turn = ++this.turn;
    const status = find("#read-status");
    this.isReady = false;
    try {
      const seed = Math.round(Number(find<HTMLInputElement>("#read-seed").value));
      if (!(seed >= 0 && seed < 1e9)) throw new Error("The seed must be a whole number from 0 to 999,999,999.");
      link.write("read", seed === 1 ? {} : { seed: String(seed) });
      status.textContent = "Drawing 2,000 digits to learn from …";
      const steps = await call<number>("ReadStart", seed);
      if (turn !== this.turn) return;
      const started = performance.now();
      const bar = find<HTMLProgressElement>("#read-progress");
      for (let done = 0, size = 2; done < steps;) {
        const before = performance.now();
        const [taken, error, accuracy] = await call<number[]>("ReadTake", size);
        if (turn !== this.turn) return;
        size = Math.max(1, Math.min(20, Math.round(size * 60 / Math.max(5, performance.now() - before))));
        done = taken;
        bar.value = done / steps;
        const seconds = ((performance.now() - started) / 1000).toFixed(1);
        status.textContent = done < steps
          ? `Step ${done} of ${steps}, error ${error.toFixed(3)}`
          : `Trained in ${seconds} s: it reads ${(100 * accuracy).toFixed(1)} % of 200 other digits.`;
      }
      this.isReady = true;
      if (this.pixels.every(pixel => pixel === 0)) await this.showExample();
      else await this.answer();
    } catch (error) {
      if (turn !== this.turn) return;
      status.textContent = (error as Error).message;
    }
  }

  private async showExample(): Promise<void> {
    const bytes = await call<Uint8Array>("ReadExample", this.examples % 10, 1000 + this.examples++);
    this.pixels = Float32Array.from(bytes, byte => byte / 255);
    await this.answer();
  }

  /** A line of a soft pen, as wide as the strokes that the network knows. */
  private ink(from: { x: number; y: number }, to: { x: number; y: number }): void {
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    const length2 = Math.max(1e-9, dx * dx + dy * dy);
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        const t = Math.min(1, Math.max(0, ((x + 0.5 - from.x) * dx + (y + 0.5 - from.y) * dy) / length2));
        const distance = Math.hypot(x + 0.5 - from.x - t * dx, y + 0.5 - from.y - t * dy);
        this.pixels[y * side + x] = Math.max(this.pixels[y * side + x], Math.min(1, Math.max(0, (1.5 - distance) / 1.2 + 0.5)));
      }
    }
    void this.answer();
  }

  private async answer(): Promise<void> {
    const image = new ImageData(side, side);
    const [paper, ink] = [rgb(color("paper")), rgb(color("ink"))];
    this.pixels.forEach((pixel, i) => {
      for (let k = 0; k < 3; k++) image.data[4 * i + k] = paper[k] + (ink[k] - paper[k]) * pixel;
      image.data[4 * i + 3] = 255;
    });
    paint(find("#read-canvas"), image, false);
    if (!this.isReady) return;
    const answer = ++this.answers;
    const numbers = await call<number[]>("ReadDigit", Uint8Array.from(this.pixels, pixel => Math.round(255 * pixel)));
    if (answer !== this.answers) return;
    const best = numbers.slice(0, 10).reduce((a, value, i) => (value > numbers[a] ? i : a), 0);
    const isEmpty = this.pixels.every(pixel => pixel === 0);
    [...find("#read-bars").children].forEach((bar, digit) => {
      bar.classList.toggle("best", digit === best && !isEmpty);
      bar.querySelector<HTMLElement>(".part")!.style.width = `${100 * numbers[digit]}%`;
      bar.querySelector(".share")!.textContent = `${(100 * numbers[digit]).toFixed(1)} %`;
    });
    find("#read-answer").textContent = isEmpty ? "Draw a digit." : `It reads ${best}, at ${(100 * numbers[best]).toFixed(1)} %.`;
    this.drawGradient(numbers.slice(10));
  }

  private drawGradient(gradient: number[]): void {
    const most = Math.max(1e-12, ...gradient.map(Math.abs));
    const image = new ImageData(side, side);
    const [low, middle, high] = [rgb(color("derivative")), rgb(color("paper")), rgb(color("value"))];
    gradient.forEach((value, i) => {
      const end = value < 0 ? low : high;
      const part = Math.sqrt(Math.abs(value) / most);
      for (let k = 0; k < 3; k++) image.data[4 * i + k] = middle[k] + (end[k] - middle[k]) * part;
      image.data[4 * i + 3] = 255;
    });
    const context = paint(find("#read-gradient"), image, false);
    // The strokes, faintly, to see where the pixels are.
    const canvas = find<HTMLCanvasElement>("#read-gradient");
    const size = canvas.clientWidth / side;
    context.strokeStyle = color("ink");
    context.globalAlpha = 0.35;
    context.lineWidth = 1;
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        const isInk = (a: number, b: number): boolean => a >= 0 && b >= 0 && a < side && b < side && this.pixels[b * side + a] > 0.5;
        if (!isInk(x, y)) continue;
        context.beginPath();
        if (!isInk(x - 1, y)) { context.moveTo(x * size, y * size); context.lineTo(x * size, (y + 1) * size); }
        if (!isInk(x + 1, y)) { context.moveTo((x + 1) * size, y * size); context.lineTo((x + 1) * size, (y + 1) * size); }
        if (!isInk(x, y - 1)) { context.moveTo(x * size, y * size); context.lineTo((x + 1) * size, y * size); }
        if (!isInk(x, y + 1)) { context.moveTo(x * size, (y + 1) * size); context.lineTo((x + 1) * size, (y + 1) * size); }
        context.stroke();
      }
    }
  }

  private async write(): Promise<void> {
    const turn = ++this.writeTurn;
    this.isWriting = true;
    find("#write-run").textContent = "Pause";
    const status = find("#write-status");
    try {
      if (!this.hasWriter) {
        const weights = await call<number>("WriteStart", find<HTMLTextAreaElement>("#write-text").value, 1);
        find("#write-size").textContent = `${weights.toLocaleString("en")} weights.`;
        this.hasWriter = true;
      }
      for (let size = 1, round = 0; turn === this.writeTurn; round++) {
        const before = performance.now();
        const [taken, error] = await call<number[]>("WriteTake", size);
        // An answer that was asked for before the pause.
        if (turn !== this.writeTurn) return;
        size = Math.max(1, Math.min(20, Math.round(size * 80 / Math.max(5, performance.now() - before))));
        status.textContent = `Step ${taken}, error ${error.toFixed(3)}`;
        if (round % 10 === 0) find("#write-output").textContent = await call<string>("WriteText", 160, Number(find<HTMLInputElement>("#write-heat").value));
      }
    } catch (error) {
      if (turn !== this.writeTurn) return;
      status.textContent = (error as Error).message;
      this.stopWriting();
    }
  }

  private stopWriting(): void {
    this.writeTurn++;
    this.isWriting = false;
    find("#write-run").textContent = "Learn and write";
  }
}
