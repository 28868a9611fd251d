import type { FileHandle } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { BasketRuns, type BasketList } from '../../../src/data/root/basketRuns';
import type { Basket } from '../../../src/data/root/rootBranches';

const file = { path: '/events.root', size: 1 << 24, mtime: 0 };
const length = 1000;

/** A file whose bytes say where they are, in thousands; it remembers what was read. */
function disk(): { readonly handle: FileHandle; readonly reads: [number, number][]; readonly memories: Set<unknown> } {
  const reads: [number, number][] = [];
  const memories = new Set<unknown>();
  const read = (bytes: Buffer, offset: number, count: number, position: number): Promise<{ bytesRead: number }> => {
    reads.push([position, count]);
    memories.add(bytes.buffer);
    for (let i = 0; i < count; i++) bytes[offset + i] = Math.floor((position + i) / length) % 251;
    return Promise.resolve({ bytesRead: count });
  };
  return { handle: { read } as unknown as FileHandle, reads, memories };
}

/** A branch with a basket for every 100 entries, at these positions, in thousands. */
class Branch implements BasketList {
  private index = 0;
  private readonly baskets: readonly Basket[];

  constructor(
    private readonly runs: BasketRuns,
    private readonly positions: readonly number[],
  ) {
    this.baskets = positions.map((position, index) => ({
      firstEntry: 100 * index,
      entries: 100,
      place: { position: position * length, length },
      inside: undefined,
    }));
    runs.add(this);
  }

  upcoming(entry: number): readonly Basket[] {
    return this.baskets.slice(this.index).filter(({ firstEntry }) => firstEntry < entry);
  }

  async next(handle: FileHandle): Promise<void> {
    const position = this.positions[this.index]! * length;
    const bytes = await this.runs.read(handle, this.baskets[this.index]!, position, length);
    expect([...new Set(bytes)]).toEqual([this.positions[this.index]! % 251]);
    expect(bytes).toHaveLength(length);
    this.index++;
    await this.runs.release(position);
  }
}

describe('baskets', () => {
  it('of the same entries that lie side by side are read at once', async () => {
    const { handle, reads } = disk();
    const runs = new BasketRuns(file);
    const branches = [0, 1, 2].map((branch) => new Branch(runs, [10 + branch, 20 + branch]));
    for (let basket = 0; basket < 2; basket++) await Promise.all(branches.map((branch) => branch.next(handle)));
    expect(reads).toEqual([
      [10_000, 3000],
      [20_000, 3000],
    ]);
  });

  it('that lie far from each other are read one by one', async () => {
    const { handle, reads } = disk();
    const runs = new BasketRuns(file);
    const branches = [new Branch(runs, [10, 11]), new Branch(runs, [1000, 1001])];
    for (let basket = 0; basket < 2; basket++) await Promise.all(branches.map((branch) => branch.next(handle)));
    expect(reads.map(([position]) => position)).toEqual([10_000, 1_000_000, 11_000, 1_001_000]);
  });

  it('that two columns share, as leaves of one branch, are read once', async () => {
    const { handle, reads } = disk();
    const runs = new BasketRuns(file);
    const leaves = [new Branch(runs, [10]), new Branch(runs, [10])];
    await Promise.all(leaves.map((leaf) => leaf.next(handle)));
    expect(reads).toEqual([[10_000, 1000]]);
  });

  it('come again and again in the same memory', async () => {
    const { handle, memories } = disk();
    const runs = new BasketRuns(file);
    const branches = [0, 1, 2].map(
      (branch) =>
        new Branch(
          runs,
          Array.from({ length: 50 }, (_, index) => 10 + 3 * index + branch),
        ),
    );
    for (let basket = 0; basket < 50; basket++) {
      for (const branch of branches) await branch.next(handle);
    }
    expect(memories.size).toBeLessThanOrEqual(2);
  });
});
