import { runtimeProblems } from '../../checks/static';
import type { MetadataEntry, ShownModel } from '../../../webview/modelProtocol';
import type { ModelFacts } from '../../model/modelFacts';

/** Characters of metadata that a page is sent: of one value, and of all together. */
const valueLimit = 20_000;
const totalLimit = 200_000;

/** What the page of a model shows of its facts: metadata may hold whole files, of which it shows the beginning. */
export function shownModel({ metadata, ...facts }: ModelFacts): ShownModel {
  let left = totalLimit;
  const entries = Object.entries(metadata).map(([key, value]): MetadataEntry => {
    const shown = value.slice(0, Math.min(valueLimit, left));
    left -= shown.length;
    return { key, value: shown, length: value.length };
  });
  return { facts, metadata: entries, problems: runtimeProblems({ metadata, ...facts }) };
}
