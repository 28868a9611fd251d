import type { TextRange } from '../config/document';
import { checkInfo } from '../config/catalogue';
import type { ParsedAnalysis } from '../config/parse';
import { suppressionComments } from '../config/suppressions';
import { eachNode } from '../config/writtenNodes';
import { fileLength } from '../checks/static/references';
import { roleOf } from './roles';

/** Something in the text that leads out of it. */
export interface Link {
  readonly range: TextRange;
  /** A file of events or a table, a model, another text, or the page of a check. */
  readonly kind: 'data' | 'model' | 'text' | 'page';
  /** A path relative to the analysis file, or a code. */
  readonly target: string;
}

/** Paths without wildcards, and codes of checks. */
export function linksOf(parsed: ParsedAnalysis): readonly Link[] {
  const links: Link[] = [];
  eachNode(parsed.written(), ({ path, key, scalar }) => {
    const onKey = roleOf(path, true);
    if (key !== undefined && onKey?.kind === 'name' && onKey.of === 'check' && checkInfo(key.text) !== undefined) {
      links.push({ range: key.range, kind: 'page', target: key.text });
    }
    const role = roleOf(path, false);
    if (scalar === undefined || role?.kind !== 'path') return;
    const target = role.of === 'data' ? scalar.text.slice(0, fileLength(scalar.text)) : scalar.text;
    if (target === '' || /[*?[{]/.test(target)) return;
    const kind = role.of === 'model' ? 'model' : /\.(?:csv|tsv|txt|json|ya?ml)$/i.test(target) ? 'text' : 'data';
    links.push({ range: scalar.part(0, target.length), kind, target });
  });
  for (const { code, range } of suppressionComments(parsed.text)) links.push({ range, kind: 'page', target: code });
  return links;
}
