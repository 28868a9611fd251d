/**
 * Where a text stops being JSON: the offset of the first token that cannot stand there, or the end of a text that was
 * cut. `JSON.parse` tells that in some versions of Node only, and for some mistakes.
 * @param text that `JSON.parse` refuses
 */
export function jsonMistake(text: string): number {
  const token =
    /\s*(?:([{}[\],:])|("(?:[ !#-[\]-\uFFFF]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w.])|true\b|false\b|null\b))/y;
  const open: ('{' | '[')[] = [];
  let expected: Expected = 'value';
  let at = 0;
  for (;;) {
    const blank = /\s*/y;
    blank.lastIndex = at;
    const start = at + (blank.exec(text)?.[0].length ?? 0);
    token.lastIndex = at;
    const found = token.exec(text);
    if (found === null) return start;
    const next = follow(expected, kindOf(found), open);
    if (next === undefined) return start;
    expected = next;
    at = token.lastIndex;
  }
}

type Token = '{' | '}' | '[' | ']' | ',' | ':' | 'text' | 'other';
type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or end' | 'nothing';

function kindOf([, sign, text]: RegExpExecArray): Token {
  return sign === undefined ? (text === undefined ? 'other' : 'text') : (sign as Token);
}

/** What may come after a token, or undefined where it may not stand. */
function follow(expected: Expected, token: Token, open: ('{' | '[')[]): Expected | undefined {
  const closes = (token === '}' && open.at(-1) === '{') || (token === ']' && open.at(-1) === '[');
  if (closes && (expected === 'key or }' || expected === 'value or ]' || expected === ', or end')) {
    open.pop();
    return open.length === 0 ? 'nothing' : ', or end';
  }
  switch (expected) {
    case 'value':
    case 'value or ]':
      if (token === '{' || token === '[') {
        open.push(token);
        return token === '{' ? 'key or }' : 'value or ]';
      }
      if (token !== 'text' && token !== 'other') return undefined;
      return open.length === 0 ? 'nothing' : ', or end';
    case 'key':
    case 'key or }':
      return token === 'text' ? ':' : undefined;
    case ':':
      return token === ':' ? 'value' : undefined;
    case ', or end':
      return token === ',' ? (open.at(-1) === '{' ? 'key' : 'value') : undefined;
    case 'nothing':
      return undefined;
  }
}
