import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { htmlReport, type HtmlSurroundings } from '../../../src/report/html';
import type { ReportContent } from '../../../src/report/reportContent';

const surroundings: HtmlSurroundings = {
  read: (file) =>
    Promise.resolve(
      file.endsWith('.js') ? `page("</script>");\n//# sourceMappingURL=report.js.map\n` : `/* ${file} */`,
    ),
  hash: (text) => createHash('sha256').update(text).digest('hex'),
  made: 'today',
};

function content(name: string): ReportContent {
  const provenance = { files: [], versions: {}, seed: 1, seconds: 0, firstScores: [] };
  return { name, outcomes: [], silenced: 0, figures: [], provenance };
}

it('holds the report as JSON that no name in it can leave', async () => {
  const name = `</script><script>alert(1)</script><!-- "quoted" & 'named'`;
  const html = await htmlReport([content(name)], surroundings);
  expect(html.match(/<script[\s>]/g)).toHaveLength(2);
  const [, json = ''] = /<script type="application\/json" id="state">([^]*?)<\/script>/.exec(html) ?? [];
  expect(JSON.parse(json)).toEqual({ status: { kind: 'ready' }, contents: [content(name)], made: 'today' });
  expect(html).toContain('<title>Pullscope: &lt;/script&gt;&lt;script&gt;');
});

it('lets its own script and styles run, and nothing else', async () => {
  const html = await htmlReport([content('pullscope.yaml')], surroundings);
  const [, nonce = ''] = /script-src 'nonce-([\da-f]{64})'/.exec(html) ?? [];
  expect(html).toContain(`default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; img-src data:;`);
  expect(html.split(`nonce="${nonce}"`)).toHaveLength(5);
  expect(html).toContain('page("<\\/script>");');
  expect(html).not.toMatch(/sourceMappingURL|https?:|unsafe/);
});
