/**
 * `npm run bench:scrolling`: how smoothly a page with 200 figures scrolls, from its beginning to its end in 300 steps, and
 * how many charts are drawn at once. Times are of one frame to the next; a machine with other work has longer ones.
 */
import { readdir, readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../../scripts/chromium.mts';
import { inRepository } from '../../scripts/repository.mts';
import { openPage } from '../../test/ui/page.ts';

const count = 200;
const steps = 300;
const widths = [250, 400, 1600];

interface Scrolled {
  /** From each frame to the next, in milliseconds, ascending. */
  readonly frames: readonly number[];
  readonly mostCharts: number;
  readonly height: number;
}

export async function main(): Promise<number> {
  const figures = await manyFigures();
  const browser = await launchChromium();
  try {
    for (const width of widths) console.log(told(width, await scroll(browser, figures, width)));
  } finally {
    await browser.close();
  }
  return 0;
}

/** Figures of the examples, of all kinds, again and again. */
async function manyFigures(): Promise<readonly object[]> {
  const folder = inRepository('test/fixtures/figures');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  const texts = await Promise.all(names.map((name) => readFile(`${folder}/${name}`, 'utf8')));
  const kinds = texts.map((text) => JSON.parse(text) as object);
  return Array.from({ length: count }, (_, index) => ({ ...kinds[index % kinds.length], id: `figure/${index}` }));
}

async function scroll(browser: Browser, figures: readonly object[], width: number): Promise<Scrolled> {
  const files = { entry: 'webview/plots.ts', styles: ['plots.css'] };
  const opened = await openPage(browser, files, { width, height: 900 });
  const { page } = opened;
  await opened.show({ analysis: 'pullscope.yaml', status: { kind: 'ready' }, figures, focus: [] });
  await page.locator('.card canvas').first().waitFor();
  const scrolled = await page.evaluate(async (last) => {
    const { scrollHeight: height } = document.documentElement;
    const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
    const frames: number[] = [];
    let mostCharts = 0;
    let before = await frame();
    for (let step = 1; step <= last; step++) {
      window.scrollTo(0, ((height - window.innerHeight) * step) / last);
      const now = await frame();
      frames.push(now - before);
      before = now;
      mostCharts = Math.max(mostCharts, document.querySelectorAll('canvas').length);
    }
    return { frames: frames.sort((a, b) => a - b), mostCharts, height };
  }, steps);
  await opened.close();
  return scrolled;
}

function told(width: number, { frames, mostCharts, height }: Scrolled): string {
  const at = (part: number): string => (frames[Math.round(part * (frames.length - 1))] ?? Number.NaN).toFixed(0);
  const slow = frames.filter((time) => time > 50).length;
  return (
    `${width} px wide, ${height} px high: frames of ${at(0.5)} ms (median), ${at(0.95)} ms (95 %), ${at(1)} ms (longest); ` +
    `${slow} of ${frames.length} above 50 ms; at most ${mostCharts} charts drawn`
  );
}
