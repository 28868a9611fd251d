import { dataElement, escaped, sentencesId } from './markup';
import type { ReportContent } from './reportContent';

/** What ships of the page, relative to the extension's folder. */
const script = 'dist/webview/report.js';
const styles = ['media/standalone.css', 'media/plots.css', 'media/report.css'] as const;

/** By the English sentence. */
export interface PageTranslation {
  /** `de` */
  readonly language: string;
  readonly sentences: Readonly<Record<string, string>>;
}

export interface HtmlSurroundings {
  /** Reads a file of the extension's folder as text. */
  readonly read: (file: string) => Promise<string>;
  /** A cryptographic hash in letters and digits, that no content can foresee of a text that holds it. */
  readonly hash: (text: string) => string;
  /** When the report is made, for people to read. */
  readonly made: string;
  /** What the page says in another language; English where it is left out. */
  readonly translation?: PageTranslation;
}

/**
 * The report as one HTML file that needs nothing else: the page of the editor with its script, its styles and the report
 * as JSON. Its policy allows these alone, so that no name in a report can bring in anything.
 */
export async function htmlReport(
  contents: readonly ReportContent[],
  { read, hash, made, translation }: HtmlSurroundings,
): Promise<string> {
  const [code, ...sheets] = await Promise.all([script, ...styles].map(read));
  const title = `Pullscope: ${contents.map(({ name }) => name).join(', ')}`;
  const state = dataElement('state', { status: { kind: 'ready' }, contents, made });
  const nonce = hash(state);
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; img-src data:; base-uri 'none'; form-action 'none'`;
  return `<!DOCTYPE html>
<html lang="${escaped(translation?.language ?? 'en')}">
  <head>
    <meta charset="UTF-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta property="csp-nonce" content="${nonce}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${escaped(title)}</title>
${sheets.map((sheet) => `    <style nonce="${nonce}">\n${sheet}    </style>\n`).join('')}  </head>
  <body>
    <main id="root"><noscript>This report is drawn by a script that it holds: allow scripts to read it.</noscript></main>
    ${state}
    ${translation === undefined ? '' : dataElement(sentencesId, translation.sentences)}
    <script nonce="${nonce}">
${(code ?? '').replaceAll('</script', '<\\/script').replace(/^\/\/# sourceMappingURL=.*$/m, '')}
    </script>
  </body>
</html>
`;
}
