import { statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { variableKernel } from '../../../src/stats/kernel/variableKernel';
import { Random } from '../../../src/stats/random';
import { workspace } from './workspace';

const folder = workspace();
const text = `pullscope: 1
samples: { tt: { file: tt.csv, weight: w, label: 0 }, ttH: { file: tt.csv, weight: w, label: 1 } }
model: { file: model.onnx, features: [x] }
nominal: [tt, ttH]
nuisances: { scale: { up: { replace: { x: x*1.1 } }, down: { replace: { x: x*0.9 } } } }
`;

/** A generous bound for a machine that is busy; in the editor it is 100 ms. */
const soon = 1000;

beforeAll(() => {
  // More than fits in memory by the engine's own bound: it is looked at for the edges, then read again.
  const random = new Random('large');
  const values = Array.from({ length: 1000 }, () => random.normal().toFixed(6));
  const events = 400_000;
  folder.csv('tt.csv', {
    x: Array.from({ length: events }, (_, event) => values[event % 1000] as unknown as number),
    w: new Uint8Array(events).fill(1),
  });
  folder.model('model.onnx', [1]);
  expect(statSync(join(folder.path, 'tt.csv')).size).toBeGreaterThan(4e6);
});

describe('a run that is cancelled', () => {
  it.each([
    ['while it chooses bins', (fraction: number) => fraction === 0],
    ['while it fills', (fraction: number) => fraction > 0.1],
  ])('%s stops soon, with an AbortError', async (when, reached) => {
    const stop = new AbortController();
    let asked = Number.NaN;
    const run = folder.run(text, {
      signal: stop.signal,
      onProgress: ({ fraction }) => {
        if (stop.signal.aborted || !reached(fraction)) return;
        // From outside of the engine's own call, as a message from the editor comes.
        setImmediate(() => {
          asked = performance.now();
          stop.abort();
        });
      },
    });
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    const took = performance.now() - asked;
    process.stdout.write(`cancelled ${when}: stopped after ${took.toFixed(1)} ms\n`);
    expect(took).toBeLessThan(soon);
  });

  it('keeps no room of the kernel', async () => {
    const kernel = variableKernel();
    const tenant = { leave: () => undefined };
    const free = kernel?.claim(tenant, 16);
    kernel?.release(tenant);
    const stop = new AbortController();
    const run = folder.run(text, {
      signal: stop.signal,
      onProgress: ({ fraction }) => {
        if (fraction > 0.1) stop.abort();
      },
    });
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    expect(kernel?.claim(tenant, 16)).toBe(free);
    kernel?.release(tenant);
    expect(free).toBeGreaterThan(0);
  });

  it('before it begins reads nothing', async () => {
    const run = folder.run(text, { signal: AbortSignal.abort() });
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('leaves the engine ready for the next run', async () => {
    folder.csv('small.csv', { x: [0, 1], w: [1, 1] });
    const report = await folder.run(text.replaceAll('tt.csv', 'small.csv'));
    expect(report.outcomes.length).toBeGreaterThan(0);
  });
});
