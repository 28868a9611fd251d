import { describe, expect, it } from 'vitest';
import { column, findings, measure, outcomes, valueOf, type Events } from './judging';

const text = (more = ''): string => `
pullscope: 1
samples:
  both: { file: both.csv, label: label, weight: weight }
  data: { file: data.csv, weight: weight }
model: { files: [${Array.from({ length: 20 }, (_, member) => `m${member}.onnx`).join(', ')}], features: [x, y], output: score, working-points: { half: 0.5 } }
nominal: [both]
${more}
`;

function events(name: string, n: number, at = 0): Events {
  const grid = (axis: string): number[] =>
    column(`${name} ${axis}`, n, (random) => at + Math.floor(64 * random.uniform()) / 64);
  const x = grid('x');
  return { x, y: grid('y'), label: x.map((_, event) => event % 2), weight: x.map(() => 1) };
}

type Score = (features: readonly number[]) => number;

/** Members whose thresholds lie around one half. */
function shifted(sizeOf: (member: number) => number): { model: Score[] } {
  return {
    model: Array.from(
      { length: 20 },
      (_, member): Score =>
        ([x]) =>
          Math.min(x! + sizeOf(member), 1),
    ),
  };
}

const alternate = (size: number) => (member: number) => (member % 2 === 0 ? size : -size);
const nuisance = (size: number): string => `nuisances: { scale: { up: { replace: { x: x*(1 + ${size}) } } } }`;

describe('members that do not agree on an efficiency', () => {
  it('are a finding where nothing else is as uncertain', async () => {
    const judged = await measure(text(nuisance(0.01)), { both: events('both', 20_000) }, shifted(alternate(0.1)));
    const [finding] = findings(judged, 'epistemic/dominates');
    // Every event in [0, 1): the efficiency is one half, and members have 0.4 and 0.6.
    expect(valueOf(finding?.evidence['memberDeviation'])).toBeCloseTo(0.2 * Math.sqrt(20 / 19), 1);
    expect(finding?.message).toContain("The 20 members differ in the efficiency at 'half'");
    expect(finding?.message).toContain("of the largest nuisance, 'scale'");
    expect(finding?.at.path).toEqual(['model']);
  });

  it('are none where a nuisance is larger', async () => {
    const judged = await measure(text(nuisance(0.6)), { both: events('both', 20_000) }, shifted(alternate(0.02)));
    expect(new Set(outcomes(judged, 'epistemic/dominates').map(({ status }) => status))).toEqual(new Set(['pass']));
  });

  it('are undecided where so many cannot tell', async () => {
    const judged = await measure(text(nuisance(0.05)), { both: events('both', 20_000) }, shifted(alternate(0.03)));
    const [outcome] = outcomes(judged, 'epistemic/dominates');
    expect(outcome?.status).toBe('undecided');
    expect(valueOf(outcome?.evidence['minimumDetectable'])).toBeGreaterThan(0.06);
  });

  it('have no entropy where scores are no probabilities, and an efficiency all the same', async () => {
    const beyond = {
      model: shifted(alternate(0.1)).model.map(
        (score): Score =>
          (x) =>
            4 * score(x),
      ),
    };
    const judged = await measure(text(), { both: events('both', 2000) }, beyond);
    const [outcome] = outcomes(judged, 'epistemic/dominates');
    expect(Object.keys(outcome?.evidence ?? {})).not.toContain('epistemicEntropy');
    expect(outcome?.evidence['memberDeviation']).toBeDefined();
  });
});

describe('members beyond what they were trained on', () => {
  const applied = text('application: { data: data }');
  // Half of the applied events lie far from all nominal ones.
  const near = events('near', 1500);
  const far = events('far', 1500, 3);
  const data = Object.fromEntries(Object.keys(near).map((name) => [name, [...near[name]!, ...far[name]!]]));
  const samples = { both: events('both', 3000), data };

  it('are a finding where they agree there as everywhere', async () => {
    const judged = await measure(applied, samples, shifted(alternate(0.1)));
    const [finding] = findings(judged, 'epistemic/blind');
    expect(finding?.message).toContain('does not cover where the model extrapolates');
    expect(finding?.at.path).toEqual(['application', 'data']);
  });

  it('pass where they differ more there', async () => {
    const fans = {
      model: Array.from(
        { length: 20 },
        (_, member): Score =>
          ([x]) =>
            0.5 + 0.01 * (member - 9.5) * x!,
      ),
    };
    const [outcome] = outcomes(await measure(applied, samples, fans), 'epistemic/blind');
    expect(outcome?.status).toBe('pass');
    expect(valueOf(outcome?.evidence['ratio'])).toBeGreaterThan(3);
  });

  it('are not asked about where nothing is applied beyond', async () => {
    const judged = await measure(applied, { ...samples, data: events('near', 3000) }, shifted(alternate(0.1)));
    expect(outcomes(judged, 'epistemic/blind').map(({ status }) => status)).toEqual(['skipped']);
    expect(outcomes(await measure(text(), samples, shifted(alternate(0.1))), 'epistemic/blind')).toEqual([]);
  });
});
