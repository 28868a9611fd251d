import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AnalysisError } from '../../../src/config/analysisError';
import { evidenceOf, exampleReport, examples, outcomesOf } from './runs';
import { workspace } from './workspace';

const folder = workspace();
copyFileSync(join(examples, 'fit-pulls/FitExample.fit.txt'), join(folder.path, 'FitExample.fit.txt'));
writeFileSync(join(folder.path, 'fitDiagnostics.root'), 'root\0\0\0\0');

function analysis(fit: string): string {
  return `pullscope: 1\npulls:\n  fit: ${fit}\n`;
}

describe('the result of a fit', () => {
  it('has JES over-constrained at a third, and nothing else to find', async () => {
    const report = await exampleReport('fit-pulls/pullscope.yaml');
    const found = report.outcomes.filter(({ status, severity }) => status === 'finding' && severity !== 'hint');
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      code: 'pull/fit',
      severity: 'warning',
      target: { nuisance: 'JES' },
      evidence: { pull: 0.0628713, constraint: 0.329164 },
    });
    expect(report.figures.map(({ id }) => id)).toEqual([
      'pulls/fit/nuisances',
      'pulls/fit/normalisation',
      'pulls/fit/gammas',
    ]);
    // sha256sum of the file, by coreutils.
    expect(report.provenance.files).toEqual([
      expect.objectContaining({
        path: join(examples, 'fit-pulls/FitExample.fit.txt'),
        sha256: 'c45d4072d9a3c84205461607012b6c368bda4a40f1bbee2bae1b92aa8c613600',
        usedBy: ['pulls.fit'],
      }),
    ]);
  });

  it('has as free parameters those that the analysis names, and no others', async () => {
    const report = await folder.run(analysis('{ file: FitExample.fit.txt, normalisation: [JES] }'));
    expect(evidenceOf(report, 'pull/fit', { nuisance: 'SigXsecOverSM' })).toMatchObject({ constraint: 0.917551 });
    expect(outcomesOf(report, 'pull/fit', { nuisance: 'JES' })).toEqual([]);
  });

  it('must have the parameters that are named', async () => {
    const work = folder.run(analysis('{ file: FitExample.fit.txt, normalisation: [mu, JES] }'));
    await expect(work).rejects.toMatchObject({
      code: 'undefined-name',
      message: "FitExample.fit.txt has no parameter 'mu'.",
      at: { path: ['pulls', 'fit', 'normalisation', 0] },
    });
  });

  it('is not found at its word where the file is not there', async () => {
    const report = await folder.run(analysis('{ file: none.fit.txt }'));
    expect(outcomesOf(report, 'config/file-not-found')).toMatchObject([
      { status: 'finding', at: { path: ['pulls', 'fit', 'file'] } },
    ]);
  });

  it('cannot come from a ROOT file, which is told at its word', async () => {
    const error: unknown = await folder
      .run(analysis('{ file: fitDiagnostics.root }'))
      .catch((thrown: unknown) => thrown);
    if (!(error instanceof AnalysisError)) throw new Error('it was read');
    expect(error.message).toContain('cannot be read without ROOT');
    expect(error.at).toEqual({ path: ['pulls', 'fit', 'file'] });
  });
});
