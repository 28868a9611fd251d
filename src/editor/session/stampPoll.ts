import { stat } from 'node:fs/promises';

export interface StampPollOptions {
  /** Milliseconds between two looks. */
  readonly interval: number;
  /** Milliseconds that all must stay as it is before a change is told: files are written in many pieces. */
  readonly quiet: number;
}

/**
 * Tells when one of some files or folders has become another, by size and time of modification. File systems that are
 * shared between machines send no events, so it looks, at one file after the other: a mount that hangs then holds one
 * thread, not all of them.
 */
export class StampPoll {
  /** By path; undefined until looked at. */
  #stamps = new Map<string, string | undefined>();
  #timer: NodeJS.Timeout | undefined;
  #looking = false;
  #lookAgain = false;
  #changing = false;
  #disposed = false;

  constructor(
    private readonly changed: () => void,
    private readonly options: StampPollOptions = { interval: 2000, quiet: 200 },
  ) {}

  /** From now on looks at these, which need not exist, and no others; their present state is what changes start from. */
  watch(paths: readonly string[]): void {
    const before = this.#stamps;
    this.#stamps = new Map(paths.map((path) => [path, before.get(path)]));
    if (paths.some((path) => !before.has(path))) this.look();
  }

  /** Does not wait for the next look. */
  look(): void {
    if (this.#disposed) return;
    if (this.#looking) this.#lookAgain = true;
    else void this.#look();
  }

  /** One of them was just written by us: whatever the next look finds counts as a change, even what was there before. */
  outdate(): void {
    for (const path of this.#stamps.keys()) this.#stamps.set(path, 'outdated');
    this.look();
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
  }

  async #look(): Promise<void> {
    clearTimeout(this.#timer);
    this.#looking = true;
    let different = false;
    for (const path of [...this.#stamps.keys()]) {
      const stamp = await stampOf(path);
      if (this.#disposed) return;
      if (!this.#stamps.has(path)) continue;
      const before = this.#stamps.get(path);
      this.#stamps.set(path, stamp);
      different ||= before !== undefined && before !== stamp;
    }
    this.#looking = false;
    const settled = this.#changing && !different;
    this.#changing = different;
    const wait = this.#lookAgain ? 0 : different ? this.options.quiet : this.options.interval;
    this.#lookAgain = false;
    this.#timer = setTimeout(() => this.look(), wait);
    if (settled) this.changed();
  }
}

async function stampOf(path: string): Promise<string> {
  try {
    const { size, mtimeMs, ino } = await stat(path);
    return [size, mtimeMs, ino].join(' ');
  } catch (error) {
    // Whatever keeps us from it, the engine will say when it is asked; here it only counts that it is so.
    return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  }
}
