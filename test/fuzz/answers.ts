/** What an answer must hold to, whatever the file. */

/** @throws Error, which is a bug here: an answer that contradicts itself */
export function requireAnswer(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(`wrong answer: ${otherwise}`);
}

/**
 * The code of a refusal, once its sentence has been looked at: it names the file, and is for people.
 * @param name of the file that was damaged
 */
export function refused(code: string, message: string, name: string): string {
  requireAnswer(/^[a-z]+(-[a-z]+)*$/.test(code), `'${code}' is no code`);
  requireAnswer(message.includes(name), `the file is not named: ${message}`);
  requireAnswer(!/\bundefined\b|\[object |\bnull\b|\n {4}at /.test(message), `a sentence for machines: ${message}`);
  requireAnswer(message.length < 4000, `a sentence of ${message.length} letters: ${message.slice(0, 300)} …`);
  return code;
}
