import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Measured, Report } from '../../../src/report/report';
import reference from '../../fixtures/reference/emulator.json';
import { exampleReport, examples, valueOf } from './runs';
import { workspace } from './workspace';

const folder = workspace();
for (const file of ['spectra.onnx', 'spectrum.csv']) {
  copyFileSync(join(examples, 'emulator', file), join(folder.path, file));
}
const scenarios = ['known', 'tight', 'loose'] as const;
const parameters = ['mass', 'radius'] as const;

function evidenceOf(
  report: Report,
  code: string,
  feature: string,
  question: string,
): Readonly<Record<string, Measured>> {
  return report.outcomes.find(
    (one) => one.code === code && one.target.feature === feature && one.question === question,
  )!.evidence;
}

function endsOf(measured: Measured | undefined): readonly [number, number] {
  if (measured === undefined || typeof measured === 'number') throw new Error('there is no interval');
  return [measured.low, measured.high];
}

describe('a spectrum of a neutron star', async () => {
  const report = await exampleReport('emulator/pullscope.yaml');

  it.each(scenarios.flatMap((scenario) => parameters.map((parameter) => [parameter, scenario] as const)))(
    'gives %s with %s nuisances the intervals of scipy, to 1 % of their width',
    (parameter, scenario) => {
      const expected = reference[scenario].parameters[parameter];
      const found = evidenceOf(report, 'emulator/interval', parameter, scenario);
      const width = expected.profile[1]! - expected.profile[0]!;
      const [low, high] = endsOf(found['profile']);
      expect(Math.abs(low - expected.profile[0]!) / width).toBeLessThan(2e-3);
      expect(Math.abs(high - expected.profile[1]!) / width).toBeLessThan(2e-3);
      expect(Math.abs(valueOf(found['profileLow95']) - expected.profile95[0]!) / width).toBeLessThan(2e-3);
      expect(Math.abs(valueOf(found['profileHigh95']) - expected.profile95[1]!) / width).toBeLessThan(2e-3);
      const [marginalLow, marginalHigh] = endsOf(found['marginal']);
      expect(Math.abs(marginalLow - expected.marginal[0]!) / width).toBeLessThan(0.01);
      expect(Math.abs(valueOf(found['marginal']) - expected.marginal[1]!) / width).toBeLessThan(0.01);
      expect(Math.abs(marginalHigh - expected.marginal[2]!) / width).toBeLessThan(0.01);
    },
  );

  it.each(['tight', 'loose'] as const)('knows what each nuisance makes of a width: %s', (scenario) => {
    for (const parameter of parameters) {
      const expected = reference[scenario].parameters[parameter];
      const found = evidenceOf(report, 'emulator/prior', parameter, scenario);
      const width = expected.profile[1]! - expected.profile[0]!;
      for (const [nuisance, ends] of Object.entries(expected.without)) {
        const part = 1 - ((ends[1]! - ends[0]!) / width) ** 2;
        expect(valueOf(found[`partOfWidth@${nuisance}`])).toBeCloseTo(part, 2);
      }
      const alone = expected.dataAlone[1]! - expected.dataAlone[0]!;
      expect((2 * valueOf(found['widthDataAlone'])) / alone).toBeCloseTo(1, 2);
    }
  });

  it('fits, with the deviance that scipy finds', () => {
    for (const scenario of scenarios) {
      const found = report.outcomes.find(({ code, question }) => code === 'emulator/misfit' && question === scenario)!;
      expect(found.status).toBe('pass');
      expect(valueOf(found.evidence['chiSquared'])).toBeCloseTo(reference[scenario].deviance, 2);
    }
  });

  it('runs off its range where the temperature is hardly known', () => {
    const found = report.outcomes.filter(({ code, status }) => code === 'emulator/range' && status === 'finding');
    expect(found).toMatchObject([{ target: { feature: 'mass' }, question: 'loose', severity: 'warning' }]);
  });

  it('is drawn: contours, profiles, posteriors, widths, spectrum and residuals', () => {
    expect(report.figures.map(({ id }) => id)).toEqual([
      'emulator/intervals/mass',
      'emulator/intervals/radius',
      'emulator/plane/mass/radius/68',
      'emulator/plane/mass/radius/95',
      'emulator/profile/mass',
      'emulator/posterior/mass',
      'emulator/profile/radius',
      'emulator/posterior/radius',
      'emulator/width/mass',
      'emulator/width/radius',
      'emulator/spectrum',
      'emulator/residuals',
    ]);
  });

  it('has model and data among the files of its provenance', () => {
    expect(report.provenance.files.map(({ usedBy }) => usedBy)).toEqual([['emulator'], ['emulator']]);
  });
});

/** One parameter and everything else known: quick. */
function quick(data: string, more = ''): string {
  return `pullscope: 1
emulator:
  model: spectra.onnx
  data: { file: spectrum.csv, ${data} }
  parameters: { radius: [8, 17] }
  nuisances: { mass: { known: 1.4 }, nH: { known: 0.05 }, logTeff: { known: 6.25 }, distance: { known: 5 } }
${more}`;
}

describe('an emulator of which one parameter is asked', () => {
  it('gives the same numbers each time', async () => {
    const text = quick('value: counts', '  likelihood: poisson\n');
    const [first, second] = [await folder.run(text), await folder.run(text)];
    expect(second.outcomes).toEqual(first.outcomes);
  });

  it('asks the emulator only once for the same, whatever the checks', async () => {
    const cache = join(folder.path, 'cache');
    const asked: string[] = [];
    const onProgress = ({ message }: { readonly message: string }): void => void asked.push(message);
    const text = quick('value: counts', '  likelihood: poisson\n');
    const first = await folder.run(text, { cache, onProgress });
    expect(asked).toContain('emulator: nuisances known');
    asked.length = 0;
    const second = await folder.run(`${text}checks: { emulator/misfit: off }\n`, { cache, onProgress });
    expect(asked).not.toContain('emulator: nuisances known');
    expect(second.outcomes).toEqual(first.outcomes.filter(({ code }) => code !== 'emulator/misfit'));
  });

  it('finds data that it cannot predict', async () => {
    const report = await folder.run(quick('value: counts*(1 + 0.2*sin(10*energy)), error: sqrt(counts)'));
    expect(report.outcomes.filter(({ status }) => status === 'finding')).toMatchObject([
      { code: 'emulator/misfit', severity: 'warning', question: 'known' },
    ]);
  });

  it('is less certain by an error of its own, in quadrature', async () => {
    const width = async (more: string, error: string): Promise<number> => {
      const report = await folder.run(quick(`value: counts, error: '${error}'`, more));
      const [low, high] = endsOf(evidenceOf(report, 'emulator/interval', 'radius', 'known')['profile']);
      return high - low;
    };
    const declared = await width('  model-error: 3%\n', 'sqrt(counts)');
    expect(declared / (await width('', 'hypot(sqrt(counts), 0.03*counts)'))).toBeCloseTo(1, 9);
    expect(declared).toBeGreaterThan(1.2 * (await width('', 'sqrt(counts)')));
  });

  it('takes errors from a covariance', async () => {
    const counts = readFileSync(join(folder.path, 'spectrum.csv'), 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => Number(line.split(',')[1]));
    const rows = counts.map((_, row) => counts.map((one, column) => (row === column ? one : 0)).join(','));
    writeFileSync(join(folder.path, 'v.csv'), `${[counts.map((_, i) => `c${i}`).join(','), ...rows].join('\n')}\n`);
    const interval = async (data: string): Promise<readonly [number, number]> =>
      endsOf(evidenceOf(await folder.run(quick(data)), 'emulator/interval', 'radius', 'known')['profile']);
    const [low, high] = await interval('value: counts, covariance: v.csv');
    const [expectedLow, expectedHigh] = await interval('value: counts, error: sqrt(counts)');
    expect(low).toBeCloseTo(expectedLow, 6);
    expect(high).toBeCloseTo(expectedHigh, 6);
  });

  it('says where an error is not positive', async () => {
    await expect(folder.run(quick('value: counts, error: counts - 468'))).rejects.toMatchObject({
      code: 'not-positive',
      message:
        "spectrum.csv, line 2: the error is 0; it must be positive. Leave out empty bins, or take counts for what they are with 'likelihood: poisson'.",
      at: { path: ['emulator', 'data', 'error'] },
    });
  });

  it('must predict as many observables as there are data', async () => {
    writeFileSync(join(folder.path, 'short.csv'), 'counts\n400\n500\n');
    const text = quick('value: counts, error: sqrt(counts)').replace('spectrum.csv', 'short.csv');
    await expect(folder.run(text)).rejects.toMatchObject({
      code: 'unsupported-model',
      message: "The emulator 'spectra.onnx' predicts 30 observables, but there are data of 2.",
      at: { path: ['emulator', 'model'] },
    });
  });

  it('is told where it predicts no number, and at which point', async () => {
    // Two values that are infinite in 32 bits: their difference is no number.
    const text = quick('value: counts, error: sqrt(counts)')
      .replace('known: 1.4', 'known: 1e39')
      .replace('known: 0.05', 'known: 1e39');
    const error: unknown = await folder.run(text).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'no-prediction', at: { path: ['emulator', 'model'] } });
    expect(String(error)).toMatch(
      /The emulator 'spectra\.onnx' predicts no finite number for some observable at any of the [\d,]+ points that were tried, such as radius = [\d.]+, mass = 1e\+39, nH = 1e\+39, .*: check the order of its inputs/,
    );
  });

  it('is stopped between calls of the model', async () => {
    const stop = new AbortController();
    const work = folder.run(quick('value: counts', '  likelihood: poisson\n'), {
      signal: stop.signal,
      onProgress: ({ fraction, message }) => {
        if (message.startsWith('emulator') && fraction > 0) stop.abort();
      },
    });
    await expect(work).rejects.toMatchObject({ name: 'AbortError' });
  });
});
