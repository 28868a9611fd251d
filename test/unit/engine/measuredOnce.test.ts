/** What the engine reads and scores, and what it takes from the cache. */
import { cpSync, readFileSync, readdirSync, rmSync, statSync, truncateSync, utimesSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi, type MockInstance } from 'vitest';
import type * as OpenEvents from '../../../src/data/openEvents';
import { Scorer } from '../../../src/model/scorer';
import type { Work } from '../../../src/engine';
import type { Report } from '../../../src/report/report';
import { Random } from '../../../src/stats/random';
import { evidenceOf, valueOf } from './runs';
import { workspace } from './workspace';

/** Events read, by file. */
const reads = vi.hoisted(() => new Map<string, number>());

vi.mock('../../../src/data/openEvents', async (original) => {
  const real = await original<typeof OpenEvents>();
  return {
    ...real,
    openEvents: async (...of: Parameters<typeof real.openEvents>) => {
      const source = await real.openEvents(...of);
      return {
        ...source,
        async *read(columns: readonly string[], span: Parameters<typeof source.read>[1]) {
          for await (const batch of source.read(columns, span)) {
            const file = basename(source.files[span.file]!.path);
            reads.set(file, (reads.get(file) ?? 0) + batch.length);
            yield batch;
          }
        },
      };
    },
  };
});

const folder = workspace();
/** What the first run has left; a copy of it for each test. */
const left = join(folder.path, 'left');
const cache = join(folder.path, 'cache');
let scoring: MockInstance<Scorer['score']>;
let opening: MockInstance<typeof Scorer.open>;
/** Events scored by all models. */
const scored = (): number => scoring.mock.calls.reduce((sum, [, n]) => sum + n, 0);
const opened = (): number => opening.mock.calls.length;

const text = `pullscope: 1
samples:
  tt: { file: tt.csv, weight: w*f, select: x > -1, label: 0 }
  ttH: { file: ttH.csv, weight: w*f, select: x > -1, label: 1 }
  tt_other: { file: tt_other.csv, weight: w*f, select: x > -1, label: 0 }
model: { file: model.onnx, features: [x, y], working-points: { loose: 0.5 } }
nominal: [tt, ttH]
nuisances:
  pileup: { up: { replace: { f: f_up } }, down: { replace: { f: f_down } } }
  scale: { up: { replace: { x: x*1.1 } }, down: { replace: { x: x*0.9 } } }
  generator: { kind: two-point, alternative: { tt: tt_other } }
`;

let first: Report;

beforeAll(async () => {
  folder.csv('tt.csv', events('tt', 500, 0));
  folder.csv('ttH.csv', events('ttH', 400, 1));
  folder.csv('tt_other.csv', events('other', 300, 0));
  folder.model('model.onnx', [1, -0.5]);
  first = await folder.run(text, { cache: left });
});

beforeEach(() => {
  rmSync(cache, { recursive: true, force: true });
  cpSync(left, cache, { recursive: true });
  scoring = vi.spyOn(Scorer.prototype, 'score');
  opening = vi.spyOn(Scorer, 'open');
  reads.clear();
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** What a run with the cache of the first has done. */
async function workOf(changed: string): Promise<Work> {
  const done: Work[] = [];
  await folder.run(changed, { cache, onWork: (work) => done.push(work) });
  expect(done).toHaveLength(1);
  return done[0]!;
}

describe('only what changed is measured again', () => {
  const nothing: Work = { features: [], scores: [], variations: [], events: 0 };
  const ofBoth = (nuisance: string): unknown[] =>
    ['tt', 'ttH'].map((sample) => ({ sample, variation: expect.stringContaining(nuisance) as unknown }));

  it('a comment: nothing is', async () => {
    expect(await workOf(text.replace('nominal: [tt, ttH]', '$& # trained on these'))).toEqual(nothing);
  });

  it('a threshold of a check: it is only judged again', async () => {
    const strict = `${text}checks: { nuisance/large: { tolerance: 0.1% } }\n`;
    expect(await workOf(strict)).toEqual(nothing);
    const large = ({ outcomes }: Report): number =>
      outcomes.filter(({ code, status }) => code === 'nuisance/large' && status === 'finding').length;
    expect(large(await folder.run(strict, { cache }))).toBeGreaterThan(large(first));
  });

  it("a nuisance's expression: that variation alone is, of the samples that it varies", async () => {
    const changed = text.replace('up: { replace: { x: x*1.1 } }', 'up: { replace: { x: x*1.2 } }');
    expect(await workOf(changed)).toEqual({ ...nothing, variations: ofBoth('x*1.2'), events: 900 });
    expect(timeless(await folder.run(changed, { cache }))).toEqual(timeless(await folder.run(changed)));
  });

  it('a new nuisance: no other is', async () => {
    const added = `${text}  more: { up: { replace: { y: y*1.1 } } }\n`;
    expect(await workOf(added)).toEqual({ ...nothing, variations: ofBoth('y*1.1'), events: 900 });
  });

  it('a model: events are scored again, and the features are not profiled again', async () => {
    folder.model('other.onnx', [2, -0.5]);
    const other = text.replace('model.onnx', 'other.onnx');
    const { features, scores, variations, events } = await workOf(other);
    expect([features, scores.sort(), variations.length, events]).toEqual([[], ['tt', 'ttH', 'tt_other'], 8, 1200]);
    expect(scored()).toBe(500 + 400 + 300 + 2 * (500 + 400));
    expect(timeless(await folder.run(other, { cache }))).toEqual(timeless(await folder.run(other)));
  });

  it('a working point: the same', async () => {
    expect((await workOf(text.replace('loose: 0.5', 'loose: 0.625'))).features).toEqual([]);
  });

  it('a feature: everything is', async () => {
    const { features, scores } = await workOf(text.replace('features: [x, y]', 'features: [x, y*2]'));
    expect([features.sort(), scores.sort()]).toEqual([
      ['tt', 'ttH', 'tt_other'],
      ['tt', 'ttH', 'tt_other'],
    ]);
  });
});

describe('a run without a cache', () => {
  it('reads each event once', async () => {
    await folder.run(text);
    expect(Object.fromEntries(reads)).toEqual({ 'tt.csv': 500, 'ttH.csv': 400, 'tt_other.csv': 300 });
  });

  it('scores each event once, and again where a feature varies', async () => {
    await folder.run(text);
    expect(opened()).toBe(1);
    expect(scored()).toBe(500 + 400 + 300 + 2 * (500 + 400));
  });

  it('says what a run with a cache says', async () => {
    expect(timeless(await folder.run(text))).toEqual(timeless(first));
  });

  it('says the same, whether a sample lies in one file or in several', async () => {
    const columns = events('tt', 500, 0);
    const part = (from: number, to?: number) =>
      Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values.slice(from, to)]));
    folder.csv('tt_1.csv', part(0, 17));
    folder.csv('tt_2.csv', part(17, 130));
    folder.csv('tt_3.csv', part(130));
    const parts = await folder.run(text.replace('file: tt.csv', 'file: "tt_[0-9].csv"'));
    expect(parts.outcomes).toEqual(first.outcomes);
    expect(parts.figures).toEqual(first.figures);
  });
});

describe('a run with what another has left', () => {
  it('reads no event, opens no model, and says the same', async () => {
    const again = await folder.run(text, { cache });
    expect([reads.size, scored(), opened()]).toEqual([0, 0, 0]);
    expect(timeless(again)).toEqual(timeless(first));
  });

  it.each([
    ['a comment', text.replace('nominal: [tt, ttH]', 'nominal: [tt, ttH] # trained on these')],
    ['a threshold', `${text}checks: { nuisance/large: { tolerance: 50% } }\n`],
    ['a level', `${text}checks: { nuisance/large: off }\n`],
    ["a nuisance's declared size", text.replace('down: { replace: { f: f_down } }', '$&, size: 2%')],
    ["a nuisance's name", text.replace('pileup:', 'pile_up:')],
    ['the order of nuisances', text.replace(/( {2}pileup.*\n)( {2}scale.*\n)/, '$2$1')],
    ['a nuisance that is gone', text.replace(/ {2}scale.*\n/, '')],
  ])('reads nothing for %s', async (_, changed) => {
    expect(changed).not.toBe(text);
    await folder.run(changed, { cache });
    expect([reads.size, scored(), opened()]).toEqual([0, 0, 0]);
  });

  it("fills one variation when one nuisance's expression changes", async () => {
    const before = new Set(readdirSync(cache));
    const changed = text.replace('up: { replace: { f: f_up } }', 'up: { replace: { f: f_up*1.5 } }');
    const report = await folder.run(changed, { cache });
    const made = readdirSync(cache).filter((name) => !before.has(name));
    // One for each of the two nominal samples, whose events are read once more; no feature changes for them.
    expect(made).toHaveLength(2);
    expect(Object.fromEntries(reads)).toEqual({ 'tt.csv': 500, 'ttH.csv': 400 });
    expect(scored()).toBe(900);
    const ratio = (of: Report): number =>
      valueOf(
        evidenceOf(of, 'nuisance/large', { nuisance: 'pileup', side: 'up', class: 0 }, 'yieldRatio')['yieldRatio'],
      );
    expect(ratio(report) / ratio(first)).toBeCloseTo(1.5, 12);
  });

  it('reads the one sample whose selection changes, where it is not a nominal one', async () => {
    await folder.run(text.replace(/(tt_other.*select: )x > -1/, '$1x > 0'), { cache });
    expect(Object.fromEntries(reads)).toEqual({ 'tt_other.csv': 300 });
  });

  it('reads the one sample whose file changes, where it is not a nominal one', async () => {
    const other = text.replace('tt_other.csv', 'replaced.csv');
    folder.csv('replaced.csv', events('one', 300, 0));
    await folder.run(other, { cache });
    reads.clear();
    folder.csv('replaced.csv', events('another', 250, 0));
    await folder.run(other, { cache });
    expect(Object.fromEntries(reads)).toEqual({ 'replaced.csv': 250 });
  });

  it('reads everything when a nominal weight changes, which moves the edges of all', async () => {
    await folder.run(text.replace('tt: { file: tt.csv, weight: w*f', 'tt: { file: tt.csv, weight: 2*w*f'), { cache });
    expect([...reads.keys()].sort()).toEqual(['tt.csv', 'ttH.csv', 'tt_other.csv']);
  });

  it('reads everything when a working point moves, which is an edge', async () => {
    const report = await folder.run(text.replace('loose: 0.5', 'loose: 0.625'), { cache });
    expect([...reads.keys()].sort()).toEqual(['tt.csv', 'ttH.csv', 'tt_other.csv']);
    const fresh = await folder.run(text.replace('loose: 0.5', 'loose: 0.625'));
    expect(report.outcomes).toEqual(fresh.outcomes);
  });

  it('scores everything again with another model of the same name', async () => {
    folder.model('model.onnx', [2, -0.5]);
    await folder.run(text, { cache });
    folder.model('model.onnx', [1, -0.5]);
    expect(scored()).toBe(500 + 400 + 300 + 2 * (500 + 400));
  });

  it('knows a model by its content: written again, it is the same', async () => {
    const time = new Date(2020, 1, 1);
    utimesSync(join(folder.path, 'model.onnx'), time, time);
    await folder.run(text, { cache });
    expect(scored()).toBe(0);
  });

  it('makes damaged entries again, says so, and reports the same', async () => {
    for (const name of readdirSync(cache)) {
      const path = join(cache, name);
      truncateSync(path, Math.floor(statSync(path).size / 2));
    }
    const told: string[] = [];
    const again = await folder.run(text, { cache, onTrouble: (message) => told.push(message) });
    expect(again.outcomes).toEqual(first.outcomes);
    expect(told.length).toBeGreaterThan(0);
    expect(told.every((message) => message.includes('damaged and is made again'))).toBe(true);
    reads.clear();
    await folder.run(text, { cache });
    expect(reads.size).toBe(0);
  });

  it('keeps within its bound', async () => {
    await folder.run(text, { cache, cacheBytes: 20_000 });
    const bytes = readdirSync(cache).reduce((sum, name) => sum + readFileSync(join(cache, name)).length, 0);
    expect(bytes).toBeLessThanOrEqual(20_000);
  });
});

function timeless(report: Report): Report {
  return { ...report, provenance: { ...report.provenance, seconds: 0 } };
}

/** Few different features, so that there are few bins to draw noise for. */
function events(name: string, n: number, shift: number): Record<string, number[]> {
  const random = new Random(name);
  const column = (of: () => number): number[] => Array.from({ length: n }, () => Number(of().toPrecision(7)));
  return {
    x: column(() => shift + Math.round(random.normal())),
    y: column(() => Math.round(random.normal())),
    w: column(() => (random.uniform() < 0.1 ? -1 : 1) * (0.5 + random.uniform())),
    f: column(() => 0.9 + 0.2 * random.uniform()),
    f_up: column(() => 0.95 + 0.2 * random.uniform()),
    f_down: column(() => 0.85 + 0.2 * random.uniform()),
  };
}
