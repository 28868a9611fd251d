import { describe, expect, it } from 'vitest';
import { drawFigures } from '../../../src/checks';
import { column, findings, measure, outcomes, statuses, valueOf, type Events } from './judging';

const regions = '{ A: "t == 1 && x < 0.5", B: "t == 0 && x < 0.5", C: "t == 0 && x >= 0.5", D: "t == 1 && x >= 0.5" }';
const model = (files = 'file: m.onnx'): string => `model: { ${files}, features: [x, u], output: score }`;
const text = (abcd: string, files?: string): string => `
pullscope: 1
samples:
  qcd: { file: qcd.csv, weight: weight }
  both: { file: both.csv, weight: weight }
  signal: { file: signal.csv, weight: weight }
${model(files)}
nominal: [qcd]
abcd:
  tags: { samples: [qcd], regions: ${regions}${abcd} }
`;

/**
 * t is 1 with a probability of u/(1 + u)·c: whoever weights with that knows t from u. u is larger where x is.
 * @param slope how u depends on x
 */
function events(name: string, n: number, { slope = 0, odds = 1 } = {}): Events {
  const x = column(`${name} x`, n, (random) => random.uniform());
  const u = column(`${name} u`, n, (random) => random.uniform()).map(
    (value, event) => (value + slope * x[event]!) / (1 + slope),
  );
  const t = column(`${name} t`, n, (random) => random.uniform()).map((value, event) =>
    value < 0.2 * (1 + u[event]!) * (x[event]! >= 0.5 ? odds : 1) ? 1 : 0,
  );
  return { x, u, t, weight: x.map(() => 1) };
}

/** The probability to be in A. */
const known = ([, u]: readonly number[]): number => 0.2 * (1 + u!);

describe('abcd/closure', () => {
  it('passes where the two cuts have nothing to do with each other', async () => {
    const judged = await measure(text(''), { qcd: events('independent', 200_000) });
    const [outcome] = outcomes(judged, 'abcd/closure');
    expect(outcome?.status).toBe('pass');
    expect(Math.abs(valueOf(outcome?.evidence['nonClosure']))).toBeLessThan(0.03);
    expect(outcome?.message).toContain("'tags' predicts");
    expect(outcome?.message).toContain('in D by the transfer factor');
    expect(outcome?.at.path).toEqual(['abcd', 'tags']);
  });

  it('finds too little, names its size and quotes the larger of it and its error', async () => {
    const judged = await measure(text(''), { qcd: events('dependent', 60_000, { odds: 1.5 }) });
    const [finding] = findings(judged, 'abcd/closure');
    // Odds of 0.3 and of 0.45: (0.3/0.7)/(0.45/0.55) − 1.
    expect(valueOf(finding?.evidence['nonClosure'])).toBeCloseTo((0.3 * 0.55) / (0.7 * 0.45) - 1, 1);
    expect(finding?.evidence['closureUncertainty']).toBe(Math.abs(valueOf(finding?.evidence['nonClosure'])));
    expect(finding?.message).toContain('as the uncertainty of the closure, or look for what connects the two cuts.');
  });

  it('says how many events have no value of the variable, and are in the yields alone', async () => {
    const qcd = events('gaps', 20_000);
    const v = qcd['u']!.map((value, event) => (event % 10 === 0 ? Number.NaN : value));
    const [whole, gaps] = await Promise.all(
      ['u', 'v'].map((name) => measure(text(`, variable: ${name}`), { qcd: { ...qcd, v } })),
    );
    const inCD = qcd['x']!.filter((x, event) => x >= 0.5 && event % 10 === 0).length;
    const [yields, shape] = outcomes(gaps!, 'abcd/closure');
    expect(yields).toEqual(outcomes(whole!, 'abcd/closure')[0]);
    expect(shape?.evidence['eventsWithoutValue']).toBe(inCD);
    const told = `${inCD.toLocaleString('en')} events of C and D have no value of it and are left out here.`;
    expect(shape?.message).toContain(told);
    const [, complete] = outcomes(whole!, 'abcd/closure');
    expect(complete?.message).not.toContain('no value');
    expect(complete?.evidence).not.toHaveProperty('eventsWithoutValue');
  });

  it('is undecided where so few events cannot tell, and says what they could have', async () => {
    const judged = await measure(text(''), { qcd: events('few', 300) });
    const [outcome] = outcomes(judged, 'abcd/closure');
    expect(outcome?.status).toBe('undecided');
    expect(valueOf(outcome?.evidence['minimumDetectable'])).toBeGreaterThan(0.5);
    const fewer = await measure(text(''), { qcd: events('fewer', 40) });
    expect(outcomes(fewer, 'abcd/closure')[0]?.message).toContain('fewer than 10 effective events');
  });

  it('closes by reweighting what one factor does not, in the yield and in the distribution', async () => {
    const qcd = events('reweighted', 100_000, { slope: 3 });
    const plain = await measure(text(', variable: u'), { qcd }, { model: known });
    const [plainly, plainShape] = outcomes(plain, 'abcd/closure');
    expect(plainly?.status).toBe('finding');
    const weighted = await measure(text(', variable: u, weight: model'), { qcd }, { model: known });
    const [yields, shape] = outcomes(weighted, 'abcd/closure');
    expect([yields?.status, shape?.status]).toEqual(['pass', 'pass']);
    expect(yields?.message).toContain("by reweighting with 'model'");
    expect(valueOf(yields?.evidence['transferNonClosure'])).toBeLessThan(-0.1);
    expect(shape?.target.feature).toBe('u');
    const distances = [shape, plainShape].map((one) => valueOf(one?.evidence['wasserstein']));
    expect(distances[0]).toBeLessThan(distances[1]! / 2);
  });

  it('does not depend on the unit of the weight of a classifier that was trained with other fractions', async () => {
    const qcd = events('priors', 5000, { slope: 3 });
    const asTrained = await measure(text(', weight: model'), { qcd }, { model: known });
    const balanced = await measure(
      text(', weight: model'),
      { qcd },
      {
        model: (features) => {
          const ratio = (7 * known(features)) / (1 - known(features));
          return ratio / (1 + ratio);
        },
      },
    );
    const [one, other] = [asTrained, balanced].map(
      (judged) => outcomes(judged, 'abcd/closure')[0]?.evidence['predicted'],
    );
    expect(valueOf(other)).toBeCloseTo(valueOf(one), 9);
  });

  it('counts the spread of the members of an ensemble as an uncertainty', async () => {
    const qcd = events('members', 100_000, { slope: 3 });
    const members = Array.from({ length: 20 }, (_, member) => ([, u]: readonly number[]): number => {
      const tilt = (member % 2 === 0 ? 1 : -1) * 0.6;
      return 0.2 * (1 + u!) * (1 + tilt * (u! - 0.5));
    });
    const files = `files: [${members.map((_, member) => `m${member}.onnx`).join(', ')}]`;
    const judged = await measure(text(', weight: model', files), { qcd }, { model: members });
    const [outcome] = outcomes(judged, 'abcd/closure');
    const evidence = outcome!.evidence;
    expect(evidence['members']).toBe(20);
    expect(valueOf(evidence['memberDeviation'])).toBeGreaterThan(3 * valueOf(evidence['statistical']));
    expect(outcome?.status).toBe('undecided');
    expect(outcome?.message).toContain('20 members');
  });

  it('says where a few events carry a prediction', async () => {
    const qcd = events('extreme', 20_000);
    const judged = await measure(text(', weight: model'), { qcd }, { model: ([, u]) => (u! > 0.9995 ? 0.9999 : 0.01) });
    expect(outcomes(judged, 'abcd/closure')[0]?.message).toContain('Few events carry it');
  });

  it('finds scores that make no weight', async () => {
    const judged = await measure(
      text(', weight: model'),
      { qcd: events('no probability', 500) },
      { model: ([, u]) => 4 * u! },
    );
    const [finding] = findings(judged, 'abcd/closure');
    expect(finding?.message).toContain('is not in [0, 1), and p/(1 − p) is no weight');
  });

  it('finds a region without events, and says nothing of the others then', async () => {
    const qcd = events('empty', 100);
    const judged = await measure(text(', axes: [t, x]'), { qcd: { ...qcd, t: qcd['t']!.map(() => 1) } });
    const [finding] = findings(judged, 'abcd/closure');
    expect(finding?.message).toBe(
      "'tags' cannot be predicted: region B has no events. Is its selection right, in the units of the file?",
    );
    expect(outcomes(judged, 'abcd/dependence').map(({ status, message }) => [status, message])).toEqual([
      ['skipped', "Nothing can be said of the dependence of 't' and 'x': region B of 'tags' has no events."],
    ]);
  });

  it('skips what has events with a sum that nothing can be predicted from', async () => {
    const qcd = events('negative', 100);
    const judged = await measure(text(''), { qcd: { ...qcd, weight: qcd['weight']!.map((w) => -w) } });
    const [outcome] = outcomes(judged, 'abcd/closure');
    expect(outcome?.status).toBe('skipped');
    expect(outcome?.message).toMatch(/^'tags' cannot be predicted: Σw of region A is -\d+\.$/);
  });

  it('takes off what is subtracted, and is less certain for it', async () => {
    const qcd = events('pure', 60_000);
    const signal = events('signal', 20_000, { odds: 2 });
    const both = Object.fromEntries(Object.keys(qcd).map((name) => [name, [...qcd[name]!, ...signal[name]!]]));
    const pure = await measure(text(''), { qcd });
    const contaminated = text('').replace('samples: [qcd]', 'samples: [both]');
    const left = await measure(contaminated.replace('[both]', '[both], subtract: [signal]'), { qcd, both, signal });
    const [asIs, taken] = [pure, left].map((judged) => outcomes(judged, 'abcd/closure')[0]!.evidence);
    const [one, other] = [asIs!['predicted'], taken!['predicted']];
    expect(valueOf(other)).toBeCloseTo(valueOf(one), 6);
    expect(width(other)).toBeGreaterThan(1.2 * width(one));
  });

  it('says where signal in the other regions would move the prediction', async () => {
    const qcd = events('contaminated', 20_000);
    const signal = events('signal everywhere', 2000);
    const judged = await measure(text(', signal: [signal]'), { qcd, signal });
    const [outcome] = outcomes(judged, 'abcd/closure');
    // As the background itself: a tenth of it in every region.
    expect(valueOf(outcome?.evidence['signalShift'])).toBeCloseTo(0.1, 1);
    expect(valueOf(outcome?.evidence['signalFraction'])).toBeCloseTo(0.1, 1);
    expect(outcome?.message).toContain("'signal' in the other regions would move the prediction by +");
    const inD = { ...signal, t: signal['t']!.map(() => 1), x: signal['x']!.map(() => 0.9) };
    const apart = await measure(text(', signal: [signal]'), { qcd, signal: inD });
    expect(outcomes(apart, 'abcd/closure')[0]?.message).not.toContain('in the other regions');
  });

  it('draws prediction and truth, and how each way closes', async () => {
    const judged = await measure(
      text(', variable: u, weight: model'),
      { qcd: events('drawn', 5000) },
      { model: known },
    );
    const figures = drawFigures(judged).filter(({ id }) => id.startsWith('abcd/'));
    expect(figures.map(({ id }) => id)).toEqual(['abcd/closure/tags', 'abcd/distribution/tags']);
    const [, drawn] = figures;
    if (drawn?.kind !== 'histogram') throw new Error('no histogram');
    const total =
      drawn.series[1]!.values.reduce((sum, value) => sum + value, 0) + drawn.underflow[1]! + drawn.overflow[1]!;
    const [outcome] = outcomes(judged, 'abcd/closure');
    expect(total).toBeCloseTo(valueOf(outcome?.evidence['predicted']), 6);
  });
});

describe('abcd/dependence', () => {
  it('passes for independent axes', async () => {
    const judged = await measure(text(', axes: [u, x]'), { qcd: events('independent axes', 40_000) });
    expect(statuses(judged, 'abcd/dependence')).toEqual(['pass']);
  });

  it('finds axes that depend on each other by distance correlation', async () => {
    const judged = await measure(text(', axes: [u, x]'), { qcd: events('u and x', 20_000, { slope: 3 }) });
    const [finding] = findings(judged, 'abcd/dependence');
    expect(finding?.message).toContain("'u' and 'x' depend on each other");
    expect(valueOf(finding?.evidence['distanceCorrelationSquared'])).toBeGreaterThan(0.1);
  });

  it('finds by the odds ratio of the regions what distance correlation does not see', async () => {
    const judged = await measure(text(', axes: [t, x]'), { qcd: events('odds', 60_000, { odds: 1.5 }) });
    const [finding] = findings(judged, 'abcd/dependence');
    expect(valueOf(finding?.evidence['oddsRatio'])).toBeCloseTo((0.3 * 0.55) / (0.7 * 0.45), 1);
  });

  it('is no question where events are weighted, and none without axes', async () => {
    const qcd = events('weighted axes', 3000, { slope: 3 });
    const weighted = await measure(text(', axes: [u, x], weight: model'), { qcd }, { model: known });
    expect(statuses(weighted, 'abcd/dependence')).toEqual(['skipped']);
    expect(outcomes(await measure(text(''), { qcd }), 'abcd/dependence')).toEqual([]);
  });

  it('reads scores by their name', async () => {
    const judged = await measure(
      text(', axes: [score, x]'),
      { qcd: events('score', 20_000, { slope: 3 }) },
      { model: known },
    );
    expect(findings(judged, 'abcd/dependence')[0]?.message).toContain("'score' and 'x' depend on each other");
  });
});

function width(measured: unknown): number {
  const { low, high } = measured as { low: number; high: number };
  return high - low;
}
