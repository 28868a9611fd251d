import { describe, expect, it } from 'vitest';
import { drawFigures } from '../../../src/checks';
import { column, findings, measure, outcomes, statuses, valueOf, type Events } from './judging';

const text = (calibrated: string, more = ''): string => `
pullscope: 1
samples: { both: { file: both.csv, label: label, weight: weight }, other: { file: other.csv, label: label, weight: weight } }
model: { file: model.onnx, features: [score], output: score, ${calibrated} working-points: { half: 0.5 } }
nominal: [both]
${more}
`;

/** Events whose label is 1 with the probability p^power, in steps of 1/16 that float32 holds. */
function events(n: number, power: number, name = 'events'): Events {
  const score = column(`${name} score`, n, (random) => Math.floor(1 + 15 * random.uniform()) / 16);
  const draw = column(`${name} draw`, n, (random) => random.uniform());
  return {
    score,
    label: draw.map((u, event) => (u < score[event]! ** power ? 1 : 0)),
    weight: score.map(() => 1),
  };
}

const many = 40_000;
const unused = { other: events(100, 1) };

describe('a score that is the probability to be signal', () => {
  it('passes where there are events enough, and is undecided where not', async () => {
    expect(
      statuses(await measure(text('calibrated: true,'), { both: events(many, 1), ...unused }), 'calibration/off'),
    ).toEqual(['pass']);
    const few = await measure(text('calibrated: true,'), { both: events(500, 1), ...unused });
    const [outcome] = outcomes(few, 'calibration/off');
    expect(outcome?.status).toBe('undecided');
    expect(valueOf(outcome?.evidence['minimumDetectable'])).toBeGreaterThan(0.02);
  });

  it('is one whatever the mixture, if the file says which', async () => {
    // Signal with a tenth of its weight: the score is right for equal numbers alone.
    const both = events(many, 1);
    const weight = both['label']!.map((label) => (label === 1 ? 0.1 : 1));
    const light = { both: { ...both, weight }, ...unused };
    expect(statuses(await measure(text('calibrated: true,'), light), 'calibration/off')).toEqual(['finding']);
    expect(statuses(await measure(text('calibrated: balanced,'), light), 'calibration/off')).toEqual(['pass']);
  });

  it('is not asked about where the file says nothing', async () => {
    const judged = await measure(text(''), { both: events(1000, 3), ...unused });
    expect([...outcomes(judged, 'calibration/off'), ...outcomes(judged, 'calibration/drifts')]).toEqual([]);
    expect(drawFigures(judged).filter(({ id }) => id.startsWith('reliability'))).toEqual([]);
  });
});

describe('a score that is not', () => {
  it('is a finding that says what it means where it is worst', async () => {
    const judged = await measure(text('calibrated: true,'), { both: events(many, 2), ...unused });
    const [finding] = findings(judged, 'calibration/off');
    // ∫(p − p²)²dp = 1/30, ∫(p − p²)dp = 1/6.
    expect(valueOf(finding?.evidence['calibrationError'])).toBeCloseTo(Math.sqrt(1 / 30), 1);
    expect(finding?.evidence['expectedCalibrationError']).toBeCloseTo(1 / 6, 1);
    expect(finding?.message).toMatch(/of the events with a score of about 0\.\d+, 0\.\d+ ± 0\.\d+ are signal/);
    expect(finding?.at.path).toEqual(['model', 'calibrated']);
  });

  it('because it is no probability is told apart', async () => {
    const both = events(1000, 1);
    const score = both['score']!.map((value) => 4 * value);
    const [finding] = findings(
      await measure(text('calibrated: true,'), { both: { ...both, score }, ...unused }),
      'calibration/off',
    );
    expect(finding?.message).toContain('is no probability');
    expect(finding?.evidence['outsideUnitInterval']).toBe(score.filter((value) => value > 1).length);
  });

  it('of one class only cannot be told', async () => {
    const both = events(1000, 1);
    const label = both['label']!.map(() => 1);
    const [outcome] = outcomes(
      await measure(text('calibrated: true,'), { both: { ...both, label }, ...unused }),
      'calibration/off',
    );
    expect(outcome?.status).toBe('skipped');
    expect(outcome?.message).toContain('two classes only');
  });
});

describe('what a score means under a nuisance', () => {
  const nuisances = (side: string): string => `nuisances: { shifted: { up: ${side} } }`;

  it('stays where the nuisance changes nothing, exactly', async () => {
    const judged = await measure(text('calibrated: true,', nuisances('{ replace: { weight: weight*1 } }')), {
      both: events(2000, 1),
      ...unused,
    });
    const [outcome] = outcomes(judged, 'calibration/drifts');
    expect(outcome?.status).toBe('pass');
    expect(valueOf(outcome?.evidence['calibrationDrift'])).toBe(0);
  });

  it('moves with the score of the same events', async () => {
    const judged = await measure(text('calibrated: true,', nuisances('{ replace: { score: score*score } }')), {
      both: events(many, 1),
      ...unused,
    });
    const [finding] = findings(judged, 'calibration/drifts');
    expect(finding?.at.path).toEqual(['nuisances', 'shifted']);
    expect(finding?.message).toMatch(
      /^'shifted' up moves the probability to be signal at a given score by 0\.\d+ \(root mean square, /,
    );
  });

  it('moves for other events whose labels follow another law, and not for others of the same', async () => {
    const other = nuisances('{ samples: { both: other } }');
    const samples = (power: number) => ({ both: events(many, 1), other: events(many, power, 'other') });
    expect(statuses(await measure(text('calibrated: true,', other), samples(2)), 'calibration/drifts')).toEqual([
      'finding',
    ]);
    expect(statuses(await measure(text('calibrated: true,', other), samples(1)), 'calibration/drifts')).not.toContain(
      'finding',
    );
  });

  it('is drawn over nominal, on the nuisance', async () => {
    const judged = await measure(text('calibrated: true,', nuisances('{ replace: { score: score*score } }')), {
      both: events(2000, 1),
      ...unused,
    });
    const figure = drawFigures(judged).find(({ id }) => id === 'reliability/model/shifted');
    if (figure?.kind !== 'curves') throw new Error('there is no diagram');
    expect(figure.series.map(({ label }) => label)).toEqual(['nominal', 'up']);
    expect(figure.about).toEqual([['nuisances', 'shifted']]);
  });
});
