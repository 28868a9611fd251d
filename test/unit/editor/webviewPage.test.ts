import { beforeEach, expect, it, vi } from 'vitest';
import { loadPage } from '../../../src/editor/panels/webviewPage';

const vscode = vi.hoisted(() => ({
  Uri: { joinPath: (base: string, ...parts: string[]) => [base, ...parts].join('/') },
  env: { language: 'en' },
  l10n: { bundle: undefined as Record<string, string> | undefined },
}));
vi.mock('vscode', () => vscode);

beforeEach(() => {
  vscode.env.language = 'en';
  vscode.l10n.bundle = undefined;
});

/** What VS Code is given to show. */
function markup(title = 'Plots'): string {
  const webview = { html: '', options: {}, cspSource: 'https://csp.test', asWebviewUri: (uri: string) => uri };
  loadPage(webview as never, 'extension:' as never, { title, script: 'plots.js', styles: ['plots.css'] });
  return webview.html;
}

it('lays the translations of the editor into a page before its script', () => {
  vscode.env.language = 'de';
  vscode.l10n.bundle = { Plot: 'Bild </script><b>' };
  const html = markup();
  const [, json = ''] = /<script type="application\/json" id="sentences">([^]*?)<\/script>/.exec(html) ?? [];
  expect(JSON.parse(json)).toEqual(vscode.l10n.bundle);
  expect(html.indexOf('id="sentences"')).toBeLessThan(html.indexOf('plots.js'));
  expect(html).toContain('<html lang="de">');
});

it('says that a page is in English where nobody has translated it, whatever the editor speaks', () => {
  vscode.env.language = 'fr';
  expect(markup()).toContain('<html lang="en">');
  expect(markup()).not.toContain('sentences');
});

it('takes no folder’s name in a title for markup', () => {
  expect(markup('Report: a</title><script>x')).toContain('<title>Report: a&lt;/title&gt;&lt;script&gt;x</title>');
});
