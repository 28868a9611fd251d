import type { ReportContent } from './reportContent';

/** What ships of the page, relative to the extension's folder. */
const script = 'dist/webview/report.js';
const styles = ['media/standalone.css', 'media/plots.css', 'media/report.css'] as const;

export interface HtmlSurroundings {
  /** Reads a file of the extension's folder as text. */
  readonly read: (file: string) => Promise<string>;
  /** A cryptographic hash in letters and digits, that no content can foresee of a text that holds it. */
  readonly hash: (text: string) => string;
  /** When the report is made, for people to read. */
  readonly made: string;
}

/**
 * The report as one HTML file that needs nothing else: the page of the editor with its script, its styles and the report
 * as JSON. Its policy allows these alone, so that no name in a report can bring in anything.
 */
export async function htmlReport(
  contents: readonly ReportContent[],
  { read, hash, made }: HtmlSurroundings,
): Promise<string> {
  const [code, ...sheets] = await Promise.all([script, ...styles].map(read));
  const title = `Pullscope: ${contents.map(({ name }) => name).join(', ')}`;
  const state = JSON.stringify({ status: { kind: 'ready' }, contents, made }).replaceAll('<', '\\u003c');
  const nonce = hash(state);
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; img-src data:; base-uri 'none'; form-action 'none'`;
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="UTF-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta property="csp-nonce" content="${nonce}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${escaped(title)}</title>
${sheets.map((sheet) => `    <style nonce="${nonce}">\n${sheet}    </style>\n`).join('')}  </head>
  <body>
    <main id="root"><noscript>This report is drawn by a script that it holds: allow scripts to read it.</noscript></main>
    <script type="application/json" id="state">${state}</script>
    <script nonce="${nonce}">
${(code ?? '').replaceAll('</script', '<\\/script').replace(/^\/\/# sourceMappingURL=.*$/m, '')}
    </script>
  </body>
</html>
`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
