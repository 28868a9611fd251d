import { describe, expect, it } from 'vitest';
import { darkOrange, darkRed, exampleFigures, pixelsOf, texts, usePlotsPage } from './plotsPage';

const plots = usePlotsPage();
const { jvt, comparison, pulls, fit, ranking, curves, matrix } = await exampleFigures();

describe('a variation', () => {
  it('is shaded between nominal and each of its sides, as long as the side is shown', async () => {
    await plots.openReady([jvt]);
    const shaded = (): Promise<number> => pixelsOf(plots.card(jvt.id), darkRed, 'shade');
    await expect.poll(shaded).toBeGreaterThan(1000);
    await plots.card(jvt.id).getByRole('button', { name: 'up', exact: true }).click();
    await expect.poll(shaded).toBe(0);
  });
});

describe('apparent against actual size', () => {
  it('names the rows that nothing can be said of', async () => {
    const row = { label: 'plain, class 2', apparent: { value: 0.1, low: 0.09, high: 0.11 } };
    await plots.openReady([{ ...comparison, rows: [...comparison.rows, row] }]);
    expect(await plots.card(comparison.id).locator('p.notes').textContent()).toMatch(
      /^Actual size unknown.*: plain, class 2/,
    );
  });
});

describe('pulls', () => {
  it('have a histogram for each definition, with mean, width and what lies outside', async () => {
    await plots.openReady([pulls]);
    expect(await plots.card(pulls.id).locator('canvas').count()).toBe(2);
    expect(await plots.card(pulls.id).locator('.numbers').first().textContent()).toMatch(
      /^19 entries, mean [\d.]+ ± 0\.23, width [\d.]+ ± 0\.16, underflow 0, overflow \d+$/,
    );
  });

  it('are listed by process, largest first, by either definition', async () => {
    await plots.openReady([pulls]);
    const first = plots.card(pulls.id).locator('tbody tr:not(.note-line)').first();
    expect(await first.locator('th').textContent()).toBe('p p > a z wpm');
    expect(await first.locator('td').first().textContent()).toBe('1244');
    await plots.card(pulls.id).getByRole('button', { name: 'reference scale' }).click();
    const sizes = (await texts(plots.card(pulls.id).locator('tbody tr:not(.note-line) td:last-child'))).map(Number);
    expect(sizes).toHaveLength(19);
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  });
});

describe('pulls of a fit', () => {
  it('reads each parameter with what is left of its uncertainty', async () => {
    await plots.openReady([fit]);
    await plots.card(fit.id).locator('canvas').focus();
    await plots.page.keyboard.press('End');
    const tooltip = plots.page.locator('.tooltip');
    expect(await tooltip.textContent()).toMatch(/JES: over-constrained.*0\.06 ± 0\.33/);
  });

  it('have a table that notes what is over-constrained', async () => {
    await plots.openReady([fit]);
    await plots.card(fit.id).getByRole('button', { name: 'Table of' }).click();
    expect(await texts(plots.card(fit.id).locator('tbody tr'))).toEqual([
      'Bkg1Xsec0.26 ± 0.70',
      'Bkg2Xsec0.03 ± 0.65',
      'JES0.06 ± 0.33',
      'over-constrained',
    ]);
  });

  it('say which are not drawn', async () => {
    const rows = [...fit.rows, { label: 'lumi', point: null, note: 'pull undefined' }];
    await plots.openReady([{ ...fit, rows }]);
    expect(await plots.card(fit.id).locator('.notes').textContent()).toBe('Undefined, and not drawn: lumi.');
  });
});

describe('a ranking', () => {
  it('reads the sides of each nuisance, the largest first', async () => {
    await plots.openReady([ranking]);
    await plots.card(ranking.id).locator('canvas').focus();
    await plots.page.keyboard.press('Home');
    expect(await plots.page.locator('.tooltip').textContent()).toMatch(/^tt_generatoralternative[−\d.]+ ± [\d.]+$/);
    await plots.page.keyboard.press('ArrowDown');
    expect(await plots.page.locator('.tooltip').textContent()).toMatch(/^\w+up[−\d.]+ ± [\d.]+down[−\d.]+ ± [\d.]+$/);
  });

  it('has a table with a column for each side', async () => {
    await plots.openReady([ranking]);
    await plots.card(ranking.id).getByRole('button', { name: 'Table of' }).click();
    expect(await texts(plots.card(ranking.id).locator('thead th'))).toEqual(['Nuisance', 'up', 'down', 'alternative']);
    const first = await texts(plots.card(ranking.id).locator('tbody tr').first().locator('td'));
    expect(first.slice(0, 2)).toEqual(['–', '–']);
  });

  it('switches a side off', async () => {
    await plots.openReady([ranking]);
    const drawn = (): Promise<number> => pixelsOf(plots.card(ranking.id), darkRed);
    await expect.poll(drawn).toBeGreaterThan(0);
    const before = await drawn();
    await plots.card(ranking.id).getByRole('button', { name: 'up' }).click();
    await expect.poll(drawn).toBeLessThan(before);
  });
});

describe('curves', () => {
  it('tell the numbers of each series at the places of the first', async () => {
    await plots.openReady([curves]);
    await plots.card(curves.id).locator('canvas').focus();
    await plots.page.keyboard.press('End');
    expect(await plots.page.locator('.tooltip').textContent()).toMatch(
      /^signal efficiency 1nominal1 ± 0alternative1 ± 0ratio, alternative–$/,
    );
    const ratio = curves.ratio?.series ?? [];
    await plots.card(curves.id).getByRole('button', { name: 'Table of' }).click();
    expect(await plots.card(curves.id).locator('tbody tr').count()).toBe(
      [...curves.series, ...ratio].reduce((count, { points }) => count + points.length, 0),
    );
  });

  it('have their ratio in a pane below, with its numbers, as long as the series is shown', async () => {
    await plots.openReady([curves]);
    const card = plots.card(curves.id);
    await card.locator('canvas').focus();
    await plots.page.keyboard.press('End');
    for (let step = 0; step < 12; step++) await plots.page.keyboard.press('ArrowLeft');
    expect(await plots.page.locator('.tooltip').textContent()).toMatch(/ratio, alternative\d\.\d+ ± 0\.\d+$/);
    const shaded = (): Promise<number> => pixelsOf(card, darkOrange, 'shade');
    await expect.poll(shaded).toBeGreaterThan(2000);
    await card.getByRole('button', { name: 'alternative', exact: true }).click();
    await expect.poll(shaded).toBeLessThan(20);
  });
});

describe('a contour that leaves the plot', () => {
  it('has one entry in the legend, which hides all its parts', async () => {
    const part = (from: number) => ({
      label: 'loose',
      role: 'up' as const,
      points: [from, from + 1].map((x) => ({ x, y: x })),
    });
    const reference = { ...part(6), label: 'tight', role: 'nominal' as const };
    const { ratio: _, ...plain } = curves;
    await plots.openReady([{ ...plain, series: [part(0), reference, part(3)] }]);
    const card = plots.card(curves.id);
    expect(await texts(card.locator('.legend-label'))).toEqual(['loose', 'tight']);
    const drawn = (): Promise<number> => pixelsOf(card, darkRed);
    await expect.poll(drawn).toBeGreaterThan(20);
    await card.getByRole('button', { name: 'loose' }).click();
    await expect.poll(drawn).toBe(0);
  });
});

describe('a matrix', () => {
  it('is read cell by cell, along rows and down columns', async () => {
    const wide = { ...matrix, columns: ['a', 'b'], cells: matrix.rows.map((_, row) => [{ value: row }, null]) };
    await plots.openReady([wide]);
    await plots.card(matrix.id).locator('canvas').focus();
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
