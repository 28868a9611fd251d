/** The command line: the engine without an editor. */
import { AnalysisError } from '../config/analysisError';
import { check } from './check';
import { explain } from './explain';
import { init } from './init';
import { inspect } from './inspect';
import { usage, UsageError, version } from './usage';

const commands: Readonly<Record<string, (args: string[]) => Promise<number>>> = { check, init, inspect, explain };

/** 0 clean, 1 findings, 2 could not run. */
async function main(args: string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(usage);
    return name === undefined ? 2 : 0;
  }
  if (name === '--version') {
    process.stdout.write(`${version}\n`);
    return 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    throw new UsageError(`There is no command '${name}': the commands are ${Object.keys(commands).join(', ')}.`);
  }
  return command(rest);
}

// A reader that has seen enough (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const told = error instanceof AnalysisError || error instanceof UsageError;
    const message = error instanceof Error ? (told ? error.message : (error.stack ?? error.message)) : String(error);
    process.stderr.write(`pullscope: ${message}\n`);
    process.exitCode = 2;
  },
);
