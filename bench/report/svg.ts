/** A picture as SVG text: a few shapes, positions in px, on white so that it reads the same in any theme. */
export class Svg {
  readonly #width: number;
  readonly #shapes: string[] = [];
  #height = 0;

  constructor(width: number) {
    this.#width = width;
  }

  rect(x: number, y: number, width: number, height: number, fill: string): void {
    this.#shapes.push(
      `<rect x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}" fill="${fill}"/>`,
    );
    this.#reach(y + height);
  }

  line(x1: number, y1: number, x2: number, y2: number, stroke: string, dash = ""): void {
    const dashes = dash && ` stroke-dasharray="${dash}"`;
    this.#shapes.push(
      `<line x1="${px(x1)}" y1="${px(y1)}" x2="${px(x2)}" y2="${px(y2)}" stroke="${stroke}" stroke-width="1.5"${dashes}/>`,
    );
    this.#reach(Math.max(y1, y2));
  }

  path(points: readonly { x: number; y: number }[], stroke: string): void {
    const at = points.map(({ x, y }) => `${px(x)},${px(y)}`).join(" ");
    this.#shapes.push(`<polyline points="${at}" fill="none" stroke="${stroke}" stroke-width="2"/>`);
    this.#reach(Math.max(...points.map(({ y }) => y)));
  }

  dot(x: number, y: number, fill: string, radius = 2.5): void {
    this.#shapes.push(
      `<circle cx="${px(x)}" cy="${px(y)}" r="${radius}" fill="${fill}" fill-opacity="0.75"/>`,
    );
  }

  text(x: number, y: number, text: string, style: TextStyle = {}): void {
    const { anchor = "start", size = 12, weight = "normal", fill = "#222" } = style;
    this.#shapes.push(
      `<text x="${px(x)}" y="${px(y)}" font-size="${size}" font-weight="${weight}" text-anchor="${anchor}" fill="${fill}">${escaped(text)}</text>`,
    );
    this.#reach(y);
  }

  toString(): string {
    const height = Math.ceil(this.#height + 12);
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${this.#width} ${height}" width="${this.#width}" height="${height}" font-family="system-ui, sans-serif">`,
      `<rect width="100%" height="100%" fill="#fff"/>`,
      ...this.#shapes,
      "</svg>\n",
    ].join("\n");
  }

  #reach(y: number): void {
    this.#height = Math.max(this.#height, y);
  }
}

interface TextStyle {
  anchor?: "start" | "middle" | "end";
  size?: number;
  weight?: "normal" | "bold";
  fill?: string;
}

function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
