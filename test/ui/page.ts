/**
 * A page of ours in a real browser without VS Code around it: the bundle and the stylesheets as they ship, the content
 * security policy of a webview, a stand-in for VS Code's API, and the colours of its themes.
 */
import { build } from 'esbuild';
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { inRepository } from '../../scripts/repository.mts';

export type ThemeName = 'dark' | 'light' | 'highContrast';

interface ThemeFixture {
  readonly class: string;
  readonly variables: Readonly<Record<string, string>>;
}

export interface PageFiles {
  /** `webview/plots.ts` */
  readonly entry: string;
  /** Names in media/. */
  readonly styles: readonly string[];
}

export interface PageOptions {
  readonly width?: number;
  readonly height?: number;
  readonly theme?: ThemeName;
  /** What VS Code would have kept from the page's last life. */
  readonly kept?: unknown;
}

/** A page that is sent states and sends messages. */
export interface PageUnderTest<State, Sent> {
  readonly page: Page;
  /** Resolves when the page has got it. */
  show(state: State): Promise<void>;
  setTheme(theme: ThemeName): Promise<void>;
  /** Messages that the page has sent to the extension. */
  sent(): Promise<Sent[]>;
  kept(): Promise<unknown>;
  /** What the content security policy has refused. */
  violations(): Promise<string[]>;
  close(): Promise<void>;
}

const origin = 'https://page.test/';
const policy = `default-src 'none'; script-src 'nonce-test'; style-src ${origin} 'nonce-test'; font-src ${origin}; img-src ${origin}`;

/** By entry. */
const bundled = new Map<string, Promise<string>>();

/** Closed by one test and open for the next: a document that is loaded anew is much quicker to have than a new page. */
const free = new WeakMap<Browser, Page[]>();

export async function openPage<State, Sent>(
  browser: Browser,
  { entry, styles }: PageFiles,
  options: PageOptions = {},
): Promise<PageUnderTest<State, Sent>> {
  const bundle = bundled.get(entry) ?? bundlePage(entry);
  bundled.set(entry, bundle);
  const [script, themes, ...sheets] = await Promise.all([
    bundle,
    readThemes(),
    ...styles.map((name) => readFile(inRepository('media', name), 'utf8')),
  ]);
  const before: Before = { kept: options.kept, theme: themes[options.theme ?? 'dark'] };
  const files = new Map([
    ['', { contentType: 'text/html', headers: { 'content-security-policy': policy }, body: htmlWith(styles, before) }],
    ['page.js', { contentType: 'text/javascript', body: script }],
    ...sheets.map((sheet, index) => [styles[index] ?? '', { contentType: 'text/css', body: sheet }] as const),
  ]);
  const page = await pageOf(browser, { width: options.width ?? 700, height: options.height ?? 900 });
  await page.route(`${origin}**`, async (route) => {
    const file = files.get(new URL(route.request().url()).pathname.slice(1));
    await route.fulfill(file ?? { status: 404 });
  });
  await page.goto(origin);
  return {
    page,
    show: (state) => page.evaluate(postState, state as unknown),
    setTheme: (theme) => page.evaluate((fixture) => window.underTest.setTheme(fixture), themes[theme]),
    sent: () => page.evaluate(() => window.underTest.sent as never),
    kept: () => page.evaluate(() => window.underTest.kept),
    violations: () => page.evaluate(() => window.underTest.violations),
    close: () => leave(browser, page),
  };
}

async function pageOf(browser: Browser, viewport: { width: number; height: number }): Promise<Page> {
  const kept = free.get(browser)?.pop();
  if (kept === undefined) return await browser.newPage({ viewport });
  await kept.setViewportSize(viewport);
  return kept;
}

/** Nothing of what a test did is there for the next: the document is gone, and the pointer stands in no page. */
async function leave(browser: Browser, page: Page): Promise<void> {
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.mouse.move(-1, -1);
  await page.goto('about:blank');
  free.set(browser, [...(free.get(browser) ?? []), page]);
}

function htmlWith(styles: readonly string[], before: Before): string {
  const links = styles.map((name) => `<link rel="stylesheet" href="${name}">`).join('');
  const argument = JSON.stringify(before).replaceAll('<', '\\u003c');
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Page</title><meta property="csp-nonce" content="test">${links}
<script nonce="test">(${standInForVscode.toString()})(${argument})</script></head>
<body><main id="root"></main><script nonce="test" src="page.js"></script></body></html>`;
}

/** The script of a page, as one file. */
export async function bundlePage(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [inRepository(entry)],
    bundle: true,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    write: false,
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error(`esbuild made no file of ${entry}.`);
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

/** Runs in the page; its own listener was there first. */
function postState(state: unknown): Promise<void> {
  return new Promise((resolve) => {
    window.addEventListener('message', () => resolve(), { once: true });
    window.postMessage({ type: 'state', state }, '*');
  });
}

/** What there is before the page's scripts. */
interface Before {
  readonly kept: unknown;
  readonly theme: ThemeFixture;
}

/** Runs in the page before its scripts. */
function standInForVscode({ kept, theme }: Before): void {
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
