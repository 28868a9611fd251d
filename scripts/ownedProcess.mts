import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';

/** A process that we started, together with everything that it starts. */
export interface OwnedProcess {
  readonly child: ChildProcess;
  /** Asks the process and its children to end, insists after two seconds, and resolves when it is gone. */
  end(): Promise<void>;
}

/** Starts a server or a tool that outlives the call. It is ended with this process, however this process ends. */
export function startOwned(command: string, args: readonly string[], options: SpawnOptions): OwnedProcess {
  // A group of its own, so that the processes it forks (extension hosts, engines) can be ended by its id.
  const child = spawn(command, args, { ...options, detached: process.platform !== 'win32' });
  const exited = once(child, 'exit').catch(() => undefined);
  const endAtExit = (): void => {
    signal(child, 'SIGKILL');
  };
  process.once('exit', endAtExit);
  void exited.then(() => process.removeListener('exit', endAtExit));
  return {
    child,
    async end() {
      signal(child, 'SIGTERM');
      const insist = setTimeout(() => {
        signal(child, 'SIGKILL');
      }, 2000);
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) await exited;
      clearTimeout(insist);
      signal(child, 'SIGKILL');
      process.removeListener('exit', endAtExit);
    },
  };
}

/** Runs a command to its end and gives its exit code; what it prints goes where ours goes. */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<number> {
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], ...options });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}

/** Calls `cleanUp` once when Ctrl-C or a request to end arrives, and then ends with the signal's exit code. */
export function onInterrupt(cleanUp: () => Promise<void>): () => void {
  const handlers = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((name, index) => {
    const handler = (): void => {
      void cleanUp().finally(() => process.exit([130, 143, 129][index]));
    };
    process.once(name, handler);
    return () => process.removeListener(name, handler);
  });
  return () => {
    for (const remove of handlers) remove();
  };
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(name);
    else process.kill(-child.pid, name);
  } catch (error) {
    // The whole group is gone already.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
