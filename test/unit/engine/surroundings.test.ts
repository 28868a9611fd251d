/** Folders, names, line ends and disks that a run meets and that are no part of the physics. */
import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import type * as FileSystem from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type * as OpenEvents from '../../../src/data/openEvents';
import { runAnalysis } from '../../../src/engine';
import type { Report } from '../../../src/report/report';
import { Random } from '../../../src/stats/random';
import { quietly } from './runs';
import { workspace } from './workspace';

/** Where `full`, what the cache writes goes to the device that always is; `opened` is called once a sample is open. */
const disk = vi.hoisted(() => ({ full: false, opened: (): void => undefined }));

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof FileSystem>();
  return {
    ...real,
    writeFile: (...[path, ...rest]: Parameters<typeof real.writeFile>) =>
      real.writeFile(disk.full ? '/dev/full' : path, ...rest),
  };
});

vi.mock('../../../src/data/openEvents', async (original) => {
  const real = await original<typeof OpenEvents>();
  return {
    ...real,
    openEvents: async (...of: Parameters<typeof real.openEvents>) => {
      const source = await real.openEvents(...of);
      disk.opened();
      return source;
    },
  };
});

const folder = workspace();
const text = `pullscope: 1
samples:
  tt: { file: tt.csv, weight: w, label: 0 }
  ttH: { file: ttH.csv, weight: w, label: 1 }
model: { file: model.onnx, features: [x, y], working-points: { loose: 0.5 } }
nominal: [tt, ttH]
nuisances:
  scale: { up: { replace: { x: x*1.1 } }, down: { replace: { x: x*0.9 } } }
`;
let usual: Report;

beforeAll(async () => {
  folder.csv('tt.csv', events('tt', 500));
  folder.csv('ttH.csv', events('ttH', 400));
  folder.model('model.onnx', [1, -0.5]);
  usual = await folder.run(text);
});

beforeEach(() => {
  disk.full = false;
  disk.opened = () => undefined;
});

it('a run measures something here', () => {
  expect(usual.outcomes.length).toBeGreaterThan(5);
  expect(usual.outcomes.filter(({ code }) => code.startsWith('config/') || code.startsWith('data/file'))).toEqual([]);
});

describe('a run says the same', () => {
  it.each([
    ['spaces', 'my analysis (v2)', 'tt nominal.csv', 'a model.onnx'],
    ['letters of other languages', 'Größe – Δφ 分析', 'tt̄ événements.csv', 'modèle ж.onnx'],
    ['what a shell would take for something else', "it's $HOME & #1; [a]", "t't &#{x}.csv", '100% $(m)!.onnx'],
  ])('where names have %s', async (_what, inside, sample, model) => {
    const here = join(folder.path, inside);
    mkdirSync(here);
    copy('tt.csv', join(here, sample));
    copy('ttH.csv', join(here, 'ttH.csv'));
    copy('model.onnx', join(here, model));
    const renamed = text.replace('tt.csv', JSON.stringify(sample)).replace('model.onnx', JSON.stringify(model));
    const report = await runAnalysis({ path: join(here, 'pullscope.yaml'), text: renamed }, quietly);
    expect(told(report)).toEqual(told(usual));
  });

  it('where the analysis lies behind a link', async () => {
    const link = join(folder.path, 'linked');
    symlinkSync(folder.path, link, 'junction');
    const report = await runAnalysis({ path: join(link, 'pullscope.yaml'), text }, quietly);
    expect(told(report)).toEqual(told(usual));
  });

  it.each<[string, (written: string) => string]>([
    ['CR LF at the ends of lines', (written) => written.replaceAll('\n', '\r\n')],
    ['a byte order mark', (written) => `\uFEFF${written}`],
    ['both', (written) => `\uFEFF${written.replaceAll('\n', '\r\n')}`],
  ])('where the analysis and the events have %s', async (what, change) => {
    const here = join(folder.path, what);
    mkdirSync(here);
    for (const name of ['tt.csv', 'ttH.csv']) {
      writeFileSync(join(here, name), change(readFileSync(join(folder.path, name), 'utf8')));
    }
    copy('model.onnx', join(here, 'model.onnx'));
    const report = await runAnalysis({ path: join(here, 'pullscope.yaml'), text: change(text) }, quietly);
    expect(told(report)).toEqual(told(usual));
  });
});

describe('a cache', () => {
  it.skipIf(!existsSync('/dev/full'))(
    'on a full disk is told of once; the run goes on, and leaves nothing',
    async () => {
      const cache = join(folder.path, 'full');
      const troubles: string[] = [];
      disk.full = true;
      const report = await folder.run(text, { cache, onTrouble: (trouble) => troubles.push(trouble) });
      expect(told(report)).toEqual(told(usual));
      expect(troubles).toEqual([expect.stringMatching(/cannot be used, results are not kept: ENOSPC/)]);
      expect(readdirSync(cache)).toEqual([]);
    },
  );

  it('whose folder is a file is told of once, and the run goes on', async () => {
    const cache = join(folder.path, 'file', 'cache');
    writeFileSync(join(folder.path, 'file'), '');
    const troubles: string[] = [];
    const report = await folder.run(text, { cache, onTrouble: (trouble) => troubles.push(trouble) });
    expect(told(report)).toEqual(told(usual));
    expect(troubles).toEqual([expect.stringMatching(/cannot be used, results are not kept: ENOTDIR/)]);
  });
});

it('events that change in the middle of a run are an error at the name of their file', async () => {
  folder.csv('changing.csv', events('changing', 500));
  let time = 0;
  disk.opened = () => utimesSync(join(folder.path, 'changing.csv'), ++time, time);
  const run = folder.run(text.replace('tt.csv', 'changing.csv'));
  await expect(run).rejects.toMatchObject({
    code: 'file-changed',
    message: "'changing.csv' changed while it was read; run again.",
    at: { path: ['samples', 'tt', 'file'] },
  });
});

function events(name: string, count: number): Record<string, number[]> {
  const random = new Random(name);
  const drawn = (): number[] => Array.from({ length: count }, () => random.normal());
  return { x: drawn(), y: drawn(), w: drawn().map((value) => 1 + value / 10) };
}

function copy(name: string, path: string): void {
  writeFileSync(path, readFileSync(join(folder.path, name)));
}

/** All that was measured and found; not where, and not how long it took. */
function told({ outcomes, figures }: Report): unknown {
  return {
    outcomes: outcomes.map(({ code, target, evidence, severity }) => ({ code, target, evidence, severity })),
    figures,
  };
}
