import { describe, expect, it } from 'vitest';
import type { Figure } from '../../src/report/figure';
import { darkRed, exampleFigures, pixelsOf, texts, usePlotsPage } from './plotsPage';

const plots = usePlotsPage();
const { jvt, crossCheck, comparison, pulls } = await exampleFigures();

describe('a figure', () => {
  it('is a labelled image that the keyboard reaches', async () => {
    await plots.openReady([jvt]);
    const image = plots.page.getByRole('img', { name: jvt.title });
    await image.focus();
    expect(await image.evaluate((element) => document.activeElement === element)).toBe(true);
    expect(await image.getAttribute('aria-label')).toMatch(/\(bins: 40\) from 0 to 1: nominal, up, down/);
  });

  it('has a table with its numbers', async () => {
    await plots.openReady([jvt]);
    const button = plots.card(jvt.id).getByRole('button', { name: 'Table of' });
    expect(await plots.card(jvt.id).locator('table').count()).toBe(0);
    await button.click();
    const rows = plots.card(jvt.id).locator('tbody tr');
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
    expect(await plots.card(jvt.id).locator('table').count()).toBe(0);
  });

  it('leads to its place in the analysis file', async () => {
    await plots.openReady([jvt]);
    await plots.card(jvt.id).getByRole('link', { name: 'Reveal' }).click();
    expect(await plots.sent()).toContainEqual({ type: 'reveal', path: ['nuisances', 'jvt'] });
  });

  it('shows names from files as text', async () => {
    const name = '<img src=x onerror="window.underTest.sent.push(1)">';
    const [nominal, ...others] = jvt.series;
    if (nominal === undefined) throw new Error('The fixture has a nominal series.');
    const figure = { ...jvt, title: name, caption: name, series: [{ ...nominal, label: name }, ...others] };
    await plots.openReady([figure, { ...pulls, rows: [{ label: name, pulls: [1, 2], note: name }] }]);
    await plots.card(jvt.id).getByRole('button', { name: 'Table of' }).click();
    await plots.card(jvt.id).locator('canvas').hover();
    expect(await plots.page.locator('img').count()).toBe(0);
    expect(await plots.card(jvt.id).locator('h3').textContent()).toBe(name);
    expect(await plots.card(jvt.id).locator('.legend-label').first().textContent()).toBe(name);
    expect(await plots.card(pulls.id).locator('tbody th').first().textContent()).toBe(name);
    expect(await plots.sent()).toEqual([{ type: 'ready' }]);
  });

  it('that is broken does not take others down, and is said to the extension', async () => {
    const broken = { ...jvt, id: 'broken', edges: [0, 1] };
    const nothing = null as unknown as Figure;
    await plots.openReady([broken, nothing, comparison]);
    expect(await plots.card('broken').locator('.card-error').textContent()).toMatch(/2 edges for 40 bins/);
    await plots.card(comparison.id).locator('canvas').waitFor();
    const errors = (await plots.sent()).filter((message) => message.type === 'error');
    expect(errors[0]).toMatchObject({ message: expect.stringMatching(/^figure broken: RangeError/) as string });
  });

  it('tells what lies outside its axis', async () => {
    await plots.openReady([{ ...jvt, overflow: [1.2, 1.3, 1.1] }]);
    expect(await texts(plots.card(jvt.id).locator('.notes li'))).toEqual([
      'nominal: underflow 0, overflow 1.2',
      'up: underflow 0, overflow 1.3',
      'down: underflow 0, overflow 1.1',
    ]);
  });

  it('tells its numbers under the pointer', async () => {
    await plots.openReady([crossCheck]);
    await plots
      .card(crossCheck.id)
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
    await plots.openReady([crossCheck]);
    await plots.card(crossCheck.id).locator('canvas').focus();
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
    await plots.openReady([jvt]);
    const item = plots.card(jvt.id).getByRole('button', { name: 'up', exact: true });
    const drawn = (): Promise<number> => pixelsOf(plots.card(jvt.id), darkRed);
    await expect.poll(drawn).toBeGreaterThan(100);
    await item.click();
    expect(await item.getAttribute('aria-pressed')).toBe('false');
    await expect.poll(drawn).toBe(0);
    await item.click();
    await expect.poll(drawn).toBeGreaterThan(100);
  });

  it('switches a series by keys', async () => {
    await plots.openReady([jvt]);
    const item = plots.card(jvt.id).getByRole('button', { name: 'up', exact: true });
    await item.focus();
    await plots.page.keyboard.press('Space');
    expect(await item.getAttribute('aria-pressed')).toBe('false');
  });
});

describe('a view', () => {
  it('is switched to logarithmic and normalised heights, says so, and is kept', async () => {
    await plots.openReady([jvt]);
    const of = plots.card(jvt.id);
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
