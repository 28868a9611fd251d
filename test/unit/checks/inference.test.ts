import { describe, expect, it, vi } from 'vitest';
import { drawCoverage, drawFits, type Judged } from '../../../src/checks';
import { coverageFigures } from '../../../src/checks/inference/coverageFigures';
import { noFacts } from '../../../src/checks/facts';
import { checkStatic } from '../../../src/checks/static';
import { column, measure, outcomes, parsed, statuses, valueOf } from './judging';
import type { Events } from './judging';

const text = (inference: string, nuisances: string): string => `pullscope: 1
samples:
  s: { file: s.csv, weight: w, label: 1 }
  b: { file: b.csv, weight: w, label: 0 }
  b_other: { file: o.csv, weight: w, label: 0 }
model: { file: m.onnx, features: [x], output: score }
nominal: [s, b]
nuisances:
${nuisances}
inference: ${inference}
`;

const rate = '  rate: { kind: normalisation, up: { replace: { w: w*1.1 } }, down: { replace: { w: w*0.9 } } }';
const tilt =
  '  tilt: { up: { replace: { w: "w*(1 + 0.5*(x - 0.5))" } }, down: { replace: { w: "w*(1 - 0.5*(x - 0.5))" } } }';
const other = '  other: { kind: two-point, alternative: { b: b_other } }';

/** Events in [0, 1], signal rising and background falling. */
function sample(name: string, n: number, total: number, rises: boolean): Events {
  const x = column(name, n, (random) => {
    const u = Math.sqrt(random.uniform());
    return Math.floor(64 * (rises ? u : 1 - u)) / 64;
  });
  return { x, w: x.map(() => total / n) };
}

const samples = (n: number, scale = 1): Record<string, Events> => ({
  s: sample('s', n, 100 * scale, true),
  b: sample('b', n, 1000 * scale, false),
  b_other: sample('other', n, 1000 * scale, false),
});

describe('inference/precision', () => {
  it('is that of the counts where there is no nuisance', async () => {
    const judged = await measure(
      text('{ signal: [s], background: [b], bins: 8, nuisances: [], template-errors: false }', rate),
      samples(4000),
    );
    const [one] = outcomes(judged, 'inference/precision');
    expect(one?.status).toBe('pass');
    expect(valueOf(one!.evidence['sigma'])).toBeCloseTo(valueOf(one!.evidence['sigmaStatistical']), 8);
    expect(valueOf(one!.evidence['sigma'])).toBeCloseTo(valueOf(one!.evidence['cramerRao']), 2);
  });

  it('is a finding where nuisances cost more than is accepted', async () => {
    const judged = await measure(text('{ signal: [s], background: [b], bins: 2 }', rate), samples(20_000, 100));
    expect(statuses(judged, 'inference/precision')).toEqual(['finding']);
  });

  it('says what would have been seen where simulated events tell their own noise', async () => {
    const added = '  added: { up: { replace: { w: "w*(1 + 0.1*x)" } } }';
    const [many, few] = await Promise.all(
      [20_000, 100].map(async (n) => {
        const events = samples(n);
        const measuredOnce = await measure(
          text('{ signal: [s], background: [b], bins: 5, template-errors: false }', added),
          events,
        );
        const [known] = outcomes(measuredOnce, 'inference/precision');
        const accepted = `\nchecks: { inference/precision: { inflation: ${valueOf(known!.evidence['inflation'])} } }\n`;
        const judged = await measure(
          text('{ signal: [s], background: [b], bins: 5, template-errors: false }', added) + accepted,
          events,
        );
        return outcomes(judged, 'inference/precision')[0]!;
      }),
    );
    expect([many!.status, few!.status]).toEqual(['undecided', 'undecided']);
    expect(valueOf(many!.evidence['minimumDetectable'])).toBeGreaterThan(valueOf(many!.evidence['inflation']));
    expect(many!.message).toContain('it would have been seen');
    expect(few!.evidence['minimumDetectable']).toBeUndefined();
    expect(few!.message).toContain('too few simulated events to say what would have been seen');
  });

  it('takes classes for processes as it takes samples', async () => {
    const bySample = await measure(text('{ signal: [s], background: [b], bins: 6 }', tilt), samples(3000));
    const byClass = await measure(text('{ signal: [1], background: [0], bins: 6 }', tilt), samples(3000));
    const sigma = (judged: typeof bySample): unknown =>
      outcomes(judged, 'inference/precision')[0]?.evidence['cramerRao'];
    expect(sigma(byClass)).toEqual(sigma(bySample));
  });
});

describe('fits', () => {
  it('say how far they are, and can be cancelled', async () => {
    const judged = await measure(text('{ signal: [s], background: [b], bins: 6 }', `${rate}\n${tilt}`), samples(1000));
    // Each look at the clock finds that a second has passed.
    let now = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => (now += 1000));
    const fractions: number[] = [];
    await expect(
      drawFits(judged, (fraction) => {
        fractions.push(fraction);
        return fractions.length < 2 ? Promise.resolve() : Promise.reject(new Error('cancelled'));
      }),
    ).rejects.toThrow('cancelled');
    clock.mockRestore();
    // A hundred pairs of templates are half of the work.
    expect(fractions).toEqual([0.005, 0.01]);
  });
});

describe('a model that is told a nuisance', () => {
  const told = (nuisance: string): string =>
    text('{ signal: [s], background: [b], bins: 6, template-errors: false, data: d }', nuisance)
      .replace('features: [x]', 'features: [x, { nuisance: z }]')
      .replace('samples:\n', 'samples:\n  d: { file: d.csv }\n');
  const counted = [...sample('ds', 100, 1, true)['x']!, ...sample('db', 1000, 1, false)['x']!];
  const events = { ...samples(2000), d: { x: counted } };
  const sides = '  z: { up: { replace: { x: x+0.03 } }, down: { replace: { x: x-0.03 } } }';
  const onGrid = (grid: string, size = 0.03): string =>
    `  z: { parameter: theta, replace: { x: x+${size}*theta }, prior: "normal(0, 1)", grid: [${grid}] }`;
  const strengthOf = (judged: Judged): unknown => outcomes(judged, 'inference/precision')[0]?.evidence['strength'];

  it.each([
    ['sides', sides],
    ['a grid', onGrid('-2, 2, 17')],
  ])('that it ignores is fitted as one that is told nothing, with %s', async (_, nuisance) => {
    const ignoring = await measure(told(nuisance), events);
    const plain = await measure(told(nuisance).replace(', { nuisance: z }', ''), events);
    const [one, other] = [ignoring, plain].map(strengthOf) as { value: number; low: number; high: number }[];
    const width = other!.high - other!.low;
    for (const end of ['value', 'low', 'high'] as const) {
      expect(Math.abs(one![end] - other![end]) / width).toBeLessThan(0.03);
    }
  });

  it('has its data scored anew at each value', async () => {
    // Told z, it takes off what z puts on: templates are the same at all z, and only the data move.
    const scores = { model: ([x, z]: readonly number[]): number => x! - 0.03 * (z ?? 0) };
    const judged = await measure(told(onGrid('-2, 2, 17')), events, scores);
    const [one] = outcomes(judged, 'inference/over-constrained');
    expect(valueOf(one!.evidence['constraint'])).toBeLessThan(0.5);
  });

  it('is told values that lie nearer than the fit measures, or it is a finding', async () => {
    const [near, far] = [0.03, 0.2].map((size) => measure(told(onGrid('-2, 2, 9', size)), events));
    expect(outcomes(await near!, 'inference/templates')[0]!.message).not.toContain('apart');
    const [one] = outcomes(await far!, 'inference/templates');
    expect(one?.status).toBe('finding');
    expect(one!.message).toContain("the model is told values of 'z' 0.5 σ apart");
  });

  it('needs a grid with enough points', async () => {
    const judged = await measure(told(onGrid('-2, 2, 5')), events);
    const [one] = outcomes(judged, 'inference/templates');
    expect(one).toMatchObject({ status: 'finding' });
    expect(one!.message).toContain("it is told 'z', whose 'grid' needs 9 points or more");
  });

  it('has no pseudo-experiments, and says so', async () => {
    const judged = await measure(
      told(sides).replace('data: d }', 'data: d, neyman: { toys: 100, grid: [0.5, 1.5, 2] } }'),
      events,
    );
    const coverage = await drawCoverage(judged, () => Promise.resolve());
    const [one] = outcomes({ ...judged, ...(coverage && { coverage }) }, 'inference/undercovers');
    expect(one).toMatchObject({ status: 'undecided', target: { model: 'model' } });
    expect(one!.message).toContain("it is told 'z'");
  });
});

describe('inference/over-constrained', () => {
  it('is a finding where shape tells the nuisance', async () => {
    const judged = await measure(text('{ signal: [s], background: [b], bins: 10 }', tilt), samples(20_000, 20));
    expect(statuses(judged, 'inference/over-constrained')).toEqual(['finding']);
  });

  it('is a pass where the data cannot tell', async () => {
    const judged = await measure(text('{ signal: [s], background: [b], bins: 10 }', tilt), samples(20_000, 0.1));
    expect(statuses(judged, 'inference/over-constrained')).toEqual(['pass']);
  });

  it('blames the noise of templates that are alike but for it', async () => {
    const judged = await measure(
      text('{ signal: [s], background: [b], bins: 20, template-errors: false }', other),
      samples(400, 10),
    );
    const [one] = outcomes(judged, 'inference/over-constrained');
    expect(valueOf(one!.evidence['constraint'])).toBeLessThan(0.5);
    expect(one?.status).toBe('undecided');
    expect(valueOf(one!.evidence['constraintWithoutNoise'])).toBeGreaterThan(
      valueOf(one!.evidence['constraint']) * 1.2,
    );
  });
});

describe('inference/templates', () => {
  it('passes with enough events, and says what was mirrored', async () => {
    const judged = await measure(text('{ signal: [s], background: [b], bins: 5 }', other), samples(20_000));
    const [one] = outcomes(judged, 'inference/templates');
    expect(one?.status).toBe('pass');
    expect(one?.message).toContain("mirrored, for they have one side: 'other'");
  });

  it('finds that few simulated events cost precision', async () => {
    const judged = await measure(text('{ signal: [s], background: [b], bins: 5 }', rate), samples(1000));
    const [one] = outcomes(judged, 'inference/templates');
    expect(one?.status).toBe('finding');
    expect(valueOf(one!.evidence['growth'])).toBeGreaterThan(0.1);
  });

  it('finds bins that expect less than nothing', async () => {
    const events = samples(2000, 1);
    const { x, w } = events['b']!;
    const judged = await measure(text('{ signal: [s], background: [b], bins: 10, nuisances: [] }', rate), {
      ...events,
      b: { x: x!, w: x!.map((value, event) => (value > 0.7 ? -1 : 1) * w![event]!) },
    });
    const [one] = outcomes(judged, 'inference/templates');
    expect(one?.status).toBe('finding');
    expect(valueOf(one!.evidence['emptyBins'])).toBeGreaterThan(0);
  });

  it('says so where a process has no event', async () => {
    const judged = await measure(text('{ signal: [2], background: [0] }', rate), samples(200));
    expect(outcomes(judged, 'inference/templates').map(({ message }) => message)).toEqual([
      "There is no fit with the score of 'model': 'class 2' has no event.",
    ]);
    expect(outcomes(judged, 'inference/precision')).toEqual([]);
  });

  it('says so where the model has a nuisance of the fit as a feature', async () => {
    const aware = text(
      '{ signal: [s], background: [b] }',
      '  z: { column: z, sample: b, prior: "normal(0, 1)", up: { samples: { b: b_other } } }',
    ).replace('features: [x]', 'features: [x, z]');
    const events = Object.entries(samples(200)).map(([name, columns]) => [
      name,
      { ...columns, z: columns['x']!.map((x) => x - 0.5) },
    ]);
    const [one] = outcomes(
      await measure(aware, Object.fromEntries(events) as Record<string, Events>),
      'inference/templates',
    );
    expect(one?.status).toBe('finding');
    expect(one?.message).toContain("its feature is the nuisance 'z' itself");
  });

  it('says so where two processes have the same events', async () => {
    const judged = await measure(text('{ signal: [s], background: [0, b] }', rate), samples(200));
    const [one] = outcomes(judged, 'inference/templates');
    expect(one?.message).toContain("the events of 'b' are also in another process of the fit");
  });
});

describe('inference/undercovers', () => {
  const judgedWith = async (neyman: string): Promise<Judged> => {
    const judged = await measure(
      text(`{ signal: [s], background: [b], bins: 6, nuisances: [], neyman: ${neyman} }`, rate),
      samples(4000),
    );
    const coverage = await drawCoverage(judged, () => Promise.resolve());
    return { ...judged, ...(coverage && { coverage }) };
  };

  it('is silent where no pseudo-experiments are asked for', async () => {
    const judged = await measure(text('{ signal: [s], background: [b], bins: 6 }', rate), samples(400));
    expect(await drawCoverage(judged, () => Promise.resolve())).toBeUndefined();
    expect(outcomes(judged, 'inference/undercovers')).toEqual([]);
  });

  it('passes where intervals cover', async () => {
    const judged = await judgedWith('{ toys: 3000, grid: [1, 1.2, 2] }');
    expect(statuses(judged, 'inference/undercovers')).toEqual(['pass', 'pass']);
    const [asymptotic] = outcomes(judged, 'inference/undercovers');
    expect(valueOf(asymptotic!.evidence['coverage'])).toBeGreaterThan(0.65);
    expect(asymptotic!.evidence['coverageScore']).toBeLessThan(1);
  });

  it('finds that a score which is no probability makes intervals that are too narrow, and that its belt mends them', async () => {
    const judged = await judgedWith('{ toys: 3000, grid: [1, 1.2, 2], statistic: classifier }');
    expect(statuses(judged, 'inference/undercovers')).toEqual(['finding', 'pass']);
  });

  it('orders data by any sum over events that the file names', async () => {
    const counting = await judgedWith('{ toys: 3000, grid: [1, 1.2, 2], statistic: { sum: 1 } }');
    expect(statuses(counting, 'inference/undercovers')).toEqual(['pass', 'pass']);
    const optimal = await judgedWith('{ toys: 3000, grid: [1, 1.2, 2], statistic: { sum: score/(2 - score) } }');
    expect(statuses(optimal, 'inference/undercovers')).toEqual(['pass', 'pass']);
    const width = (judged: Judged): number =>
      Number(outcomes(judged, 'inference/undercovers')[0]!.evidence['intervalWidth']);
    expect(width(optimal)).toBeLessThan(width(counting));
  });

  it.each([
    ['log(score - 0.5)', 'is not a finite number at every score: keep it so, as with max(score, 0.001).'],
    ['0*score', 'is zero on average for signal, so its sum does not tell one strength from another.'],
  ])('is undecided of a sum that orders nothing: %s', async (sum, reason) => {
    const judged = await judgedWith(`{ toys: 100, grid: [1, 1.2, 2], statistic: { sum: ${sum} } }`);
    expect(outcomes(judged, 'inference/undercovers').map(({ status, message }) => [status, message])).toEqual([
      ['undecided', `No pseudo-experiments are drawn with 'model': '${sum}' ${reason}`],
    ]);
  });

  describe('away from nominal', () => {
    const drawnWith = async (neyman: string, nuisances = `${rate}\n${tilt}`): Promise<Judged> => {
      const judged = await measure(
        text(`{ signal: [s], background: [b], bins: 4, neyman: { toys: 100, grid: [1, 1.2, 2]${neyman} } }`, nuisances),
        samples(1000),
      );
      const coverage = await drawCoverage(judged, () => Promise.resolve());
      return { ...judged, ...(coverage && { coverage }) };
    };
    const truths = ({ coverage = [] }: Judged): unknown =>
      coverage.flatMap((one) => one.truths.map(({ nuisance, value }) => [nuisance, value]));

    it('is counted at nominal and at the values that the file names, each once', async () => {
      const judged = await drawnWith(', nuisance: tilt, values: [-2, -1, 0, 1, 2, 2]');
      const moved = [-2, -1, 1, 2].map((value) => ['tilt', value]);
      expect(truths(judged)).toEqual([[undefined, 0], ...moved]);
      expect(judged.coverage![0]!.construction.coverage).toHaveLength(2 * 5);
    });

    it('is counted at one standard deviation up and down where the file does not say', async () => {
      const [up, down] = [1, -1];
      expect(truths(await drawnWith(', nuisance: tilt'))).toEqual([
        [undefined, 0],
        ['tilt', up],
        ['tilt', down],
      ]);
      const largest = await drawnWith('');
      expect(truths(await drawnWith(', values: [1, -1]'))).toEqual(truths(largest));
    });

    it('shows curves that are told apart, in as many figures as it takes', async () => {
      const labels = async (values: string): Promise<string[][]> =>
        coverageFigures(await drawnWith(`, nuisance: tilt, values: [${values}]`))
          .filter(({ id }) => id.startsWith('inference/coverage/'))
          .map((figure) =>
            figure.kind === 'curves' ? figure.series.map(({ label, role }) => `${role}: ${label}`) : [],
          );
      const [belt, promised] = ['cross-check: Neyman belt, nominal', 'reference: 68.27 %'];
      const five = [
        'nominal: asymptotic, nominal',
        'down: asymptotic, tilt −2 σ',
        'alternative: asymptotic, tilt −1 σ',
        'up: asymptotic, tilt +1 σ',
        'alternative: asymptotic, tilt +2 σ',
        belt,
        promised,
      ];
      expect(await labels('-2, -1, 0, 1, 2')).toEqual([five]);
      const second = ['nominal: asymptotic, nominal', 'up: asymptotic, tilt +3 σ', belt, promised];
      expect(await labels('-2, -1, 0, 1, 2, 3')).toEqual([five, second]);
    });

    it('is not counted beyond where a flat prior ends', async () => {
      const flat =
        '  z: { parameter: theta, replace: { w: w*(1+0.1*theta) }, prior: "uniform(-1, 1)", grid: [-1, 1, 9] }';
      const judged = await drawnWith(', nuisance: z, values: [2]', flat);
      expect(outcomes(judged, 'inference/undercovers').map(({ status, message }) => [status, message])).toEqual([
        [
          'undecided',
          "No pseudo-experiments are drawn with 'model': 'z' at +2 σ is beyond its prior, which ends at −1.73 and +1.73 σ.",
        ],
      ]);
    });
  });

  it('is undecided with few pseudo-experiments, and says how many it takes', async () => {
    const judged = await judgedWith('{ toys: 100, grid: [1, 1.2, 2] }');
    const [one] = outcomes(judged, 'inference/undercovers');
    expect(one?.status).toBe('undecided');
    expect(one?.message).toMatch(/Ask for [\d,]+ toys\./);
    expect(valueOf(one!.evidence['minimumDetectable'])).toBeGreaterThan(0.05);
  });
});

describe('names under inference', () => {
  const problems = (inference: string): string[] =>
    checkStatic(parsed(text(inference, `${rate}\n  only: { kind: theory, size: 2% }`)), noFacts).map(
      ({ message }) => message,
    );

  it.each([
    ['{ signal: [ss], background: [b] }', "No sample is called 'ss', of which templates are made. Did you mean 's'?"],
    [
      '{ signal: [s], background: [b_other] }',
      "'b_other' is not among the nominal samples, of which templates are made. Nominal: 's' and 'b'.",
    ],
    ['{ signal: [s], background: [b, s] }', "'s' is a process of the fit already: its events would count twice."],
    ['{ signal: [s], background: [b], nuisances: [rat] }', "No nuisance is called 'rat'. Did you mean 'rate'?"],
    [
      '{ signal: [s], background: [b], nuisances: [only] }',
      "'only' has no 'up', 'down' or 'alternative', so a fit has no template of it.",
    ],
    ['{ signal: [s], background: [b], data: dat }', "No sample is called 'dat'."],
    [
      '{ signal: [s], background: [b], neyman: { statistic: { sum: x*score } } }',
      "A test statistic is made of the 'score' of each event, and 'x' is none.",
    ],
    [
      '{ signal: [s], background: [b], neyman: { nuisance: rat } }',
      "No nuisance is called 'rat'. Did you mean 'rate'?",
    ],
    [
      '{ signal: [s], background: [b], nuisances: [], neyman: { nuisance: rate } }',
      "'rate' is not among the nuisances of the fit, so coverage does not depend on it: add it to 'nuisances'.",
    ],
    ['{ signal: [s], background: [b], neyman: { statistic: { sum: score + } } }', 'The expression ends too early'],
  ])('are looked up: %s', (inference, message) => {
    expect(problems(inference).filter((one) => one.startsWith(message))).toHaveLength(1);
  });
});
