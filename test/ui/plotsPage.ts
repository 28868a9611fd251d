/** The plots page without VS Code around it, and figures to show in it. */
import { readFile } from 'node:fs/promises';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { launchChromium } from '../../scripts/chromium.mts';
import { inRepository } from '../../scripts/repository.mts';
import type { Figure } from '../../src/report/figure';
import type { PlotsState, ToHost } from '../../webview/protocol';
import { keepFailures } from './afterTests';
import { openPage, type PageOptions, type PageUnderTest, type ThemeName } from './page';

/** A browser for all tests of a file, and a page that each of them opens. */
export function usePlotsPage(): PlotsPage {
  const plots = new PlotsPage();
  beforeAll(() => plots.launch());
  afterEach(() => plots.leave());
  keepFailures(() => (plots.isOpen ? plots : undefined));
  afterAll(() => plots.end());
  return plots;
}

export class PlotsPage {
  #browser: Browser | undefined;
  #open: PageUnderTest<PlotsState, ToHost> | undefined;

  async launch(): Promise<void> {
    this.#browser = await launchChromium();
  }

  /** In place of the page that is open. */
  async open(options: PageOptions = {}): Promise<void> {
    await this.leave();
    if (this.#browser === undefined) throw new Error('The browser has not been launched.');
    this.#open = await openPage(this.#browser, { entry: 'webview/plots.ts', styles: ['plots.css'] }, options);
  }

  /** Resolves when what is near the viewport is drawn. */
  async openReady(figures: readonly Figure[], options?: PageOptions): Promise<void> {
    await this.open(options);
    await this.show(ready(figures));
    await this.page.locator('.card canvas, .card .card-error').first().waitFor();
  }

  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  get page(): Page {
    return this.#opened.page;
  }

  /** Resolves when the page shows it; what is drawn comes later. */
  async show(state: PlotsState): Promise<void> {
    await this.#opened.show(state);
  }

  async setTheme(theme: ThemeName): Promise<void> {
    await this.#opened.setTheme(theme);
  }

  /** Messages that the page has sent to the extension. */
  async sent(): Promise<ToHost[]> {
    return await this.#opened.sent();
  }

  /** What the page has VS Code keep. */
  async kept(): Promise<unknown> {
    return await this.#opened.kept();
  }

  /** What the content security policy has refused. */
  async violations(): Promise<string[]> {
    return await this.#opened.violations();
  }

  card(id: string): Locator {
    return this.page.locator(`[data-figure="${id}"]`);
  }

  async leave(): Promise<void> {
    await this.#open?.close();
    this.#open = undefined;
  }

  async end(): Promise<void> {
    await this.#browser?.close();
  }

  get #opened(): PageUnderTest<PlotsState, ToHost> {
    if (this.#open === undefined) throw new Error('No page is open.');
    return this.#open;
  }
}

export function ready(figures: readonly Figure[], more: Partial<PlotsState> = {}): PlotsState {
  return { analysis: 'pullscope.yaml', status: { kind: 'ready' }, figures, focus: [], ...more };
}

/** Figures of the examples, one of each kind. */
export async function exampleFigures() {
  return {
    jvt: await figureFixture('jvt', 'histogram'),
    crossCheck: await figureFixture('crossCheck', 'histogram'),
    comparison: await figureFixture('comparison', 'comparison'),
    pulls: await figureFixture('pulls', 'pulls'),
    fit: await figureFixture('fit', 'intervals'),
    ranking: await figureFixture('ranking', 'ranking'),
    curves: await figureFixture('roc', 'curves'),
    matrix: await figureFixture('shiftMap', 'matrix'),
  };
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

export const darkRed = [0xf1, 0x4c, 0x4c] as const;
export const darkOrange = [0xd1, 0x86, 0x16] as const;
export const lightRed = [0xe5, 0x14, 0x00] as const;

/** Pixels of the first canvas inside that have nearly this colour; those of a shade let others shine through. */
export async function pixelsOf(
  inside: Locator,
  colour: readonly [number, number, number],
  kind: 'line' | 'shade' = 'line',
): Promise<number> {
  const canvas = inside.locator('canvas').first();
  await canvas.waitFor();
  const [red, green, blue] = colour;
  const opaque = kind === 'line' ? ([201, 255] as const) : ([30, 90] as const);
  return canvas.evaluate(
    (element, [red, green, blue, least, most]) => {
      const { width, height } = element as HTMLCanvasElement;
      const pixels = (element as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
      let count = 0;
      for (let at = 0; at < pixels.length; at += 4) {
        const near = (offset: number, value: number): boolean => Math.abs((pixels[at + offset] ?? 0) - value) < 12;
        const alpha = pixels[at + 3] ?? 0;
        if (alpha >= least && alpha <= most && near(0, red) && near(1, green) && near(2, blue)) count++;
      }
      return count;
    },
    [red, green, blue, ...opaque] as const,
  );
}

export async function texts(cells: Locator): Promise<string[]> {
  return (await cells.allTextContents()).map((text) => text.trim());
}
