import { describe, expect, it } from 'vitest';
import { decorrelationDependence } from '../../../src/checks/decorrelation/dependence';
import { decorrelationSculpting } from '../../../src/checks/decorrelation/sculpting';
import type { Judged } from '../../../src/checks';
import { Random } from '../../../src/stats/random';
import { column, findings, measure, outcomes, statuses, valueOf } from './judging';
import { aucAgainst, nominalAuc } from '../../../src/checks/modelAuc';

/** Signal peaks at a mass of 125, background falls; the background's score follows the mass by `dependence`. */
function toy(
  name: string,
  dependence: number,
  options: { n?: number; checks?: string; negative?: number } = {},
): Promise<Judged> {
  const { n = 4000, checks = '', negative = 0 } = options;
  const text = `pullscope: 1
samples:
  qcd: { file: qcd.csv, weight: w, label: 0, missing: { mass: -999 } }
  higgs: { file: higgs.csv, weight: w, label: 1 }
model: { file: m.onnx, features: [score], working-points: { half: 0.5 } }
nominal: [qcd, higgs]
protected: [mass]
${checks}`;
  const uniform = (what: string): number[] => column(`${what} ${name}`, n, (random) => random.uniform());
  const mass = uniform('mass').map((u) => 50 - 60 * Math.log(1 - 0.98 * u));
  const w = uniform('w').map((u) => (u < negative ? -1 : 1));
  return measure(text, {
    qcd: { mass, w, score: uniform('score').map((u, event) => 0.8 * u + (dependence * mass[event]!) / 100) },
    higgs: {
      mass: column(`peak ${name}`, n, (random) => 125 + 10 * random.normal()),
      w: uniform('signal w').map(() => 1),
      score: uniform('signal').map((u) => 0.2 + 0.8 * u),
    },
  });
}

describe('decorrelation/dependence', () => {
  const code = 'decorrelation/dependence';

  it('finds a score that follows a protected variable, in the class where it does', async () => {
    const [found, ...others] = findings(await toy('found', 0.3), code);
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      severity: 'warning',
      target: { feature: 'mass', class: 0, sample: 'qcd', model: 'model' },
    });
    expect(found?.at).toEqual({ path: ['protected', 0], on: 'value' });
    expect(found?.message).toMatch(
      /^For 'qcd', the score depends on 'mass': squared distance correlation 0\.\d+ \(0\.\d+ to 0\.\d+\)/,
    );
    const { distanceCorrelationSquared, floor } = found!.evidence;
    expect(valueOf(distanceCorrelationSquared)).toBeGreaterThan(10 * valueOf(floor));
  });

  it('passes one that does not', async () => {
    expect(statuses(await toy('passes', 0), code)).toEqual(['pass', 'pass']);
  });

  it('is undecided with few events, and says what would have been seen', async () => {
    const [row] = outcomes(await toy('few', 0.02, { n: 150 }), code, { class: 0 });
    expect(row?.status).toBe('undecided');
    expect(valueOf(row?.evidence['minimumDetectable'])).toBeGreaterThan(0.01);
  });

  it('leaves out what is declared as missing', async () => {
    const text = `pullscope: 1
samples: { qcd: { file: q.csv, missing: { mass: -999 } } }
model: { file: m.onnx, features: [score] }
nominal: [qcd]
protected: [mass]`;
    const n = 600;
    const mass = column('m', n, (random) => random.uniform());
    const score = column('s', n, (random) => random.uniform());
    const spoilt = mass.map((value, event) => (score[event]! > 0.9 ? -999 : value));
    const whole = score.filter((value) => value <= 0.9).length;
    const [row] = outcomes(await measure(text, { qcd: { mass: spoilt, score } }), code);
    expect(row?.evidence['events']).toBe(whole);
    expect(row?.status).not.toBe('finding');
  });

  it('gives no finding in 60 experiments without a dependence, signed weights among them', async () => {
    let found = 0;
    for (let experiment = 0; experiment < 60; experiment++) {
      const all = await toy(`null ${experiment}`, 0, { n: 200, negative: experiment % 2 === 0 ? 0 : 0.2 });
      if (decorrelationDependence.judge(all).some(({ status }) => status === 'finding')) found++;
    }
    // α = 1 % for an analysis: 0.6 expected, 4 or more in one of 300 tries.
    expect(found).toBeLessThan(4);
  });

  it('draws the efficiency along the variable, flat where it is independent', async () => {
    const [figure] = decorrelationDependence.figures!(await toy('passes', 0));
    if (figure?.kind !== 'histogram') throw new Error('no histogram');
    const [{ values, errors = [] } = { values: [] }] = figure.series;
    const chi2 = values.reduce((sum, value, bin) => sum + ((value - 0.375) / errors[bin]!) ** 2, 0);
    expect(chi2 / values.length).toBeLessThan(2);
  });

  it('finds what it says it would have seen, in nine of ten experiments', async () => {
    const random = new Random('power');
    const n = 400;
    const text = `pullscope: 1
samples: { qcd: { file: q.csv } }
model: { file: m.onnx, features: [score] }
nominal: [qcd]
protected: [mass]`;
    const experiment = async (rho: number): Promise<{ status: string; detectable: number; value: number }> => {
      const mass = Array.from({ length: n }, () => random.normal());
      const score = mass.map((one) => rho * one + Math.sqrt(1 - rho * rho) * random.normal());
      const [row] = outcomes(await measure(text, { qcd: { mass, score } }), code);
      return {
        status: row!.status,
        detectable: valueOf(row!.evidence['minimumDetectable'] ?? 0),
        value: valueOf(row!.evidence['distanceCorrelationSquared']),
      };
    };
    // A correlation coefficient of 0.1 gives dCor² = 0.008: undecided here.
    const { status, detectable } = await experiment(0.1);
    expect(status).toBe('undecided');
    // dCor² is about 0.8 ρ² there.
    const rho = Math.sqrt(detectable / 0.8);
    let found = 0;
    for (let one = 0; one < 60; one++) if ((await experiment(rho)).status === 'finding') found++;
    // 48 of 60 and fewer have a probability of 1.5 % where 90 % are found.
    expect(found / 60).toBeGreaterThan(0.8);
  });
});

describe('decorrelation/sculpting', () => {
  const code = 'decorrelation/sculpting';

  it('finds a cut that sculpts the background', async () => {
    const [found] = findings(await toy('found', 0.3), code);
    expect(found).toMatchObject({ severity: 'warning', target: { feature: 'mass', sample: 'qcd', class: 0 } });
    expect(found?.message).toMatch(
      /^A cut on the score that keeps (49|50)[.\d]* % of the signal sculpts 'mass' in the background: 1\/JSD of what passes and what fails is /,
    );
    expect(valueOf(found?.evidence['inverseJsd'])).toBeCloseTo(1 / valueOf(found?.evidence['jsd']), 6);
    expect(valueOf(found?.evidence['jsd'])).toBeGreaterThan(valueOf(found?.evidence['floor']));
  });

  it('passes a cut that does not, where events are many', async () => {
    expect(statuses(await toy('passes', 0, { n: 20_000 }), code)).toEqual(['pass']);
  });

  it('is undecided where they are few, rather than a finding of the bias of finite samples', async () => {
    const [row] = outcomes(await toy('few', 0, { n: 300 }), code);
    expect(row?.status).toBe('undecided');
    expect(row?.message).toMatch(
      /^Whether a cut on the score that keeps .* sculpts 'mass' in the background cannot be told/,
    );
    expect(row?.evidence['minimumDetectable']).toBeDefined();
  });

  it('cuts at another signal efficiency if told to', async () => {
    const all = await toy('found', 0.3, { checks: 'checks: { decorrelation/sculpting: { efficiency: 20% } }' });
    const [row] = outcomes(all, code);
    expect(Math.abs(valueOf(row?.evidence['efficiency']) - 0.2)).toBeLessThan(0.01);
  });

  it('is skipped without two classes', async () => {
    const text = `pullscope: 1
samples: { qcd: { file: q.csv } }
model: { file: m.onnx, features: [score] }
nominal: [qcd]
protected: [mass]`;
    const all = await measure(text, { qcd: { mass: [1, 2, 3, 4], score: [0.1, 0.2, 0.3, 0.4] } });
    expect(statuses(all, code)).toEqual(['skipped']);
  });

  it('gives no finding in 60 experiments without sculpting, signed weights among them', async () => {
    let found = 0;
    for (let experiment = 0; experiment < 60; experiment++) {
      const negative = experiment % 2 === 0 ? 0 : 0.2;
      const all = await toy(`flat ${experiment}`, 0, { n: 300, negative });
      if (decorrelationSculpting.judge(all).some(({ status }) => status === 'finding')) found++;
    }
    expect(found).toBeLessThan(4);
  });

  it('draws what passes and what fails, each normalised', async () => {
    const [figure] = decorrelationSculpting.figures!(await toy('found', 0.3));
    if (figure?.kind !== 'histogram') throw new Error('no histogram');
    figure.series.forEach(({ values }, side) => {
      const total = values.reduce((sum, value) => sum + value, figure.underflow[side]! + figure.overflow[side]!);
      expect(total).toBeCloseTo(1, 9);
    });
  });
});

describe('decorrelation/cost', () => {
  const code = 'decorrelation/cost';

  /** Three models of the same events: `good` follows the mass, `flat` does not, `noisy` does and is worse. */
  function models(checks = ''): Promise<Judged> {
    const n = 4000;
    const text = `pullscope: 1
samples:
  qcd: { file: qcd.csv, label: 0 }
  higgs: { file: higgs.csv, label: 1 }
models:
  good: { file: good.onnx, features: [good] }
  flat: { file: flat.onnx, features: [flat] }
  noisy: { file: noisy.onnx, features: [noisy] }
nominal: [qcd, higgs]
protected: [mass]
${checks}`;
    const events = (sample: string, shift: number): Record<string, number[]> => {
      const normal = (what: string): number[] => column(`${what} ${sample}`, n, (random) => random.normal());
      const [mass, noise] = [normal('mass'), normal('noise')];
      const good = normal('good').map((value, event) => shift + 0.9 * value + 0.4 * mass[event]!);
      return {
        mass,
        good,
        flat: normal('flat').map((value) => 0.8 * shift + value),
        noisy: good.map((value, event) => value + 0.5 * noise[event]!),
      };
    };
    return measure(text, { qcd: events('qcd', 0), higgs: events('higgs', 1) });
  }

  it('passes a model that loses and depends less, and finds one that loses and depends as much', async () => {
    const [flat, noisy, ...others] = outcomes(await models(), code);
    expect(others).toEqual([]);
    expect(flat).toMatchObject({ status: 'pass', target: { model: 'flat' } });
    expect(flat?.message).toMatch(
      /^'flat' loses 0\.\d+ ± 0\.\d+ in AUC against 'good'; its largest squared distance correlation is .* instead of 0\.1\d* \(0\.1\d+ to 0\.1\d+\) with 'mass' in '(qcd|higgs)'\.$/,
    );
    expect(noisy).toMatchObject({ target: { model: 'noisy' }, at: { path: ['models', 'noisy'], on: 'key' } });
    expect(valueOf(noisy?.evidence['aucDifference'])).toBeLessThan(0);
  });

  it('compares with the model that it is told', async () => {
    const rows = outcomes(await models('checks: { decorrelation/cost: { reference: flat } }'), code);
    expect(rows.map(({ target }) => target.model)).toEqual(['good', 'noisy']);
    expect(rows.every(({ message }) => message.includes("against 'flat'"))).toBe(true);
  });

  it('has a paired error also between two models of which neither is the first', async () => {
    const { measured } = await models();
    const [good, flat, noisy] = measured!.models;
    const difference = aucAgainst(measured!, noisy!, flat!)!;
    const apart = Math.hypot(nominalAuc(measured!, noisy!)!.error, nominalAuc(measured!, flat!)!.error);
    // These two have only noise in common.
    expect(difference.error / apart).toBeCloseTo(1, 1);
    expect(difference.value).toBeCloseTo(
      aucAgainst(measured!, noisy!, good!)!.value - aucAgainst(measured!, flat!, good!)!.value,
      12,
    );
    expect(aucAgainst(measured!, good!, noisy!)).toEqual({
      value: -aucAgainst(measured!, noisy!, good!)!.value,
      error: aucAgainst(measured!, noisy!, good!)!.error,
    });
  });

  it('knows from the kept rows what two models share as well as from the table of all events', async () => {
    const text = `pullscope: 1
samples: { qcd: { file: q.csv, label: 0 }, higgs: { file: h.csv, label: 1 } }
models:
  first: { file: a.onnx, features: [a] }
  second: { file: b.onnx, features: [b] }
  again: { file: a.onnx, features: [a] }
nominal: [qcd, higgs]
protected: [mass]`;
    const events = (name: string, shift: number): Record<string, number[]> => {
      const a = column(`a ${name}`, 3000, (random) => shift + random.normal());
      const noise = column(`b ${name}`, 3000, (random) => 0.5 * random.normal());
      return { a, b: a.map((value, event) => value + noise[event]!), mass: noise };
    };
    const { measured } = await measure(text, { qcd: events('q', 0), higgs: events('h', 1) });
    const [first, second, again] = measured!.models;
    const byTable = aucAgainst(measured!, second!, first!)!;
    const byRows = aucAgainst(measured!, second!, again!)!;
    expect(byRows.value).toBeCloseTo(byTable.value, 12);
    expect(byRows.error / byTable.error).toBeCloseTo(1, 1);
  });

  it('asks nothing without a protected variable', async () => {
    const text = `pullscope: 1
samples: { qcd: { file: q.csv, label: 0 }, higgs: { file: h.csv, label: 1 } }
models: { a: { file: a.onnx, features: [score] }, b: { file: b.onnx, features: [score] } }
nominal: [qcd, higgs]`;
    const score = [0.1, 0.2, 0.3, 0.4];
    expect(outcomes(await measure(text, { qcd: { score }, higgs: { score } }), code)).toEqual([]);
  });
});
