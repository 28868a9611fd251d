/** The plots page without VS Code around it, and figures to show in it. */
import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { inRepository } from '../../scripts/repository.mts';
import type { Figure } from '../../src/report/figure';
import type { PlotsState, ToHost } from '../../webview/protocol';
import { openPage, type PageOptions, type PageUnderTest } from './page';

export type PlotsPageOptions = PageOptions;
export type PlotsPageUnderTest = PageUnderTest<PlotsState, ToHost>;

export async function openPlotsPage(browser: Browser, options: PlotsPageOptions = {}): Promise<PlotsPageUnderTest> {
  return await openPage(browser, { entry: 'webview/plots.ts', styles: ['plots.css'] }, options);
}

/** @param name of a file in test/fixtures/figures, without `.json` */
export async function figureFixture<Kind extends Figure['kind']>(
  name: string,
  kind: Kind,
): Promise<Extract<Figure, { kind: Kind }>> {
  const figure = JSON.parse(await readFile(inRepository(`test/fixtures/figures/${name}.json`), 'utf8')) as Figure;
  if (figure.kind !== kind) throw new Error(`${name}.json holds a figure of kind ${figure.kind}, not ${kind}.`);
  return figure as Extract<Figure, { kind: Kind }>;
}
