/**
 * VS Code with Pullscope, in a real browser, for tests that do what a person does.
 *
 *     const workbench = await openWorkbench('examples/atlas-tth');   // in beforeAll or in the test; ends in close()
 *     await workbench.openFile('pullscope.yaml');
 *     await workbench.goTo(12, 5);                                   // line and column from 1, as VS Code shows them
 *     await workbench.type('weight_pilup');
 *     await workbench.squiggle('error').first().waitFor();
 *     await workbench.problems();                                    // what the Problems view lists
 *     await workbench.runCommand('Pullscope: Show Plots');
 *     const plots = await workbench.webview('Plots');                // the page inside, as a Playwright frame
 *     await workbench.screenshot('plots');                           // test-results/plots.png, or a path ending in .png
 *     await workbench.close();
 *
 * The folder is copied to a temporary place first (`workbench.folder`), so tests may change what they like. `page` is
 * Playwright's page, for all that has no method here: `until` repeats what a busy machine lets pass. Of a test that fails
 * failures.ts leaves a picture, the text of every frame and what was printed.
 * `npm run test:ui -- name` runs the test files whose path contains the name.
 */
import { cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { errors, type Browser, type Frame, type Locator, type Page } from 'playwright-core';
import { launchChromium } from '../../scripts/chromium.mts';
import { onInterrupt } from '../../scripts/ownedProcess.mts';
import { inRepository, repositoryFolder, resultsFolder } from '../../scripts/repository.mts';
import { makeTemporaryFolder } from '../../scripts/temporaryFolder.mts';
import { startVscodeServer, type VscodeServer } from '../../scripts/vscodeServer.mts';
import { keepFailure } from './failures.ts';

export interface WorkbenchOptions {
  /** Settings of the machine, as in settings.json. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Ask for trust as a real VS Code does; without it every folder is trusted. */
  readonly workspaceTrust?: boolean;
  /** Installed extensions in this folder instead of this repository as an extension in development. */
  readonly extensionsFolder?: string;
  /**
   * This repository as an installed extension, in VS Code as people have it: with notifications that come up, and after a
   * reload the same as before.
   */
  readonly asInstalled?: boolean;
  /** Opens these folders in it as a workspace of several, rather than itself. */
  readonly folders?: readonly string[];
  /** Changes the copy before VS Code sees it. */
  readonly prepare?: (folder: string) => Promise<void>;
  readonly size?: { readonly width: number; readonly height: number };
}

export interface Problem {
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  /** Code, source and place as the view prints them: `pullscope(config/unknown-key) [Ln 3, Col 5]`. */
  readonly details: string;
}

/** @param folder relative to the repository, or absolute */
export async function openWorkbench(folder: string, options: WorkbenchOptions = {}): Promise<Workbench> {
  const scratch = await makeTemporaryFolder('ui');
  const copy = path.join(scratch.path, path.basename(folder));
  await cp(path.resolve(repositoryFolder, folder), copy, { recursive: true });
  await options.prepare?.(copy);
  let server: VscodeServer | undefined;
  let browser: Browser | undefined;
  const close = async (): Promise<void> => {
    forget();
    await browser?.close();
    await server?.close();
    await scratch.remove();
  };
  const forget = onInterrupt(close);
  try {
    const extensionsFolder = options.asInstalled === true ? await installLink(scratch.path) : options.extensionsFolder;
    const installed = extensionsFolder === undefined ? {} : { extensionsFolder };
    [server, browser] = await Promise.all([startVscodeServer({ ...options, ...installed }), launchChromium()]);
    const page = await browser.newPage({ viewport: options.size ?? { width: 1280, height: 800 } });
    const log: string[] = [];
    page.on('console', (message) => log.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => log.push(`uncaught: ${error.stack ?? error.message}`));
    const development = extensionsFolder === undefined ? { development: repositoryFolder } : undefined;
    const place = options.folders === undefined ? copy : await writeWorkspace(copy, options.folders);
    await page.goto(server.address(place, development));
    await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
    if (options.folders !== undefined) await findFolders(page);
    const { log: printed } = server;
    return new Workbench(page, copy, close, () => `${printed()}\n${log.join('\n')}`);
  } catch (error) {
    const [page] = browser?.contexts().flatMap((context) => context.pages()) ?? [];
    if (page !== undefined)
      await keepFailure({ page, log: () => server?.log() ?? '' }, `opening ${path.basename(folder)}`);
    await close();
    throw error;
  }
}

/** @returns the folder of installed extensions, in which there is this one */
async function installLink(scratch: string): Promise<string> {
  const extensions = path.join(scratch, 'extensions');
  await mkdir(extensions);
  await symlink(repositoryFolder, path.join(extensions, 'pullscope.pullscope'), 'junction');
  return extensions;
}

async function writeWorkspace(folder: string, folders: readonly string[]): Promise<string> {
  const file = path.join(folder, 'several.code-workspace');
  await writeFile(file, JSON.stringify({ folders: folders.map((name) => ({ path: name })) }));
  return file;
}

/**
 * A workspace that VS Code sees for the first time often has no folders, with extensions or without: it starts with those
 * of its cache, and loses the file's if they arrive before it has. The next time they are in the cache.
 */
async function findFolders(page: Page): Promise<void> {
  const folder = page.locator('.explorer-folders-view .monaco-list-row').first();
  try {
    await folder.waitFor({ timeout: 5000 });
  } catch (error) {
    if (!(error instanceof errors.TimeoutError)) throw error;
    await page.reload();
    await folder.waitFor({ timeout: 60_000 });
  }
}

export class Workbench {
  readonly page: Page;
  /** Absolute path of the copy that is open. */
  readonly folder: string;
  /** Ends the browser and the server and removes the copy. */
  readonly close: () => Promise<void>;
  /** What the page, the server and the extension host have printed. */
  readonly log: () => string;

  // Fields rather than parameters' modifiers, which Node cannot strip: scripts/images.mts runs this file as it is.
  constructor(page: Page, folder: string, close: () => Promise<void>, log: () => string) {
    this.page = page;
    this.folder = folder;
    this.close = close;
    this.log = log;
  }

  /** The text editor that is shown. */
  get editor(): Locator {
    return this.page.locator('.editor-instance .monaco-editor').first();
  }

  /** @param file relative to the folder */
  async openFile(file: string): Promise<void> {
    const label = this.page.locator('.label-name', { hasText: exactly(path.basename(file)) });
    const rows = this.page.locator('.quick-input-list .monaco-list-row', { has: label });
    const folder = path.dirname(file);
    const place = JSON.stringify(path.join(path.basename(this.folder), file));
    const tab = this.page.locator(`.tab .tab-label[aria-label*=${place}]`).first();
    let searched = false;
    await this.until(`${file} is open`, async () => {
      if (searched && (await tab.isVisible())) await tab.click({ timeout: patience });
      else await this.#choose('ControlOrMeta+P', file, folder === '.' ? rows : rows.filter({ hasText: folder }));
      searched = true;
      // Rows that move while files are searched may have brought another file under the pointer.
      await this.page.locator(`.tab.active .tab-label[aria-label*=${place}]`).waitFor({ timeout: patience });
      await this.editor.locator('.view-line').first().waitFor({ timeout: patience });
      await this.#focused();
    });
  }

  /** By the command, which keeps what views remember first; a reload of the page alone would lose the last minute. */
  async reload(): Promise<void> {
    await Promise.all([
      this.page.waitForEvent('load', { timeout: 60_000 }),
      this.runCommand('Developer: Reload Window'),
    ]);
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
  }

  /** @param title as the palette shows it, with or without three dots at its end: `Pullscope: Show Plots` */
  async runCommand(title: string): Promise<void> {
    // Only a row of the list for this text has something highlighted; rows of the list before it are about to go.
    const label = this.page.locator('.label-name:has(.highlight)', { hasText: exactly(title, ' ?…?') });
    const row = this.page.locator('.quick-input-list .monaco-list-row', { has: label });
    await this.until(`the palette has “${title}”`, () => this.#choose('F1', `>${title}`, row));
  }

  /** For a test that is about the palette; who types before it is there types into the file. */
  async openPalette(text: string): Promise<void> {
    await this.until('the palette is open', () => this.#fillQuickInput('F1', `>${text}`));
  }

  /**
   * Accepts what a box at the top asks for, as it is proposed or with this text.
   * @param question the box's title
   */
  async answer(question: string, text?: string): Promise<void> {
    const box = this.page.locator('.quick-input-widget:visible', { hasText: question });
    await box.waitFor();
    const input = box.locator('.quick-input-box input');
    await this.until(`“${question}” is answered`, async () => {
      if (text !== undefined && (await box.isVisible())) await input.fill(text, { timeout: patience });
      if (await box.isVisible()) await input.press('Enter', { timeout: patience });
      await box.waitFor({ state: 'hidden', timeout: patience });
    });
  }

  /** Chooses from the context menu of a row, or whatever else is clicked on. */
  async chooseFromMenuOf(place: Locator, title: string): Promise<void> {
    const menu = this.page.getByRole('menu');
    const item = menu.getByRole('menuitem', { name: title });
    await this.until(`there is a menu with “${title}”`, async () => {
      if ((await menu.count()) > 0) await this.press('Escape');
      await place.click({ button: 'right', timeout: patience });
      await item.waitFor({ timeout: patience });
    });
    // VS Code does not hear a click within the first moments of a menu's life.
    await this.until('the menu is gone', async () => {
      if (await item.isVisible()) await item.click({ timeout: patience });
      await item.waitFor({ state: 'hidden', timeout: 500 });
    });
  }

  /** @param title of a quick fix at the cursor */
  async quickFix(title: string): Promise<void> {
    const fixes = this.page.locator('.action-widget').first();
    const fix = fixes.getByText(title);
    await this.until(`“${title}” is offered`, async () => {
      if (await fixes.isVisible()) await this.press('Escape');
      await this.press('ControlOrMeta+Period');
      await fix.click({ timeout: patience });
      await fixes.waitFor({ state: 'hidden', timeout: patience });
    });
  }

  /** @param line from 1 @param column from 1 */
  async goTo(line: number, column: number): Promise<void> {
    const row = this.page.locator('.quick-input-list .monaco-list-row', {
      hasText: new RegExp(`line ${line}\\b.*column ${column}\\b`),
    });
    await this.until(`the cursor is at ${line}:${column}`, async () => {
      await this.#choose('Control+G', `:${line}:${column}`, row);
      await this.cursorAt(line, column, patience);
      await this.#focused();
    });
  }

  /** Waits until VS Code says that the cursor is there, from 1; without a column, anywhere in the line. */
  async cursorAt(line: number, column?: number, timeout = 30_000): Promise<void> {
    const place = column === undefined ? `Ln ${line}, ` : `Ln ${line}, Col ${column}`;
    await this.statusItem(new RegExp(`${place}(?!\\d)`)).waitFor({ timeout });
  }

  /** Types at the cursor, key by key, into whatever has the focus. */
  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  async press(keys: string, times = 1): Promise<void> {
    for (let i = 0; i < times; i++) await this.page.keyboard.press(keys);
  }

  /** After a change. */
  async save(): Promise<void> {
    const dirty = this.page.locator('.tab.active.dirty');
    await dirty.waitFor();
    await this.until('the file is saved', async () => {
      if (await dirty.isVisible()) await this.press('ControlOrMeta+S');
      await dirty.waitFor({ state: 'detached', timeout: patience });
    });
  }

  /** Drags the border between the side bar and the editor to the right, or with a negative number to the left. */
  async widenSideBar(by: number): Promise<void> {
    const box = async () => {
      const found = await this.page.locator('.part.sidebar').boundingBox();
      if (found === null) throw new Error('There is no side bar.');
      return found;
    };
    const before = await box();
    const { mouse } = this.page;
    const [x, y] = [before.x + before.width, before.y + before.height / 2];
    await this.until('the side bar is of another width', async () => {
      await mouse.move(x, y);
      await mouse.down();
      await mouse.move(x + by, y, { steps: 5 });
      await mouse.up();
      // Away from the border, which shows itself under the pointer.
      await mouse.move(x + by + 200, y);
      if ((await box()).width === before.width) throw new errors.TimeoutError('The drag was not heard.');
    });
  }

  /** The wavy lines in the editor. */
  squiggle(severity: 'error' | 'warning' | 'info'): Locator {
    return this.editor.locator(`.squiggly-${severity}`);
  }

  /** Opens the Problems view and reads it. */
  async problems(): Promise<Problem[]> {
    const panel = this.page.locator('.markers-panel');
    if (!(await panel.isVisible())) {
      await this.runCommand('Problems: Focus on Problems View');
      await panel.waitFor();
    }
    const rows = panel.locator('.monaco-list-row:has(.marker-message)');
    return await rows.evaluateAll((elements) =>
      elements.map((element) => {
        const icon = element.querySelector('.marker-icon .codicon, .codicon')?.className ?? '';
        return {
          severity: icon.includes('error') ? 'error' : icon.includes('warning') ? 'warning' : 'info',
          message: element.querySelector('.marker-message')?.textContent ?? '',
          details: [...element.querySelectorAll('.marker-source, .marker-code, .marker-line')]
            .map((part) => part.textContent)
            .join(''),
        };
      }),
    );
  }

  /** The item of the status bar whose text contains this. */
  statusItem(text: string | RegExp): Locator {
    return this.page.locator('.part.statusbar .statusbar-item', { hasText: text });
  }

  /**
   * The frame that shows a webview's own page: the first that has such an element with this text, if one is given. A page
   * that is loaded anew, as after a reload, has another frame.
   * @throws Error when there is none within 30 s
   */
  async webview(text?: string | RegExp, element = 'body'): Promise<Frame> {
    const end = Date.now() + 30_000;
    for (;;) {
      for (const frame of this.page.frames()) {
        if (frame.name() !== 'active-frame' && !frame.url().includes('fake.html')) continue;
        const found = frame.locator(element, text === undefined ? {} : { hasText: text });
        // A frame may go while it is looked at.
        if ((await found.count().catch(() => 0)) > 0) return frame;
      }
      if (Date.now() > end) {
        const seen = this.page.frames().map((frame) => frame.url());
        const what = `${element}${text === undefined ? '' : ` with “${String(text)}”`}`;
        throw new Error(`No webview has ${what}. Frames: ${seen.join(', ')}`);
      }
      await this.page.waitForTimeout(100);
    }
  }

  /** @param name of a file in test-results/, or a path relative to the repository that ends in .png */
  async screenshot(name: string): Promise<void> {
    const file = name.endsWith('.png') ? inRepository(name) : path.join(resultsFolder, `${name}.png`);
    await mkdir(path.dirname(file), { recursive: true });
    await this.page.screenshot({ path: file });
  }

  /**
   * Tries until what an attempt waits for comes about: a machine that is busy lets keys and clicks pass, and what takes
   * the focus late closes what was opened before. An attempt waits with a `timeout`, and does no harm when repeated.
   * @param what for the message: `the menu is gone`
   */
  async until(what: string, attempt: () => Promise<void>): Promise<void> {
    const end = Date.now() + 60_000;
    for (;;) {
      try {
        await attempt();
        return;
      } catch (error) {
        if (!(error instanceof errors.TimeoutError)) throw error;
        if (Date.now() > end) throw new Error(`It does not come about that ${what}.`, { cause: error });
      }
    }
  }

  /** Opens the box at the top with keys, fills it and clicks on a row, so that the box goes or asks for something else. */
  async #choose(keys: string, text: string, row: Locator): Promise<void> {
    await this.#fillQuickInput(keys, text);
    await row.first().click({ timeout: patience });
    // The row that was clicked on stays under the pointer, and with it perhaps a hover of what comes to be there.
    await this.page.mouse.move(0, 0);
    await this.page.waitForFunction(
      ([selector, asked]) => {
        const input = (globalThis as unknown as PageOfInputs).document.querySelector(selector);
        return input?.checkVisibility() !== true || input.value !== asked;
      },
      [quickInput, text] as const,
      { timeout: patience },
    );
  }

  /** The keys have no effect while VS Code is still starting, and what was open before may be just closing. */
  async #fillQuickInput(keys: string, text: string): Promise<void> {
    const input = this.page.locator(quickInput);
    if (await input.isVisible()) await this.press('Escape');
    await this.press(keys);
    await input.fill(text, { timeout: patience });
  }

  /** Keys go into the text. */
  async #focused(): Promise<void> {
    await this.page.locator('.editor-instance .monaco-editor.focused').first().waitFor({ timeout: patience });
  }
}

/** What of a page's globals is looked at; this file is compiled without those of a browser, too. */
interface PageOfInputs {
  readonly document: { querySelector(selector: string): { value: string; checkVisibility(): boolean } | null };
}

const quickInput = '.quick-input-widget .quick-input-box input';

/** Milliseconds that a step is given before it is tried again. */
export const patience = 5000;

function exactly(text: string, end = ''): RegExp {
  return new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}${end}$`);
}
