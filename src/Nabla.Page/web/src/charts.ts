// Small pictures on canvases. Colors come from the style sheet, so they follow light and dark.
import { color, sharp, short } from "./dom";

export interface Curve { label: string; color: string; values: number[] }

const font = (size: number): string => `${size}px ${color("font")}`;

/** Curves over the same steps. The vertical axis is logarithmic where the values span more than a factor of 20. */
export function drawCurves(canvas: HTMLCanvasElement, curves: Curve[], most: number, isShare = false): void {
  const { context: c, width, height } = sharp(canvas);
  const [left, bottom, top, right] = [58, 20, 8, 8];
  const all = curves.flatMap(curve => curve.values).filter(value => Number.isFinite(value) && value < 1e300);
  c.font = font(12);
  c.textBaseline = "middle";
  if (all.length === 0) {
    c.fillStyle = color("muted");
    c.fillText("Nothing yet.", left, height / 2);
    return;
  }
  let [low, high] = [all.reduce((a, b) => Math.min(a, b)), all.reduce((a, b) => Math.max(a, b))];
  const isLog = !isShare && low > 0 && high / low > 20;
  if (isShare) high = 1;
  if (high === low) [low, high] = [low - 0.5, high + 0.5];
  const scale = (value: number): number => {
    const part = isLog ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
    return height - bottom - part * (height - bottom - top);
  };
  c.strokeStyle = color("line");
  c.fillStyle = color("muted");
  c.textAlign = "right";
  for (let i = 0; i <= 2; i++) {
    const value = isLog ? low * (high / low) ** (i / 2) : low + (high - low) * i / 2;
    const y = scale(value);
    c.beginPath();
    c.moveTo(left, y);
    c.lineTo(width - right, y);
    c.stroke();
    c.fillText(isShare ? `${Math.round(value * 100)} %` : short(Number(value.toPrecision(2))), left - 5, Math.min(height - bottom - 2, Math.max(top + 4, y)));
  }
  c.textAlign = "right";
  c.fillText(`${most} steps`, width - right, height - 7);
  c.lineWidth = 2;
  for (const curve of curves) {
    c.strokeStyle = curve.color;
    c.beginPath();
    const stride = Math.max(1, Math.floor(curve.values.length / (width - left)));
    for (let i = 0; i < curve.values.length; i += stride) {
      const x = left + (width - left - right) * (curve.values.length < 2 ? 0 : i / (curve.values.length - 1));
      const y = scale(Math.min(high, Math.max(isLog ? low : -Infinity, curve.values[i])));
      if (i === 0) c.moveTo(x, y);
      else c.lineTo(x, y);
    }
    c.stroke();
  }
}

export interface Histogram { most: number; counts: number[]; rootMeanSquare: number }

export function drawHistogram(canvas: HTMLCanvasElement, histogram: Histogram, fill: string): void {
  const { context: c, width, height } = sharp(canvas);
  const most = Math.max(1, ...histogram.counts);
  const step = width / histogram.counts.length;
  const bottom = 17;
  c.fillStyle = fill;
  histogram.counts.forEach((count, i) => {
    const size = (height - bottom - 2) * count / most;
    c.fillRect(i * step + 0.5, height - bottom - size, step - 1, size);
  });
  c.strokeStyle = color("line");
  c.beginPath();
  c.moveTo(0, height - bottom + 0.5);
  c.lineTo(width, height - bottom + 0.5);
  c.stroke();
  c.fillStyle = color("muted");
  c.font = font(12);
  c.textBaseline = "alphabetic";
  c.textAlign = "left";
  c.fillText(short(-Number(histogram.most.toPrecision(2))), 0, height - 3);
  c.textAlign = "right";
  c.fillText(short(Number(histogram.most.toPrecision(2))), width, height - 3);
}

/** Heights over a plane as colors, from dark (low) to light (high), by their rank so that steep parts do not hide flat ones. */
export function drawHeights(canvas: HTMLCanvasElement, heights: number[], size: number): void {
  const sorted = Float64Array.from(heights).sort();
  const rank = (value: number): number => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle] < value) low = middle + 1;
      else high = middle;
    }
    return low / sorted.length;
  };
  const ranks = Float64Array.from(heights, rank);
  const fine = 240;
  const image = new ImageData(fine, fine);
  const [from, to] = [rgb(color("low")), rgb(color("high"))];
  for (let i = 0; i < fine * fine; i++) {
    const [x, y] = [(i % fine) / (fine - 1) * (size - 1), Math.floor(i / fine) / (fine - 1) * (size - 1)];
    const [column, row] = [Math.min(size - 2, Math.floor(x)), Math.min(size - 2, Math.floor(y))];
    const [u, v, start] = [x - column, y - row, row * size + column];
    const value = (1 - v) * ((1 - u) * ranks[start] + u * ranks[start + 1]) + v * ((1 - u) * ranks[start + size] + u * ranks[start + size + 1]);
    // Bands are easier to follow than a smooth ramp.
    const part = Math.floor(value * 16) / 15;
    for (let k = 0; k < 3; k++) image.data[4 * i + k] = from[k] + (to[k] - from[k]) * part;
    image.data[4 * i + 3] = 255;
  }
  paint(canvas, image, true);
}

/** Draws a small picture over a whole canvas. */
export function paint(canvas: HTMLCanvasElement, image: ImageData, isSmooth: boolean): CanvasRenderingContext2D {
  const small = document.createElement("canvas");
  [small.width, small.height] = [image.width, image.height];
  small.getContext("2d")!.putImageData(image, 0, 0);
  const { context, width, height } = sharp(canvas);
  context.imageSmoothingEnabled = isSmooth;
  context.drawImage(small, 0, 0, width, height);
  return context;
}

/** The parts of a color such as #0072b2. */
export function rgb(hex: string): [number, number, number] {
  const number = parseInt(hex.slice(1), 16);
  return [number >> 16, (number >> 8) & 255, number & 255];
}

export const classColor = (index: number): string => color(`class-${index % 8}`);
