// Draws a network: its units, each with what it gives over the plane, and the weights between them.
import { classColor, rgb } from "./charts";
import { color, find, sharp } from "./dom";

/**
 * Draws it into the view Learn.
 * @param widths The widths of input, hidden layers and output.
 * @param units What each hidden unit gives, a picture after the other.
 * @param unitSize The width of these pictures.
 * @param links The weights between layers, [to, from] row by row.
 * @param isMaxout True if hidden units are maxout units, for which there are no links.
 */
export function drawNetwork(widths: number[], units: Uint8Array, unitSize: number, links: number[], isMaxout: boolean): void {
  const hidden = widths.slice(1, -1);
  const canvas = find<HTMLCanvasElement>("#learn-network");
  const most = Math.max(2, ...hidden.map(width => Math.min(width, 16)));
  canvas.style.height = `${Math.max(120, most * 36 + 34)}px`;
  const { context: c, width, height } = sharp(canvas);
  const columns = hidden.length + 2;
  const tile = Math.min(32, (height - 34) / most - 4, width / columns - 10);
  const x = (column: number): number => (column + 0.5) * width / columns;
  const shown = (column: number): number => Math.min(16, column === 0 ? 2 : column === columns - 1 ? widths[widths.length - 1] : hidden[column - 1]);
  const y = (column: number, unit: number): number => 24 + (height - 28) / 2 + (unit - (shown(column) - 1) / 2) * Math.min(36, (height - 34) / most);
  // Links of linear layers; maxout units have several each, and none are drawn.
  let place = 0;
  const [negative, positive] = [color("derivative"), color("value")];
  for (let column = 1; column < columns; column++) {
    const [from, to] = [widths[column - 1], widths[column]];
    if (isMaxout && column < columns - 1) continue;
    const strongest = Math.max(1e-6, ...links.slice(place, place + from * to).map(Math.abs));
    for (let unit = 0; unit < Math.min(to, shown(column)); unit++) {
      for (let source = 0; source < Math.min(from, shown(column - 1)); source++) {
        const weight = links[place + unit * from + source];
        c.strokeStyle = weight < 0 ? negative : positive;
        c.globalAlpha = 0.15 + 0.85 * Math.abs(weight) / strongest;
        c.lineWidth = 0.5 + 2.5 * Math.abs(weight) / strongest;
        c.beginPath();
        const [x1, x2] = [x(column - 1) + tile / 2, x(column) - tile / 2];
        const [y1, y2] = [y(column - 1, source), y(column, unit)];
        c.moveTo(x1, y1);
        c.bezierCurveTo((x1 + x2) / 2, y1, (x1 + x2) / 2, y2, x2, y2);
        c.stroke();
      }
    }
    place += from * to;
  }
  c.globalAlpha = 1;
  c.font = `12px ${color("font")}`;
  c.textAlign = "center";
  c.fillStyle = color("ink");
  const [low, middle, high] = [rgb(negative), rgb(color("paper")), rgb(positive)];
  let picture = 0;
  for (let column = 0; column < columns; column++) {
    const all = widths[column];
    c.fillStyle = color("muted");
    c.fillText(column === 0 ? "inputs" : column === columns - 1 ? "outputs" : all > 16 ? `16 of ${all}` : `layer ${column}`, x(column), 13);
    for (let unit = 0; unit < shown(column); unit++) {
      const [left, top] = [x(column) - tile / 2, y(column, unit) - tile / 2];
      if (column === 0 || column === columns - 1) {
        c.fillStyle = column === 0 ? color("paper") : classColor(unit);
        c.strokeStyle = color("muted");
        c.lineWidth = 1;
        c.beginPath();
        c.arc(x(column), y(column, unit), tile * 0.36, 0, 7);
        c.fill();
        c.stroke();
        continue;
      }
      const image = new ImageData(unitSize, unitSize);
      const start = (picture + unit) * unitSize * unitSize;
      for (let i = 0; i < unitSize * unitSize; i++) {
        const level = units[start + i] / 127.5 - 1;
        const end = level < 0 ? low : high;
        for (let k = 0; k < 3; k++) image.data[4 * i + k] = middle[k] + (end[k] - middle[k]) * Math.abs(level);
        image.data[4 * i + 3] = 255;
      }
      const small = document.createElement("canvas");
      [small.width, small.height] = [unitSize, unitSize];
      small.getContext("2d")!.putImageData(image, 0, 0);
      c.drawImage(small, left, top, tile, tile);
      c.strokeStyle = color("muted");
      c.lineWidth = 1;
      c.strokeRect(left, top, tile, tile);
    }
    if (column > 0 && column < columns - 1) picture += all;
  }
}
