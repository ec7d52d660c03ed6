// The view Step: values flow forward, derivatives flow back, one edge at a time.
import { download, find, isCalm, make } from "./dom";
import { GraphDrawing, type GraphEdge, type GraphNode } from "./graph";
import { ask } from "./library";
import * as link from "./link";

interface Event { node: number; edge: number; incoming: string; product: string; before: string; sum: string }
interface Path { edges: number[]; factors: string[]; product: string; sum: string }
interface Input { node: number; forward: Event[]; paths: Path[]; pathCount: string; derivative: string }
interface Cost { way: string; sweeps: string; multiplications: string; additions: string }
interface Graph { nodes: GraphNode[]; edges: GraphEdge[]; reverse: Event[]; inputs: Input[]; costs: Cost[] }

/** What a moment shows: texts and marks of nodes and edges, and a sentence. */
interface Moment {
  values: boolean[];
  derivatives: string[];
  edgeLabels: string[];
  activeNode: number;
  activeEdges: number[];
  passedEdges: number[];
  /** True for edges along which a derivative went down. */
  isDown: boolean[];
  heading: string;
  lines: string[];
}

const examples: [string, string, string][] = [
  ["The lecture's first: (a + b) · (b + 1)", "(a + b) * (b + 1)", "a:2,b:1"],
  ["Three paths meet three: they multiply", "s = x1 + x2 + x3; y = 2s; z = y^2; t = sin(s); z + t", "x1:0.5,x2:-0.25,x3:1"],
  ["A neuron with a squared error", "z = w1*x1 + w2*x2 + b; y = sigmoid(z); (y - t)^2", "w1:0.5,x1:1,w2:-1,x2:2,b:0.1,t:1"],
  ["A network of two hidden units",
    "h1 = tanh(u1*x + c1); h2 = tanh(u2*x + c2); y = v1*h1 + v2*h2; (y - t)^2", "u1:1,x:0.5,c1:0.1,u2:-1,c2:0.3,v1:0.7,v2:-0.4,t:1"],
  ["Cross-entropy of a softmax", "ln(exp(a) + exp(b)) - a", "a:2,b:1"],
  ["The same input many times: x · x · x · x", "u = x*x; v = u*u; v + u", "x:1.5"],
];

export class StepView {
  private graph: Graph | null = null;
  private drawing: GraphDrawing | null = null;
  private formula = examples[0][1];
  private values: Record<string, string> = {};
  private mode = "reverse";
  private time = 0;
  private moments: Moment[] = [];
  private timer = 0;
  private building = 0;

  constructor() {
    const select = find<HTMLSelectElement>("#step-example");
    examples.forEach(([name], i) => select.append(make("option", { value: String(i) }, name)));
    select.append(make("option", { value: "", hidden: "" }, "Your own"));
    select.addEventListener("change", () => {
      const [, formula, values] = examples[Number(select.value)];
      void this.show(formula, parseValues(values), this.mode, 0);
    });
    const field = find<HTMLInputElement>("#step-formula");
    field.addEventListener("change", () => void this.show(field.value, this.values, this.mode, 0));
    find("#step-mode").addEventListener("change", event => this.setMode((event.target as HTMLSelectElement).value));
    const slider = find<HTMLInputElement>("#step-time");
    slider.addEventListener("input", () => this.go(Number(slider.value)));
    const bind = (id: string, action: () => void): void => find(`#step-${id}`).addEventListener("click", action);
    bind("first", () => this.go(0));
    bind("back", () => this.go(this.time - 1));
    bind("play", () => this.play());
    bind("forward", () => this.go(this.time + 1));
    bind("last", () => this.go(this.moments.length - 1));
    bind("svg", () => this.save());
    find("#step form").addEventListener("submit", event => event.preventDefault());
    document.addEventListener("keydown", event => this.onKey(event));
    window.addEventListener("resize", () => this.fit());
  }

  /** Shows the state of a link. */
  async open(settings: URLSearchParams): Promise<void> {
    const formula = settings.get("f") ?? examples[0][1];
    const values = parseValues(settings.get("v") ?? (settings.has("f") ? "" : examples[0][2]));
    await this.show(formula, values, settings.get("m") ?? "reverse", Number(settings.get("t")) || 0);
  }

  close(): void {
    this.pause();
  }

  private async show(formula: string, values: Record<string, string>, mode: string, time: number): Promise<void> {
    this.pause();
    const turn = ++this.building;
    find<HTMLInputElement>("#step-formula").value = formula.slice(0, 3000);
    const index = examples.findIndex(example => example[1] === formula);
    find<HTMLSelectElement>("#step-example").value = index < 0 ? "" : String(index);
    if (this.graph && formula === this.formula && Object.entries(this.values).every(([name, value]) => Number(values[name]) === Number(value))) {
      this.setMode(this.isMode(mode) ? mode : "reverse", time);
      this.fit();
      find("#step-error").textContent = "";
      return;
    }
    try {
      const numbers: Record<string, number> = {};
      const names = await ask<string[]>("StepNames", formula);
      for (const name of names) {
        const number = Number((values[name] ?? "1").replaceAll("−", "-").replace(",", "."));
        if (!Number.isFinite(number)) throw new Error(`The value of ${name} must be a number, not “${values[name].slice(0, 40)}”.`);
        numbers[name] = number;
      }
      const graph = await ask<Graph>("Step", formula, JSON.stringify(numbers));
      if (turn !== this.building) return;
      this.formula = formula;
      this.values = Object.fromEntries(names.map(name => [name, String(numbers[name])]));
      this.graph = graph;
      this.draw();
      this.setMode(this.isMode(mode) ? mode : "reverse", time);
      find("#step-error").textContent = "";
    } catch (error) {
      if (turn === this.building) find("#step-error").textContent = (error as Error).message;
    }
  }

  private isMode(mode: string): boolean {
    const [way, name] = mode.split(":");
    return mode === "reverse" || ((way === "forward" || way === "paths") && this.graph!.inputs.some(input => this.graph!.nodes[input.node].name === name));
  }

  private draw(): void {
    const { nodes, edges, inputs, costs } = this.graph!;
    // The longest text that a node will ever show.
    const names = nodes.map(node => node.name.length);
    const widest = nodes.map((node, i) => {
      const sums = [...this.graph!.reverse, ...inputs.flatMap(input => input.forward)].filter(event => event.node === i).map(event => event.sum);
      return `∂${node.name}/∂${"x".repeat(Math.max(names[names.length - 1], ...inputs.map(input => names[input.node])))} = ${
        sums.reduce((a, b) => (b.length > a.length ? b : a), "")}`;
    });
    this.drawing = new GraphDrawing(nodes, edges, widest, (node, edge) => this.select(node, edge), (name, value) => {
      void this.show(this.formula, { ...this.values, [name]: value }, this.mode, this.time);
    });
    find("#step-graph").replaceChildren(this.drawing.root);
    this.fit();
    const output = nodes[nodes.length - 1].name;
    const select = find<HTMLSelectElement>("#step-mode");
    select.replaceChildren(make("option", { value: "reverse" }, `Reverse mode: ∂${output}/∂ of every node`));
    for (const [way, title] of [["forward", "Forward mode: ∂/∂"], ["paths", "Sum over paths to "]] as const) {
      for (const input of inputs) {
        const name = nodes[input.node].name;
        select.append(make("option", { value: `${way}:${name}` }, `${title}${name}${way === "forward" ? " of every node" : ` (${input.pathCount})`}`));
      }
    }
    find("#step-costs").replaceChildren(...costs.map(cost => make("tr", {},
      make("th", { scope: "row" }, cost.way), make("td", {}, cost.sweeps), make("td", {}, cost.multiplications), make("td", {}, cost.additions))));
  }

  /** Shrinks or widens the graph to the room there is, as long as its text stays readable. */
  private fit(): void {
    if (!this.drawing) return;
    const [, , width, height] = this.drawing.root.getAttribute("viewBox")!.split(" ").map(Number);
    const room = find("#step-graph").clientWidth - 4;
    if (room <= 0) return;
    const scale = Math.min(1.15, Math.max(0.86, room / width));
    this.drawing.root.style.width = `${width * scale}px`;
    this.drawing.root.style.height = `${height * scale}px`;
  }

  private setMode(mode: string, time?: number): void {
    if (!this.graph) return;
    this.pause();
    this.mode = mode;
    find<HTMLSelectElement>("#step-mode").value = mode;
    this.moments = momentsOf(this.graph, mode);
    find<HTMLInputElement>("#step-time").max = String(this.moments.length - 1);
    // A change of mode goes on where its derivatives begin.
    const start = this.graph.nodes.filter(node => node.formula).length;
    this.go(time ?? Math.min(this.time, start));
  }

  private go(time: number): void {
    if (!this.graph || !this.drawing) return;
    this.time = Math.max(0, Math.min(this.moments.length - 1, Math.floor(time)));
    const moment = this.moments[this.time];
    this.graph.nodes.forEach((node, i) => this.drawing!.setNode(
      i, moment.values[i] ? `= ${node.value}` : "", moment.derivatives[i],
      [moment.activeNode === i ? "active" : "", moment.values[i] ? "" : "waiting"].join(" ")));
    this.graph.edges.forEach((_, i) => this.drawing!.setEdge(
      i, moment.edgeLabels[i],
      `${moment.activeEdges.includes(i) ? "active" : moment.passedEdges.includes(i) ? "passed" : ""} ${moment.isDown[i] ? "down" : ""}`));
    find("#step-now").replaceChildren(make("strong", {}, moment.heading), ...moment.lines.map(line => make("div", {}, line)));
    const slider = find<HTMLInputElement>("#step-time");
    slider.value = String(this.time);
    const text = `Step ${this.time} of ${this.moments.length - 1}`;
    slider.setAttribute("aria-valuetext", `${text}: ${moment.heading} ${moment.lines.join(" ")}`);
    find("#step-count").textContent = text;
    find<HTMLButtonElement>("#step-back").disabled = find<HTMLButtonElement>("#step-first").disabled = this.time === 0;
    find<HTMLButtonElement>("#step-forward").disabled = find<HTMLButtonElement>("#step-last").disabled = this.time === this.moments.length - 1;
    const values = Object.entries(this.values).map(([name, value]) => `${name}:${value}`).join(",");
    link.write("step", { f: this.formula, v: values, m: this.mode, t: String(this.time) });
  }

  private select(node: number, edge: number): void {
    const { nodes, edges, inputs, reverse } = this.graph!;
    const output = nodes[nodes.length - 1].name;
    const lines: string[] = [];
    if (node >= 0) {
      const { name, formula, numbers, value } = nodes[node];
      lines.push(formula ? `${name} = ${formula} = ${numbers} = ${value}` : `${name} = ${value}, an input`);
      const last = reverse.filter(event => event.node === node).at(-1);
      lines.push(`∂${output}/∂${name} = ${last?.sum ?? "0"} (reverse mode)`);
      for (const input of inputs) {
        const event = input.forward.filter(one => one.node === node).at(-1);
        if (event) lines.push(`∂${name}/∂${nodes[input.node].name} = ${event.sum} (forward mode)`);
      }
    } else {
      const { from, to, formula, numbers, derivative } = edges[edge];
      lines.push(`Local derivative ∂${nodes[to].name}/∂${nodes[from].name}`, chain([formula, numbers, derivative]));
    }
    find("#step-detail").replaceChildren(...lines.map(line => make("div", {}, line)));
  }

  private play(): void {
    if (this.timer) return this.pause();
    if (this.time === this.moments.length - 1) this.go(0);
    const button = find("#step-play");
    button.textContent = "Pause";
    const next = (): void => {
      this.go(this.time + 1);
      if (this.time === this.moments.length - 1) this.pause();
    };
    this.timer = window.setInterval(next, isCalm() ? 2000 : 1100);
    next();
  }

  private pause(): void {
    clearInterval(this.timer);
    this.timer = 0;
    find("#step-play").textContent = "Play";
  }

  private onKey(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    if (find<HTMLElement>("#step").hidden || target.closest("input, select, textarea") || event.ctrlKey || event.altKey || event.metaKey) return;
    const moves: Record<string, () => void> = {
      ArrowRight: () => this.go(this.time + 1),
      ArrowLeft: () => this.go(this.time - 1),
      Home: () => this.go(0),
      End: () => this.go(this.moments.length - 1),
      " ": () => this.play(),
    };
    // A button that has the focus keeps its key.
    if (!(event.key in moves) || (event.key === " " && target.closest("button, a, [role=tab]"))) return;
    event.preventDefault();
    moves[event.key]();
  }

  private save(): void {
    if (!this.drawing) return;
    const copy = this.drawing.root.cloneNode(true) as SVGSVGElement;
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    for (const holder of copy.querySelectorAll("foreignObject, .touch")) holder.remove();
    for (const text of copy.querySelectorAll(".value.hidden")) text.setAttribute("class", "value");
    const originals = this.drawing.root.querySelectorAll("rect, path, text");
    copy.querySelectorAll("rect, path:not(.touch), text").forEach((element, i) => {
      const original = [...originals].filter(one => !one.classList.contains("touch"))[i];
      const style = getComputedStyle(original);
      const keep = ["fill", "stroke", "stroke-width", "stroke-dasharray", "font-family", "font-size", "font-weight", "text-anchor", "opacity"];
      element.setAttribute("style", keep.map(name => `${name}:${style.getPropertyValue(name)}`).join(";"));
    });
    download("graph.svg", new XMLSerializer().serializeToString(copy), "image/svg+xml");
  }
}

function parseValues(text: string): Record<string, string> {
  return Object.fromEntries(text.split(",").filter(part => part.includes(":")).map(part => {
    const place = part.indexOf(":");
    return [part.slice(0, place), part.slice(place + 1)];
  }));
}

/** a = b = c, without repeating what is the same. */
const chain = (texts: string[]): string => texts.filter((text, i) => text && text !== texts[i - 1]).join(" = ");

/** A factor of a product. */
const factor = (text: string): string => (text.startsWith("−") || text.includes(" ") ? `(${text})` : text);

function momentsOf(graph: Graph, mode: string): Moment[] {
  const { nodes, edges, inputs } = graph;
  const count = nodes.length;
  const output = nodes[count - 1].name;
  const start: Moment = {
    values: nodes.map(node => !node.formula), derivatives: nodes.map(() => ""), edgeLabels: edges.map(() => ""),
    activeNode: -1, activeEdges: [], passedEdges: [],
    isDown: edges.map(() => false), heading: "The inputs are given.", lines: ["Step forward: each node computes its value from its inputs."],
  };
  const moments = [start];
  const add = (change: (moment: Moment) => void): void => {
    const last = moments[moments.length - 1];
    const moment: Moment = {
      ...last, values: [...last.values], derivatives: [...last.derivatives], edgeLabels: [...last.edgeLabels],
      passedEdges: [...last.passedEdges], isDown: [...last.isDown],
      activeNode: -1, activeEdges: [], lines: [],
    };
    change(moment);
    moments.push(moment);
  };
  nodes.forEach((node, i) => {
    if (!node.formula) return;
    add(moment => {
      moment.values[i] = true;
      moment.activeNode = i;
      moment.activeEdges = edges.flatMap((edge, k) => (edge.to === i ? [k] : []));
      moment.heading = `The value of ${node.name}`;
      moment.lines = [`${node.name} = ${node.formula}`, chain([`= ${node.numbers}`, `= ${node.value}`])];
    });
  });
  const [way, name] = mode.split(":");
  const input = inputs.find(one => nodes[one.node].name === name);
  if (way === "paths") addPaths(graph, input!, output, add);
  else addSweep(graph, way === "forward" ? input! : null, output, add);
  return moments;
}

function addSweep(graph: Graph, input: Input | null, output: string, add: (change: (moment: Moment) => void) => void): void {
  const { nodes, edges } = graph;
  const inputName = input ? nodes[input.node].name : "";
  const of = (node: number): string => (input ? `∂${nodes[node].name}/∂${inputName}` : `∂${output}/∂${nodes[node].name}`);
  for (const event of input ? input.forward : graph.reverse) {
    add(moment => {
      moment.activeNode = event.node;
      moment.derivatives[event.node] = `${of(event.node)} = ${event.sum}`;
      if (event.edge < 0) {
        moment.heading = input ? `Forward mode starts at ${inputName}.` : `Reverse mode starts at ${output}.`;
        moment.lines = [`${of(event.node)} = 1`, input ? "It goes up along every edge." : "It goes down along every edge, to all inputs at once."];
        return;
      }
      const edge = edges[event.edge];
      const source = input ? edge.from : edge.to;
      const local = `∂${nodes[edge.to].name}/∂${nodes[edge.from].name}`;
      moment.activeEdges = [event.edge];
      moment.passedEdges.push(event.edge);
      moment.isDown[event.edge] = !input;
      moment.edgeLabels[event.edge] = `${event.incoming} · ${factor(edge.derivative)} = ${event.product}`;
      moment.heading = `Along the edge from ${nodes[source].name} to ${nodes[event.node].name}`;
      moment.lines = [
        `It brings ${of(source)} = ${event.incoming}`,
        `Local derivative: ${local} = ${chain([edge.formula, edge.numbers, edge.derivative])}`,
        `Their product: ${event.incoming} · ${factor(edge.derivative)} = ${event.product}`,
        event.before
          ? `Added to what came before: ${of(event.node)} = ${event.before} + ${factor(event.product)} = ${event.sum}`
          : `The first to arrive: ${of(event.node)} = ${event.sum}`,
      ];
    });
  }
  add(moment => {
    moment.heading = "Done.";
    const names = input
      ? [`${of(nodes.length - 1)} = ${input.derivative}`, `One sweep gave the derivatives of all nodes by ${inputName}.`]
      : [...graph.inputs.map(one => `${of(one.node)} = ${one.derivative}`), "One sweep gave the derivatives by all inputs."];
    moment.lines = names;
  });
}

function addPaths(graph: Graph, input: Input, output: string, add: (change: (moment: Moment) => void) => void): void {
  const { nodes, edges } = graph;
  const name = nodes[input.node].name;
  const derivative = `∂${output}/∂${name}`;
  if (input.paths.length === 0) {
    add(moment => {
      moment.heading = input.pathCount === "0" ? `No path leads from ${output} to ${name}.` : `${input.pathCount} paths lead from ${output} to ${name}.`;
      moment.lines = input.pathCount === "0"
        ? [`${derivative} = 0`]
        : ["That is too many to walk one by one. Reverse mode adds them up without walking them.", `${derivative} = ${input.derivative}`];
    });
    return;
  }
  input.paths.forEach((path, i) => add(moment => {
    moment.edgeLabels = edges.map(() => "");
    path.edges.forEach((edge, k) => { moment.edgeLabels[edge] = path.factors[k]; });
    moment.activeEdges = path.edges;
    moment.passedEdges = [];
    moment.isDown = edges.map((_, edge) => path.edges.includes(edge));
    moment.heading = `Path ${i + 1} of ${input.pathCount}: ${[output, ...path.edges.map(edge => nodes[edges[edge].from].name)].join(" → ")}`;
    const before = i === 0 ? "" : input.paths[i - 1].sum;
    moment.lines = [
      `Product along it: ${chain([path.factors.map(factor).join(" · "), path.product])}`,
      before ? `Sum of the paths so far: ${before} + ${factor(path.product)} = ${path.sum}` : `Sum of the paths so far: ${path.sum}`,
    ];
    moment.derivatives[input.node] = `${derivative} = ${path.sum}`;
  }));
  add(moment => {
    moment.edgeLabels = edges.map(() => "");
    moment.heading = "Done.";
    moment.lines = [`${derivative} = ${input.derivative}, the sum over ${input.pathCount} path${input.pathCount === "1" ? "" : "s"}.`,
      "Edges that paths share are multiplied again for each of them. The sweeps visit every edge once."];
  });
}
