import { spawnSync } from 'node:child_process';
import { chromium, type Browser } from 'playwright-core';
import { findOnPath, isExecutable } from './programs.mts';

/**
 * A headless Chromium: CHROMIUM_PATH, or the machine's, or Debian's package where it may be installed.
 * @throws Error that says what to do when there is none
 */
export async function launchChromium(): Promise<Browser> {
  return await chromium.launch({
    executablePath: findChromium(),
    headless: true,
    args: [
      // Chromium's sandbox needs user namespaces, which containers and root do not have; the page is our own.
      '--no-sandbox',
      ...['--disable-gpu', '--disable-quic', '--disable-dev-shm-usage', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    ],
  });
}

export function findChromium(): string {
  const named = process.env['CHROMIUM_PATH'];
  if (named !== undefined && named !== '') {
    if (isExecutable(named)) return named;
    throw new Error(`CHROMIUM_PATH is ${named}, which is not a program that can be run.`);
  }
  const found = onPath();
  if (found !== undefined) return found;
  installFromDebian();
  const installed = onPath();
  if (installed !== undefined) return installed;
  throw new Error(
    'The tests in a browser need Chromium, and it is neither on the PATH nor could it be installed here. ' +
      'Install it (Debian: sudo apt-get install chromium) or name one: CHROMIUM_PATH=/path/to/chrome npm test.',
  );
}

function onPath(): string | undefined {
  return findOnPath('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable');
}

/** As root, or where sudo asks for no password; says nothing and does nothing elsewhere. */
function installFromDebian(): void {
  if (!['/usr/bin/apt-get', '/bin/apt-get'].some(isExecutable)) return;
  const asRoot =
    process.getuid?.() === 0
      ? []
      : spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0
        ? ['sudo', '-n']
        : undefined;
  if (asRoot === undefined) return;
  console.log('Installing Debian’s package chromium for the tests in a browser …');
  const run = (...args: string[]): boolean => {
    const [command = 'env', ...rest] = [...asRoot, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args];
    return spawnSync(command, rest, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
  };
  const install = ['install', '-y', '--no-install-recommends', 'chromium'];
  if (!run(...install) && run('update')) run(...install);
}
