// Draws a computational graph: inputs at the bottom, the result at the top, as in the lecture.
import dagre from "@dagrejs/dagre";
import { make, svg } from "./dom";

export interface GraphNode { name: string; formula: string; numbers: string; value: string; isOutput: boolean }
export interface GraphEdge { from: number; to: number; formula: string; numbers: string; derivative: string }

interface Box { x: number; y: number; width: number; height: number }

const line = 19;
const margin = 14;

/** Turns the layout around where that puts more of the inputs into their order, from left to right. */
function mirror(graph: InstanceType<typeof dagre.graphlib.Graph>, nodes: GraphNode[]): void {
  const inputs = nodes.flatMap((node, i) => (node.formula ? [] : [graph.node(String(i)) as Box]));
  const inOrder = inputs.reduce((sum, box, i) => sum + inputs.slice(i + 1).reduce((part, other) => part + Math.sign(other.x - box.x), 0), 0);
  if (inOrder >= 0) return;
  const width = (graph.graph() as { width?: number }).width ?? 0;
  for (const node of graph.nodes()) (graph.node(node) as Box).x = width - (graph.node(node) as Box).x;
  for (const edge of graph.edges()) {
    const route = graph.edge(edge) as { points: { x: number }[]; x?: number };
    route.points = route.points.map(point => ({ ...point, x: width - point.x }));
    if (route.x !== undefined) route.x = width - route.x;
  }
}

/** A drawn graph, whose texts and marks can change without a new layout. */
export class GraphDrawing {
  readonly root: SVGSVGElement;
  private readonly nodes: { group: SVGGElement; value: SVGTextElement; derivative: SVGTextElement }[] = [];
  private readonly edges: { path: SVGPathElement; label: SVGGElement; text: SVGTextElement; plate: SVGRectElement }[] = [];

  constructor(
    nodes: GraphNode[],
    edges: GraphEdge[],
    widest: string[],
    private readonly onSelect: (node: number, edge: number) => void,
    private readonly onValue: (name: string, value: string) => void,
  ) {
    const graph = new dagre.graphlib.Graph({ multigraph: true });
    graph.setGraph({ rankdir: "BT", nodesep: 26, ranksep: 54, marginx: margin, marginy: margin });
    graph.setDefaultEdgeLabel(() => ({}));
    const width = (texts: string[]): number => Math.max(96, 20 + 8 * Math.max(...texts.map(text => text.length)));
    nodes.forEach((node, i) => {
      const title = node.formula ? `${node.name} = ${node.formula}` : node.name;
      graph.setNode(String(i), { width: width([title, widest[i]]), height: 3 * line + 14 });
    });
    edges.forEach((edge, i) =>
      graph.setEdge(String(edge.from), String(edge.to), { width: 10 * 8, height: 24, labelpos: "c" }, String(i)));
    dagre.layout(graph);
    mirror(graph, nodes);
    const { width: wide = 100, height: high = 100 } = graph.graph() as { width?: number; height?: number };
    this.root = svg("svg", {
      viewBox: `0 0 ${wide} ${high}`, class: "graph", role: "group", "aria-label": "Computational graph",
      style: `width:${wide}px;height:${high}px`,
    });
    this.root.append(svg("defs", {}, ...["edge", "passed", "active"].map(kind =>
      svg("marker", { id: `head-${kind}`, viewBox: "0 0 10 10", refX: 9, refY: 5, markerWidth: 7, markerHeight: 7, orient: "auto-start-reverse" },
        svg("path", { d: "M0 0 10 5 0 10Z", class: `arrowhead head-${kind}` })))));
    edges.forEach((edge, i) => this.addEdge(edge, i, graph.edge(String(edge.from), String(edge.to), String(i)), nodes));
    nodes.forEach((node, i) => this.addNode(node, i, graph.node(String(i)) as Box));
  }

  setNode(i: number, value: string, derivative: string, mark: string): void {
    const { group, value: first, derivative: second } = this.nodes[i];
    first.textContent = value;
    second.textContent = derivative;
    group.setAttribute("class", `node ${mark} ${group.dataset.kind ?? ""}`);
  }

  setEdge(i: number, label: string, mark: string): void {
    const { path, label: group, text, plate } = this.edges[i];
    path.setAttribute("class", `edge ${mark}`);
    // The arrow points where the values go, or where the derivative does.
    const isDown = mark.includes("down");
    path.removeAttribute(isDown ? "marker-end" : "marker-start");
    path.setAttribute(isDown ? "marker-start" : "marker-end", `url(#head-${mark.includes("active") ? "active" : mark.includes("passed") ? "passed" : "edge"})`);
    group.setAttribute("class", `label ${mark}`);
    if (text.textContent === label) return;
    text.textContent = label;
    const width = label.length === 0 ? 0 : 10 + 8 * label.length;
    plate.setAttribute("width", String(width));
    plate.setAttribute("x", String(-width / 2));
  }

  private addNode(node: GraphNode, i: number, place: Box): void {
    const isInput = node.formula.length === 0;
    const title = isInput ? node.name : `${node.name} = ${node.formula}`;
    const group = svg("g", { transform: `translate(${place.x - place.width / 2} ${place.y - place.height / 2})`, tabindex: 0, role: "button" });
    group.dataset.kind = isInput ? "input" : node.isOutput ? "output" : "";
    group.dataset.name = node.name;
    const text = (row: number, kind: string, content = ""): SVGTextElement =>
      svg("text", { x: place.width / 2, y: row * line + 4, class: kind }, content);
    const [heading, value, derivative] = [text(1, "title", title), text(2, "value"), text(3, "derivative")];
    group.append(svg("rect", { width: place.width, height: place.height, rx: 9 }), heading, value, derivative);
    if (isInput) {
      // Inputs are edited where they stand.
      value.setAttribute("class", "value hidden");
      const field = make("input", {
        type: "text", inputmode: "decimal", value: node.value.replaceAll("−", "-"), "aria-label": `Value of ${node.name}`, size: "6",
      });
      field.addEventListener("change", () => this.onValue(node.name, field.value));
      field.addEventListener("keydown", event => { if (event.key === "Enter") field.blur(); event.stopPropagation(); });
      const holder = svg("foreignObject", { x: 8, y: line + 6, width: place.width - 16, height: 24 });
      holder.append(field);
      group.append(holder);
      derivative.setAttribute("y", String(3 * line + 6));
    }
    const select = (): void => this.onSelect(i, -1);
    group.addEventListener("click", select);
    group.addEventListener("focus", select);
    group.addEventListener("pointerenter", select);
    this.nodes.push({ group, value, derivative });
    this.root.append(group);
    this.setNode(i, "", "", "");
    group.setAttribute("aria-label", title);
  }

  private addEdge(edge: GraphEdge, i: number, route: { points: { x: number; y: number }[]; x?: number; y?: number }, nodes: GraphNode[]): void {
    const points = route.points;
    let d = `M${points[0].x} ${points[0].y}`;
    for (let k = 1; k < points.length - 1; k++) {
      const [here, next] = [points[k], points[k + 1]];
      const end = k === points.length - 2 ? next : { x: (here.x + next.x) / 2, y: (here.y + next.y) / 2 };
      d += `Q${here.x} ${here.y} ${end.x} ${end.y}`;
    }
    if (points.length === 2) d += `L${points[1].x} ${points[1].y}`;
    const path = svg("path", { d, class: "edge", "marker-end": "url(#head-edge)" });
    const middle = { x: route.x ?? points[1].x, y: route.y ?? points[1].y };
    const text = svg("text", { y: 5 });
    const plate = svg("rect", { y: -12, height: 24, rx: 6 });
    const label = svg("g", { transform: `translate(${middle.x} ${middle.y})`, class: "label" }, plate, text);
    const touch = svg("path", {
      d, class: "touch", tabindex: 0, role: "button", "aria-label": `Local derivative of ${nodes[edge.to].name} by ${nodes[edge.from].name}`,
    });
    touch.dataset.edge = `${nodes[edge.from].name}-${nodes[edge.to].name}`;
    for (const kind of ["click", "focus", "pointerenter"]) touch.addEventListener(kind, () => this.onSelect(-1, i));
    this.edges.push({ path, label, text, plate });
    this.root.append(path, touch, label);
  }
}
