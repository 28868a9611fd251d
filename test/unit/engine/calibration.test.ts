/** Calibration against numpy, scipy and scikit-learn, event by event: test/fixtures/reference/calibration.py. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Measured, Report } from '../../../src/report/report';
import { normalTail } from '../../../src/stats/normal';
import { lengthLimits, squaredLength, type MeasuredLength } from '../../../src/stats/squaredLength';
import reference from '../../fixtures/reference/calibration.json';
import { errorOf, evidenceOf, runExample, valueOf } from './runs';

/** Sums of a million terms differ in their last digits, and limits are looked for to nine. */
function expectError(found: Measured | undefined, { square }: { readonly square: MeasuredLength }): void {
  if (found === undefined || typeof found === 'number') throw new Error('there is no interval');
  const { low, high } = lengthLimits(squaredLength(square), 2 * normalTail(1));
  expect(found.value).toBeCloseTo(Math.sqrt(Math.max(square.value, 0)), 8);
  expect(found.low).toBeCloseTo(Math.sqrt(low), 7);
  expect(found.high).toBeCloseTo(Math.sqrt(high), 7);
}

function expectEstimate(found: Measured | undefined, { value, error }: { value: number; error: number }): void {
  expect(valueOf(found)).toBeCloseTo(value, 9);
  expect(errorOf(found) / error).toBeCloseTo(1, 6);
}

describe('a model on events with their own weights', () => {
  let report: Report;

  beforeAll(async () => {
    report = await runExample('pivot/pullscope.yaml', (text) =>
      text.replace('file: baseline.onnx', 'file: baseline.onnx, calibrated: true'),
    );
  });

  it('has the calibration error of the events, and the mean distance with and without its bias', () => {
    const evidence = evidenceOf(report, 'calibration/off', { model: 'baseline' });
    expectError(evidence['calibrationError'], reference.baseline.error);
    expect(evidence['expectedCalibrationError']).toBeCloseTo(reference.baseline.error.debiased, 9);
    expect(evidence['expectedCalibrationErrorPlain']).toBeCloseTo(reference.baseline.error.plain, 9);
  });

  it("has scikit-learn's Brier score and logarithmic loss, and the errors of their events", () => {
    const evidence = evidenceOf(report, 'calibration/off', { model: 'baseline' });
    expect(valueOf(evidence['brier'])).toBeCloseTo(reference.baseline.sklearn.brier, 9);
    expect(valueOf(evidence['logLoss'])).toBeCloseTo(reference.baseline.sklearn.logLoss, 9);
    expectEstimate(evidence['brier'], reference.baseline.brier);
    expectEstimate(evidence['logLoss'], reference.baseline.logLoss);
  });

  it('has the reliability diagram of the events', () => {
    const figure = report.figures.find(({ id }) => id === 'reliability/baseline');
    if (figure?.kind !== 'curves') throw new Error('there is no diagram');
    const points = figure.series[0]!.points;
    expect(points).toHaveLength(reference.baseline.points.length);
    points.forEach(({ x, y }, bin) => {
      expect(x).toBeCloseTo(reference.baseline.points[bin]![0]!, 9);
      expect(y).toBeCloseTo(reference.baseline.points[bin]![1]!, 9);
    });
  });

  it('is asked of no model that does not say that it is calibrated', () => {
    const models = report.outcomes
      .filter(({ code }) => code.startsWith('calibration/'))
      .map(({ target }) => target.model);
    expect(new Set(models)).toEqual(new Set(['baseline']));
  });
});

describe('a model on signed weights, balanced', () => {
  let report: Report;

  beforeAll(async () => {
    report = await runExample('generators/pullscope.yaml', (text) =>
      text
        .replace('file: plain.onnx', 'file: plain.onnx\n    calibrated: balanced')
        .concat('  scaled:\n    up: { replace: { tau21: tau21*1.05 } }\n'),
    );
  });

  it('has the calibration error and losses of the events', () => {
    const evidence = evidenceOf(report, 'calibration/off', { model: 'plain' });
    expectError(evidence['calibrationError'], reference.plain.error);
    expectEstimate(evidence['brier'], reference.plain.brier);
    expectEstimate(evidence['logLoss'], reference.plain.logLoss);
  });

  it.each([
    ['other events, with independent errors', 'generator', reference.alternative],
    ['the same events, with paired errors', 'scaled', reference.scaled],
  ] as const)('moves under %s', (_, nuisance, { drift, brier, logLoss }) => {
    const evidence = evidenceOf(report, 'calibration/drifts', { nuisance });
    expectError(evidence['calibrationDrift'], drift);
    expectEstimate(evidence['brierDifference'], brier);
    expectEstimate(evidence['logLossDifference'], logLoss);
  });
});
