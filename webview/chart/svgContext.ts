/**
 * A drawing context that writes SVG: the part of CanvasRenderingContext2D that Chart.js and our plugins draw with. Text
 * is measured by a real context, so that what is laid out is the same.
 */

/** What `save` keeps. */
interface State {
  fillStyle: string;
  strokeStyle: string;
  lineWidth: number;
  lineCap: string;
  lineJoin: string;
  lineDashOffset: number;
  globalAlpha: number;
  font: string;
  textAlign: CanvasTextAlign;
  textBaseline: CanvasTextBaseline;
  dash: readonly number[];
  matrix: Matrix;
  /** Id of the clip path that applies. */
  clip: string | undefined;
}

/** a, b, c, d, e, f of x' = a·x + c·y + e, y' = b·x + d·y + f. */
type Matrix = readonly [number, number, number, number, number, number];

const initial: State = {
  fillStyle: '#000',
  strokeStyle: '#000',
  lineWidth: 1,
  lineCap: 'butt',
  lineJoin: 'miter',
  lineDashOffset: 0,
  globalAlpha: 1,
  font: '10px sans-serif',
  textAlign: 'start',
  textBaseline: 'alphabetic',
  dash: [],
  matrix: [1, 0, 0, 1, 0, 0],
  clip: undefined,
};

/** Records a path as SVG's path data, in pixels of the canvas. */
class PathData {
  data = '';

  constructor(private readonly matrix: () => Matrix) {}

  moveTo(x: number, y: number): void {
    this.add('M', [x, y]);
  }

  lineTo(x: number, y: number): void {
    // As on a canvas, the first line of a path only begins it.
    this.add(this.data === '' ? 'M' : 'L', [x, y]);
  }

  bezierCurveTo(...points: readonly number[]): void {
    this.add('C', points);
  }

  quadraticCurveTo(...points: readonly number[]): void {
    this.add('Q', points);
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.moveTo(x, y);
    this.lineTo(x + width, y);
    this.lineTo(x + width, y + height);
    this.lineTo(x, y + height);
    this.closePath();
  }

  /** In parts of a quarter of a circle at most; scales of the two axes are the same here. */
  arc(x: number, y: number, radius: number, from: number, to: number, backwards = false): void {
    const full = 2 * Math.PI;
    const turn = backwards ? -Math.min(full, from - to) : Math.min(full, to - from);
    const parts = Math.max(1, Math.ceil(Math.abs(turn) / (Math.PI / 2)));
    const at = (angle: number): [number, number] => [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
    this.lineTo(...at(from));
    for (let part = 1; part <= parts; part++) {
      this.data += `A${short(radius)} ${short(radius)} 0 0 ${turn < 0 ? 0 : 1}`;
      this.add(' ', at(from + (turn * part) / parts));
    }
  }

  closePath(): void {
    if (this.data !== '') this.data += 'Z';
  }

  private add(command: string, points: readonly number[]): void {
    const [a, b, c, d, e, f] = this.matrix();
    const placed: string[] = [];
    for (let index = 0; index + 1 < points.length; index += 2) {
      const [x = 0, y = 0] = points.slice(index, index + 2);
      placed.push(short(a * x + c * y + e), short(b * x + d * y + f));
    }
    this.data += `${command}${placed.join(' ')}`;
  }
}

/** Stands for Path2D while a chart is drawn: what Chart.js keeps of a line between two drawings. */
export class RecordedPath extends PathData {
  constructor() {
    super(() => initial.matrix);
  }
}

let clipsMade = 0;

export class SvgContext {
  declare fillStyle: State['fillStyle'];
  declare strokeStyle: State['strokeStyle'];
  declare lineWidth: State['lineWidth'];
  declare lineCap: State['lineCap'];
  declare lineJoin: State['lineJoin'];
  declare lineDashOffset: State['lineDashOffset'];
  declare globalAlpha: State['globalAlpha'];
  declare font: State['font'];
  declare textAlign: State['textAlign'];
  declare textBaseline: State['textBaseline'];
  private state: State = initial;
  private readonly stack: State[] = [];
  private path = this.newPath();
  private readonly elements: string[] = [];
  private readonly clips: string[] = [];

  /** @param measuring a real context, and the canvas that a chart takes this for */
  constructor(
    readonly canvas: HTMLCanvasElement,
    private readonly measuring: CanvasRenderingContext2D,
  ) {
    for (const name of settable) {
      Object.defineProperty(this, name, {
        get: () => this.state[name],
        set: (value: never) => (this.state = { ...this.state, [name]: value }),
      });
    }
  }

  /** All that was drawn, to be put into an SVG document; ids are unique in the page. */
  drawing(): string {
    return `<defs>${this.clips.join('')}</defs>${this.elements.join('')}`;
  }

  save(): void {
    this.stack.push(this.state);
  }

  restore(): void {
    this.state = this.stack.pop() ?? this.state;
  }

  translate(x: number, y: number): void {
    this.transform([1, 0, 0, 1, x, y]);
  }

  rotate(angle: number): void {
    this.transform([Math.cos(angle), Math.sin(angle), -Math.sin(angle), Math.cos(angle), 0, 0]);
  }

  scale(x: number, y: number): void {
    this.transform([x, 0, 0, y, 0, 0]);
  }

  /** Chart.js sets the ratio of its canvas' pixels by this; lengths of a drawing are those of the page. */
  setTransform(): void {
    this.state = { ...this.state, matrix: initial.matrix };
  }

  resetTransform(): void {
    this.setTransform();
  }

  setLineDash(dash: readonly number[]): void {
    this.state = { ...this.state, dash: [...dash] };
  }

  getLineDash(): readonly number[] {
    return this.state.dash;
  }

  beginPath(): void {
    this.path = this.newPath();
  }

  moveTo(x: number, y: number): void {
    this.path.moveTo(x, y);
  }

  lineTo(x: number, y: number): void {
    this.path.lineTo(x, y);
  }

  bezierCurveTo(...points: readonly number[]): void {
    this.path.bezierCurveTo(...points);
  }

  quadraticCurveTo(...points: readonly number[]): void {
    this.path.quadraticCurveTo(...points);
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.path.rect(x, y, width, height);
  }

  arc(x: number, y: number, radius: number, from: number, to: number, backwards?: boolean): void {
    this.path.arc(x, y, radius, from, to, backwards);
  }

  closePath(): void {
    this.path.closePath();
  }

  stroke(path: unknown = this.path): void {
    const { data } = path as PathData;
    if (data !== '') this.elements.push(`<path d="${data}" fill="none" ${this.strokeLook()}${this.clipped()}/>`);
  }

  /** @param path or a rule: Chart.js fills the border of a bar between two rectangles by `evenodd` */
  fill(path: unknown = this.path, rule: unknown = path): void {
    const { data } = (typeof path === 'string' ? this.path : path) as PathData;
    const rules = rule === 'evenodd' ? ' fill-rule="evenodd"' : '';
    if (data !== '') this.elements.push(`<path d="${data}" ${this.fillLook()}${rules}${this.clipped()}/>`);
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    const path = this.newPath();
    path.rect(x, y, width, height);
    this.fill(path);
  }

  strokeRect(x: number, y: number, width: number, height: number): void {
    const path = this.newPath();
    path.rect(x, y, width, height);
    this.stroke(path);
  }

  /** What is drawn is drawn once: there is nothing to clear. */
  clearRect(): void {
    this.elements.length = 0;
  }

  clip(): void {
    const id = `clip${++clipsMade}`;
    this.clips.push(`<clipPath id="${id}"><path d="${this.path.data}"${this.clipped()}/></clipPath>`);
    this.state = { ...this.state, clip: id };
  }

  measureText(text: string): TextMetrics {
    this.measuring.font = this.state.font;
    return this.measuring.measureText(text);
  }

  fillText(text: string, x: number, y: number): void {
    this.text(text, x, y, this.fillLook());
  }

  strokeText(text: string, x: number, y: number): void {
    this.text(text, x, y, `fill="none" ${this.strokeLook()}`);
  }

  private text(text: string, x: number, y: number, look: string): void {
    const { matrix, textAlign, textBaseline } = this.state;
    const font = fontPattern.exec(this.state.font)?.groups ?? {};
    const weight = font['weight'] === undefined ? '' : ` font-weight="${font['weight']}"`;
    const anchor = { start: 'start', left: 'start', center: 'middle', end: 'end', right: 'end' }[textAlign];
    const place =
      matrix[0] === 1 && matrix[1] === 0
        ? `x="${short(matrix[4] + x)}" y="${short(matrix[5] + y + this.baseline(textBaseline))}"`
        : `transform="matrix(${matrix.map(short).join(' ')})" x="${short(x)}" y="${short(y + this.baseline(textBaseline))}"`;
    this.elements.push(
      `<text ${place} text-anchor="${anchor}" font-family="${escaped(font['family'] ?? 'sans-serif')}" font-size="${font['size'] ?? '10px'}"${weight} ` +
        `${look}${this.clipped()}>${escaped(text)}</text>`,
    );
  }

  /** From where text is asked for to the line that it stands on: programs disagree about dominant-baseline. */
  private baseline(of: CanvasTextBaseline): number {
    this.measuring.font = this.state.font;
    this.measuring.textBaseline = 'alphabetic';
    const { fontBoundingBoxAscent: up, fontBoundingBoxDescent: down } = this.measuring.measureText('x');
    switch (of) {
      case 'middle':
        return (up - down) / 2;
      case 'top':
      case 'hanging':
        return up;
      case 'bottom':
      case 'ideographic':
        return -down;
      case 'alphabetic':
        return 0;
    }
  }

  private strokeLook(): string {
    const { strokeStyle, lineWidth, lineCap, lineJoin, dash, lineDashOffset, globalAlpha } = this.state;
    const dashes =
      dash.length === 0
        ? ''
        : ` stroke-dasharray="${dash.map(short).join(' ')}" stroke-dashoffset="${short(lineDashOffset)}"`;
    const alpha = globalAlpha === 1 ? '' : ` stroke-opacity="${short(globalAlpha)}"`;
    return (
      `stroke="${escaped(strokeStyle)}" stroke-width="${short(lineWidth)}" stroke-linecap="${lineCap}" ` +
      `stroke-linejoin="${lineJoin}"${dashes}${alpha}`
    );
  }

  private fillLook(): string {
    const { fillStyle, globalAlpha } = this.state;
    return `fill="${escaped(fillStyle)}"${globalAlpha === 1 ? '' : ` fill-opacity="${short(globalAlpha)}"`}`;
  }

  private clipped(): string {
    return this.state.clip === undefined ? '' : ` clip-path="url(#${this.state.clip})"`;
  }

  private newPath(): PathData {
    return new PathData(() => this.state.matrix);
  }

  private transform([a, b, c, d, e, f]: Matrix): void {
    const [A, B, C, D, E, F] = this.state.matrix;
    this.state = {
      ...this.state,
      matrix: [A * a + C * b, B * a + D * b, A * c + C * d, B * c + D * d, A * e + C * f + E, B * e + D * f + F],
    };
  }
}

const settable = [
  'fillStyle',
  'strokeStyle',
  'lineWidth',
  'lineCap',
  'lineJoin',
  'lineDashOffset',
  'globalAlpha',
  'font',
  'textAlign',
  'textBaseline',
] as const;

/** As Chart.js and we write fonts: `normal bold 12px Helvetica, sans-serif`. */
const fontPattern = /^(?:normal |italic |oblique )?(?:(?<weight>bold|\d{3}) )?(?<size>[\d.]+px) (?<family>.*)$/;

/** To a hundredth of a pixel. */
export function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** For an attribute's value or an element's text. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
