/**
 * VS Code without a download from its makers: the npm package code-server carries VS Code's server, workbench and
 * built-in extensions. It is kept in .vscode-test/ and started directly, without code-server around it.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { startOwned, type OwnedProcess } from './ownedProcess.mts';
import { testFolder } from './repository.mts';
import { makeTemporaryFolder } from './temporaryFolder.mts';

/** Carries VS Code 1.139.1. */
const codeServerVersion = '4.139.1';

export interface ServerOptions {
  /** Installed extensions; an empty temporary folder when not given. */
  readonly extensionsFolder?: string;
  /**
   * VS Code as people have it, which loads no extension in development. Otherwise it has what its own smoke tests need:
   * then it loads one, and shows no notification by itself.
   */
  readonly asInstalled?: boolean;
  /** Settings of the machine, as in settings.json. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Folders are trusted without asking unless this is true. */
  readonly workspaceTrust?: boolean;
  /** Added to the environment of the server and so of its extension hosts. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface VscodeServer {
  readonly port: number;
  readonly process: OwnedProcess;
  /** What the server and the extension hosts have printed, for when something fails. */
  readonly log: () => string;
  /** Where the page opens a folder or a `.code-workspace`, with an extension in development and its tests if given. */
  address(place: string, extension?: { development: string; tests?: string }): string;
  /** Ends the server by its process id and removes its temporary folders. */
  close(): Promise<void>;
}

export async function startVscodeServer(options: ServerOptions = {}): Promise<VscodeServer> {
  const folder = await fetchVscodeServer();
  const scratch = await makeTemporaryFolder('vscode');
  const data = path.join(scratch.path, 'data');
  const temporary = path.join(scratch.path, 'tmp');
  const settingsFolder = path.join(data, 'Machine');
  await Promise.all([mkdir(settingsFolder, { recursive: true }), mkdir(temporary)]);
  await writeFile(path.join(settingsFolder, 'settings.json'), JSON.stringify({ ...quiet, ...options.settings }));
  // Others who are logged in to this machine reach its ports too, but not this file.
  const token = randomBytes(24).toString('hex');
  const tokenFile = path.join(scratch.path, 'token');
  await writeFile(tokenFile, token, { mode: 0o600 });

  const owned = startOwned(
    process.execPath,
    [
      path.join(folder, 'out', 'server-main.js'),
      // Makes the workbench accept an extension in development and its tests from the address of the page.
      ...(options.asInstalled === true ? [] : ['--enable-smoke-test-driver']),
      ...['--connection-token-file', tokenFile],
      ...['--host', '127.0.0.1', '--port', '0', '--accept-server-license-terms'],
      ...['--user-data-dir', data, '--server-data-dir', data],
      ...['--extensions-dir', options.extensionsFolder ?? path.join(scratch.path, 'extensions')],
      '--disable-telemetry',
      ...(options.workspaceTrust === true ? [] : ['--disable-workspace-trust']),
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      // Its sockets go into our folder too, so that nothing stays behind.
      env: { ...withoutNpm(process.env), TMPDIR: temporary, XDG_RUNTIME_DIR: temporary, ...options.environment },
    },
  );
  let log = '';
  const { stdout, stderr } = owned.child;
  for (const stream of [stdout, stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      log += text;
    });
  }
  const close = async (): Promise<void> => {
    await owned.end();
    await scratch.remove();
  };
  try {
    const port = await listeningPort(owned, () => log);
    return {
      port,
      process: owned,
      log: () => log,
      address: (workspace, extension) => address(port, token, workspace, extension),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Installs an extension's package into a folder of extensions, by VS Code's own command line. */
export async function installVsix(vsix: string, extensionsFolder: string): Promise<string> {
  const folder = await fetchVscodeServer();
  const scratch = await makeTemporaryFolder('install');
  try {
    const child = spawn(
      process.execPath,
      [
        path.join(folder, 'out', 'server-main.js'),
        ...['--accept-server-license-terms', '--user-data-dir', scratch.path, '--server-data-dir', scratch.path],
        ...['--extensions-dir', extensionsFolder, '--install-extension', vsix, '--force'],
      ],
      { stdio: ['ignore', 'pipe', 'pipe'], env: withoutNpm(process.env) },
    );
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) throw new Error(`VS Code did not install ${vsix} (exit code ${String(code)}):\n${output}`);
    return output;
  } finally {
    await scratch.remove();
  }
}

/**
 * The folder of VS Code's server, fetched from npm on first use. It is installed beside its place and moved there when
 * it is whole, so an interrupted fetch leaves nothing that looks finished.
 */
export async function fetchVscodeServer(): Promise<string> {
  const place = path.join(testFolder, `code-server-${codeServerVersion}`);
  const serverOf = (installed: string): string => path.join(installed, 'node_modules', 'code-server', 'lib', 'vscode');
  if (existsSync(place)) return serverOf(place);

  console.log(`Fetching VS Code's server (code-server ${codeServerVersion} from npm, 600 MB) into ${testFolder} …`);
  await removeInterrupted();
  const partial = path.join(testFolder, `${partialPrefix}${process.pid}`);
  await mkdir(partial, { recursive: true });
  await writeFile(path.join(partial, 'package.json'), '{ "private": true }\n');
  await npmInstall(partial, ['--no-save', `code-server@${codeServerVersion}`]);
  // VS Code's own dependencies. Without scripts its native logger and watchdog are missing, and it works.
  await npmInstall(serverOf(partial), ['--omit=dev']);
  try {
    await rename(partial, place);
  } catch (error) {
    // Another run was faster: its copy is as good.
    if (!existsSync(place)) throw error;
    await rm(partial, { recursive: true, force: true });
  }
  return serverOf(place);
}

const partialPrefix = 'fetching-';

async function removeInterrupted(): Promise<void> {
  if (!existsSync(testFolder)) return;
  for (const name of await readdir(testFolder)) {
    if (!name.startsWith(partialPrefix) || isAlive(Number(name.slice(partialPrefix.length)))) continue;
    await rm(path.join(testFolder, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function npmInstall(folder: string, args: readonly string[]): Promise<void> {
  // Inside an npm script npm says where it is; run with our Node, which is the version that these packages ask for.
  const npm = process.env['npm_execpath'];
  const [command, first] = npm?.endsWith('.js') === true ? [process.execPath, [npm]] : ['npm', []];
  const child = spawn(
    command,
    [...first, 'install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...args],
    {
      cwd: folder,
      env: withoutNpm(process.env),
      stdio: ['ignore', 'ignore', 'inherit'],
      shell: process.platform === 'win32' && command === 'npm',
    },
  );
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) {
    throw new Error(
      `npm could not install VS Code's server in ${folder} (exit code ${String(code)}): is the npm registry reachable?`,
    );
  }
}

/** An npm script's variables describe our package; the registry and the cache of the user stay. */
function withoutNpm(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const ours = /^(npm_package_|npm_lifecycle_|npm_command$|npm_config_(local_prefix|prefix|ignore_scripts|omit)$)/i;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !ours.test(name)));
}

async function listeningPort(owned: OwnedProcess, log: () => string): Promise<number> {
  const { child } = owned;
  return await new Promise((resolve, reject) => {
    const fail = (why: string): void => {
      clearTimeout(timer);
      reject(new Error(`VS Code's server ${why}:\n${log()}`));
    };
    const timer = setTimeout(() => {
      fail('did not listen within 60 s');
    }, 60_000);
    child.once('error', (error) => {
      fail(`could not be started: ${error.message}`);
    });
    child.once('exit', (code) => {
      fail(`ended with exit code ${String(code)}`);
    });
    child.stdout?.on('data', () => {
      const port = /Extension host agent listening on (\d+)/.exec(log())?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(Number(port));
    });
  });
}

function address(
  port: number,
  token: string,
  place: string,
  extension?: { development: string; tests?: string },
): string {
  const remote = (file: string): string => `vscode-remote://127.0.0.1:${port}${encodeURI(file)}`;
  const query = new URLSearchParams({
    tkn: token,
    [place.endsWith('.code-workspace') ? 'workspace' : 'folder']: place,
  });
  const payload: [string, string][] = [['skipWelcome', 'true']];
  if (extension !== undefined) payload.push(['extensionDevelopmentPath', remote(extension.development)]);
  if (extension?.tests !== undefined) payload.push(['extensionTestsPath', remote(extension.tests)]);
  query.set('payload', JSON.stringify(payload));
  return `http://127.0.0.1:${port}/?${query.toString()}`;
}

/** Nothing that moves by itself, asks, or reaches the network. */
const quiet = {
  'workbench.startupEditor': 'none',
  // In a browser VS Code saves a second after a change by itself, in the middle of a test.
  'files.autoSave': 'off',
  'workbench.reduceMotion': 'on',
  'editor.cursorBlinking': 'solid',
  'workbench.tips.enabled': false,
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
  'git.enabled': false,
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
};
