import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../scripts/chromium.mts';
import { inRepository } from '../../scripts/repository.mts';
import { translatableSentences } from '../../scripts/sentences.mts';
import { makeTemporaryFolder } from '../../scripts/temporaryFolder.mts';
import { htmlReport, type PageTranslation } from '../../src/report/html';
import type { ReportContent } from '../../src/report/reportContent';
import type { ReportState } from '../../webview/reportProtocol';
import { seriousViolations } from './accessibility';
import { keepFailures } from './afterTests';
import { bundlePage, type PageOptions, type ThemeName } from './page';
import { openReportPage, questionsFixture, reportFixture, type ReportPageUnderTest } from './reportPage';

let browser: Browser;
let content: ReportContent;
beforeAll(async () => {
  browser = await launchChromium();
  content = await reportFixture();
});
afterAll(async () => {
  await browser.close();
});

const hostile = `<img src=x onerror="document.title='taken'"></script><script>document.title='taken'</script>`;

/** The same report, in which every name is markup. */
function withNames(name: string): ReportContent {
  return {
    ...content,
    name,
    outcomes: content.outcomes.map((one) => ({
      ...one,
      message: `${one.message} ${name}`,
      question: name,
      target: { ...one.target, ...(one.target.sample === undefined ? {} : { sample: name }) },
      related: [{ start: one.start, message: name }],
    })),
    figures: content.figures.map((figure) => ({ ...figure, title: name, caption: name })),
    provenance: {
      ...content.provenance,
      files: [{ path: name, size: 1, mtime: 0, usedBy: [name] }],
      versions: { [name]: name },
      firstScores: [{ model: name, sample: name, scores: [0.5] }],
    },
  };
}

describe('the page of a report', () => {
  let report: ReportPageUnderTest;
  afterEach(async () => {
    await report.close();
  });
  keepFailures(() => report);

  async function open(options?: PageOptions): Promise<Page> {
    report = await openReportPage(browser, options);
    await report.show(ready());
    await report.page.locator('.headline').waitFor();
    return report.page;
  }

  function ready(more: Partial<ReportState> = {}): ReportState {
    return { uri: 'file:///a/pullscope.yaml', status: { kind: 'ready' }, contents: [content], ...more };
  }

  it('says what to worry about first: by severity, and what moves the result before how well it can be told', async () => {
    const page = await open();
    expect(await texts(page.locator('.headline .finding-message'))).toEqual([
      'HT_all differs from the nominal samples by 0.215 σ.',
      'tt_generator changes the yield by +119.7 ± 6.6 %.',
      'pseudo_data is worth 2,005 events.',
    ]);
    expect(await texts(page.locator('.section-findings .finding-message'))).toEqual([
      'tt_generator compares two choices only.',
    ]);
    expect(await page.locator('.counts').textContent()).toBe(
      '1 error, 2 warnings, 1 information, 1 undecided, 1 passed, 1 silenced',
    );
  });

  it('leads from a finding to its line and to its plot', async () => {
    const page = await open();
    const first = page.locator('.headline .finding').first();
    await first.getByRole('link', { name: /^pullscope\.yaml:24/ }).click();
    expect(await report.sent()).toContainEqual({ type: 'goTo', start: { line: 23, character: 2 } });
    await first.getByRole('link', { name: /^Show the plot of/ }).click();
    const card = page.locator('[data-figure="shift/feature/data/HT_all"]');
    expect(await card.evaluate((element) => element === document.activeElement)).toBe(true);
    await card.locator('canvas').waitFor();
  });

  it.each([
    ['inference', 'Profile likelihood', 'baseline measures mu best.', 14, 'inference/profile/baseline'],
    ['learned', 'What the models learned', 'The score orders events by nJets.', 28, 'learned/alone/tth'],
    ['safety', 'Shifts that nobody would notice', 'Nobody would notice −2.16 %.', 33, 'safety/efficiencies/tth'],
  ])('draws what is asked under %s, and leads there from its finding', async (id, title, message, line, figure) => {
    const page = await open();
    await report.show(ready({ contents: [await questionsFixture()] }));
    const section = page.locator(`.section-${id}`);
    await section.getByRole('heading', { level: 2, name: title }).waitFor();
    const finding = page.locator('.finding', { hasText: message });
    await finding.getByRole('link', { name: `pullscope.yaml:${line + 1}` }).click();
    expect(await report.sent()).toContainEqual({ type: 'goTo', start: { line, character: 2 } });
    await finding.getByRole('link', { name: /^Show the plot of/ }).click();
    const card = section.locator(`[data-figure="${figure}"]`);
    await card.locator('canvas').waitFor();
    expect(await card.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(await page.getByText('Files that were read').count()).toBe(0);
  });

  it('has its sections in order, each with what was measured', async () => {
    const page = await open();
    expect(await texts(page.locator('.report-section > h2'))).toEqual([
      'Further findings',
      'Ranking of nuisances',
      'Features by shift',
      'Score shapes',
      'Decorrelation',
      'Pulls',
      'Data quality',
      'Undecided and skipped',
      'Provenance',
    ]);
    expect(await texts(page.locator('.section-shift tbody tr').first().locator('td'))).toEqual([
      'pseudo_data',
      '0.215 ± 0.035',
      '0.0457',
      '0.0093',
      'finding',
    ]);
    expect(await texts(page.locator('.section-data tbody td'))).toEqual(['4000', '3991', '2005', '26.6']);
    expect(await page.locator('.section-provenance').innerText()).toMatch(/tt\.root[^]*0\.1932914[^]*770219426/);
  });

  it('keeps its content while a run goes on, and dims it', async () => {
    const page = await open();
    const { contents, ...rest } = ready({ status: { kind: 'loading', message: 'Profiling tt', fraction: 0.4 } });
    expect(contents).toHaveLength(1);
    await report.show(rest);
    await page.getByText('Profiling tt').waitFor();
    expect(await page.locator('.headline').isVisible()).toBe(true);
    await report.show({ status: { kind: 'stopped', message: 'The engine stopped.' } });
    await page.getByRole('button', { name: 'Restart the engine' }).click();
    expect(await report.sent()).toContainEqual({ type: 'restart' });
  });

  it('is known again by its address after a reload, and asks to be exported', async () => {
    const page = await open();
    expect(await report.kept()).toMatchObject({ uri: 'file:///a/pullscope.yaml' });
    await page.getByRole('button', { name: 'Export as HTML' }).click();
    expect(await report.sent()).toContainEqual({ type: 'export' });
  });

  it('shows at once what it showed before a reload, until there is something else', async () => {
    await open();
    const kept = await report.kept();
    await report.close();
    report = await openReportPage(browser, { kept });
    const { contents, ...rest } = ready({ status: { kind: 'empty', message: 'Not measured yet.', unmeasured: true } });
    await report.show(rest);
    await report.page.getByText('This is of before the window was reloaded.').waitFor();
    expect(await report.page.locator('h1').textContent()).toBe('pullscope.yaml');
    await report.show(ready({ contents: contents?.map((one) => ({ ...one, name: 'anew.yaml' })) ?? [] }));
    await report.page.getByRole('heading', { name: 'anew.yaml' }).waitFor();
    expect(await report.page.locator('.banner').count()).toBe(0);
  });

  it('gives each figure as PNG, SVG and CSV', async () => {
    const page = await open();
    const card = page.locator('.card-ranking');
    await card.getByRole('button', { name: /^Save .* as a file$/ }).click();
    for (const format of ['PNG', 'SVG', 'CSV']) await card.getByRole('button', { name: `as ${format}` }).click();
    await expect.poll(async () => (await report.sent()).filter(({ type }) => type === 'save').length).toBe(3);
    const saved = (await report.sent()).filter((message) => message.type === 'save');
    const of = (format: string): string => saved.find((message) => message.format === format)?.content ?? '';
    expect(Buffer.from(of('png'), 'base64').subarray(1, 4).toString()).toBe('PNG');
    expect(of('svg')).toMatch(/^<svg [^]*Ranking: [^]*tt_generator[^]*<\/svg>\n$/);
    const [head, first] = of('csv').split('\r\n');
    expect(head).toMatch(/^,up,up low,up high,down,/);
    expect(first).toMatch(/^tt_generator,,,,,,,-?[\d.]+,/);
    expect(saved.map(({ name }) => name)).toContain('ranking-efficiency-model-tight-0.svg');
  });

  it.each([250, 400, 800, 1600])('fits a width of %d pixels', async (width) => {
    const page = await open({ width });
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  });

  it.each<ThemeName>(['light', 'dark', 'highContrast'])(
    'has no serious violation of accessibility: %s',
    async (theme) => {
      const page = await open({ theme });
      await page.locator('.open-outcomes summary').click();
      expect(await seriousViolations(page)).toEqual([]);
      expect(await report.violations()).toEqual([]);
    },
  );

  it('tells of files and first scores in a side panel without scrolling sideways', async () => {
    const page = await open({ width: 400 });
    const regions = page.locator('.section-provenance .table-region');
    expect(await regions.count()).toBe(2);
    for (const region of await regions.all()) {
      expect(await region.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
    }
    expect(await regions.first().locator('td').nth(1).getAttribute('data-column')).toBe('Events');
  });

  it('is read by keys alone, from the first link to the numbers of a plot', async () => {
    const page = await open();
    const focused = (): Promise<string> =>
      page.evaluate(
        () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '',
      );
    const reach = async (wanted: RegExp): Promise<void> => {
      for (let presses = 0; !wanted.test(await focused()); presses++) {
        if (presses === 60) throw new Error(`No key leads to ${String(wanted)}, but to ${await focused()}.`);
        await page.keyboard.press('Tab');
      }
    };
    await reach(/^Show the plot of: HT_all/);
    await page.keyboard.press('Enter');
    await reach(/^Table of data: HT_all/);
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: /by HT_all/ }).waitFor();
    await reach(/^data: HT_all\. Histogram/);
    // The page scrolls to what gets the focus, and a tooltip does not stay while it scrolls.
    await expect
      .poll(async () => {
        await page.keyboard.press('ArrowRight');
        return await page.locator('.tooltip').isVisible();
      })
      .toBe(true);
  });

  it('shows names from files as text', async () => {
    const page = await open();
    await report.show(ready({ contents: [withNames(hostile)] }));
    await page.getByRole('heading', { level: 1, name: '<img' }).waitFor();
    expect(await page.locator('main img').count()).toBe(0);
    expect(await page.title()).not.toBe('taken');
  });
});

describe('a report that is exported', () => {
  let folder: { readonly path: string; readonly remove: () => Promise<void> };
  let script: string;
  beforeAll(async () => {
    folder = await makeTemporaryFolder('report');
    script = await bundlePage('webview/report.ts');
  });
  afterAll(async () => {
    await folder.remove();
  });

  async function exported(contents: readonly ReportContent[], translation?: PageTranslation): Promise<string> {
    const html = await htmlReport(contents, {
      read: (file) => (file.endsWith('.js') ? Promise.resolve(script) : readFile(inRepository(file), 'utf8')),
      hash: (text) => createHash('sha256').update(text).digest('hex'),
      made: '22 Nov 2025, 04:00',
      ...(translation === undefined ? {} : { translation }),
    });
    const file = path.join(folder.path, 'report.html');
    await writeFile(file, html);
    return pathToFileURL(file).href;
  }

  /** Opens it, and notes what it asks the network for and what its policy refuses. */
  async function open(
    address: string,
    scheme: 'light' | 'dark' = 'light',
  ): Promise<{ page: Page; asked: string[]; wrong: string[] }> {
    const context = await browser.newContext({ colorScheme: scheme, viewport: { width: 1200, height: 900 } });
    const page = await context.newPage();
    const asked: string[] = [];
    const wrong: string[] = [];
    page.on('request', (request) => {
      if (request.url() !== address) asked.push(request.url());
    });
    page.on('pageerror', (error) => wrong.push(error.message));
    page.on('console', (message) => wrong.push(message.text()));
    await page.goto(address);
    await page.locator('.headline').first().waitFor();
    return { page, asked, wrong };
  }

  it.each(['light', 'dark'] as const)(
    'is one file that asks for nothing, and can be used by all: %s',
    async (scheme) => {
      const { page, asked, wrong } = await open(await exported([content]), scheme);
      await page.locator('canvas').first().waitFor();
      expect(asked.filter((address) => !address.startsWith('blob:'))).toEqual([]);
      expect(wrong).toEqual([]);
      expect(await page.locator('.counts').textContent()).toContain('22 Nov 2025, 04:00');
      expect(await page.getByRole('link', { name: 'Reveal' }).count()).toBe(0);
      expect(await seriousViolations(page)).toEqual([]);
      await page.context().close();
    },
  );

  it.each(['light', 'dark'] as const)('has strong colours where the system asks for contrast: %s', async (scheme) => {
    const { page } = await open(await exported([content]), scheme);
    const colours = (): Promise<string[]> =>
      page
        .locator('.counts, .card-ranking')
        .evaluateAll((parts) =>
          [parts[0]].flatMap((part) =>
            part ? [getComputedStyle(part).color, getComputedStyle(document.body).color] : [],
          ),
        );
    const [ink, paper] = scheme === 'light' ? ['rgb(0, 0, 0)', '#ffffff'] : ['rgb(255, 255, 255)', '#000000'];
    expect(await colours()).not.toEqual([ink, ink]);
    await page.emulateMedia({ contrast: 'more' });
    expect(await colours()).toEqual([ink, ink]);
    expect(
      await page.evaluate(() => getComputedStyle(document.body).getPropertyValue('--pullscope-background').trim()),
    ).toBe(paper);
    expect(await seriousViolations(page)).toEqual([]);
    await page.context().close();
  });

  it('tells which series is which where the system forces its colours', async () => {
    const { page } = await open(await exported([content]));
    const keys = page.locator('.card-ranking').first().locator('.swatch line');
    const drawn = (): Promise<string[]> =>
      keys.evaluateAll((lines) => lines.map((line) => getComputedStyle(line).stroke));
    const before = await drawn();
    expect(new Set(before).size).toBeGreaterThan(1);
    await page.emulateMedia({ forcedColors: 'active' });
    expect(new Set(await drawn()).size).toBe(new Set(before).size);
    await page.context().close();
  });

  it('holds several analyses, whose figures have the same names', async () => {
    const { page } = await open(await exported([content, { ...content, name: 'other.pullscope.yaml' }]));
    expect(await texts(page.locator('h1'))).toEqual(['pullscope.yaml', 'other.pullscope.yaml']);
    const cards = page.locator('[data-figure="score/model/jvt/0"]');
    expect(await cards.count()).toBe(2);
    await page.context().close();
  });

  it('speaks the language that it is given, in which a sentence may be markup', async () => {
    const sentences = (await translatableSentences()).map((one) => [one, `«</script><b>${one}»`] as const);
    const { page, wrong } = await open(
      await exported([content], { language: 'de', sentences: Object.fromEntries(sentences) }),
    );
    expect(await page.locator('html').getAttribute('lang')).toBe('de');
    for (const part of ['h2', '.card-actions .button', '.legend-row .view-switch', '.contents a', '.finding-word']) {
      const said = await texts(page.locator(part));
      expect(said.length, part).toBeGreaterThan(0);
      expect(said.filter((text) => !/^«<\/script><b>.*»$/.test(text))).toEqual([]);
    }
    expect(await page.locator('canvas').first().getAttribute('aria-label')).toMatch(/^«.*»$/);
    expect(await page.locator('b').count()).toBe(0);
    expect(wrong).toEqual([]);
    // What was measured is said as in JSON and on the command line.
    expect(await page.locator('.finding-message').first().textContent()).not.toContain('«');
    await page.context().close();
  });

  it('keeps a figure as a download', async () => {
    const { page } = await open(await exported([content]));
    const card = page.locator('.card-ranking');
    await card.getByRole('button', { name: /^Save .* as a file$/ }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      card.getByRole('button', { name: 'as SVG' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('ranking-efficiency-model-tight-0.svg');
    await page.context().close();
  });

  it('shows names from files as text', async () => {
    const { page, wrong } = await open(await exported([withNames(hostile)]));
    expect(await page.locator('h1').textContent()).toBe(hostile);
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('script').count()).toBe(2);
    expect(await page.title()).toBe(`Pullscope: ${hostile}`);
    expect(wrong).toEqual([]);
    await page.context().close();
  });

  it('is printed black on white with a drawing of every plot', async () => {
    const { page } = await open(await exported([content]), 'dark');
    await page.evaluate(() => {
      window.dispatchEvent(new Event('beforeprint'));
    });
    const plots = await page.locator('.plot').count();
    expect(await page.locator('.plot > svg').count()).toBe(plots);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('h1').evaluate((element) => getComputedStyle(element).color)).toBe('rgb(0, 0, 0)');
    const sizes = await page
      .locator('.finding-details')
      .first()
      .evaluate((details) =>
        [...details.querySelectorAll('.finding-word, .link')].map((one) => getComputedStyle(one).fontSize),
      );
    expect(new Set(sizes).size).toBe(1);
    expect((await page.pdf({ format: 'A4' })).subarray(0, 5).toString()).toBe('%PDF-');
    await page.evaluate(() => {
      window.dispatchEvent(new Event('afterprint'));
    });
    await page.emulateMedia({ media: 'screen' });
    await expect.poll(() => page.locator('.plot > svg').count()).toBe(0);
    await page.locator('canvas').first().waitFor();
    await page.context().close();
  });
});

async function texts(elements: Locator): Promise<string[]> {
  return (await elements.allTextContents()).map((text) => text.trim());
}
