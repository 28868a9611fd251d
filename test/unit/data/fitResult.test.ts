import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AnalysisError } from '../../../src/config/analysisError';
import type { FitParameter } from '../../../src/data/fit/fitParameter';
import { readFitResult } from '../../../src/data/fit/fitResult';
import { temporaryFolder } from './temporaryFolder';

const fixtures = join(__dirname, '../../fixtures');
const folder = temporaryFolder();

async function read(name: string, text: string | Buffer): Promise<readonly FitParameter[]> {
  return (await readFitResult(folder.write(name, text))).parameters;
}

async function failure(name: string, text: string | Buffer): Promise<AnalysisError> {
  const error: unknown = await read(name, text).catch((thrown: unknown) => thrown);
  if (!(error instanceof AnalysisError)) throw new Error(`'${name}' was read`);
  return error;
}

function named(parameters: readonly FitParameter[], name: string): FitParameter {
  const found = parameters.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no '${name}'`);
  return found;
}

function trexfitter(...lines: readonly string[]): string {
  return ['NUISANCE_PARAMETERS', ...lines, '', '', 'CORRELATION_MATRIX', '1   1', '1', '', 'NLL', '29.6', ''].join(
    '\n',
  );
}

describe("TRExFitter's result", () => {
  it('has the parameters above the correlations, with both errors', async () => {
    const { tool, parameters } = await readFitResult(join(fixtures, 'fits/FitExampleNtuple.fit.txt'));
    expect([tool, parameters.length]).toEqual(['TRExFitter', 20]);
    expect(named(parameters, 'mu_XS_ttH')).toEqual({
      name: 'mu_XS_ttH',
      kind: 'normalisation',
      value: 0.610568,
      error: { up: 0.461898, down: 0.475113 },
      nominal: 1,
      prior: undefined,
      byName: true,
    });
  });

  it('has parameters of single bins, free ones by their names, and constrained ones', async () => {
    const { parameters } = await readFitResult(join(fixtures, 'fits/FitExampleNtuple.fit.txt'));
    const names = (kind: FitParameter['kind']): string[] =>
      parameters.filter((one) => one.kind === kind).map(({ name }) => name);
    expect(names('normalisation')).toEqual(['mu_XS_ttH', 'tt_norm']);
    expect(names('nuisance')).toEqual([
      'ATLAS_JVT',
      'ATLAS_PRW_DATASF',
      'ATLAS_lumi',
      'ttb_Gen',
      'ttc_Gen',
      'ttlight_Gen',
    ]);
    expect(names('gamma')).toHaveLength(12);
  });

  it('takes a norm near 0 for a constrained one', async () => {
    const [near] = await read('norm.txt', trexfitter('QCD_norm  0.1 +0.9 -0.9'));
    expect(near?.kind).toBe('nuisance');
  });

  it.each([
    ['JES  0.1 +0.3', "'fit.txt', line 2: a name, a value and two errors are expected, not 'JES 0.1 +0.3'."],
    ['JES  nan +nan -nan', "line 2: 'JES' is nan +nan -nan, which are not all numbers: did the fit converge?"],
    ['', 'line 2: there is no parameter.'],
  ])('is refused with its line: %s', async (line, message) => {
    const error = await failure('fit.txt', trexfitter(line));
    expect([error.code, error.message]).toEqual(['damaged-file', expect.stringContaining(message)]);
  });
});

describe("cabinetry's result", () => {
  it('has values, errors of MINOS where there are any, and bins by their index', async () => {
    const { tool, parameters } = await readFitResult(join(fixtures, 'fits/cabinetry.json'));
    const written = JSON.parse(readFileSync(join(fixtures, 'fits/cabinetry.json'), 'utf8')) as {
      bestfit: number[];
      uncertainty: number[];
      minos_uncertainty: { JES: [number, number] };
    };
    const [down, up] = written.minos_uncertainty.JES;
    expect(tool).toBe('cabinetry');
    expect(named(parameters, 'JES')).toMatchObject({
      kind: 'nuisance',
      value: written.bestfit[0],
      error: { up, down: -down },
      prior: { up: 1, down: 1 },
    });
    expect(named(parameters, 'bkg_norm')).toMatchObject({ kind: 'nuisance', error: { up: written.uncertainty[3] } });
    expect(parameters.map(({ kind }) => kind).filter((kind) => kind === 'gamma')).toHaveLength(3);
  });

  it('has a luminosity about 1 whose prior it does not tell', async () => {
    const { parameters } = await readFitResult(join(fixtures, 'fits/cabinetry.json'));
    expect(named(parameters, 'lumi')).toMatchObject({ kind: 'nuisance', nominal: 1, prior: undefined });
  });

  it("has the kinds of Combine's parameters where those are written in its form", async () => {
    const fit = {
      labels: ['lumi_13TeV', 'prop_binSR_bin3', 'r'],
      bestfit: [0.4, -0.2, 1.3],
      uncertainty: [0.9, 0.95, 0.2],
    };
    const parameters = await read('fit_s.json', JSON.stringify(fit));
    expect(parameters.map(({ kind, nominal, prior }) => [kind, nominal, prior?.up])).toEqual([
      ['nuisance', 0, 1],
      ['gamma', 0, undefined],
      ['normalisation', 1, undefined],
    ]);
  });

  it('is refused where the lists differ in length', async () => {
    const text = JSON.stringify({ labels: ['a', 'b'], bestfit: [0, 0], uncertainty: [1] });
    expect((await failure('c.json', text)).message).toContain('has 2 labels, 2 values and 1 uncertainties');
  });

  it('is refused where an uncertainty is negative, as of a fit that failed', async () => {
    const text = JSON.stringify({ labels: ['a', 'b'], bestfit: [0, 0], uncertainty: [1, -1] });
    expect((await failure('c.json', text)).message).toBe(
      "'c.json': the uncertainty of 'b' is -1, which none can be: did the fit converge?",
    );
  });

  it('is refused where a value is no number, with its place', async () => {
    const text = JSON.stringify({ labels: ['a'], bestfit: [null], uncertainty: [1] });
    expect((await failure('c.json', text)).message).toContain("is not as cabinetry writes it at 'bestfit.0'");
  });
});

describe("pyhf's result", () => {
  it('has the same values as cabinetry, without errors', async () => {
    const { tool, parameters } = await readFitResult(join(fixtures, 'fits/pyhf.json'));
    const same = await readFitResult(join(fixtures, 'fits/cabinetry.json'));
    expect(tool).toBe('pyhf');
    expect(parameters).toHaveLength(same.parameters.length);
    for (const { name, kind, value } of same.parameters) {
      const found = named(parameters, name);
      expect([found.kind, found.error]).toEqual([kind, undefined]);
      expect(Math.abs(found.value - value)).toBeLessThan(0.01);
    }
  });
});

describe("Combine's impacts", () => {
  const params = [
    {
      name: 'JES',
      fit: [-0.2, 0.1, 0.5],
      prefit: [-1, 0, 1],
      type: 'Gaussian',
      groups: [],
      r: [0.9, 1, 1.1],
      impact_r: 0.1,
    },
    { name: 'wjets', fit: [0.8, 1.1, 1.4], prefit: [1, 1, 1], type: 'Unconstrained', impact_r: 0.2 },
    { name: 'prop_binSR_bin0', fit: [-0.9, 0.1, 1.1], prefit: [-1, 0, 1], type: 'Gaussian', impact_r: 0 },
  ];
  const text = JSON.stringify({ POIs: [{ name: 'r', fit: [0.5, 1, 1.6] }], params, method: 'default' });

  it('have intervals, priors and kinds', async () => {
    const parameters = await read('impacts.json', text);
    expect(parameters.map(({ name, kind, nominal }) => [name, kind, nominal])).toEqual([
      ['r', 'normalisation', 1],
      ['JES', 'nuisance', 0],
      ['wjets', 'normalisation', 1],
      ['prop_binSR_bin0', 'gamma', 0],
    ]);
    const { error, prior } = named(parameters, 'JES');
    expect([error?.up, error?.down]).toEqual([expect.closeTo(0.4, 12), expect.closeTo(0.3, 12)]);
    expect(prior).toEqual({ up: 1, down: 1 });
    expect(parameters.some(({ byName }) => byName)).toBe(false);
  });
});

describe('what is no result of a fit', () => {
  it('says that ROOT files cannot be read without ROOT, and what to give instead', async () => {
    const { code, message } = await failure('fitDiagnostics.root', Buffer.from('root\0\0\0\0'));
    expect(code).toBe('unsupported-format');
    expect(message).toMatch(
      /'fitDiagnostics.root' is a ROOT file.*cannot be read without ROOT.*combineTool.py -M Impacts/,
    );
  });

  it.each([
    ['empty.txt', '  \n', 'empty-file'],
    ['other.txt', 'JES 0.1 0.2 0.3\n', 'unsupported-format'],
    ['other.json', '{"a": 1}', 'unsupported-format'],
    ['cut.json', '{"bestfit": [0.1', 'damaged-file'],
    ['none.json', '{"mle_parameters": {}}', 'damaged-file'],
  ])('%s is refused', async (name, text, code) => {
    expect((await failure(name, text)).code).toBe(code);
  });

  it('is not found where there is no file', async () => {
    await expect(readFitResult(join(fixtures, 'fits/none.fit.txt'))).rejects.toMatchObject({ code: 'file-not-found' });
  });
});
