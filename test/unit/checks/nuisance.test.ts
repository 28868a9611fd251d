import { describe, expect, it } from 'vitest';
import { column, findings, grid, measure, outcomes, statuses, valueOf, type Events } from './judging';
import type { Judged } from '../../../src/checks';
import type { Outcome } from '../../../src/report/report';

const n = 1000;

/** 1000 events of weight 1 with scores from 0 to 15/16; half of them pass. */
function sample(name: string, more: Events = {}): Events {
  return { score: column(name, n, grid), w: new Array<number>(n).fill(1), ...more };
}

/** One nuisance of one sample. */
function judged(nuisance: string, more: Events = {}, checks = ''): Promise<Judged> {
  const text = `pullscope: 1
samples: { tt: { file: tt.csv, weight: w } }
model: { file: m.onnx, features: [score], working-points: { half: 0.5 } }
nominal: [tt]
nuisances: { pileup: ${nuisance} }
${checks}`;
  return measure(text, { tt: sample('tt', more) });
}

/** Event weights of mean 1 that scatter by `spread`. */
function noise(name: string, spread: number): number[] {
  return column(name, n, (random) => 1 + spread * random.normal());
}

/** Without an error, but for the rounding of sums. */
function exactly(value: number): unknown {
  const near = expect.closeTo(value, 12) as number;
  return { value: near, low: near, high: near };
}

const path = ['nuisances', 'pileup'];

describe('nuisance/large', () => {
  const code = 'nuisance/large';
  const both = (factor: number): string =>
    `{ up: { replace: { w: w*${factor} } }, down: { replace: { w: w/${factor} } }`;

  it('finds a yield beyond the default of 10 %', async () => {
    const [found, ...others] = findings(await judged(`${both(1.2)} }`), code);
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      severity: 'warning',
      at: { path, on: 'key' },
      target: { nuisance: 'pileup', side: 'up' },
    });
    expect(found?.evidence['yieldRatio']).toEqual(exactly(1.2));
    expect(found?.message).toContain(
      "'pileup' up changes the yield of 'tt' by +20.00 ± 0.00 %, 2 times the accepted 10 %.",
    );
  });

  it('counts events in the yield whether they have a score or not', async () => {
    const text = `pullscope: 1
samples: { tt: { file: tt.csv, weight: w } }
model: { file: m.onnx, features: [score, spoilt] }
nominal: [tt]
nuisances: { jes: { up: { replace: { spoilt: spoilt/0 } } } }
`;
    const all = await measure(
      text,
      { tt: sample('tt', { spoilt: new Array<number>(n).fill(1) }) },
      { model: ([score, spoilt]) => score! + 0 * spoilt! },
    );
    const [yieldRow] = outcomes(all, code, { nuisance: 'jes' }).filter(({ evidence }) => 'yieldRatio' in evidence);
    expect(yieldRow?.evidence['yieldRatio']).toEqual(exactly(1));
  });

  it('passes a yield within the default of 10 %', async () => {
    expect(new Set(statuses(await judged(`${both(1.05)} }`), code))).toEqual(new Set(['pass']));
  });

  it('holds a nuisance to the size that it declares, and points there', async () => {
    const [found] = findings(await judged(`${both(1.05)}, size: 2% }`), code);
    expect(found?.at).toEqual({ path: [...path, 'size'], on: 'value' });
    expect(found?.message).toContain('2.5 times the size you declared (2 %)');
  });

  it('passes a change of exactly the declared size', async () => {
    for (const size of [2, 5, 20]) {
      const up = `{ up: { replace: { w: w*${1 + size / 100} } }, size: ${size}% }`;
      const third = { w: column('third', n, (random) => random.uniform() / 3) };
      expect(statuses(await judged(up, third), code)).not.toContain('finding');
    }
  });

  it('passes beyond the default what is within the declared size', async () => {
    expect(statuses(await judged(`${both(1.2)}, size: 25% }`), code)).not.toContain('finding');
  });

  it('is undecided where the error is too large, and says what would have been seen', async () => {
    const found = outcomes(await judged('{ up: { replace: { w: up } } }', { up: noise('up', 1) }), code).find(
      ({ evidence }) => 'yieldRatio' in evidence,
    );
    expect(found?.status).toBe('undecided');
    // Three rows at α = 0.01: 2.94 standard errors, and 1.44 more for a power of 90 % by errors that scatter themselves;
    // errors grow with the ratio.
    const missed = valueOf(found?.evidence['minimumDetectable']);
    const { value, high } = found?.evidence['yieldRatio'] as { value: number; high: number };
    const growth = (ratio: number): number => Math.sqrt((ratio * (1 + ratio)) / 2);
    const error = ((high - value) * growth(1 + missed)) / growth(Math.max(value, 1));
    expect(high - value).toBeCloseTo(1 / Math.sqrt(n), 2);
    expect(missed).toBeCloseTo(0.1 + (2.935 + 1.444) * error, 3);
  });

  it('finds an efficiency that moves while the yield stays', async () => {
    const up = '{ up: { replace: { score: "score < 0.5 && score > 0.3 ? score + 0.25 : score" } } }';
    const rows = outcomes(await judged(up), code);
    const [rate] = rows.filter(({ evidence }) => 'efficiencyRatio' in evidence);
    expect(rate?.status).toBe('finding');
    expect(rate?.target).toMatchObject({ workingPoint: 'half', model: 'model' });
    expect(rows.find(({ evidence }) => 'yieldRatio' in evidence)?.status).toBe('pass');
  });

  it('finds a shape that changes while yield and efficiency stay', async () => {
    const swapped = '{ up: { replace: { score: "score < 0.5 ? 0 : 0.9375" } } }';
    const rows = outcomes(await judged(swapped), code);
    expect(rows.filter(({ evidence }) => !('ks' in evidence)).map(({ status }) => status)).toEqual(['pass', 'pass']);
    const [shape] = rows.filter(({ evidence }) => 'ks' in evidence);
    expect([shape?.status, shape?.severity]).toEqual(['finding', 'warning']);
  });

  it('tells one finding for a nuisance, at its worst row, and names the others', async () => {
    const two = '{ up: { replace: { w: w*1.2 } }, down: { replace: { w: w*0.5 } } }';
    const all = outcomes(await judged(two), code).filter(({ status }) => status === 'finding');
    expect(all.map(({ severity }) => severity).sort()).toEqual(['hint', 'warning']);
    const [worst] = all.filter(({ severity }) => severity === 'warning');
    expect(worst?.target.side).toBe('down');
    expect(worst?.message).toContain('Also too large: up yield.');
  });

  it('takes its tolerance from the file', async () => {
    const options = `checks: { ${code}: { tolerance: 30% } }\n`;
    expect(statuses(await judged(`${both(1.2)} }`, {}, options), code)).not.toContain('finding');
  });

  it('takes the tolerance of shapes from the file', async () => {
    const swapped = '{ up: { replace: { score: "score < 0.5 ? 0 : 0.9375" } } }';
    const options = `checks: { ${code}: { shape-tolerance: 5 } }\n`;
    expect(statuses(await judged(swapped, {}, options), code)).not.toContain('finding');
  });

  it('takes its level from the file', async () => {
    const [found] = findings(await judged(`${both(1.2)} }`, {}, `checks: { ${code}: error }\n`), code);
    expect(found?.severity).toBe('error');
  });

  it('is silent when it is off', async () => {
    expect(outcomes(await judged(`${both(1.2)} }`, {}, `checks: { ${code}: off }\n`), code)).toEqual([]);
  });

  it('asks after a normalisation where other events have another yield', async () => {
    const text = `pullscope: 1
samples: { tt: { file: tt.csv, weight: w }, other: { file: other.csv, weight: w*2 } }
model: { file: m.onnx, features: [score], working-points: { half: 0.5 } }
nominal: [tt]
nuisances: { generator: { kind: two-point, alternative: { tt: other } } }
`;
    const [found] = findings(await measure(text, { tt: sample('tt'), other: sample('other') }), code);
    expect(found?.message).toContain("Is a normalisation missing in the weight of 'other'?");
  });
});

describe('nuisance/no-effect', () => {
  const code = 'nuisance/no-effect';

  it('finds a nuisance that is exactly nominal for every event', async () => {
    const [found] = findings(await judged('{ up: { replace: { w: w*1 } }, down: { replace: { unused: w } } }'), code);
    expect(found).toMatchObject({ severity: 'warning', at: { path, on: 'key' }, evidence: { changedEvents: 0 } });
    expect(found?.message).toContain("'pileup' does nothing: up and down are exactly equal to nominal");
  });

  it('finds one side that is exactly nominal', async () => {
    const [found] = findings(await judged('{ up: { replace: { w: w*1.1 } }, down: { replace: { w: w } } }'), code);
    expect(found?.message).toContain("'pileup' does nothing: down is exactly equal to nominal");
  });

  it('passes what has an effect, and names the clearest', async () => {
    const [found] = outcomes(await judged('{ up: { replace: { w: w*1.1 } }, down: { replace: { w: w*0.95 } } }'), code);
    expect(found?.status).toBe('pass');
    expect(found?.message).toContain("'pileup' has an effect: up changes the yield by 10 %");
  });

  it('finds, as information, one that is certainly negligible', async () => {
    const small = { up: noise('up', 0.001), down: noise('down', 0.001) };
    const [found] = findings(
      await judged('{ up: { replace: { w: up } }, down: { replace: { w: down } } }', small),
      code,
    );
    expect(found?.severity).toBe('information');
  });

  it('is undecided where the noise would hide an effect', async () => {
    const wide = { up: noise('up', 0.5), down: noise('down', 0.5) };
    const [found] = outcomes(
      await judged('{ up: { replace: { w: up } }, down: { replace: { w: down } } }', wide),
      code,
    );
    expect(found?.status).toBe('undecided');
    expect(valueOf(found?.evidence['minimumDetectable'])).toBeGreaterThan(0.04);
  });

  it('takes what is negligible from the file', async () => {
    const wide = { up: noise('up', 0.1), down: noise('down', 0.1) };
    const [found] = findings(
      await judged(
        '{ up: { replace: { w: up } }, down: { replace: { w: down } } }',
        wide,
        `checks: { ${code}: { negligible: 20% } }\n`,
      ),
      code,
    );
    expect(found?.severity).toBe('information');
  });

  it('tells four that do nothing once, with their number and places, and three one by one', async () => {
    const text = (names: readonly string[]): string => `pullscope: 1
samples: { tt: { file: tt.csv, weight: w } }
model: { file: m.onnx, features: [score], working-points: { half: 0.5 } }
nominal: [tt]
nuisances:
${names.map((name) => `  ${name}: { up: { replace: { w: w*1 } }, down: { replace: { w: w*1 } } }\n`).join('')}`;
    const found = async (names: readonly string[]): Promise<Outcome[]> =>
      outcomes(await measure(text(names), { tt: sample('tt', {}) }), code);
    const three = await found(['a', 'b', 'c']);
    expect(three.map(({ severity }) => severity)).toEqual(['warning', 'warning', 'warning']);
    const [first, ...others] = await found(['a', 'b', 'c', 'd', 'e']);
    expect(first?.severity).toBe('warning');
    expect(first?.message).toMatch(/^'a', 'b', 'c' and 2 more do nothing: in each of these 5 nuisances a side is /);
    expect(first?.related?.map(({ at }) => at.path)).toEqual(['b', 'c', 'd', 'e'].map((name) => ['nuisances', name]));
    expect(others.map(({ severity }) => severity)).toEqual(new Array(4).fill('hint'));
  });

  it('takes no rounding error of a sum for an effect', async () => {
    // Weights of which no sum is exact, in bins that all change places: the yield stays, but for rounding.
    const more = { third: column('third', n, (random) => random.uniform() / 3) };
    const text = `pullscope: 1
samples: { tt: { file: tt.csv, weight: third } }
model: { file: m.onnx, features: [score], working-points: { half: 0.5 } }
nominal: [tt]
nuisances: { scale: { up: { replace: { score: score + 0.25 } }, down: { replace: { score: score + 0.125 } } } }
`;
    const [found] = outcomes(await measure(text, { tt: sample('tt', more) }), code);
    expect(found?.status).toBe('pass');
    expect(found?.message).not.toContain('the yield');
  });
});

describe('nuisance/one-sided', () => {
  const code = 'nuisance/one-sided';
  const sides = (up: string, down: string): string =>
    `{ up: { replace: { w: ${up} } }, down: { replace: { w: ${down} } } }`;

  it('finds two sides that move the yield the same way', async () => {
    const [found, ...others] = findings(await judged(sides('w*1.02', 'w*1.01')), code);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ severity: 'warning', at: { path, on: 'key' }, target: { nuisance: 'pileup' } });
    expect(found?.evidence).toEqual({
      yieldRatioUp: exactly(1.02),
      yieldRatioDown: exactly(1.01),
    });
    expect(found?.message).toContain('+2.00 ± 0.00 % (up) and +1.00 ± 0.00 % (down)');
  });

  it.each([
    ['opposite ways', sides('w*1.02', 'w*0.99')],
    ['the same way, one by less than matters', sides('w*1.02', 'w*1.001')],
    ['not at all on one side', sides('w*1.02', 'w')],
  ])('passes sides that move the yield %s', async (_, nuisance) => {
    expect(new Set(statuses(await judged(nuisance), code))).toEqual(new Set(['pass']));
  });

  it('is undecided where both are within their errors, and says what would have been seen', async () => {
    const more = { up: noise('up', 0.3).map((w) => w + 0.01), down: noise('down', 0.3).map((w) => w + 0.01) };
    const [found] = outcomes(await judged(sides('up', 'down'), more), code);
    expect(found?.status).toBe('undecided');
    expect(valueOf(found?.evidence['minimumDetectable'])).toBeGreaterThan(0.03);
  });

  it('needs both sides', async () => {
    expect(outcomes(await judged('{ up: { replace: { w: w*1.2 } } }'), code)).toEqual([]);
  });

  it('finds an efficiency that both sides raise', async () => {
    const raise = (by: number): string =>
      `{ replace: { score: "score < 0.5 && score > 0.3 ? score + ${by} : score" } }`;
    const [found] = findings(await judged(`{ up: ${raise(0.25)}, down: ${raise(0.3125)} }`), code);
    expect(found?.target.workingPoint).toBe('half');
    expect(Object.keys(found?.evidence ?? {})).toEqual(['efficiencyRatioUp', 'efficiencyRatioDown']);
  });

  it('takes its tolerance from the file', async () => {
    const options = `checks: { ${code}: { tolerance: 1.5% } }\n`;
    expect(statuses(await judged(sides('w*1.02', 'w*1.01'), {}, options), code)).not.toContain('finding');
  });

  it('is silent when it is off', async () => {
    expect(outcomes(await judged(sides('w*1.02', 'w*1.01'), {}, `checks: { ${code}: off }\n`), code)).toEqual([]);
  });
});
