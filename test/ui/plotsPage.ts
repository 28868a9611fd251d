/**
 * The plots page in a real browser without VS Code around it: the bundle and the stylesheet as they ship, the content
 * security policy of a webview, a stand-in for VS Code's API, and the colours of its themes.
 */
import { build } from 'esbuild';
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { inRepository } from '../../scripts/repository.mts';
import type { Figure } from '../../src/report/figure';
import type { PlotsState, ToHost } from '../../webview/protocol';

export type ThemeName = 'dark' | 'light' | 'highContrast';

interface ThemeFixture {
  readonly class: string;
  readonly variables: Readonly<Record<string, string>>;
}

export interface PlotsPageOptions {
  readonly width?: number;
  readonly height?: number;
  readonly theme?: ThemeName;
  /** What VS Code would have kept from the page's last life. */
  readonly kept?: unknown;
}

export interface PlotsPageUnderTest {
  readonly page: Page;
  show(state: PlotsState): Promise<void>;
  setTheme(theme: ThemeName): Promise<void>;
  /** Messages that the page has sent to the extension. */
  sent(): Promise<ToHost[]>;
  kept(): Promise<unknown>;
  /** What the content security policy has refused. */
  violations(): Promise<string[]>;
  close(): Promise<void>;
}

const origin = 'https://plots.test/';
const policy = `default-src 'none'; script-src 'nonce-test'; style-src ${origin} 'nonce-test'; font-src ${origin}; img-src ${origin}`;
const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta property="csp-nonce" content="test"><link rel="stylesheet" href="plots.css"></head>
<body><main id="root"></main><script nonce="test" src="plots.js"></script></body></html>`;

let bundled: Promise<string> | undefined;

export async function openPlotsPage(browser: Browser, options: PlotsPageOptions = {}): Promise<PlotsPageUnderTest> {
  bundled ??= bundlePage();
  const [script, style, themes] = await Promise.all([
    bundled,
    readFile(inRepository('media/plots.css'), 'utf8'),
    readThemes(),
  ]);
  const page = await browser.newPage({ viewport: { width: options.width ?? 700, height: options.height ?? 900 } });
  await page.route(`${origin}**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/plots.js') return route.fulfill({ contentType: 'text/javascript', body: script });
    if (pathname === '/plots.css') return route.fulfill({ contentType: 'text/css', body: style });
    return route.fulfill({ contentType: 'text/html', headers: { 'content-security-policy': policy }, body: html });
  });
  await page.addInitScript(standInForVscode, { kept: options.kept, theme: themes[options.theme ?? 'dark'] });
  await page.goto(origin);
  return {
    page,
    show: (state) => page.evaluate((data) => window.postMessage({ type: 'state', state: data }, '*'), state),
    setTheme: (theme) => page.evaluate((fixture) => window.underTest.setTheme(fixture), themes[theme]),
    sent: () => page.evaluate(() => window.underTest.sent as ToHost[]),
    kept: () => page.evaluate(() => window.underTest.kept),
    violations: () => page.evaluate(() => window.underTest.violations),
    close: () => page.close(),
  };
}

/** @param name of a file in test/fixtures/figures, without `.json` */
export async function figureFixture<Kind extends Figure['kind']>(
  name: string,
  kind: Kind,
): Promise<Extract<Figure, { kind: Kind }>> {
  const figure = JSON.parse(await readFile(inRepository(`test/fixtures/figures/${name}.json`), 'utf8')) as Figure;
  if (figure.kind !== kind) throw new Error(`${name}.json holds a figure of kind ${figure.kind}, not ${kind}.`);
  return figure as Extract<Figure, { kind: Kind }>;
}

async function bundlePage(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [inRepository('webview/plots.ts')],
    bundle: true,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    write: false,
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error('esbuild made no file of webview/plots.ts.');
  return file.text;
}

async function readThemes(): Promise<Record<ThemeName, ThemeFixture>> {
  return JSON.parse(await readFile(inRepository('test/fixtures/themes.json'), 'utf8')) as Record<
    ThemeName,
    ThemeFixture
  >;
}

interface UnderTest {
  sent: unknown[];
  kept: unknown;
  violations: string[];
  setTheme(theme: ThemeFixture): void;
}

declare global {
  interface Window {
    underTest: UnderTest;
    acquireVsCodeApi(): unknown;
  }
}

/** Runs in the page before its scripts. */
function standInForVscode({ kept, theme }: { kept: unknown; theme: ThemeFixture }): void {
  const underTest: UnderTest = {
    sent: [],
    kept,
    violations: [],
    setTheme(fixture) {
      document.body.className = fixture.class;
      document.body.dataset['vscodeThemeKind'] = fixture.class;
      const { style } = document.documentElement;
      for (const name of [...style]) style.removeProperty(name);
      for (const [name, value] of Object.entries(fixture.variables)) style.setProperty(name, value);
      // In VS Code the view's own background shows through.
      style.backgroundColor = fixture.variables['--vscode-sideBar-background'] ?? '';
    },
  };
  let acquired = false;
  window.underTest = underTest;
  window.acquireVsCodeApi = () => {
    if (acquired) throw new Error('An instance of the VS Code API has already been acquired');
    acquired = true;
    return {
      postMessage: (message: unknown) => underTest.sent.push(message),
      getState: () => underTest.kept,
      setState: (state: unknown) => (underTest.kept = state),
    };
  };
  document.addEventListener('securitypolicyviolation', (event) => {
    underTest.violations.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
  });
  document.addEventListener('DOMContentLoaded', () => underTest.setTheme(theme));
}
