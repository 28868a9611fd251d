/** What the engine reads, scores and keeps for predictions, of nominal samples and of others. */
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi, type MockInstance } from 'vitest';
import type { Work } from '../../../src/engine';
import { Scorer } from '../../../src/model/scorer';
import type { Report } from '../../../src/report/report';
import { Random } from '../../../src/stats/random';
import { outcomesOf, valueOf } from './runs';
import { workspace } from './workspace';

const folder = workspace();
const left = join(folder.path, 'left');
const cache = join(folder.path, 'cache');
let scoring: MockInstance<Scorer['score']>;
const scored = (): number => scoring.mock.calls.reduce((sum, [, n]) => sum + n, 0);

const head = `pullscope: 1
samples:
  qcd: { file: qcd.csv, weight: w }
  data: { file: data.csv }
model: { file: model.onnx, features: [x, y] }
nominal: [qcd]
nuisances:
  scale: { up: { replace: { x: x*1.1 } }, down: { replace: { x: x*0.9 } } }
`;
const regions =
  'A: x < 0.5 && score > 0.5, B: x < 0.5 && score <= 0.5, C: x >= 0.5 && score <= 0.5, D: x >= 0.5 && score > 0.5';
const abcd = (sample: string, name = sample): string =>
  `  ${name}: { samples: [${sample}], regions: { ${regions} }, variable: y, axes: [x, score] }\n`;
const text = `${head}abcd:\n${abcd('qcd')}${abcd('data')}`;

let first: Report;

function events(name: string, n: number): Record<string, number[]> {
  const random = new Random(name);
  const column = (of: () => number): number[] => Array.from({ length: n }, of);
  return {
    x: column(() => random.uniform()),
    y: column(() => 4 * random.uniform() - 2),
    w: column(() => (random.uniform() < 0.2 ? -0.5 : 1)),
  };
}

beforeAll(async () => {
  folder.csv('qcd.csv', events('qcd', 2000));
  folder.csv('data.csv', events('data', 1500));
  folder.model('model.onnx', [0, 1]);
  first = await folder.run(text, { cache: left });
});

beforeEach(() => {
  rmSync(cache, { recursive: true, force: true });
  cpSync(left, cache, { recursive: true });
  scoring = vi.spyOn(Scorer.prototype, 'score');
});

afterEach(() => {
  vi.restoreAllMocks();
});

async function workOf(changed: string): Promise<Work> {
  const done: Work[] = [];
  await folder.run(changed, { cache, onWork: (work) => done.push(work) });
  return done[0]!;
}

describe('predictions of nominal samples and of others', () => {
  it('score each event once, and again where a feature varies', async () => {
    await folder.run(text);
    expect(scored()).toBe(2000 + 1500 + 2 * 2000);
  });

  it('say the same from the cache, without an event', async () => {
    const again = await folder.run(text, { cache });
    expect(scored()).toBe(0);
    expect([again.outcomes, again.figures]).toEqual([first.outcomes, first.figures]);
  });

  it('leave variations and other samples as they are when a region changes', async () => {
    const changed = text.replace(
      abcd('data'),
      abcd('data').replace('x < 0.5 && score > 0.5', 'x < 0.4 && score > 0.5'),
    );
    expect(changed).not.toBe(text);
    expect(await workOf(changed)).toEqual({ features: [], scores: [], variations: [], events: 3500 });
    expect((await folder.run(changed, { cache })).outcomes).toEqual((await folder.run(changed)).outcomes);
  });

  it('are added to an analysis that was measured', async () => {
    rmSync(cache, { recursive: true, force: true });
    await folder.run(head, { cache });
    const added = await folder.run(text, { cache });
    expect([added.outcomes, added.figures]).toEqual([first.outcomes, first.figures]);
  });

  it('are not asked about where there are none', async () => {
    const without = await folder.run(head);
    expect(without.outcomes.some(({ code }) => code.startsWith('abcd/'))).toBe(false);
    expect(without.figures.some(({ id }) => id.startsWith('abcd/'))).toBe(false);
  });

  it('predict data as they are', () => {
    const [closure] = outcomesOf(first, 'abcd/closure', { sample: 'data' });
    const all = events('data', 1500);
    const inside = (high: boolean, passes: boolean): number =>
      all['x']!.filter((x, event) => x >= 0.5 === high && all['y']![event]! > 0 === passes).length;
    const expected = (inside(false, true) * inside(true, false)) / inside(false, false);
    expect(valueOf(closure?.evidence['predicted'])).toBeCloseTo(expected, 9);
    expect(valueOf(closure?.evidence['observed'])).toBe(inside(true, true));
  });

  it('refuse regions that overlap, at the region', async () => {
    const overlapping = text.replaceAll('A: x < 0.5 && score > 0.5', 'A: score > 0.5');
    await expect(folder.run(overlapping)).rejects.toMatchObject({
      code: 'regions',
      message: "An event of 'qcd' is in region A and in region D of 'qcd': regions must exclude each other.",
      at: { path: ['abcd', 'qcd', 'regions', 'D'] },
    });
  });
});
