import { describe, expect, it } from 'vitest';
import { drawFigures, judge } from '../../../src/checks';
import type { Judged } from '../../../src/checks/check';
import { parameterByName, type FitParameter } from '../../../src/data/fit/fitParameter';
import type { IntervalFigure } from '../../../src/report/figure';
import type { Outcome } from '../../../src/report/report';
import { findings, outcomes, parsed } from './judging';

/** Value and symmetric error, constrained by N(0, 1) unless the name says otherwise. */
function parameter(name: string, value: number, error: number): FitParameter {
  return parameterByName(name, value, { up: error, down: error });
}

const tame = parameter('lumi', 0.1, 0.95);

function judged(parameters: readonly FitParameter[], more = ''): Judged {
  const analysis = parsed(`pullscope: 1
pulls: { fit: { file: f.fit.txt } }
${more}`);
  return { analysis, measured: undefined, theory: undefined, fit: { tool: 'TRExFitter', parameters } };
}

function told(parameters: readonly FitParameter[], more = ''): Outcome[] {
  return findings(judged(parameters, more), 'pull/fit');
}

function of(name: string, parameters: readonly FitParameter[], more = ''): Outcome | undefined {
  return outcomes(judged(parameters, more), 'pull/fit', { nuisance: name })[0];
}

function figure(id: string, parameters: readonly FitParameter[], more = ''): IntervalFigure {
  const found = drawFigures(judged(parameters, more)).find((one) => one.id === id);
  if (found?.kind !== 'intervals') throw new Error(`there is no figure ${id}`);
  return found;
}

const choose = (definition: string): string => `checks: { pull/fit: { definition: ${definition} } }`;

describe('pull/fit', () => {
  it('passes a parameter that the fit leaves alone, with its numbers', () => {
    expect(of('lumi', [tame])).toMatchObject({
      status: 'pass',
      severity: 'warning',
      evidence: { pull: 0.1, constraint: 0.95 },
      message: "'lumi' = 0.10 ± 0.95: pull +0.1 by (θ̂ − θ₀)/σ₀; 0.95 of its uncertainty is left.",
    });
  });

  it('finds what the fit knows better than what went in, once for the file, tightest first', () => {
    const found = told([tame, parameter('JES', 0.06, 0.33), parameter('JER', 0, 0.2)]);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      severity: 'warning',
      at: { path: ['pulls', 'fit'] },
      evidence: { parameters: 2, constraint: 0.2 },
    });
    expect(found[0]?.message).toContain("less than 0.5 of the uncertainty that went in for 'JER' (0.2), 'JES' (0.33)");
  });

  it('is about the parameter where there is only one', () => {
    expect(told([tame, parameter('JES', 0.06, 0.33)])[0]).toMatchObject({
      target: { nuisance: 'JES' },
      evidence: { pull: 0.06, constraint: 0.33 },
    });
  });

  it('warns of a large pull, and calls a very large one an error', () => {
    const found = told([parameter('a', -1.4, 0.9), parameter('b', 2.3, 0.9), parameter('c', 1.2, 0.9), tame]);
    expect(found.map(({ severity, message }) => [severity, message.split(' by more')[0]])).toEqual([
      ['error', "The fit pulls 'b' (+2.3)"],
      ['warning', "The fit pulls 'a' (−1.4), 'c' (+1.2)"],
    ]);
  });

  it('keeps to the level that is set, and to limits from the file', () => {
    const rows = [parameter('b', 2.3, 0.9), parameter('JES', 0, 0.33)];
    expect(told(rows, 'checks: { pull/fit: information }').map(({ severity }) => severity)).toEqual([
      'information',
      'information',
    ]);
    expect(told(rows, 'checks: { pull/fit: { large: 3, error: 4, constraint: 0.3 } }')).toEqual([]);
    expect(told(rows, 'checks: { pull/fit: off }')).toEqual([]);
  });

  it('does not call a pull small for a limit of errors below that of warnings', () => {
    const [found] = told([parameter('b', 2.3, 0.9)], 'checks: { pull/fit: { large: 3, error: 2 } }');
    expect(found).toBeUndefined();
  });

  it.each([
    ['pre-fit', 0.4, '(θ̂ − θ₀)/σ₀'],
    ['post-fit', 0.4 / 0.6, '(θ̂ − θ₀)/σ:'],
    ['difference', 0.4 / 0.8, '(θ̂ − θ₀)/√(σ₀² − σ²)'],
  ])('divides as %s says, and names it', (definition, pull, name) => {
    const found = of('a', [parameter('a', 0.4, 0.6)], choose(definition));
    expect(found?.evidence['pull']).toBeCloseTo(pull, 12);
    expect(`${found?.message ?? ''}:`).toContain(name.replace(/:$/, ''));
    expect(figure('pulls/fit/nuisances', [parameter('a', 0.4, 0.6)], choose(definition)).x.label).toBe(
      name.replace(/:$/, ''),
    );
  });

  it('shows as such a difference that is undefined', () => {
    const row = parameter('a', 0.1, 1.01);
    expect(of('a', [row], choose('difference'))).toMatchObject({
      status: 'skipped',
      evidence: { constraint: 1.01 },
      message: expect.stringContaining('undefined, since the fit leaves all of its uncertainty') as string,
    });
    expect(figure('pulls/fit/nuisances', [row], choose('difference')).rows).toEqual([
      { label: 'a', point: null, note: 'pull undefined' },
    ]);
  });

  it('judges neither free parameters nor those of single bins, and says so', () => {
    const rows = [parameter('mu_ttH', 5, 0.1), parameter('gamma_stat_SR_bin_0', 1.5, 0.1), tame];
    expect(told(rows)).toEqual([]);
    const skipped = outcomes(judged(rows), 'pull/fit').filter(({ status }) => status === 'skipped');
    expect(skipped.map(({ message }) => message)).toEqual([
      "Free parameters have no prior to be pulled from: 'mu_ttH' = 5.00 ± 0.10. Taken as free by name: 'mu_ttH'; name the free ones under `normalisation` to say so.",
      "Parameters of single bins (1) stand apart; farthest from 1, in units of its error, is 'gamma_stat_SR_bin_0' = 1.50 ± 0.10.",
    ]);
  });

  it('skips a parameter that is kept constant', () => {
    expect(of('a', [parameter('a', 0, 0)])).toMatchObject({ status: 'skipped', evidence: {} });
  });

  it('has a pull, but no constraint, where the file has no errors', () => {
    const row = parameterByName('a', 1.3, undefined);
    expect(of('a', [row])?.evidence).toEqual({ pull: 1.3 });
    expect(told([row])).toHaveLength(1);
  });

  it('leads to a nuisance of the same name', () => {
    const more = 'nuisances: { JES: { kind: normalisation, size: 0.02 } }';
    expect(told([parameter('JES', 0, 0.3)], more)[0]?.related).toEqual([
      { at: { path: ['nuisances', 'JES'], on: 'key' }, message: 'JES' },
    ]);
    expect(figure('pulls/fit/nuisances', [parameter('JES', 0, 0.3)], more).about).toContainEqual(['nuisances', 'JES']);
  });

  it('draws pulls with what is left of the uncertainties, and the others apart', () => {
    const rows = [parameter('JES', 0.06, 0.33), parameter('mu', 1.2, 0.2), parameter('gamma_b_bin_0', 0.9, 0.05)];
    expect(figure('pulls/fit/nuisances', rows)).toMatchObject({
      reference: 0,
      bands: [1, 2],
      rows: [{ label: 'JES', point: { value: 0.06, low: 0.06 - 0.33, high: 0.06 + 0.33 }, note: 'over-constrained' }],
    });
    expect(figure('pulls/fit/normalisation', rows)).toMatchObject({ reference: 1, rows: [{ label: 'mu' }] });
    expect(figure('pulls/fit/gammas', rows)).toMatchObject({
      reference: 1,
      rows: [{ label: 'gamma_b_bin_0', point: { value: 0.9, low: 0.85, high: expect.closeTo(0.95, 12) as number } }],
    });
  });

  it('draws the bins that are farthest from nominal where there are very many', () => {
    const bins = Array.from({ length: 150 }, (_, bin) => parameter(`gamma_b_bin_${bin}`, 1 + bin / 1000, 0.1));
    const drawn = figure('pulls/fit/gammas', bins);
    expect([drawn.rows.length, drawn.rows[0]?.label]).toEqual([100, 'gamma_b_bin_149']);
    expect(drawn.caption).toContain('the 100 of 150 farthest from nominal');
  });

  it('says nothing without the result of a fit', () => {
    expect(judge({ ...judged([tame]), fit: undefined })).toEqual([]);
  });
});
