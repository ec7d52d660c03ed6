// The race: optimizers go down one surface from the same place.
import { drawCurves, drawHeights } from "./charts";
import { color, find, isCalm, make, short } from "./dom";
import { ask } from "./library";

interface Runner { optimizer: string; rate: number; places: number[]; heights: number[] }
interface Race { extent: number[]; size: number; heights: number[]; runners: Runner[] }

const usual = ["sgd", "momentum", "adam", "rmsprop"];
const steps = 300;

export class RaceView {
  private race: Race | null = null;
  private shown = steps;
  private frame = 0;
  private started = false;

  async open(): Promise<void> {
    if (this.started) return this.draw();
    this.started = true;
    const surfaces = await ask<string[]>("RaceSurfaces");
    find("#race-surface").replaceChildren(...surfaces.map(name => make("option", {}, name)));
    const { optimizers } = await ask<{ optimizers: string[] }>("LearnChoices");
    find("#race-optimizers").replaceChildren(...optimizers.map(name => {
      const box = make("input", { type: "checkbox", name: "optimizer", value: name });
      box.checked = usual.includes(name);
      return make("label", {}, box, name);
    }));
    find("#race-form").addEventListener("submit", event => event.preventDefault());
    find("#race-form").addEventListener("change", () => void this.run());
    find("#race-start").addEventListener("click", () => this.play());
    window.addEventListener("resize", () => this.draw());
    await this.run();
  }

  private async run(): Promise<void> {
    const chosen = [...document.querySelectorAll<HTMLInputElement>("#race-optimizers input:checked")].map(box => box.value);
    const rate = Number(find<HTMLInputElement>("#race-rate").value.replace(",", ".") || "0");
    try {
      if (!Number.isFinite(rate)) throw new Error("The learning rate must be a number.");
      this.race = await ask<Race>("RaceRun", find<HTMLSelectElement>("#race-surface").value, JSON.stringify(chosen), rate, steps);
      find("#race-error").textContent = "";
      this.shown = steps;
      this.draw();
    } catch (error) {
      find("#race-error").textContent = (error as Error).message;
    }
  }

  private play(): void {
    cancelAnimationFrame(this.frame);
    if (isCalm()) return this.draw();
    this.shown = 0;
    const next = (): void => {
      this.shown = Math.min(steps, this.shown + 2);
      this.draw();
      if (this.shown < steps) this.frame = requestAnimationFrame(next);
    };
    next();
  }

  private draw(): void {
    if (!this.race || find<HTMLElement>("#learn").hidden) return;
    const { extent, size, heights, runners } = this.race;
    const canvas = find<HTMLCanvasElement>("#race-canvas");
    drawHeights(canvas, heights, size);
    const c = canvas.getContext("2d")!;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    const ink = (runner: Runner): string => color(`class-${runners.indexOf(runner) % 8}`);
    for (const runner of runners) {
      const count = Math.min(this.shown + 1, runner.places.length / 2);
      c.beginPath();
      for (let i = 0; i < count; i++) {
        const x = (runner.places[2 * i] - extent[0]) / (extent[1] - extent[0]) * width;
        const y = (extent[3] - runner.places[2 * i + 1]) / (extent[3] - extent[2]) * height;
        if (i === 0) c.moveTo(x, y);
        else c.lineTo(x, y);
        if (i === count - 1) {
          c.strokeStyle = color("paper");
          c.lineWidth = 4;
          c.stroke();
          c.strokeStyle = ink(runner);
          c.lineWidth = 2.2;
          c.stroke();
          c.beginPath();
          c.arc(x, y, 5, 0, 7);
          c.fillStyle = ink(runner);
          c.fill();
          c.strokeStyle = color("paper");
          c.lineWidth = 1.5;
          c.stroke();
        }
      }
    }
    const low = Math.min(...heights);
    drawCurves(find("#race-curves"), runners.map(runner => ({
      label: runner.optimizer, color: ink(runner), values: runner.heights.slice(0, Math.max(1, this.shown)).map(value => value - low + 1e-6),
    })), Math.min(this.shown, steps));
    find("#race-results").replaceChildren(...runners.map(runner => {
      const last = runner.heights[Math.min(runner.heights.length, Math.max(1, this.shown)) - 1];
      return make("tr", {}, make("th", { scope: "row" }, make("i", { class: "dot", style: `background:${ink(runner)}` }), runner.optimizer),
        make("td", {}, short(runner.rate)), make("td", {}, short(last)));
    }));
  }
}
