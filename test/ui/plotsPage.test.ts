import type { Browser, Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../scripts/chromium.mts';
import type {
  ComparisonFigure,
  CurveFigure,
  Figure,
  HistogramFigure,
  IntervalFigure,
  MatrixFigure,
  PullFigure,
  RankingFigure,
} from '../../src/report/figure';
import type { PlotsState } from '../../webview/protocol';
import { seriousViolations } from './accessibility';
import type { ThemeName } from './page';
import { figureFixture, openPlotsPage, type PlotsPageOptions, type PlotsPageUnderTest } from './plotsPage';

let browser: Browser;
let plots: PlotsPageUnderTest;
let jvt: HistogramFigure;
let crossCheck: HistogramFigure;
let comparison: ComparisonFigure;
let pulls: PullFigure;
let fit: IntervalFigure;
let ranking: RankingFigure;
let curves: CurveFigure;
let matrix: MatrixFigure;

beforeAll(async () => {
  browser = await launchChromium();
  jvt = await figureFixture('jvt', 'histogram');
  crossCheck = await figureFixture('crossCheck', 'histogram');
  comparison = await figureFixture('comparison', 'comparison');
  pulls = await figureFixture('pulls', 'pulls');
  fit = await figureFixture('fit', 'intervals');
  ranking = await figureFixture('ranking', 'ranking');
  curves = await figureFixture('roc', 'curves');
  matrix = await figureFixture('shiftMap', 'matrix');
});

afterAll(async () => {
  await browser.close();
});

afterEach(async () => {
  await plots.close();
});

async function open(options?: PlotsPageOptions): Promise<void> {
  plots = await openPlotsPage(browser, options);
}

async function openReady(figures: readonly Figure[], options?: PlotsPageOptions): Promise<void> {
  await open(options);
  await plots.show(ready(figures));
  await plots.page.locator('.card').first().waitFor();
}

function ready(figures: readonly Figure[], more: Partial<PlotsState> = {}): PlotsState {
  return { analysis: 'pullscope.yaml', status: { kind: 'ready' }, figures, focus: [], ...more };
}

function card(id: string): Locator {
  return plots.page.locator(`[data-figure="${id}"]`);
}

/** Pixels of the first canvas inside that have nearly this colour. */
async function pixelsOf(inside: Locator, colour: readonly [number, number, number]): Promise<number> {
  const canvas = inside.locator('canvas').first();
  await canvas.waitFor();
  return canvas.evaluate((element, [red, green, blue]) => {
    const { width, height } = element as HTMLCanvasElement;
    const pixels = (element as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
    let count = 0;
    for (let at = 0; at < pixels.length; at += 4) {
      const near = (offset: number, value: number): boolean => Math.abs((pixels[at + offset] ?? 0) - value) < 12;
      if ((pixels[at + 3] ?? 0) > 200 && near(0, red) && near(1, green) && near(2, blue)) count++;
    }
    return count;
  }, colour);
}

const darkRed = [0xf1, 0x4c, 0x4c] as const;
const lightRed = [0xe5, 0x14, 0x00] as const;

async function texts(cells: Locator): Promise<string[]> {
  return (await cells.allTextContents()).map((text) => text.trim());
}

describe('the page', () => {
  it('says that it is ready, once', async () => {
    await open();
    expect(await plots.sent()).toEqual([{ type: 'ready' }]);
  });

  it('keeps to a strict content security policy', async () => {
    await openReady([jvt, comparison, pulls]);
    await card(jvt.id).getByRole('button', { name: 'Table of' }).click();
    await card(jvt.id).locator('canvas').hover();
    expect(await plots.violations()).toEqual([]);
  });

  it('shows figures in the order given', async () => {
    await openReady([pulls, jvt, comparison]);
    expect(await texts(plots.page.locator('.card h3'))).toEqual([pulls.title, jvt.title, comparison.title]);
  });

  it('sends errors of the page to the extension', async () => {
    await open();
    await plots.page.evaluate(() => {
      setTimeout(() => {
        throw new Error('lost thread');
      });
      void Promise.reject(new Error('lost promise'));
    });
    await expect.poll(async () => JSON.stringify(await plots.sent())).toMatch(/lost thread/);
    expect(JSON.stringify(await plots.sent())).toMatch(/lost promise/);
  });

  it.each<ThemeName>(['light', 'dark', 'highContrast'])(
    'has no serious violation of accessibility: %s',
    async (theme) => {
      await openReady([jvt, comparison, pulls, fit, ranking, curves, matrix], { theme });
      await card(jvt.id).getByRole('button', { name: 'Table of' }).click();
      await plots.show(
        ready([jvt, comparison, pulls, fit, ranking, curves, matrix], { status: { kind: 'stale', message: 'Old.' } }),
      );
      expect(await seriousViolations(plots.page)).toEqual([]);
    },
  );

  it.each([250, 400, 800, 1600])('fits a width of %d pixels', async (width) => {
    const long = { ...jvt, id: 'long', title: 'tt_generator_with_a_name_that_has_no_place_to_break_'.repeat(3) };
    await openReady([long, jvt, comparison, pulls, fit, ranking, curves, matrix], { width });
    await card(jvt.id).getByRole('button', { name: 'Table of' }).click();
    await card(pulls.id).getByRole('button', { name: 'Table of' }).click();
    const content = await plots.page.evaluate(() => document.documentElement.scrollWidth);
    expect(content).toBe(width);
  });
});

describe('a figure', () => {
  it('is a labelled image that the keyboard reaches', async () => {
    await openReady([jvt]);
    const image = plots.page.getByRole('img', { name: jvt.title });
    await image.focus();
    expect(await image.evaluate((element) => document.activeElement === element)).toBe(true);
    expect(await image.getAttribute('aria-label')).toMatch(/40 bins from 0 to 1: nominal, up, down/);
  });

  it('has a table with its numbers', async () => {
    await openReady([jvt]);
    const button = card(jvt.id).getByRole('button', { name: 'Table of' });
    expect(await card(jvt.id).locator('table').count()).toBe(0);
    await button.click();
    const rows = card(jvt.id).locator('tbody tr');
    expect(await rows.count()).toBe(jvt.edges.length + 1);
    const bin = 8;
    const row = rows.nth(bin + 1);
    const nominal = jvt.series[0]?.values[bin] ?? Number.NaN;
    const ratio = jvt.ratio?.series[0]?.values[bin] ?? Number.NaN;
    const cells = await texts(row.locator('td'));
    expect(Number.parseFloat(cells[0] ?? '')).toBeCloseTo(nominal, 1);
    expect(Number.parseFloat(cells[3] ?? '')).toBeCloseTo(ratio, 3);
    expect(await row.locator('th[scope=row]').textContent()).toBe('[0.2, 0.225)');
    await button.click();
    expect(await card(jvt.id).locator('table').count()).toBe(0);
  });

  it('leads to its place in the analysis file', async () => {
    await openReady([jvt]);
    await card(jvt.id).getByRole('link', { name: 'Reveal' }).click();
    expect(await plots.sent()).toContainEqual({ type: 'reveal', path: ['nuisances', 'jvt'] });
  });

  it('shows names from files as text', async () => {
    const name = '<img src=x onerror="window.underTest.sent.push(1)">';
    const [nominal, ...others] = jvt.series;
    if (nominal === undefined) throw new Error('The fixture has a nominal series.');
    const figure = { ...jvt, title: name, caption: name, series: [{ ...nominal, label: name }, ...others] };
    await openReady([figure, { ...pulls, rows: [{ label: name, pulls: [1, 2], note: name }] }]);
    await card(jvt.id).getByRole('button', { name: 'Table of' }).click();
    await card(jvt.id).locator('canvas').hover();
    expect(await plots.page.locator('img').count()).toBe(0);
    expect(await card(jvt.id).locator('h3').textContent()).toBe(name);
    expect(await card(jvt.id).locator('.legend-label').first().textContent()).toBe(name);
    expect(await card(pulls.id).locator('tbody th').first().textContent()).toBe(name);
    expect(await plots.sent()).toEqual([{ type: 'ready' }]);
  });

  it('that is broken does not take others down, and is said to the extension', async () => {
    const broken = { ...jvt, id: 'broken', edges: [0, 1] };
    const nothing = null as unknown as Figure;
    await openReady([broken, nothing, comparison]);
    expect(await card('broken').locator('.card-error').textContent()).toMatch(/2 edges for 40 bins/);
    await card(comparison.id).locator('canvas').waitFor();
    const errors = (await plots.sent()).filter((message) => message.type === 'error');
    expect(errors[0]).toMatchObject({ message: expect.stringMatching(/^figure broken: RangeError/) as string });
  });

  it('tells what lies outside its axis', async () => {
    await openReady([{ ...jvt, overflow: [1.2, 1.3, 1.1] }]);
    expect(await texts(card(jvt.id).locator('.notes li'))).toEqual([
      'nominal: underflow 0, overflow 1.2',
      'up: underflow 0, overflow 1.3',
      'down: underflow 0, overflow 1.1',
    ]);
  });

  it('tells its numbers under the pointer', async () => {
    await openReady([crossCheck]);
    await card(crossCheck.id)
      .locator('canvas')
      .hover({ position: { x: 300, y: 100 } });
    const tooltip = plots.page.locator('.tooltip');
    await tooltip.waitFor();
    expect(await texts(tooltip.locator('.tooltip-label'))).toEqual([
      'nominal',
      'alternative (herwig)',
      'cross-check (sherpa)',
      'ratio, alternative (herwig)',
      'ratio, cross-check (sherpa)',
    ]);
    expect(await tooltip.locator('.tooltip-value').first().textContent()).toMatch(/^\d+(\.\d+)? ± \d+/);
  });

  it('tells its numbers to the keys, bin by bin', async () => {
    await openReady([crossCheck]);
    await card(crossCheck.id).locator('canvas').focus();
    const title = plots.page.locator('.tooltip-title');
    await plots.page.keyboard.press('ArrowRight');
    await plots.page.keyboard.press('ArrowRight');
    expect(await title.textContent()).toBe('score in [0.025, 0.05)');
    await plots.page.keyboard.press('End');
    expect(await title.textContent()).toBe('score in [0.975, 1]');
    await plots.page.keyboard.press('Escape');
    expect(await plots.page.locator('.tooltip').isVisible()).toBe(false);
  });
});

describe('a legend', () => {
  it('switches a series off and on by pointer', async () => {
    await openReady([jvt]);
    const item = card(jvt.id).getByRole('button', { name: 'up', exact: true });
    expect(await pixelsOf(card(jvt.id), darkRed)).toBeGreaterThan(100);
    await item.click();
    expect(await item.getAttribute('aria-pressed')).toBe('false');
    expect(await pixelsOf(card(jvt.id), darkRed)).toBe(0);
    await item.click();
    expect(await pixelsOf(card(jvt.id), darkRed)).toBeGreaterThan(100);
  });

  it('switches a series by keys', async () => {
    await openReady([jvt]);
    const item = card(jvt.id).getByRole('button', { name: 'up', exact: true });
    await item.focus();
    await plots.page.keyboard.press('Space');
    expect(await item.getAttribute('aria-pressed')).toBe('false');
  });
});

describe('apparent against actual size', () => {
  it('names the rows that nothing can be said of', async () => {
    const row = { label: 'plain, class 2', apparent: { value: 0.1, low: 0.09, high: 0.11 } };
    await openReady([{ ...comparison, rows: [...comparison.rows, row] }]);
    expect(await card(comparison.id).locator('p.notes').textContent()).toMatch(
      /^Actual size unknown.*: plain, class 2/,
    );
  });
});

describe('pulls', () => {
  it('have a histogram for each definition, with mean, width and what lies outside', async () => {
    await openReady([pulls]);
    expect(await card(pulls.id).locator('canvas').count()).toBe(2);
    expect(await card(pulls.id).locator('.numbers').first().textContent()).toMatch(
      /^19 entries, mean [\d.]+ ± 0\.23, width [\d.]+ ± 0\.16, underflow 0, overflow \d+$/,
    );
  });

  it('are listed by process, largest first, by either definition', async () => {
    await openReady([pulls]);
    const first = card(pulls.id).locator('tbody tr:not(.note-line)').first();
    expect(await first.locator('th').textContent()).toBe('p p > a z wpm');
    expect(await first.locator('td').first().textContent()).toBe('1244');
    await card(pulls.id).getByRole('button', { name: 'reference scale' }).click();
    const sizes = (await texts(card(pulls.id).locator('tbody tr:not(.note-line) td:last-child'))).map(Number);
    expect(sizes).toHaveLength(19);
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  });
});

describe('pulls of a fit', () => {
  it('reads each parameter with what is left of its uncertainty', async () => {
    await openReady([fit]);
    await card(fit.id).locator('canvas').focus();
    await plots.page.keyboard.press('End');
    const tooltip = plots.page.locator('.tooltip');
    expect(await tooltip.textContent()).toMatch(/JES: over-constrained.*0\.06 ± 0\.33/);
  });

  it('have a table that notes what is over-constrained', async () => {
    await openReady([fit]);
    await card(fit.id).getByRole('button', { name: 'Table of' }).click();
    expect(await texts(card(fit.id).locator('tbody tr'))).toEqual([
      'Bkg1Xsec0.26 ± 0.70',
      'Bkg2Xsec0.03 ± 0.65',
      'JES0.06 ± 0.33',
      'over-constrained',
    ]);
  });

  it('say which are not drawn', async () => {
    const rows = [...fit.rows, { label: 'lumi', point: null, note: 'pull undefined' }];
    await openReady([{ ...fit, rows }]);
    expect(await card(fit.id).locator('.notes').textContent()).toBe('Undefined, and not drawn: lumi.');
  });
});

describe('a ranking', () => {
  it('reads the sides of each nuisance, the largest first', async () => {
    await openReady([ranking]);
    await card(ranking.id).locator('canvas').focus();
    await plots.page.keyboard.press('Home');
    expect(await plots.page.locator('.tooltip').textContent()).toMatch(/^tt_generatoralternative[−\d.]+ ± [\d.]+$/);
    await plots.page.keyboard.press('ArrowDown');
    expect(await plots.page.locator('.tooltip').textContent()).toMatch(/^\w+up[−\d.]+ ± [\d.]+down[−\d.]+ ± [\d.]+$/);
  });

  it('has a table with a column for each side', async () => {
    await openReady([ranking]);
    await card(ranking.id).getByRole('button', { name: 'Table of' }).click();
    expect(await texts(card(ranking.id).locator('thead th'))).toEqual(['Nuisance', 'up', 'down', 'alternative']);
    const first = await texts(card(ranking.id).locator('tbody tr').first().locator('td'));
    expect(first.slice(0, 2)).toEqual(['–', '–']);
  });

  it('switches a side off', async () => {
    await openReady([ranking]);
    const before = await pixelsOf(card(ranking.id), darkRed);
    await card(ranking.id).getByRole('button', { name: 'up' }).click();
    expect(await pixelsOf(card(ranking.id), darkRed)).toBeLessThan(before);
  });
});

describe('curves', () => {
  it('tell the numbers of each series at the places of the first', async () => {
    await openReady([curves]);
    await card(curves.id).locator('canvas').focus();
    await plots.page.keyboard.press('End');
    expect(await plots.page.locator('.tooltip').textContent()).toMatch(
      /^signal efficiency 1nominal1 ± 0alternative1 ± 0$/,
    );
    await card(curves.id).getByRole('button', { name: 'Table of' }).click();
    expect(await card(curves.id).locator('tbody tr').count()).toBe(
      curves.series.reduce((count, { points }) => count + points.length, 0),
    );
  });
});

describe('a matrix', () => {
  it('is read cell by cell, along rows and down columns', async () => {
    const wide = { ...matrix, columns: ['a', 'b'], cells: matrix.rows.map((_, row) => [{ value: row }, null]) };
    await openReady([wide]);
    await card(matrix.id).locator('canvas').focus();
    const read = async (key: string): Promise<string | null> => {
      await plots.page.keyboard.press(key);
      return await plots.page.locator('.tooltip').textContent();
    };
    expect(await read('ArrowRight')).toMatch(/^HT_all, a.*0$/);
    expect(await read('ArrowRight')).toMatch(/^HT_all, b.*–$/);
    expect(await read('ArrowDown')).toMatch(/^nJets, b/);
    expect(await read('ArrowLeft')).toMatch(/^nJets, a.*1$/);
  });
});

describe('a view', () => {
  it('is switched to logarithmic and normalised heights, says so, and is kept', async () => {
    await openReady([jvt]);
    const of = card(jvt.id);
    const before = await of.locator('canvas').evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
    await of.getByRole('button', { name: 'log' }).click();
    const log = await of.locator('canvas').evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
    expect(log).not.toBe(before);
    await of.getByRole('button', { name: 'normalised' }).click();
    await of.locator('canvas').focus();
    await plots.page.keyboard.press('Home');
    const [nominal] = await texts(plots.page.locator('.tooltip-value'));
    const { values = [] } = jvt.series[0] ?? {};
    const total = values.reduce((sum, value) => sum + value, 0) + (jvt.underflow[0] ?? 0) + (jvt.overflow[0] ?? 0);
    expect(Number.parseFloat(nominal ?? '')).toBeCloseTo((values[0] ?? 0) / total, 4);
    expect(await of.locator('.notes').textContent()).toContain('errors do not hold that of the total');
    expect(await plots.kept()).toMatchObject({ views: { [jvt.id]: ['log', 'normalised'] } });
  });
});

describe('the state', () => {
  it('empty says what to do', async () => {
    await open();
    await plots.show(ready([], { status: { kind: 'empty', message: 'No plots yet. Run the checks to see some.' } }));
    await plots.page.getByText('No plots yet.').waitFor();
    await plots.page.getByRole('button', { name: 'Run checks' }).click();
    expect(await plots.sent()).toContainEqual({ type: 'run' });
  });

  it('empty without an analysis has nothing to run', async () => {
    await open();
    await plots.show({ status: { kind: 'empty', message: 'Open a pullscope.yaml.' }, figures: [], focus: [] });
    await plots.page.getByText('Open a pullscope.yaml.').waitFor();
    expect(await plots.page.getByRole('button').count()).toBe(0);
  });

  it('loading shows how far it is, and dims what is old', async () => {
    await openReady([jvt]);
    await plots.show(ready([jvt], { status: { kind: 'loading', message: 'Profiling tt', fraction: 0.43 } }));
    await plots.page.getByText('Profiling tt').waitFor();
    expect(await plots.page.getByRole('progressbar').evaluate((bar) => (bar as HTMLProgressElement).value)).toBe(0.43);
    expect(await plots.page.locator('.percent').textContent()).toBe('43 %');
    await expect.poll(() => card(jvt.id).evaluate((element) => getComputedStyle(element).opacity)).toBe('0.55');
  });

  it('stale says so and offers to run again', async () => {
    await openReady([jvt]);
    await plots.show(ready([jvt], { status: { kind: 'stale', message: 'tt.root has changed.' } }));
    await plots.page.getByText('tt.root has changed.').waitFor();
    await plots.page.getByRole('button', { name: 'Run again' }).click();
    expect(await plots.sent()).toContainEqual({ type: 'run' });
    expect(await card(jvt.id).isVisible()).toBe(true);
  });

  it('error is told at once', async () => {
    await open();
    await plots.show(ready([], { status: { kind: 'error', message: 'tth.onnx cannot be read.' } }));
    await plots.page.getByRole('alert').getByText('tth.onnx cannot be read.').waitFor();
  });

  it('stopped offers a restart', async () => {
    await open();
    await plots.show(ready([], { status: { kind: 'stopped', message: 'The engine has stopped.' } }));
    await plots.page.getByRole('button', { name: 'Restart' }).click();
    expect(await plots.sent()).toContainEqual({ type: 'restart' });
  });

  it('ready takes every banner away', async () => {
    await open();
    await plots.show(ready([jvt], { status: { kind: 'stale', message: 'old' } }));
    await plots.page.getByText('old').waitFor();
    await plots.show(ready([jvt]));
    await expect.poll(() => plots.page.locator('.banner').count()).toBe(0);
  });
});

describe('the cursor', () => {
  it('brings its figures to the top, and the rest behind a button', async () => {
    await openReady([jvt, crossCheck, comparison]);
    await plots.show(
      ready([jvt, crossCheck, comparison], { focus: [comparison.id], focusLabel: 'nuisance generator' }),
    );
    await plots.page.getByRole('heading', { name: 'nuisance generator' }).waitFor();
    expect(await texts(plots.page.locator('.card:visible h3'))).toEqual([comparison.title]);
    const all = plots.page.getByRole('button', { name: 'Show all 3 plots' });
    await all.click();
    expect(await texts(plots.page.locator('.card:visible h3'))).toEqual([
      comparison.title,
      jvt.title,
      crossCheck.title,
    ]);
    await plots.page.getByRole('button', { name: 'Show these only' }).click();
    expect(await plots.page.locator('.card:visible').count()).toBe(1);
  });

  it('shows all figures where it stands in none', async () => {
    await openReady([jvt, crossCheck]);
    await plots.show(ready([jvt, crossCheck], { focus: ['not there'], focusLabel: 'sample tt' }));
    await plots.page.waitForTimeout(50);
    expect(await plots.page.locator('.card:visible').count()).toBe(2);
  });

  it('scrolls back to the top when it moves on', async () => {
    await openReady([jvt, crossCheck, comparison, pulls], { height: 400 });
    await plots.page.evaluate(() => window.scrollTo(0, 600));
    await plots.show(ready([jvt, crossCheck, comparison, pulls], { focus: [pulls.id], focusLabel: 'pulls' }));
    await expect.poll(() => plots.page.evaluate(() => window.scrollY)).toBe(0);
  });
});

describe('a theme', () => {
  it('that changes has the charts drawn in its colours', async () => {
    await openReady([jvt], { theme: 'dark' });
    expect(await pixelsOf(card(jvt.id), darkRed)).toBeGreaterThan(100);
    await plots.setTheme('light');
    await expect.poll(() => pixelsOf(card(jvt.id), lightRed)).toBeGreaterThan(100);
    expect(await pixelsOf(card(jvt.id), darkRed)).toBe(0);
  });

  it('of high contrast has outlines around cards', async () => {
    await openReady([jvt], { theme: 'highContrast' });
    expect(await card(jvt.id).evaluate((element) => getComputedStyle(element).borderColor)).toBe('rgb(111, 195, 223)');
  });
});

describe('many figures', () => {
  const copies = (): HistogramFigure[] =>
    Array.from({ length: 200 }, (_, index) => ({ ...jvt, id: `copy/${index}`, title: `Copy ${index}` }));

  it('are drawn near the viewport only', async () => {
    const before = Date.now();
    await openReady(copies());
    await card('copy/0').locator('canvas').waitFor();
    expect(Date.now() - before).toBeLessThan(10_000);
    expect(await plots.page.locator('canvas').count()).toBeLessThan(10);
    await card('copy/199').scrollIntoViewIfNeeded();
    await card('copy/199').locator('canvas').waitFor();
    await expect.poll(() => card('copy/0').locator('canvas').count()).toBe(0);
  });

  it('keep the charts of those that did not change', async () => {
    await openReady([jvt, crossCheck]);
    const mark = async (id: string): Promise<unknown> =>
      card(id)
        .locator('canvas')
        .evaluate((canvas) => canvas.setAttribute('data-marked', 'yes'));
    await mark(jvt.id);
    await mark(crossCheck.id);
    await plots.show(ready([comparison, structuredClone(jvt), { ...crossCheck, caption: 'Another run.' }]));
    await plots.page.getByText('Another run.').waitFor();
    await card(crossCheck.id).locator('canvas').waitFor();
    expect(await card(jvt.id).locator('canvas[data-marked]').count()).toBe(1);
    expect(await card(crossCheck.id).locator('canvas[data-marked]').count()).toBe(0);
  });
});

describe('a page that comes back', () => {
  it('has the tables, series and place that it had', async () => {
    await openReady([jvt, crossCheck, comparison, pulls], { height: 500 });
    await card(jvt.id).getByRole('button', { name: 'Table of' }).click();
    await card(jvt.id).getByRole('button', { name: 'up', exact: true }).click();
    await plots.page.evaluate(() => window.scrollTo(0, 300));
    await expect.poll(async () => JSON.stringify(await plots.kept())).toMatch(/"scroll":300/);
    const kept = await plots.kept();
    await plots.close();
    await openReady([jvt, crossCheck, comparison, pulls], { height: 500, kept });
    expect(await card(jvt.id).locator('table').count()).toBe(1);
    const item = card(jvt.id).getByRole('button', { name: 'up', exact: true });
    expect(await item.getAttribute('aria-pressed')).toBe('false');
    expect(await plots.page.evaluate(() => window.scrollY)).toBe(300);
  });

  it('shows at once what it showed before, until there is something else', async () => {
    const path = '/analyses/pullscope.yaml';
    const unmeasured = { kind: 'empty', message: 'Not measured yet.', unmeasured: true } as const;
    await open();
    await plots.show(ready([jvt], { path }));
    await card(jvt.id).waitFor();
    const kept = await plots.kept();
    await plots.close();
    await open({ kept });
    await plots.show(ready([], { path, status: unmeasured }));
    await card(jvt.id).waitFor();
    await plots.page.getByText('This is of before the window was reloaded.').waitFor();
    await plots.show(ready([comparison], { path }));
    await card(comparison.id).waitFor();
    expect(await card(jvt.id).count()).toBe(0);
    expect(await plots.page.locator('.banner').count()).toBe(0);
    await plots.close();
    await open({ kept });
    await plots.show(ready([], { path: '/analyses/other.yaml', status: unmeasured }));
    await plots.page.getByText('Not measured yet.').waitFor();
    expect(await card(jvt.id).count()).toBe(0);
  });

  it('keeps its figures where a state leaves them out', async () => {
    await openReady([jvt, comparison]);
    await plots.show({ analysis: 'pullscope.yaml', status: { kind: 'ready' }, focus: [comparison.id], pinned: true });
    await plots.page.getByText('Pinned:').waitFor();
    expect(await texts(plots.page.locator('.card:visible h3'))).toEqual([comparison.title]);
  });
});
