/** What a thing looks like on the map: the kind by shape, severe by a triangle, done by a filled shape, the rest by a ring. */
export const shapes: Record<string, { path: string; colour: string }> = {
  proposal: { path: "M12 2.5 21.5 12 12 21.5 2.5 12Z", colour: "#006f83" },
  report: { path: "M6 4H18A2 2 0 0 1 20 6V18A2 2 0 0 1 18 20H6A2 2 0 0 1 4 18V6A2 2 0 0 1 6 4Z", colour: "#5109ad" },
  defect: { path: "M12 3A9 9 0 1 1 12 21 9 9 0 0 1 12 3Z", colour: "#a65c00" },
  severe: { path: "M12 2.5 22 20.5H2Z", colour: "#ce0000" },
  case: { path: "M7 3.5H17L22 12 17 20.5H7L2 12Z", colour: "#004c59" },
};
const doneColour = "#197a4b";

export interface Thing {
  kind: string;
  state: string;
  title: string;
  url: string;
  severity: string;
}

export function thingOf(properties: Record<string, unknown> | null): Thing {
  const word = (name: string, otherwise = "") => String(properties?.[name] ?? otherwise);
  return { kind: word("kind", "report"), state: word("state", "open"), title: word("title"), url: word("url"), severity: word("severity") };
}

/** The name under which a thing's picture is kept: "defect-open", "severe-done". */
export function look(thing: Thing): string {
  const severe = thing.kind === "defect" && /^(large|severe|high|big|3)$/.test(thing.severity);
  const done = /^(done|repaired|closed|fixed|adopted)$/.test(thing.state);
  return `${severe ? "severe" : thing.kind in shapes ? thing.kind : "report"}-${done ? "done" : "open"}`;
}

const size = 56;

export function draw(name: string): ImageData {
  const canvas = new OffscreenCanvas(size, size);
  const context = canvas.getContext("2d")!;
  if (name.startsWith("many-")) drawMany(context, name.slice(5));
  else drawOne(context, name);
  return context.getImageData(0, 0, size, size);
}

function drawOne(context: OffscreenCanvasRenderingContext2D, name: string): void {
  const [kind = "report", state] = name.split("-");
  const { path, colour } = shapes[kind] ?? shapes.report!;
  const shape = new Path2D(path);
  context.translate(size / 2, size / 2);
  context.scale(1.75, 1.75);
  context.translate(-12, -12);
  context.lineJoin = "round";
  context.strokeStyle = "#fff";
  context.lineWidth = 6;
  context.stroke(shape);
  context.fillStyle = state === "done" ? doneColour : "#fff";
  context.fill(shape);
  context.save();
  context.clip(shape);
  context.strokeStyle = state === "done" ? doneColour : colour;
  context.lineWidth = kind === "severe" ? 11 : 9.5;
  context.stroke(shape);
  context.restore();
}

function drawMany(context: OffscreenCanvasRenderingContext2D, count: string): void {
  context.beginPath();
  context.arc(size / 2, size / 2, size / 2 - 2, 0, 7);
  context.fillStyle = "#fff";
  context.fill();
  context.beginPath();
  context.arc(size / 2, size / 2, size / 2 - 5, 0, 7);
  context.fillStyle = "#004c59";
  context.fill();
  context.fillStyle = "#fff";
  context.font = `700 ${count.length > 3 ? 17 : 22}px "BIZ UDPGothic", sans-serif`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(count, size / 2, size / 2 + 1);
}

export function drawing(name: string): SVGElement {
  const [kind = "report", state] = name.split("-");
  const { path, colour } = shapes[kind] ?? shapes.report!;
  const names = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(names, "svg");
  svg.setAttribute("viewBox", "-2 -2 28 28");
  svg.setAttribute("aria-hidden", "true");
  const shape = document.createElementNS(names, "path");
  shape.setAttribute("d", path);
  shape.setAttribute("fill", state === "done" ? doneColour : "#fff");
  shape.setAttribute("stroke", state === "done" ? doneColour : colour);
  shape.setAttribute("stroke-width", "4");
  svg.append(shape);
  return svg;
}
