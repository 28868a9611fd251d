import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { PageTranslation } from '../../report/html';
import { dataElement, escaped, sentencesId } from '../../report/markup';

/** A page of ours: a bundle of dist/webview and stylesheets of media/. */
export interface PageFiles {
  readonly title: string;
  /** `plots.js` */
  readonly script: string;
  /** Later ones add to earlier ones. */
  readonly styles: readonly string[];
}

/** Loads a page that may run and load what ships with the extension, and nothing else. */
export function loadPage(webview: vscode.Webview, extension: vscode.Uri, files: PageFiles): void {
  const scripts = vscode.Uri.joinPath(extension, 'dist', 'webview');
  const media = vscode.Uri.joinPath(extension, 'media');
  webview.options = { enableScripts: true, localResourceRoots: [scripts, media] };
  const nonce = randomBytes(16).toString('base64');
  const address = (folder: vscode.Uri, name: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(folder, name)).toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource} data:`,
  ].join('; ');
  const links = files.styles.map((name) => `<link rel="stylesheet" href="${address(media, name)}">`).join('\n    ');
  const translation = pageTranslation();
  webview.html = `<!DOCTYPE html>
<html lang="${escaped(translation?.language ?? 'en')}">
  <head>
    <meta charset="UTF-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <!-- The controls' library makes one style element of its own, and looks here for the nonce it must carry. -->
    <meta property="csp-nonce" content="${nonce}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    ${links}
    <title>${escaped(files.title)}</title>
  </head>
  <body>
    <main id="root"></main>
    ${translation === undefined ? '' : dataElement(sentencesId, translation.sentences)}
    <script nonce="${nonce}" src="${address(scripts, files.script)}"></script>
  </body>
</html>`;
}

/** What pages say, in the language of the editor; undefined where that is English, or one that nobody has written. */
export function pageTranslation(): PageTranslation | undefined {
  const { bundle } = vscode.l10n;
  return bundle === undefined ? undefined : { language: vscode.env.language, sentences: bundle };
}
