/**
 * A log without the names of somebody's files. What is taken out is replaced by a number, the same for the same file,
 * with its ending, so that what happened can still be followed.
 * @param names as they stand in analysis files: relative paths, wildcards, trees
 */
export function withoutPaths(text: string, names: readonly string[]): string {
  const numbers = new Map<string, number>();
  const replaced = (path: string): string => {
    const number = numbers.get(path) ?? numbers.size + 1;
    numbers.set(path, number);
    const ending = /\.[A-Za-z]\w{0,8}$/.exec(path)?.[0] ?? '';
    return `<path ${number.toString()}${ending}>`;
  };
  // The longest first: a name may be a part of another.
  const known = [...new Set(names.flatMap((name) => [name, name.replace(/:[^/:]*$/, '')]))]
    .filter((name) => name.length > 1)
    .toSorted((a, b) => b.length - a.length)
    .map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const patterns = [
    // In quotes a path may hold blanks.
    String.raw`(?<=')(?:[A-Za-z]:[\\/]|\\\\|~?/)[^'\n]+(?=')`,
    String.raw`(?<=")(?:[A-Za-z]:[\\/]|\\\\|~?/)[^"\n]+(?=")`,
    String.raw`(?:file|vscode-remote|vscode-userdata|vscode-local)://[^\s'"<>):]*`,
    ...(known.length === 0 ? [] : [`(?<![\\w./-])(?:${known.join('|')})(?![\\w-])`]),
    String.raw`(?<![\w.:/\\])[A-Za-z]:[\\/][^\s'"<>|:)]+`,
    String.raw`(?<!\\)\\\\[\w.$-]+\\[^\s'"<>|:)]+`,
    String.raw`(?<![\w.:/<~-])~?/[^\s'"<>:,;)\]]*[^\s'"<>:,;)\].]`,
  ];
  return text.replaceAll(new RegExp(patterns.join('|'), 'g'), replaced);
}
