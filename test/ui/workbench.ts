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
 * Playwright's page, for all that has no method here. When a test fails, `workbench.log()` has what VS Code printed.
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
    const name = path.basename(file);
    const label = this.page.locator('.label-name', { hasText: new RegExp(`^${name.replaceAll('.', '\\.')}$`) });
    const rows = this.page.locator('.quick-input-list .monaco-list-row', { has: label });
    const folder = path.dirname(file);
    const row = (folder === '.' ? rows : rows.filter({ hasText: folder })).first();
    const tab = this.page.locator(`.tab.active[data-resource-name="${name}"]`);
    for (let attempt = 0; ; attempt++) {
      await this.#quickInput('ControlOrMeta+P', file);
      await row.waitFor();
      await this.#settled(this.page.locator('.quick-input-list'));
      await row.click();
      try {
        await tab.waitFor({ timeout: 5000 });
        break;
      } catch (error) {
        if (attempt === 5) throw error;
      }
    }
    await this.editor.locator('.view-line').first().waitFor();
  }

  /** By the command, which keeps what views remember first; a reload of the page alone would lose the last minute. */
  async reload(): Promise<void> {
    await Promise.all([
      this.page.waitForEvent('load', { timeout: 60_000 }),
      this.runCommand('Developer: Reload Window'),
    ]);
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
  }

  /** @param title as the palette shows it: `Pullscope: Show Plots` */
  async runCommand(title: string): Promise<void> {
    await this.#quickInput('F1', title, '>');
    const row = this.page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first();
    await row.waitFor();
    await row.click();
  }

  /**
   * Chooses from the context menu of a row, or whatever else is clicked on. VS Code does not hear a click within the
   * first moments of a menu's life, so it is repeated until the menu is gone.
   */
  async chooseFromMenuOf(place: Locator, title: string): Promise<void> {
    await place.click({ button: 'right' });
    const item = this.page.getByRole('menuitem', { name: title });
    await item.waitFor();
    for (let attempt = 0; await item.isVisible(); attempt++) {
      if (attempt === 20) throw new Error(`The menu does not close when “${title}” is clicked.`);
      await item.click({ timeout: 1000 }).catch(() => undefined);
      await this.page.waitForTimeout(250);
    }
  }

  /** @param line from 1 @param column from 1 */
  async goTo(line: number, column: number): Promise<void> {
    await this.#quickInput('Control+G', `:${line}:${column}`);
    await this.page.keyboard.press('Enter');
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }

  /** Types at the cursor, key by key, into whatever has the focus. */
  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  async press(keys: string, times = 1): Promise<void> {
    for (let i = 0; i < times; i++) await this.page.keyboard.press(keys);
  }

  async save(): Promise<void> {
    await this.press('ControlOrMeta+S');
    await this.page.locator('.tab.active.dirty').waitFor({ state: 'detached' });
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
   * The frame that shows a webview's own page: the first whose document has this text, or any when it is not given.
   * @throws Error when there is none within 20 s
   */
  async webview(text?: string | RegExp): Promise<Frame> {
    const end = Date.now() + 20_000;
    for (;;) {
      for (const frame of this.page.frames()) {
        if (frame.name() !== 'active-frame' && !frame.url().includes('fake.html')) continue;
        const body = frame.locator('body', text === undefined ? {} : { hasText: text });
        if ((await body.count().catch(() => 0)) > 0) return frame;
      }
      if (Date.now() > end) {
        const seen = this.page.frames().map((frame) => frame.url());
        throw new Error(`No webview${text === undefined ? '' : ` with “${String(text)}”`}. Frames: ${seen.join(', ')}`);
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

  /** Opens the box at the top and fills it; the keys have no effect while VS Code is still starting, so they repeat. */
  /** Until files are searched, a list has what was open before; then its rows move, perhaps from under the pointer. */
  async #settled(list: Locator): Promise<void> {
    for (let before = '', now = await list.innerText(); now !== before; now = await list.innerText()) {
      before = now;
      await this.page.waitForTimeout(400);
    }
  }

  async #quickInput(keys: string, text: string, prefix = ''): Promise<void> {
    const input = this.page.locator('.quick-input-widget .quick-input-box input');
    for (let attempt = 0; ; attempt++) {
      await this.page.keyboard.press(keys);
      try {
        await input.waitFor({ timeout: 2000 });
        break;
      } catch (error) {
        if (attempt === 10) throw error;
      }
    }
    await input.fill(prefix + text);
  }
}
