/**
 * Takes the pictures of docs/images/checks anew: for the page of each check that draws something, one figure of an
 * example as the report shows it. Part of `npm run images`; look at each.
 */
import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { main as build } from './build.mts';
import { launchChromium } from './chromium.mts';
import { inRepository } from './repository.mts';
import { makeTemporaryFolder } from './temporaryFolder.mts';

/** By code: the example, and the figure in its report. */
export const checkFigures: Readonly<Record<string, readonly [example: string, figure: string]>> = {
  'shift/feature': ['atlas-tth', 'shift/feature/data/HT_all'],
  'shift/score': ['atlas-tth', 'shift/score/data/model'],
  'shift/joint': ['atlas-tth', 'shift/joint/pseudo_data'],
  'shift/support': ['atlas-tth', 'shift/support/pseudo_data'],
  'shift/pulls': ['atlas-tth', 'shift/pulls/pseudo_data'],
  'nuisance/large': ['atlas-tth', 'score/model/ht_scale/1'],
  'nuisance/slope': ['pivot', 'slope/z/baseline/half/1'],
  'decorrelation/dependence': ['protected', 'dependence/HT_all/plain/0'],
  'decorrelation/sculpting': ['protected', 'sculpting/HT_all/plain'],
  'decorrelation/apparent': ['generators', 'apparent/generator'],
  'epistemic/corruption': ['ensemble', 'corruption/spread/model'],
  'abcd/closure': ['abcd', 'abcd/distribution/reweighted'],
  'model/comparison': ['protected', 'roc/models'],
  'inference/templates': ['measurement', 'inference/templates/baseline'],
  'inference/precision': ['measurement-aware', 'inference/profile/aware'],
  'inference/over-constrained': ['measurement', 'inference/impacts/baseline'],
  'inference/model': ['measurement-aware', 'inference/models'],
  'inference/undercovers': ['coverage', 'inference/coverage/model'],
  'aware/gain': ['pivot', 'aware/aware/z'],
  'aware/interpolation': ['pivot', 'aware/aware/z/slices'],
  'calibration/coverage': ['regression', 'coverage/model/all'],
  'calibration/drifts': ['ensemble', 'reliability/model/tt_generator'],
  'calibration/off': ['ensemble', 'reliability/model'],
  'epistemic/dominates': ['ensemble', 'epistemic/budget/model/loose/1'],
  'learned/flips': ['tth-learned', 'learned/flips/retrained'],
  'learned/observables': ['tth-learned', 'learned/together/tth'],
  'pull/regression': ['regression', 'pull/regression/model/all'],
  'safety/undetected': ['tth-learned', 'safety/efficiencies/tth'],
  'decorrelation/cost': ['pivot', 'roc/models'],
  'nuisance/asymmetric': ['atlas-tth', 'ranking/efficiency/model/tight/1'],
  'nuisance/no-effect': ['atlas-tth', 'score/model/pileup/1'],
  'nuisance/noise': ['atlas-tth', 'score/model/tt_generator/0'],
  'nuisance/normalisation': ['atlas-tth', 'score/model/tt_generator/0'],
  'nuisance/one-sided': ['atlas-tth', 'ranking/yield/1'],
  'emulator/interval': ['emulator', 'emulator/intervals/mass'],
  'emulator/misfit': ['emulator', 'emulator/spectrum'],
  'emulator/prior': ['emulator', 'emulator/width/mass'],
  'emulator/range': ['emulator', 'emulator/profile/mass'],
  'pull/fit': ['fit-pulls', 'pulls/fit/nuisances'],
  'pull/theory': ['theory-pulls', 'pulls/theory'],
};

/** The picture of a check, beside those of the documentation. */
export function imageOf(code: string): string {
  return `docs/images/checks/${code.replace('/', '-')}.png`;
}

export async function main(): Promise<number> {
  if ((await build([])) !== 0) return 1;
  await takeCheckImages();
  return 0;
}

/** With what is built. */
export async function takeCheckImages(): Promise<void> {
  await mkdir(inRepository('docs/images/checks'), { recursive: true });
  const folder = await makeTemporaryFolder('figures');
  const browser = await launchChromium();
  try {
    for (const example of new Set(Object.values(checkFigures).map(([name]) => name))) {
      const page = path.join(folder.path, `${example}.html`);
      await writeFile(page, reportOf(example));
      await takeFigures(browser, page, example);
    }
  } finally {
    await browser.close();
    await folder.remove();
  }
}

/** The examples have warnings on purpose. */
function reportOf(example: string): Buffer {
  const analysis = inRepository('examples', example, 'pullscope.yaml');
  const command = [inRepository('dist/cli.js'), 'check', analysis, '--format', 'html', '--fail-on', 'error'];
  return execFileSync(process.execPath, command, { maxBuffer: 2 ** 28 });
}

async function takeFigures(browser: Browser, report: string, example: string): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 900, height: 1200 }, deviceScaleFactor: 1 });
  await page.goto(pathToFileURL(report).href);
  for (const [code, [from, figure]] of Object.entries(checkFigures)) {
    if (from !== example) continue;
    const card = page.locator(`[data-figure="${figure}"]`);
    await card.scrollIntoViewIfNeeded();
    await card.locator('canvas, table').first().waitFor();
    await page.waitForTimeout(500);
    await card.screenshot({ path: inRepository(imageOf(code)) });
    console.log(imageOf(code));
  }
  await page.close();
}
