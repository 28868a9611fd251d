import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Span } from '../../../src/data/eventSource';
import { spanRuns } from '../../../src/data/spanRuns';

const few = { file: 0, from: 0, to: 10 };

describe('spans that are read in one go', () => {
  it('are those that follow each other in one file', () => {
    const spans = [few, { file: 0, from: 10, to: 15 }, { file: 1, from: 15, to: 20 }, { file: 1, from: 30, to: 40 }];
    expect([...spanRuns(spans, () => true)].map(({ span }) => span)).toEqual([
      { file: 0, from: 0, to: 15 },
      { file: 1, from: 15, to: 20 },
      { file: 1, from: 30, to: 40 },
    ]);
  });

  it('are not so many that nothing is heard of the work in between', () => {
    const spans = Array.from({ length: 20 }, (_, index) => ({ file: 0, from: 10 * index, to: 10 * (index + 1) }));
    expect([...spanRuns(spans, () => true)].map((run) => run.spans)).toEqual([8, 8, 4]);
  });

  it('leave out what is not wanted, and nothing else', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.boolean(), fc.integer({ min: 1, max: 9 }))), (pieces) => {
        let file = 0;
        let at = 0;
        const spans = pieces.map(([nextFile, , length]): Span => {
          if (nextFile) [file, at] = [file + 1, 0];
          return { file, from: at, to: (at += length) };
        });
        const runs = [...spanRuns(spans, (_span, index) => pieces[index]?.[1] === true)];
        expect(runs.flatMap(({ span, wanted }) => positions(span, wanted))).toEqual(
          spans.flatMap((span, index) => positions(span, pieces[index]?.[1] === true)),
        );
        expect(runs.reduce((sum, run) => sum + run.spans, 0)).toBe(spans.length);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('are decided one after the other', () => {
    const asked: number[] = [];
    const runs = spanRuns([few, { file: 1, from: 0, to: 5 }, { file: 2, from: 0, to: 5 }], (_span, index) => {
      asked.push(index);
      return true;
    });
    runs.next();
    expect(asked).toEqual([0, 1]);
  });
});

function positions({ file, from, to }: Span, wanted: boolean): string[] {
  return Array.from({ length: to - from }, (_, index) => `${file}:${from + index} ${wanted}`);
}
