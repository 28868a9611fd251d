/** Spoilt features against numpy, scipy and scikit-learn: corruption.py. */
import { describe, expect, it } from 'vitest';
import type { Corruption, CorruptionKind } from '../../../src/config/corruptionsSection';
import { corrupted } from '../../../src/profile/corruption';
import { profileCorruptions, type CorruptionRequest } from '../../../src/profile/corruptionProfile';
import type { ScoringModel } from '../../../src/profile/pass';
import type { RowSample } from '../../../src/profile/rowSample';
import { meanLoss } from '../../../src/stats/calibration';
import reference from '../../fixtures/reference/corruption.json';

const names = ['x', 'y', 'jets'] as const;
const numbers = (values: readonly (number | null)[]): Float64Array =>
  Float64Array.from(values, (value) => value ?? Number.NaN);
const { hashes, signal, sentinel } = reference;
const features = names.map((name) => {
  const [mean, sigma] = reference.moments[name];
  return { name, mean, sigma, values: numbers(reference.features[name]) };
});

const rows: RowSample = {
  events: hashes.length,
  hashes: Uint32Array.from(hashes),
  files: new Uint32Array(hashes.length),
  positions: Float64Array.from(hashes.keys()),
  weights: Float64Array.from(reference.weights),
  labels: Float64Array.from(signal),
  features: features.map(({ values }) => values),
  scores: [numbers(reference.scores)],
  extra: new Map(),
};

/** The members of the reference: logistic, and 0 for a missing value. */
function ensemble(): ScoringModel {
  let members: Float64Array[] = [];
  return {
    name: 'm',
    features: [0, 1, 2],
    calibrated: true,
    score: (given, n) => {
      const columns = given as readonly Float64Array[];
      members = reference.members.map(([a, b, c, constant]) =>
        Float64Array.from({ length: n }, (_, event) => {
          const [x, y, jets] = columns.map((values) => (values[event] === sentinel ? 0 : values[event]!));
          return 1 / (1 + Math.exp(-(a! * x! + b! * y! + c! * jets! + constant!)));
        }),
      );
      return Promise.resolve(
        Float64Array.from({ length: n }, (_, event) => members.reduce((sum, one) => sum + one[event]! / 3, 0)),
      );
    },
    ensemble: { members: 3, scores: () => members },
  };
}

function request(change: Partial<CorruptionRequest> = {}): CorruptionRequest {
  return {
    model: ensemble(),
    index: 0,
    corruptions: reference.levels.map(({ kind, size }): Corruption => ({
      kind: kind as CorruptionKind,
      sizes: [size],
      path: [],
    })),
    samples: [{ rows, sentinels: [[], [sentinel], []] }],
    labels: [0, 1],
    features,
    onStep: () => Promise.resolve(),
    ...change,
  };
}

describe('spoilt features', () => {
  it.each(reference.levels.map(({ kind, size }, at) => ({ kind: kind as CorruptionKind, size, at })))(
    'are those of numpy for $kind of $size',
    ({ kind, size, at }) => {
      for (const [index, name] of names.entries()) {
        const expected = numbers(reference.spoilt[at]![name]);
        const found = corrupted(kind, size, features[index]!, rows.hashes);
        found.forEach((value, event) => {
          if (Number.isNaN(expected[event]!)) expect(value).toBeNaN();
          else expect(Math.abs(value - expected[event]!)).toBeLessThan(1e-9);
        });
      }
    },
  );

  it('are dropped again at every larger size', () => {
    const at = (size: number): number[] => {
      const found = corrupted('dropped', size, features[0]!, rows.hashes);
      return [...found.keys()].filter((event) => found[event] === features[0]!.mean);
    };
    const [few, many] = [at(0.2), new Set(at(0.6))];
    expect(few.length).toBeGreaterThan(10);
    expect(few.filter((event) => !many.has(event))).toEqual([]);
  });

  it('stay where a feature has no mean and width', () => {
    const values = Float64Array.of(1, 2);
    const one = { name: 'x', values, mean: undefined, sigma: undefined };
    expect(corrupted('noise', 1, one, Uint32Array.of(1, 2))).toBe(values);
  });
});

describe('what they do to an ensemble', () => {
  const found = profileCorruptions(request());

  it('is asked of all events, those with a missing value too', async () => {
    expect(await found).toMatchObject({ events: hashes.length, leftOut: 0 });
  });

  it('lowers the AUC as all pairs in numpy say, with the errors of all weights', async () => {
    const { nominal, levels } = await found;
    expect(nominal?.auc.value).toBeCloseTo(reference.nominal.auc.value, 12);
    expect(nominal?.auc.error).toBeCloseTo(reference.nominal.auc.error, 7);
    for (const [index, { auc, change }] of levels.entries()) {
      const expected = reference.levels[index]!;
      expect(auc.value).toBeCloseTo(expected.auc.value, 9);
      expect(auc.error).toBeCloseTo(expected.auc.error, 7);
      expect(change.value).toBeCloseTo(expected.change.value, 9);
      expect(change.error).toBeCloseTo(expected.change.error, 7);
    }
  });

  it.each(['spread', 'epistemic', 'entropy'] as const)('changes the %s of their scores as in scipy', async (number) => {
    const { levels } = await found;
    for (const [index, { stated }] of levels.entries()) {
      const expected = reference.levels[index]!.stated[number];
      expect(stated[number]?.mean.value).toBeCloseTo(expected.mean.value, 9);
      expect(stated[number]?.mean.error).toBeCloseTo(expected.mean.error, 7);
      expect(stated[number]?.ratio.value).toBeCloseTo(expected.ratio, 9);
      expect(stated[number]?.ratio.logError).toBeCloseTo(expected.logError, 7);
    }
  });

  it("gives Brier's score of numpy with classes of equal weight", async () => {
    const { levels } = await found;
    for (const [index, { calibration }] of levels.entries()) {
      const classes = calibration!.classes.map(({ label, losses }) => losses[label!]!.brier);
      const brier = meanLoss(classes.map((sums) => ({ factor: 1 / sums.w, sums })));
      expect(brier?.value).toBeCloseTo(reference.levels[index]!.brier, 9);
    }
  });
});

describe('events whose score does not come out again', () => {
  it('are left out, and counted', async () => {
    const scores = rows.scores[0]!.map((score, event) => (event < 5 ? score + 0.01 : score));
    const found = await profileCorruptions(
      request({ samples: [{ rows: { ...rows, scores: [scores] }, sentinels: [[], [sentinel], []] }] }),
    );
    expect(found).toMatchObject({ events: hashes.length - 5, leftOut: 5 });
  });

  it('are those with a missing value where several values mean it', async () => {
    const missing = reference.features.y.filter((value) => value === null).length;
    const model = ensemble();
    const score: ScoringModel['score'] = async (given, n) => {
      const scores = await model.score(given, n);
      const [, y] = given as readonly Float64Array[];
      return scores.map((one, event) => (Number.isNaN(y![event]!) ? Number.NaN : one));
    };
    const found = await profileCorruptions(
      request({ model: { ...model, score }, samples: [{ rows, sentinels: [[], [sentinel, -1], []] }] }),
    );
    expect(found.leftOut).toBe(missing);
  });
});

describe('a single model', () => {
  it('states an entropy, and no spread', async () => {
    const { ensemble: _, ...single } = ensemble();
    const { levels } = await profileCorruptions(request({ model: single }));
    expect(levels.map(({ stated }) => Object.keys(stated))).toEqual(levels.map(() => ['entropy']));
  });
});

describe('steps', () => {
  it('are told as they are done, and can be stopped', async () => {
    const told: number[] = [];
    const stopped = profileCorruptions(
      request({
        onStep: (fraction) => {
          told.push(fraction);
          return told.length < 3 ? Promise.resolve() : Promise.reject(new Error('stop'));
        },
      }),
    );
    await expect(stopped).rejects.toThrow('stop');
    expect(told).toEqual([0.2, 0.4, 0.6]);
  });
});
