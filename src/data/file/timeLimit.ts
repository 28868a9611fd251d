import { createContext, Script } from 'node:vm';

/** A tree of ten thousand branches takes one second. */
const usualMilliseconds = 5000;

/** One for all: a context takes half a megabyte, which is not missed soon where a thousand files are opened. */
const sandbox: { work?: () => void } = {};
const context = createContext(sandbox);
const script = new Script('work()');

/**
 * Lets synchronous work run for a limited time: in a damaged file counts and lengths can lead in circles, and no timer
 * would ever be heard then. V8 stops whatever runs below a script whose time is over.
 * @throws Error when the time is over
 */
export function withTimeLimit<Result>(work: () => Result, milliseconds = usualMilliseconds): Result {
  let result: { readonly value: Result } | undefined;
  const before = sandbox.work;
  sandbox.work = () => void (result = { value: work() });
  try {
    script.runInContext(context, { timeout: milliseconds });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') {
      throw new Error('what it says of itself leads in circles', { cause: error });
    }
    throw error;
  } finally {
    if (before === undefined) delete sandbox.work;
    else sandbox.work = before;
  }
  if (result === undefined) throw new Error('the work was not done');
  return result.value;
}
