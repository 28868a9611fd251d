import { describe, expect, it } from 'vitest';
import { Measurements, type Judged } from '../../../src/checks';
import { epistemicCorruption } from '../../../src/checks/epistemic/corruption';
import type { CorruptionLevel, CorruptionProfile } from '../../../src/profile/corruptionProfile';
import { column, findings, measure, outcomes, valueOf } from './judging';

const code = 'epistemic/corruption';
const n = 400;

/** One step: how the AUC changes, and the ratio of the spreads. */
function level(
  change: number,
  ratio: number,
  errors: { auc?: number; ratio?: number } = {},
  severity = 1,
): CorruptionLevel {
  const spread = { value: 0.02 * ratio, error: 0.001 };
  return {
    kind: 'noise',
    severity,
    size: 0.1 * severity,
    auc: { value: 0.8 + change, error: 0.005 },
    change: { value: change, error: errors.auc ?? 0.001 },
    stated: { spread: { mean: spread, ratio: { value: ratio, logError: errors.ratio ?? 0.01 } } },
  };
}

interface Options {
  readonly levels?: readonly CorruptionLevel[];
  readonly leftOut?: number;
  readonly label?: number;
  readonly files?: string;
}

async function judged({
  levels = [],
  leftOut = 0,
  label = 1,
  files = 'files: [a.onnx, b.onnx]',
}: Options): Promise<Judged> {
  const text = `pullscope: 1
samples:
  b: { file: b.csv, label: 0 }
  s: { file: s.csv, label: ${label} }
model: { ${files}, features: [x] }
nominal: [b, s]
corruptions: { noise: true, dropped: [0.5] }`;
  const x = column('corruption', n, (random) => random.uniform());
  const found = await measure(text, { b: { x }, s: { x } });
  const profile: CorruptionProfile = {
    events: n - leftOut,
    leftOut,
    nominal: level(0, 1),
    levels,
  };
  const profiles = { ...found.measured!.profiles, corruptions: new Map([['model', profile]]) };
  return { ...found, measured: new Measurements(found.analysis, profiles, 7) };
}

describe('members under spoilt features', () => {
  it('are a finding where the AUC falls and they do not differ more', async () => {
    const [found, ...others] = findings(await judged({ levels: [level(-0.1, 0.9)] }), code);
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      severity: 'warning',
      at: { path: ['corruptions'], on: 'key' },
      target: { model: 'model' },
    });
    expect(found?.message).toBe(
      'With noise of 0.1 σ on every feature (severity 1) the AUC changes by −0.1000 ± 0.0010 to 0.7, and the members differ by 0.9 times as much as before (0.877 to 0.923), where 1.1 is expected. Their spread does not tell that the model has become worse: do not quote it as the uncertainty of such events.',
    );
    expect(valueOf(found?.evidence['aucDifference'])).toBe(-0.1);
  });

  it('are told where the AUC falls most, and by what else', async () => {
    const dropped: CorruptionLevel = { ...level(-0.05, 0.9), kind: 'dropped', size: 0.5 };
    const levels = [level(-0.1, 0.9), level(-0.2, 0.9, {}, 2), level(-0.3, 4, {}, 3), dropped];
    const [found, ...others] = findings(await judged({ levels }), code);
    expect(others).toEqual([]);
    expect(found?.evidence['severity']).toBe(2);
    expect(found?.message).toContain('Likewise with 50 % of the values dropped (severity 1).');
  });

  it.each([
    ['they differ more', level(-0.1, 2), 'at least the 1.1 that is expected'],
    ['the AUC does not fall', level(-0.01, 0.5), 'it falls by no more than 0.02'],
    ['the AUC rises', level(0.1, 0.5), 'it falls by no more than 0.02'],
  ])('pass where %s', async (_, one, message) => {
    const [found] = outcomes(await judged({ levels: [one] }), code);
    expect(found?.status).toBe('pass');
    expect(found?.message).toContain(message);
  });

  it.each([
    ['their ratio is too uncertain', level(-0.1, 1, { ratio: 0.2 }), (missed: number) => missed < 1],
    ['the fall is too uncertain', level(-0.03, 0.9, { auc: 0.02 }), (missed: number) => missed > 0.05],
  ])('are undecided where %s', async (_, one, isHonest) => {
    const [found] = outcomes(await judged({ levels: [one] }), code);
    expect(found?.status).toBe('undecided');
    expect(isHonest(valueOf(found?.evidence['minimumDetectable']))).toBe(true);
  });

  it.each([
    ['a single model', { files: 'file: a.onnx', levels: [level(-0.1, 1)] }, /^'model' is a single model/],
    ['one class', { label: 0 }, /^No feature is spoilt: an AUC takes two classes/],
    ['scores that cannot be had again', { leftOut: 100 }, /^Features of 'model' are not spoilt: of 100 of 400 events/],
  ])('are skipped for %s', async (_, options, message) => {
    const found = outcomes(await judged(options), code);
    expect(found.map(({ status }) => status)).toEqual(['skipped']);
    expect(found[0]?.message).toMatch(message);
  });

  it('are drawn by severity, with what they were before', async () => {
    const figures =
      epistemicCorruption.figures?.(await judged({ levels: [level(-0.1, 2), level(-0.2, 3, {}, 2)] })) ?? [];
    expect(figures.map(({ id }) => id)).toEqual(['corruption/auc/model', 'corruption/spread/model']);
    const [auc] = figures;
    const [noise] = auc?.kind === 'curves' ? auc.series : [];
    expect(noise?.points.map(({ x }) => x)).toEqual([0, 1, 2]);
    expect(noise?.points.map(({ y }) => y.toFixed(9))).toEqual(['0.800000000', '0.700000000', '0.600000000']);
  });
});
