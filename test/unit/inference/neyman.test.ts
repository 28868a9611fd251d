import { describe, expect, it } from 'vitest';
import { coverageScore, oneSigma } from '../../../src/inference/coverageScore';
import { FitModel, strengthIndex } from '../../../src/inference/fitModel';
import { cramerRao } from '../../../src/inference/information';
import { beltInterval, construct, type ConstructionPlan } from '../../../src/inference/neyman';
import { poissonDrawer } from '../../../src/inference/poissonDrawer';
import type { Templates } from '../../../src/inference/templates';
import { classifierStatistic, profileStatistic, sumStatistic } from '../../../src/inference/testStatistic';
import { normalCdf } from '../../../src/stats/normal';
import { Random } from '../../../src/stats/random';

const signal = [2, 5, 12, 25];
const background = [120, 80, 45, 20];

function templates(size: number): Templates {
  const contents = Float64Array.from(background);
  const none = new Float64Array(4);
  return {
    bins: 4,
    processes: [
      { name: 's', signal: true, contents: Float64Array.from(signal), squares: none },
      { name: 'b', signal: false, contents, squares: none },
    ],
    nuisances: [
      {
        name: 'rate',
        shifts: [
          undefined,
          {
            up: contents.map((content) => content * (1 + size)),
            down: contents.map((content) => content * (1 - size)),
            upNoise: undefined,
            downNoise: undefined,
          },
        ],
      },
    ],
  };
}

const never = (): Promise<void> => Promise.resolve();

function plan(model: FitModel, change: Partial<ConstructionPlan> = {}): ConstructionPlan {
  const sigma = cramerRao(model.templates, model.options)![strengthIndex]!;
  return {
    model,
    statistic: profileStatistic(model, sigma),
    strengths: [0.5, 1, 1.5],
    truths: [Float64Array.of(0), Float64Array.of(1)],
    toys: 600,
    widths: 20,
    seed: 'test',
    ...change,
  };
}

describe('the Fair-Universe score', () => {
  it.each([
    [55.8, 0, 10, -7.923095],
    [0.5, 0.6, 1000, -4.459405],
    // Within two standard errors only the width counts.
    [0.5, 0.6827, 1000, -Math.log(0.501)],
  ])('of width %d, coverage %d in %d experiments is %d', (width, coverage, experiments, score) => {
    expect(coverageScore(width, coverage, experiments)).toBeCloseTo(score, 6);
  });

  it('punishes intervals that are too wide, less than those that are too narrow', () => {
    const [narrow, wide] = [-0.1, 0.1].map((by) => coverageScore(0.5, oneSigma + by, 1000));
    expect(wide).toBeLessThan(-Math.log(0.501));
    expect(narrow!).toBeLessThan(wide!);
  });
});

describe('Poisson numbers', () => {
  it.each([0, 0.3, 4, 29, 31, 180, 700, 40_000])('of mean %d have mean, variance and third moment of it', (mean) => {
    const random = new Random(`poisson ${mean}`);
    const n = 20_000;
    const drawn = poissonDrawer(mean);
    const values = Float64Array.from({ length: n }, () => drawn(random));
    const average = values.reduce((sum, value) => sum + value, 0) / n;
    const moment = (power: number): number => values.reduce((sum, value) => sum + (value - mean) ** power, 0) / n;
    expect(Math.abs(average - mean)).toBeLessThanOrEqual(4 * Math.sqrt(mean / n));
    // Fourth and sixth central moments give the errors of variance and third moment.
    const [fourth, sixth] = [mean + 3 * mean ** 2, mean + 25 * mean ** 2 + 15 * mean ** 3];
    expect(Math.abs(moment(2) - mean)).toBeLessThanOrEqual(4 * Math.sqrt((fourth - mean ** 2) / n));
    expect(Math.abs(moment(3) - mean)).toBeLessThanOrEqual(4 * Math.sqrt((sixth - mean ** 2) / n));
    expect(values.every(Number.isInteger)).toBe(true);
  });

  it('of a small mean have the probabilities exp(−λ)λ^n/n!', () => {
    const random = new Random('small');
    const n = 50_000;
    const counts = new Float64Array(20);
    const drawn = poissonDrawer(2.5);
    for (let draw = 0; draw < n; draw++) counts[drawn(random)]!++;
    let probability = Math.exp(-2.5);
    for (let k = 0; k < 8; k++) {
      const error = Math.sqrt((probability * (1 - probability)) / n);
      expect(Math.abs(counts[k]! / n - probability)).toBeLessThan(4 * error);
      probability *= 2.5 / (k + 1);
    }
  });
});

describe('a Neyman construction', () => {
  it('covers what it promises, and so does the asymptotic rule with many events', async () => {
    const model = new FitModel(templates(0.1), { interpolation: 'exponential', templateErrors: false });
    const { belt, coverage } = await construct(plan(model), never);
    expect(belt).toHaveLength(3);
    // Five standard errors of six counts.
    const error = Math.sqrt((oneSigma * (1 - oneSigma)) / 600);
    for (const { asymptotic, belt: byBelt, toys } of coverage) {
      expect(Math.abs(asymptotic / toys - oneSigma)).toBeLessThan(5 * error);
      expect(Math.abs(byBelt / toys - oneSigma)).toBeLessThan(5 * Math.SQRT2 * error);
    }
    for (const { critical, strength, estimates } of belt) {
      expect(critical.low).toBeLessThan(1.15);
      expect(critical.high).toBeGreaterThan(0.85);
      expect(estimates.low).toBeLessThan(strength);
      expect(estimates.high).toBeGreaterThan(strength);
    }
    const sigma = cramerRao(model.templates, model.options)![strengthIndex]!;
    const { width } = coverage.find(({ strength, truth }) => strength === 1 && truth === 0)!;
    expect(width.mean / (2 * sigma)).toBeCloseTo(1, 0);
  });

  it('sees that a fit undercovers which does not know of a nuisance', async () => {
    const model = new FitModel(templates(0.3), { interpolation: 'linear', templateErrors: false });
    const blind = new FitModel({ ...templates(0.3), nuisances: [] }, model.options);
    const sigma = cramerRao(blind.templates, blind.options)![strengthIndex]!;
    const { coverage } = await construct(plan(model, { statistic: profileStatistic(blind, sigma), toys: 300 }), never);
    const [nominal, shifted] = [0, 1].map((truth) =>
      coverage.find((one) => one.truth === truth && one.strength === 1)!,
    );
    expect(nominal!.asymptotic / nominal!.toys).toBeGreaterThan(0.55);
    // Its estimate is off by so many standard errors, without fluctuation.
    const expected = model.expected(Float64Array.of(1, 1));
    const off = (blind.fit(blind.data(expected)).at[strengthIndex]! - 1) / sigma;
    const promised = normalCdf(1 - off) - normalCdf(-1 - off);
    expect(promised).toBeLessThan(0.3);
    expect(Math.abs(shifted!.asymptotic / shifted!.toys - promised)).toBeLessThan(0.1);
  });

  it('is the same again, and of another seed another', async () => {
    const model = new FitModel(templates(0.1), { interpolation: 'linear', templateErrors: true });
    const [first, again, other] = await Promise.all([
      construct(plan(model, { toys: 100 }), never),
      construct(plan(model, { toys: 100 }), never),
      construct(plan(model, { toys: 100, seed: 'other' }), never),
    ]);
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  it('stops when its pause throws, and tells how far it is', async () => {
    const model = new FitModel(templates(0.1), { interpolation: 'linear', templateErrors: false });
    const fractions: number[] = [];
    const run = construct(plan(model, { toys: 100 }), (fraction) => {
      fractions.push(fraction);
      return fractions.length === 3 ? Promise.reject(new Error('stopped')) : Promise.resolve();
    });
    await expect(run).rejects.toThrow('stopped');
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(fractions).toHaveLength(3);
  });
});

describe('the ratio that a classifier makes', () => {
  const scores = Float64Array.from(signal, (s, bin) => {
    const [p, q] = [s / 44, background[bin]! / 265];
    return p / (p + q);
  });
  const known = new FitModel({ ...templates(0), nuisances: [] }, { interpolation: 'linear', templateErrors: false });

  it('is that of the templates where its score is the probability', () => {
    const counts = Float64Array.of(118, 91, 50, 52);
    const found = classifierStatistic(scores, 44, 265).of(known.data(counts));
    const expected = profileStatistic(known, 0.2).of(known.data(counts));
    expect(found.estimate).toBeCloseTo(expected.estimate, 4);
    for (const strength of [0, 0.5, 1, 2.5]) expect(found.at(strength)).toBeCloseTo(expected.at(strength), 4);
    expect(found.interval().low).toBeCloseTo(expected.interval().low, 3);
    expect(found.interval().high).toBeCloseTo(expected.interval().high, 3);
  });

  it('has intervals that cover by its belt where the score is no probability', async () => {
    const wrong = scores.map((score) => score ** 3);
    const { coverage } = await construct(
      plan(known, {
        statistic: classifierStatistic(wrong, 44, 265),
        truths: [new Float64Array(0)],
        strengths: [1],
        toys: 1000,
      }),
      never,
    );
    const { belt, asymptotic, toys } = coverage[0]!;
    const error = Math.sqrt((2 * oneSigma * (1 - oneSigma)) / toys);
    expect(Math.abs(belt / toys - oneSigma)).toBeLessThan(4 * error);
    expect(asymptotic / toys).toBeLessThan(oneSigma - 4 * error);
  });
});

describe('the interval of a belt', () => {
  const belt = [0, 1, 2, 3].map((strength) => ({
    strength,
    critical: { value: 1, low: 1, high: 1 },
    estimates: { low: 0, middle: 0, high: 0 },
  }));

  it('is where the statistic is below its critical value', () => {
    const parabola = beltInterval(belt, (strength) => (strength - 1.5) ** 2 * 2);
    expect(parabola?.low).toBeCloseTo(1.5 - Math.SQRT1_2, 2);
    expect(parabola?.high).toBeCloseTo(1.5 + Math.SQRT1_2, 2);
    expect(parabola?.open).toBe(false);
  });

  it('says that the grid ends before it does', () => {
    expect(beltInterval(belt, (strength) => (strength / 2) ** 2)).toMatchObject({ low: 0, open: true });
  });

  it('is none where nothing is accepted', () => {
    expect(beltInterval(belt, () => 9)).toBeUndefined();
  });
});

describe('a sum over events', () => {
  const [s, b] = [Float64Array.from(signal), Float64Array.from(background)];
  const none = new Float64Array(0);
  const data = (counts: readonly number[]) => ({ counts: Float64Array.from(counts), centres: none, scales: none });

  it('of 1 counts: its interval is that of Poisson numbers within √λ, n + ½ ± √(n + ¼)', () => {
    const counting = sumStatistic(Float64Array.of(1, 1, 1, 1), s, b);
    for (const counts of [
      [130, 90, 50, 40],
      [90, 70, 40, 20],
      [0, 0, 1, 0],
    ]) {
      const n = counts.reduce((sum, count) => sum + count, 0);
      const found = counting.of(data(counts));
      const strength = (expected: number): number => (expected - 265) / 44;
      expect(found.estimate).toBeCloseTo(strength(n), 12);
      const { low, high } = found.interval();
      expect(low).toBeCloseTo(strength(n + 0.5 - Math.sqrt(n + 0.25)), 10);
      expect(high).toBeCloseTo(strength(n + 0.5 + Math.sqrt(n + 0.25)), 10);
      expect(found.at(low)).toBeCloseTo(1, 9);
      expect(found.at(high)).toBeCloseTo(1, 9);
      expect(found.at(found.estimate)).toBeCloseTo(0, 12);
    }
  });

  it('of any function has mean and variance of a compound Poisson sum', () => {
    const f = [-2, -0.5, 1, 3];
    const found = sumStatistic(Float64Array.from(f), s, b).of(data([118, 86, 60, 49]));
    // T = −236 − 43 + 60 + 147; at μ = 2: ⟨T⟩ = −2·124 − 0.5·90 + 69 + 3·70, V = 4·124 + 0.25·90 + 69 + 9·70.
    expect(found.at(2)).toBeCloseTo((-72 - -14) ** 2 / 1217.5, 10);
    expect(found.at(found.interval().low)).toBeCloseTo(1, 9);
    expect(found.at(found.interval().high)).toBeCloseTo(1, 9);
  });

  it('has the belt of exact Poisson probabilities where it counts', async () => {
    const model = new FitModel({ ...templates(0), nuisances: [] }, { interpolation: 'linear', templateErrors: false });
    const [toys, strength] = [8000, 1];
    const { belt, coverage } = await construct(
      plan(model, {
        statistic: sumStatistic(Float64Array.of(1, 1, 1, 1), s, b),
        strengths: [strength],
        truths: [new Float64Array(0)],
        toys,
        widths: 10,
      }),
      never,
    );
    const expected = 265 + 44 * strength;
    const acceptedWithin = (critical: number): number => {
      let [sum, probability] = [0, Math.exp(-expected)];
      for (let n = 0; n < 3 * expected; n++) {
        if ((n - expected) ** 2 / expected <= critical) sum += probability;
        probability *= expected / (n + 1);
      }
      return sum;
    };
    const error = Math.sqrt((oneSigma * (1 - oneSigma)) / toys);
    // A count more or less is the least that a belt can move by.
    expect(Math.abs(acceptedWithin(belt[0]!.critical.value) - oneSigma)).toBeLessThan(4 * error + 0.03);
    const [point] = coverage;
    expect(Math.abs(point!.asymptotic / toys - acceptedWithin(1))).toBeLessThan(4 * error);
    expect(Math.abs(point!.belt / toys - acceptedWithin(belt[0]!.critical.value))).toBeLessThan(4 * error);
  });

  it('to which signal adds nothing is an error', () => {
    expect(() => sumStatistic(new Float64Array(4), s, b)).toThrow(RangeError);
  });
});
