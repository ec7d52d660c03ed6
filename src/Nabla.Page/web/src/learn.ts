// The view Learn: a network learns to tell classes in the plane apart, step by step.
import { classColor, drawCurves, drawHeights, drawHistogram, paint, rgb, type Histogram } from "./charts";
import { color, copy, download, find, isCalm, make, short } from "./dom";
import { ask, call } from "./library";
import * as link from "./link";
import { drawNetwork } from "./network";

interface Setup {
  points: number[]; testPoints: number[]; classNames: string[]; featureNames: string[]; extent: number[]; widths: number[]; parameters: number; rate: number;
  advice: string[];
}
interface Score { loss: number; accuracy: number }
interface Status { step: number; epoch: number; errors: number[]; training: Score; test: Score; compared: number; isSame: boolean; stopped: string }
interface Layer { name: string; weights: Histogram; gradients: Histogram }
interface Choices { activations: string[]; losses: string[]; regularizers: string[]; optimizers: string[] }

// Coarse while the network learns, fine at rest.
const [coarse, fine] = [40, 100];
const unitSize = 14;
const largestTable = 20 * 1024 * 1024;
// A slice of work in the worker: short enough that the page answers at once.
const slice = 40;

const defaults: Record<string, string> = {
  data: "moons", count: "400", noise: "0.15", seed: "1", hidden: "8,8", activation: "tanh", output: "", loss: "cross-entropy", regularizer: "l2", strength: "0",
  optimizer: "adam", rate: "0.02", batch: "32",
};

export class LearnView {
  private setup: Setup | null = null;
  private status: Status | null = null;
  private isRunning = false;
  private generation = 0;
  private runs = 0;
  private example = 0;
  private perSlice = 1;
  private losses: { training: number[]; test: number[]; accuracy: number[]; testAccuracy: number[] } = emptyLosses();
  private own: number[] = [];
  private isTable = false;
  private brush = 0;
  private started = false;
  private lastLook = 0;
  private surface: Uint8Array | null = null;
  private speed = { steps: 0, since: 0 };

  constructor() {
    const form = find<HTMLFormElement>("#learn-form");
    form.addEventListener("change", () => void this.restart());
    form.addEventListener("submit", event => { event.preventDefault(); void this.restart(); });
    const bind = (id: string, action: () => void): void => find(`#learn-${id}`).addEventListener("click", action);
    bind("run", () => (this.isRunning ? this.pause() : void this.run()));
    bind("one", () => void this.advance(1));
    bind("example", () => void this.oneExample());
    bind("again", () => void this.restart());
    bind("rewind", () => void this.rewind());
    bind("plane-draw", () => void this.drawPlane());
    bind("csharp", () => void this.copyProgram());
    bind("save", () => void this.save());
    bind("clear", () => { this.own = []; void this.usePoints(); });
    const file = find<HTMLInputElement>("#learn-file");
    file.addEventListener("change", () => { if (file.files?.[0]) void this.useTable(file.files[0]); file.value = ""; });
    const stage = find<HTMLElement>("#learn");
    stage.addEventListener("dragover", event => event.preventDefault());
    stage.addEventListener("drop", event => {
      event.preventDefault();
      const dropped = event.dataTransfer?.files[0];
      if (dropped) void this.useTable(dropped);
    });
    const canvas = find<HTMLCanvasElement>("#learn-surface");
    canvas.addEventListener("pointerdown", event => this.addPoint(event));
    window.addEventListener("resize", () => { if (!find<HTMLElement>("#learn").hidden) this.redraw(); });
    find("#learn-brush").addEventListener("change", event => { this.brush = Number((event.target as HTMLSelectElement).value); });
  }

  async open(settings: URLSearchParams): Promise<void> {
    if (!this.started) {
      const choices = await ask<Choices>("LearnChoices");
      fill("activation", choices.activations);
      fill("output", ["", ...choices.activations.filter(name => name !== "maxout"), "softmax"], "none");
      fill("loss", choices.losses);
      fill("regularizer", choices.regularizers);
      fill("optimizer", choices.optimizers);
      this.started = true;
    } else if (this.setup && (settings.size === 0 || settings.toString() === new URLSearchParams(this.settings()).toString())) {
      // A visitor who comes back finds the network as it was left.
      this.redraw();
      return;
    }
    for (const [name, value] of Object.entries(defaults)) setField(name, settings.get(name) ?? value);
    if (settings.has("points")) {
      this.own = settings.get("points")!.split(";").flatMap(point => point.split(",").map(Number)).slice(0, 3 * 5000);
      await this.usePoints();
    } else {
      await this.restart();
    }
  }

  close(): void {
    this.pause();
  }

  /** The options as the form has them. */
  private options(): Record<string, unknown> {
    const text = (name: string): string => field(name).value;
    return {
      data: text("data"), count: Math.round(number("count")), noise: number("noise"), seed: Math.round(number("seed")),
      hidden: text("hidden").split(/[,\s]+/).filter(Boolean).map(layer),
      activation: text("activation"), output: text("output"), loss: text("loss"), regularizer: text("regularizer"), strength: number("strength"),
      optimizer: text("optimizer"), rate: number("rate"), batch: Math.round(number("batch")),
    };
  }

  private async restart(): Promise<void> {
    this.pause();
    const turn = ++this.generation;
    try {
      if (field("data").value === "own" && this.own.length === 0 && !this.isTable) {
        this.say("Click into the plane to set points of two classes, or choose a table.");
        this.setup = emptyPlane([]);
        this.surface = null;
        this.status = null;
        this.drawSurface();
        return;
      }
      const setup = await ask<Setup>("LearnStart", JSON.stringify(this.options()));
      if (turn !== this.generation) return;
      this.setup = setup;
      this.example = 0;
      this.losses = emptyLosses();
      this.say("");
      this.showSetup();
      link.write("learn", this.settings());
      await this.advance(0);
    } catch (error) {
      if (turn === this.generation) this.say((error as Error).message);
    }
  }

  private async run(): Promise<void> {
    if (!this.status || this.status.stopped) return;
    this.isRunning = true;
    this.showRunning();
    // A loop that still waits for an answer must not go on beside this one.
    const turn = ++this.runs;
    this.speed = { steps: 0, since: performance.now() };
    while (turn === this.runs) {
      const start = performance.now();
      await this.advance(this.perSlice);
      const took = performance.now() - start;
      // Towards a slice of the wanted length, without jumps.
      this.perSlice = Math.max(1, Math.min(500, Math.round(this.perSlice * Math.min(2, Math.max(0.5, slice / Math.max(1, took))))));
    }
  }

  pause(): void {
    const wasRunning = this.isRunning;
    this.isRunning = false;
    this.runs++;
    this.showRunning();
    if (wasRunning && this.status && !this.status.stopped) void this.look(this.generation).catch(error => this.say((error as Error).message));
  }

  /** Takes steps, and shows where the run is. */
  private async advance(steps: number, example = -1): Promise<void> {
    const turn = this.generation;
    try {
      const status = await ask<Status>("LearnTake", steps, example);
      if (turn !== this.generation) return;
      this.take(status);
      const now = performance.now();
      // Looking costs more than learning; a picture that changes ten times a second is enough.
      if (!this.isRunning || now - this.lastLook > (isCalm() ? 1000 : 200)) {
        this.lastLook = now;
        await this.look(turn);
      }
    } catch (error) {
      if (turn === this.generation) {
        this.pause();
        this.say((error as Error).message);
      }
    }
  }

  private take(status: Status): void {
    this.status = status;
    this.losses.training.push(status.training.loss);
    this.losses.test.push(status.test.loss);
    this.losses.accuracy.push(status.training.accuracy);
    this.losses.testAccuracy.push(status.test.accuracy);
    this.speed.steps += status.errors.length;
    find("#learn-step").textContent = String(status.step);
    find("#learn-epoch").textContent = String(status.epoch);
    find("#learn-training").textContent = `${short(status.training.loss)}, ${percent(status.training.accuracy)}`;
    find("#learn-test").textContent = `${short(status.test.loss)}, ${percent(status.test.accuracy)}`;
    const seconds = (performance.now() - this.speed.since) / 1000;
    if (this.isRunning && seconds > 0.5) find("#learn-speed").textContent = `${Math.round(this.speed.steps / seconds)} steps a second`;
    if (status.stopped) {
      this.pause();
      this.say(status.stopped);
    }
    if (status.compared > 0) {
      find("#learn-same").textContent = status.isSame
        ? `The first ${status.compared} steps had the same errors as before, to the last bit.`
        : "The errors differ from those before.";
    }
  }

  private async look(turn: number): Promise<void> {
    const surface = await call<Uint8Array>("LearnSurface", this.isRunning ? coarse : fine);
    const units = await call<Uint8Array>("LearnUnits", unitSize);
    const links = await call<number[]>("LearnLinks");
    const layers = this.isRunning && this.losses.training.length % 7 ? null : await ask<Layer[]>("LearnLayers");
    if (turn !== this.generation) return;
    this.surface = surface;
    this.drawSurface();
    drawNetwork(this.setup!.widths, units, unitSize, links, field("activation").value === "maxout");
    this.drawLosses();
    if (layers) this.drawLayers(layers);
  }

  private redraw(): void {
    if (!this.setup) return;
    this.drawSurface();
    if (this.status) void this.look(this.generation);
  }

  private drawSurface(): void {
    const { points, testPoints, extent, classNames } = this.setup!;
    const canvas = find<HTMLCanvasElement>("#learn-surface");
    const size = this.surface ? Math.sqrt(this.surface.length / 2) : 1;
    const image = new ImageData(size, size);
    const white = color("paper");
    const paper = rgb(white);
    const inks = classNames.map((_, i) => classColor(i));
    const colors = inks.map(rgb);
    for (let i = 0; i < size * size; i++) {
      const strength = this.surface ? 0.12 + 0.5 * this.surface[size * size + i] / 255 : 0;
      const ink = this.surface ? colors[this.surface[i]] : paper;
      for (let k = 0; k < 3; k++) image.data[4 * i + k] = paper[k] + (ink[k] - paper[k]) * strength;
      image.data[4 * i + 3] = 255;
    }
    const c = paint(canvas, image, true);
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    const mark = (list: number[], isTest: boolean): void => {
      for (let i = 0; i < list.length; i += 3) {
        const x = (list[i] - extent[0]) / (extent[1] - extent[0]) * width;
        const y = (extent[3] - list[i + 1]) / (extent[3] - extent[2]) * height;
        c.beginPath();
        // Classes differ by form too.
        if (list[i + 2] % 2 === 0) c.arc(x, y, 3.4, 0, 7);
        else c.rect(x - 3, y - 3, 6, 6);
        const ink = inks[list[i + 2]] ?? classColor(list[i + 2]);
        c.fillStyle = isTest ? white : ink;
        c.strokeStyle = isTest ? ink : white;
        c.lineWidth = isTest ? 2 : 1;
        c.fill();
        c.stroke();
      }
    };
    mark(points, false);
    mark(testPoints, true);
  }

  private drawLosses(): void {
    const step = this.status?.step ?? 0;
    drawCurves(find("#learn-losses"), [
      { label: "training", color: color("value"), values: this.losses.training }, { label: "test", color: color("derivative"), values: this.losses.test },
    ], step);
    drawCurves(find("#learn-accuracies"), [
      { label: "training", color: color("value"), values: this.losses.accuracy },
      { label: "test", color: color("derivative"), values: this.losses.testAccuracy },
    ], step, true);
  }

  private drawLayers(layers: Layer[]): void {
    const list = find("#learn-layers");
    if (list.childElementCount !== layers.length) {
      list.replaceChildren(...layers.map(layer => make("div", { class: "layer" },
        make("div", { class: "name" }, layer.name),
        ...[0, 1].map(() => make("figure", {}, make("canvas", { role: "img" }), make("figcaption", {}))))));
    }
    layers.forEach((layer, i) => {
      const [weights, gradients] = [...list.children[i].querySelectorAll("canvas")];
      const captions = list.children[i].querySelectorAll("figcaption");
      drawHistogram(weights, layer.weights, color("value"));
      drawHistogram(gradients, layer.gradients, color("derivative"));
      captions[0].textContent = `weights, size ${short(layer.weights.rootMeanSquare)}`;
      captions[1].textContent = `gradient, size ${short(layer.gradients.rootMeanSquare)}`;
      weights.setAttribute("aria-label", `Histogram of the weights of ${layer.name}`);
      gradients.setAttribute("aria-label", `Histogram of the gradient of ${layer.name}`);
    });
  }

  private async drawPlane(): Promise<void> {
    if (!this.status) return;
    const wasRunning = this.isRunning;
    this.pause();
    const turn = this.generation;
    const size = 25;
    try {
      const plane = await call<number[]>("LearnLossPlane", size);
      if (turn !== this.generation) return;
      const canvas = find<HTMLCanvasElement>("#learn-plane");
      canvas.hidden = false;
      drawHeights(canvas, plane, size);
      const context = canvas.getContext("2d")!;
      context.fillStyle = color("ink");
      context.beginPath();
      context.arc(canvas.clientWidth / 2, canvas.clientHeight / 2, 4, 0, 7);
      context.fill();
      const [low, high] = [Math.min(...plane), Math.max(...plane)];
      find("#learn-plane-text").textContent = `From ${short(low)} (dark) to ${short(high)} (light); the weights of step ${this.status.step} are in the middle.`;
      if (wasRunning) void this.run();
    } catch (error) {
      this.say((error as Error).message);
    }
  }

  private async oneExample(): Promise<void> {
    if (!this.setup || !this.status) return;
    this.pause();
    const index = this.example++ % (this.setup.points.length / 3);
    await this.advance(1, index);
    const [x, y, label] = this.setup.points.slice(3 * index, 3 * index + 3);
    find("#learn-same").textContent = `Learned from one example: (${short(x)}, ${short(y)}) of ${this.setup.classNames[label]}.`;
  }

  private async rewind(): Promise<void> {
    if (!this.status || this.status.step === 0) return;
    this.pause();
    const target = this.status.step;
    const turn = ++this.generation;
    try {
      await call("LearnRewind");
      this.losses = emptyLosses();
      for (let done = 0; done < target;) {
        const status = await ask<Status>("LearnTake", Math.min(25, target - done), -1);
        if (turn !== this.generation) return;
        this.take(status);
        done = status.step;
        if (status.stopped) break;
      }
      await this.look(turn);
    } catch (error) {
      this.say((error as Error).message);
    }
  }

  private async usePoints(): Promise<void> {
    setField("data", "own");
    this.isTable = false;
    try {
      if (this.own.length > 0) await call("LearnPoints", this.own);
      await this.restart();
    } catch (error) {
      this.pause();
      ++this.generation;
      this.setup = emptyPlane(this.own);
      this.surface = null;
      this.status = null;
      this.drawSurface();
      this.say((error as Error).message);
    }
  }

  private async useTable(file: File): Promise<void> {
    this.pause();
    if (file.size > largestTable) {
      const [size, most] = [short(file.size / 1024 / 1024), largestTable / 1024 / 1024];
      this.say(`The table has ${size} MB; the page takes up to ${most} MB. The tool takes any size: nabla train csv:FILE.`);
      return;
    }
    try {
      await call("LearnTable", new Uint8Array(await file.arrayBuffer()));
      this.isTable = true;
      this.own = [];
      setField("data", "own");
      await this.restart();
    } catch (error) {
      this.say((error as Error).message);
    }
  }

  private addPoint(event: PointerEvent): void {
    if (field("data").value !== "own" || this.isTable || !this.setup) return;
    const canvas = event.currentTarget as HTMLCanvasElement;
    const bounds = canvas.getBoundingClientRect();
    const { extent } = this.setup;
    const x = extent[0] + (event.clientX - bounds.left) / bounds.width * (extent[1] - extent[0]);
    const y = extent[3] - (event.clientY - bounds.top) / bounds.height * (extent[3] - extent[2]);
    const isSecond = event.shiftKey ? 1 - Math.min(1, this.brush) : this.brush;
    this.own.push(Number(x.toFixed(2)), Number(y.toFixed(2)), isSecond);
    void this.usePoints();
  }

  private showSetup(): void {
    const { parameters, advice, classNames, featureNames, rate, extent } = this.setup!;
    find("#learn-parameters").textContent = `${parameters.toLocaleString("en")} weights, learning rate ${short(rate)}`;
    find("#learn-advice").replaceChildren(...advice.map(text => make("p", {}, text)));
    find("#learn-legend").replaceChildren(...classNames.map((name, i) => make("span", {}, swatch(i), name)),
      make("span", {}, [0, 1].map(i => `${featureNames[i]} from ${short(extent[2 * i])} to ${short(extent[2 * i + 1])}`).join(", ")));
    find("#learn-same").textContent = "";
    find("#learn-speed").textContent = "";
    find<HTMLElement>("#learn-own").hidden = field("data").value !== "own";
    find<HTMLElement>("#learn-plane").hidden = true;
    find("#learn-plane-text").textContent = "Not drawn yet.";
    const colors = classNames.length;
    const brush = find<HTMLSelectElement>("#learn-brush");
    for (let i = brush.options.length; i < Math.max(3, colors); i++) brush.append(make("option", { value: String(i) }, `class ${i + 1}`));
  }

  private showRunning(): void {
    const button = find("#learn-run");
    button.textContent = this.isRunning ? "Pause" : "Run";
    button.setAttribute("aria-pressed", String(this.isRunning));
  }

  private async copyProgram(): Promise<void> {
    try {
      const program = await call<string>("LearnProgram", Math.max(1, this.status?.epoch ?? 1));
      find("#learn-program").textContent = program;
      find<HTMLElement>("#learn-program").hidden = false;
      find("#learn-copied").textContent = (await copy(program)) ? "Copied. Save it as train.cs, and type: dotnet run train.cs" : "Select the text to copy it.";
    } catch (error) {
      find("#learn-copied").textContent = (error as Error).message;
    }
  }

  private async save(): Promise<void> {
    try {
      const bytes = await call<Uint8Array<ArrayBuffer>>("LearnSave");
      download("model.safetensors", bytes, "application/octet-stream");
    } catch (error) {
      this.say((error as Error).message);
    }
  }

  /** What the form and the points differ from the defaults in. */
  private settings(): Record<string, string> {
    const settings: Record<string, string> = {};
    for (const name of Object.keys(defaults)) if (field(name).value !== defaults[name]) settings[name] = field(name).value;
    if (settings.data === "own" && this.own.length > 0 && this.own.length <= 900) {
      settings.points = Array.from({ length: this.own.length / 3 }, (_, i) => this.own.slice(3 * i, 3 * i + 3).join(",")).join(";");
    }
    return settings;
  }

  private say(text: string): void {
    find("#learn-error").textContent = text;
  }
}

/** A plane to set points in, before there is anything to learn. */
function emptyPlane(points: number[]): Setup {
  return {
    points, testPoints: [], classNames: ["class 1", "class 2"], featureNames: ["x", "y"], extent: [-2, 2, -2, 2],
    widths: [], parameters: 0, rate: 0, advice: [],
  };
}

/** The width of a layer. */
function layer(text: string): number {
  const width = Number(text);
  if (!Number.isInteger(width)) throw new Error(`Layers are whole numbers such as 8,8, not “${text.slice(0, 40)}”.`);
  return width;
}

function emptyLosses(): { training: number[]; test: number[]; accuracy: number[]; testAccuracy: number[] } {
  return { training: [], test: [], accuracy: [], testAccuracy: [] };
}

const field = (name: string): HTMLInputElement | HTMLSelectElement => find(`#learn-form [name=${name}]`);

function number(name: string): number {
  const text = field(name).value.trim();
  const value = text === "" ? NaN : Number(text.replace(",", "."));
  if (!Number.isFinite(value)) throw new Error(`“${text.slice(0, 40)}” is not a number for ${name}.`);
  return value;
}

function setField(name: string, value: string): void {
  const target = field(name);
  // What is unknown is shown all the same, with the library's answer to it.
  if (target instanceof HTMLSelectElement && ![...target.options].some(option => option.value === value)) {
    target.append(make("option", { value }, value.slice(0, 40)));
  }
  target.value = value;
}

function fill(name: string, values: string[], empty = ""): void {
  field(name).replaceChildren(...values.map(value => make("option", { value }, value || empty)));
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

function swatch(index: number): HTMLElement {
  return make("i", { class: index % 2 === 0 ? "dot" : "dot square", style: `background:${classColor(index)}` });
}
