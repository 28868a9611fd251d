import { describe, expect, it } from 'vitest';
import type { HistogramFigure } from '../../src/report/figure';
import { seriousViolations } from './accessibility';
import type { ThemeName } from './page';
import { darkRed, exampleFigures, lightRed, pixelsOf, ready, texts, usePlotsPage } from './plotsPage';

const plots = usePlotsPage();
const { jvt, crossCheck, comparison, pulls, fit, ranking, curves, matrix } = await exampleFigures();

describe('the page', () => {
  it('says that it is ready, once', async () => {
    await plots.open();
    expect(await plots.sent()).toEqual([{ type: 'ready' }]);
  });

  it('keeps to a strict content security policy', async () => {
    await plots.openReady([jvt, comparison, pulls]);
    await plots.card(jvt.id).getByRole('button', { name: 'Table of' }).click();
    await plots.card(jvt.id).locator('canvas').hover();
    expect(await plots.violations()).toEqual([]);
  });

  it('shows figures in the order given', async () => {
    await plots.openReady([pulls, jvt, comparison]);
    expect(await texts(plots.page.locator('.card h3'))).toEqual([pulls.title, jvt.title, comparison.title]);
  });

  it('sends errors of the page to the extension', async () => {
    await plots.open();
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
      await plots.openReady([jvt, comparison, pulls, fit, ranking, curves, matrix], { theme });
      await plots.card(jvt.id).getByRole('button', { name: 'Table of' }).click();
      await plots.show(
        ready([jvt, comparison, pulls, fit, ranking, curves, matrix], { status: { kind: 'stale', message: 'Old.' } }),
      );
      expect(await seriousViolations(plots.page)).toEqual([]);
    },
  );

  it.each([250, 400, 800, 1600])('fits a width of %d pixels', async (width) => {
    const long = { ...jvt, id: 'long', title: 'tt_generator_with_a_name_that_has_no_place_to_break_'.repeat(3) };
    await plots.openReady([long, jvt, comparison, pulls, fit, ranking, curves, matrix], { width });
    await plots.card(jvt.id).getByRole('button', { name: 'Table of' }).click();
    await plots.card(pulls.id).getByRole('button', { name: 'Table of' }).click();
    // A canvas takes the width of its card when the browser has told it.
    await expect.poll(() => plots.page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  });
});

describe('the state', () => {
  it('empty says what to do', async () => {
    await plots.open();
    await plots.show(ready([], { status: { kind: 'empty', message: 'No plots yet. Run the checks to see some.' } }));
    await plots.page.getByText('No plots yet.').waitFor();
    await plots.page.getByRole('button', { name: 'Run checks' }).click();
    expect(await plots.sent()).toContainEqual({ type: 'run' });
  });

  it('empty without an analysis has nothing to run', async () => {
    await plots.open();
    await plots.show({ status: { kind: 'empty', message: 'Open a pullscope.yaml.' }, figures: [], focus: [] });
    await plots.page.getByText('Open a pullscope.yaml.').waitFor();
    expect(await plots.page.getByRole('button').count()).toBe(0);
  });

  it('loading shows how far it is, and dims what is old', async () => {
    await plots.openReady([jvt]);
    await plots.show(ready([jvt], { status: { kind: 'loading', message: 'Profiling tt', fraction: 0.43 } }));
    await plots.page.getByText('Profiling tt').waitFor();
    expect(await plots.page.getByRole('progressbar').evaluate((bar) => (bar as HTMLProgressElement).value)).toBe(0.43);
    expect(await plots.page.locator('.percent').textContent()).toBe('43 %');
    await expect.poll(() => plots.card(jvt.id).evaluate((element) => getComputedStyle(element).opacity)).toBe('0.55');
  });

  it('stale says so and offers to run again', async () => {
    await plots.openReady([jvt]);
    await plots.show(ready([jvt], { status: { kind: 'stale', message: 'tt.root has changed.' } }));
    await plots.page.getByText('tt.root has changed.').waitFor();
    await plots.page.getByRole('button', { name: 'Run again' }).click();
    expect(await plots.sent()).toContainEqual({ type: 'run' });
    expect(await plots.card(jvt.id).isVisible()).toBe(true);
  });

  it('error is told at once', async () => {
    await plots.open();
    await plots.show(ready([], { status: { kind: 'error', message: 'tth.onnx cannot be read.' } }));
    await plots.page.getByRole('alert').getByText('tth.onnx cannot be read.').waitFor();
  });

  it('stopped offers a restart', async () => {
    await plots.open();
    await plots.show(ready([], { status: { kind: 'stopped', message: 'The engine has stopped.' } }));
    await plots.page.getByRole('button', { name: 'Restart' }).click();
    expect(await plots.sent()).toContainEqual({ type: 'restart' });
  });

  it('ready takes every banner away', async () => {
    await plots.open();
    await plots.show(ready([jvt], { status: { kind: 'stale', message: 'old' } }));
    await plots.page.getByText('old').waitFor();
    await plots.show(ready([jvt]));
    await expect.poll(() => plots.page.locator('.banner').count()).toBe(0);
  });
});

describe('the cursor', () => {
  it('brings its figures to the top, and the rest behind a button', async () => {
    await plots.openReady([jvt, crossCheck, comparison]);
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
    await plots.openReady([jvt, crossCheck]);
    await plots.show(ready([jvt, crossCheck], { focus: ['not there'], focusLabel: 'sample tt' }));
    expect(await plots.page.locator('.card:visible').count()).toBe(2);
  });

  it('scrolls back to the top when it moves on', async () => {
    await plots.openReady([jvt, crossCheck, comparison, pulls], { height: 400 });
    await plots.page.evaluate(() => window.scrollTo(0, 600));
    await plots.show(ready([jvt, crossCheck, comparison, pulls], { focus: [pulls.id], focusLabel: 'pulls' }));
    await expect.poll(() => plots.page.evaluate(() => window.scrollY)).toBe(0);
  });
});

describe('a theme', () => {
  it('that changes has the charts drawn in its colours', async () => {
    await plots.openReady([jvt], { theme: 'dark' });
    await expect.poll(() => pixelsOf(plots.card(jvt.id), darkRed)).toBeGreaterThan(100);
    await plots.setTheme('light');
    await expect.poll(() => pixelsOf(plots.card(jvt.id), lightRed)).toBeGreaterThan(100);
    expect(await pixelsOf(plots.card(jvt.id), darkRed)).toBe(0);
  });

  it('of high contrast has outlines around cards', async () => {
    await plots.openReady([jvt], { theme: 'highContrast' });
    expect(await plots.card(jvt.id).evaluate((element) => getComputedStyle(element).borderColor)).toBe(
      'rgb(111, 195, 223)',
    );
  });
});

describe('many figures', () => {
  const copies = (): HistogramFigure[] =>
    Array.from({ length: 200 }, (_, index) => ({ ...jvt, id: `copy/${index}`, title: `Copy ${index}` }));

  it('are drawn near the viewport only', async () => {
    await plots.openReady(copies());
    await plots.card('copy/0').locator('canvas').waitFor();
    expect(await plots.page.locator('canvas').count()).toBeLessThan(10);
    await plots.card('copy/199').scrollIntoViewIfNeeded();
    await plots.card('copy/199').locator('canvas').waitFor();
    await expect.poll(() => plots.card('copy/0').locator('canvas').count()).toBe(0);
  });

  it('keep the charts of those that did not change', async () => {
    await plots.openReady([jvt, crossCheck]);
    const mark = async (id: string): Promise<unknown> =>
      plots
        .card(id)
        .locator('canvas')
        .evaluate((canvas) => canvas.setAttribute('data-marked', 'yes'));
    await mark(jvt.id);
    await mark(crossCheck.id);
    await plots.show(ready([comparison, structuredClone(jvt), { ...crossCheck, caption: 'Another run.' }]));
    await plots.page.getByText('Another run.').waitFor();
    await plots.card(crossCheck.id).locator('canvas').waitFor();
    expect(await plots.card(jvt.id).locator('canvas[data-marked]').count()).toBe(1);
    expect(await plots.card(crossCheck.id).locator('canvas[data-marked]').count()).toBe(0);
  });
});

describe('a page that comes back', () => {
  it('has the tables, series and place that it had', async () => {
    await plots.openReady([jvt, crossCheck, comparison, pulls], { height: 500 });
    await plots.card(jvt.id).getByRole('button', { name: 'Table of' }).click();
    await plots.card(jvt.id).getByRole('button', { name: 'up', exact: true }).click();
    await plots.page.evaluate(() => window.scrollTo(0, 300));
    await expect.poll(async () => JSON.stringify(await plots.kept())).toMatch(/"scroll":300/);
    const kept = await plots.kept();
    await plots.openReady([jvt, crossCheck, comparison, pulls], { height: 500, kept });
    expect(await plots.card(jvt.id).locator('table').count()).toBe(1);
    const item = plots.card(jvt.id).getByRole('button', { name: 'up', exact: true });
    expect(await item.getAttribute('aria-pressed')).toBe('false');
    await expect.poll(() => plots.page.evaluate(() => window.scrollY)).toBe(300);
  });

  it('shows at once what it showed before, until there is something else', async () => {
    const path = '/analyses/pullscope.yaml';
    const unmeasured = { kind: 'empty', message: 'Not measured yet.', unmeasured: true } as const;
    await plots.open();
    await plots.show(ready([jvt], { path }));
    await plots.card(jvt.id).waitFor();
    const kept = await plots.kept();
    await plots.open({ kept });
    await plots.show(ready([], { path, status: unmeasured }));
    await plots.card(jvt.id).waitFor();
    await plots.page.getByText('This is of before the window was reloaded.').waitFor();
    // As when the cursor moves: with a state that leaves out the figures, for they are as few as before.
    await plots.show({ path, status: unmeasured, focus: [] });
    await plots.page.getByText('This is of before the window was reloaded.').waitFor();
    expect(await plots.card(jvt.id).count()).toBe(1);
    await plots.show({ path, status: { kind: 'error', message: 'tth.onnx cannot be read.' }, focus: [] });
    await plots.page.getByRole('alert').waitFor();
    expect(await plots.card(jvt.id).count()).toBe(0);
    await plots.show(ready([comparison], { path }));
    await plots.card(comparison.id).waitFor();
    expect(await plots.card(jvt.id).count()).toBe(0);
    expect(await plots.page.locator('.banner').count()).toBe(0);
    await plots.open({ kept });
    await plots.show(ready([], { path: '/analyses/other.yaml', status: unmeasured }));
    await plots.page.getByText('Not measured yet.').waitFor();
    expect(await plots.card(jvt.id).count()).toBe(0);
  });

  it('keeps its figures where a state leaves them out', async () => {
    await plots.openReady([jvt, comparison]);
    await plots.show({ analysis: 'pullscope.yaml', status: { kind: 'ready' }, focus: [comparison.id], pinned: true });
    await plots.page.getByText('Pinned:').waitFor();
    expect(await texts(plots.page.locator('.card:visible h3'))).toEqual([comparison.title]);
  });
});
