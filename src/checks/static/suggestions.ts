import { catalogue } from '../../config/catalogue';
import type { Analysis, ConfigPath } from '../../config/analysis';
import type { Facts } from '../facts';
import { columnText } from '../../data/expression/expression';

export interface Suggestion {
  readonly text: string;
  readonly detail: string;
  readonly kind: 'column' | 'sample' | 'code';
}

/** What may stand where the cursor is: columns of the files in question, samples, or codes of checks. */
export function suggestionsAt(path: ConfigPath, analysis: Analysis, facts: Facts): Suggestion[] {
  const [section, name, key] = path;
  const nominal = analysis.nominal.map(({ sample }) => sample);
  switch (section) {
    case 'samples':
      return typeof name === 'string' && ['weight', 'select', 'label', 'missing'].includes(String(key))
        ? columnsOf([name], analysis, facts)
        : [];
    case 'model':
      return name === 'features' ? columnsOf(nominal, analysis, facts) : [];
    case 'models':
      return key === 'features' ? columnsOf(nominal, analysis, facts) : [];
    case 'protected':
      return columnsOf(nominal, analysis, facts);
    case 'nuisances':
      if (path.includes('replace')) return columnsOf(nominal, analysis, facts);
      return path.some((step) => step === 'samples' || step === 'alternative' || step === 'cross-check')
        ? samples(analysis)
        : [];
    case 'nominal':
    case 'application':
      return samples(analysis);
    case 'checks':
      return path.length <= 2 ? catalogue.map(({ code, title }) => ({ text: code, detail: title, kind: 'code' })) : [];
    default:
      return [];
  }
}

/** Columns that every one of some samples has in all its files, as far as these are known. */
function columnsOf(names: readonly string[], analysis: Analysis, facts: Facts): Suggestion[] {
  const references = names.flatMap((name) => analysis.samples.get(name)?.files ?? []);
  const known = references.flatMap(({ text }) => {
    const file = facts.data(text);
    return file?.ok === true ? [file.columns] : [];
  });
  const [first = [], ...others] = known;
  return first
    .filter(({ name }) => others.every((columns) => columns.some((column) => column.name === name)))
    .map(({ name, type }) => ({ text: columnText(name), detail: type, kind: 'column' }));
}

function samples(analysis: Analysis): Suggestion[] {
  return [...analysis.samples.values()].map(({ name, files }) => ({
    text: name,
    detail: files.map(({ text }) => text).join(', '),
    kind: 'sample',
  }));
}
