/** What Python writes of dictionaries, tuples, lists, texts, whole numbers, True, False and None. */
export type PythonValue = string | number | boolean | null | PythonValue[] | Map<PythonValue, PythonValue>;

/**
 * @returns the value of a text like `{'shape': (3, 4), 'fortran_order': False}`; tuples are arrays
 * @throws Error where it is anything else
 */
export function pythonLiteral(text: string): PythonValue {
  const reader = new LiteralReader(text);
  const value = reader.value(0);
  reader.end();
  return value;
}

const deepest = 32;

class LiteralReader {
  private at = 0;

  constructor(private readonly text: string) {}

  value(depth: number): PythonValue {
    if (depth > deepest) throw this.error();
    this.space();
    const character = this.text[this.at] ?? '';
    if (character === '(' || character === '[') return this.items(character === '(' ? ')' : ']', depth);
    if (character === '{') return this.entries(depth);
    if (character === "'" || character === '"') return this.string(character);
    const word = /[-\w]*/y;
    word.lastIndex = this.at;
    const found = word.exec(this.text)?.[0] ?? '';
    this.at += found.length;
    // Python 2 wrote 10L.
    if (/^-?\d+L?$/.test(found)) return Number.parseInt(found, 10);
    if (found === 'True') return true;
    if (found === 'False') return false;
    if (found === 'None') return null;
    throw this.error();
  }

  end(): void {
    this.space();
    if (this.at < this.text.length) throw this.error();
  }

  private items(close: string, depth: number): PythonValue[] {
    const items: PythonValue[] = [];
    this.at++;
    while (!this.closes(close)) {
      items.push(this.value(depth + 1));
      if (!this.comma() && this.peek() !== close) throw this.error();
    }
    return items;
  }

  private entries(depth: number): Map<PythonValue, PythonValue> {
    const entries = new Map<PythonValue, PythonValue>();
    this.at++;
    while (!this.closes('}')) {
      const key = this.value(depth + 1);
      if (this.peek() !== ':') throw this.error();
      this.at++;
      entries.set(key, this.value(depth + 1));
      if (!this.comma() && this.peek() !== '}') throw this.error();
    }
    return entries;
  }

  private string(quote: string): string {
    let text = '';
    for (let at = this.at + 1; at < this.text.length; at++) {
      const character = this.text[at] ?? '';
      if (character === quote) {
        this.at = at + 1;
        return text;
      }
      if (character === '\\') {
        const hex = /\\(?:x([\da-f]{2})|u([\da-f]{4}))/iy;
        hex.lastIndex = at;
        const found = hex.exec(this.text);
        if (found !== null) {
          text += String.fromCharCode(Number.parseInt(found[1] ?? found[2] ?? '', 16));
          at += found[0].length - 1;
        } else {
          text += this.text[++at] ?? '';
        }
      } else {
        text += character;
      }
    }
    throw this.error();
  }

  private closes(close: string): boolean {
    if (this.peek() !== close) return false;
    this.at++;
    return true;
  }

  private comma(): boolean {
    if (this.peek() !== ',') return false;
    this.at++;
    return true;
  }

  private peek(): string {
    this.space();
    return this.text[this.at] ?? '';
  }

  private space(): void {
    while (/\s/.test(this.text[this.at] ?? '')) this.at++;
  }

  private error(): Error {
    return new Error('its header is not what NumPy writes');
  }
}
