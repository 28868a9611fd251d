import { parseArgs, type ParseArgsConfig } from 'node:util';
import pullscope from '../../package.json';

export const { version, homepage } = pullscope;

export const usage = `pullscope ${version}: the linter for machine learning in physics analyses

  pullscope check [files or folders…]   measures the analyses and tells what it finds
    --format text|json|html|sarif|junit (default: text)
    --output FILE                       writes there instead of to the terminal
    --fail-on error|warning|information exit code 1 from this level on (default: warning)
    --baseline FILE, --no-baseline      accepted findings (default: pullscope-baseline.json beside the analysis)
    --only CODES                        only these codes or families: nuisance/large,shift
    --details                           tells each undecided and skipped check
    --threads N                         threads of ONNX Runtime (default: 1)
    --cache FOLDER, --no-cache          where profiles are kept
  pullscope inspect FILE[:TREE]         what is in a file of events, with ranges, or in a model
    --format text|json
    --no-ranges                         from the header alone
  pullscope init FILES…                 writes a first analysis file from files of events and models
    --output FILE                       (default: pullscope.yaml; - for the terminal)
    --force                             writes over a file that is there
  pullscope explain CODE                what a code means and what to do about it

Exit code: 0 clean, 1 findings at or above the level, 2 could not run.
`;

/** The command line itself is wrong. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** @throws UsageError in one sentence */
export function parseCommandLine<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split('\n')[0] ?? ''} See pullscope --help.`);
  }
}

/** @throws UsageError naming what may stand there */
export function oneOf<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw new UsageError(`--${option} takes ${allowed.join(' or ')}, not '${value}'.`);
  return found;
}
