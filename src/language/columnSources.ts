import { abcdSamples } from '../config/abcdSection';
import type { Analysis, ConfigPath, Sample } from '../config/analysis';
import type { TextRange } from '../config/document';
import type { ParsedAnalysis } from '../config/parse';
import type { Facts } from '../checks/facts';
import { nominalSamples, scoredSamples } from '../checks/static/references';
import type { Occurrence } from './names';
import { isSameRange } from './ranges';

/** Where a column comes from: the files that have it, where the analysis names them. */
export function columnSources(
  parsed: ParsedAnalysis,
  { name, path }: Pick<Occurrence, 'name' | 'path'>,
  facts: Facts,
): readonly TextRange[] {
  if (parsed.analysis === undefined) return [];
  const files = [
    ...samplesBehind(path, parsed.analysis).flatMap(({ files, friends = [] }) => [...files, ...friends]),
    ...(path[0] === 'pulls' && parsed.analysis.pulls.theory ? [parsed.analysis.pulls.theory.file] : []),
    ...(path[0] === 'emulator' && parsed.analysis.emulator ? [parsed.analysis.emulator.data.file] : []),
  ];
  const ranges: TextRange[] = [];
  for (const file of files) {
    const known = facts.data(file.text);
    if (known?.ok !== true || !known.columns.some((column) => column.name === name)) continue;
    const range = parsed.locate({ path: file.path });
    if (!ranges.some((other) => isSameRange(other, range))) ranges.push(range);
  }
  return ranges;
}

/** The samples whose columns an expression at a path is made of. */
export function samplesBehind(path: ConfigPath, analysis: Analysis): readonly Sample[] {
  const [section, name, key] = path;
  switch (section) {
    case 'samples': {
      const sample = analysis.samples.get(String(name));
      return sample === undefined ? [] : [sample];
    }
    case 'model':
    case 'models':
      return scoredSamples(analysis);
    case 'nuisances': {
      const continuous = analysis.nuisances.get(String(name))?.continuous;
      const sample = continuous?.kind === 'column' ? continuous.sample : undefined;
      const own = key === 'column' && sample !== undefined ? analysis.samples.get(sample) : undefined;
      return own === undefined ? nominalSamples(analysis) : [own];
    }
    case 'abcd': {
      const prediction = analysis.abcd?.get(String(name));
      const names = prediction === undefined ? [] : abcdSamples(prediction);
      return names.flatMap(({ sample }) => analysis.samples.get(sample) ?? []);
    }
    case 'protected':
    case 'learned':
    case 'undetected':
      return nominalSamples(analysis);
    default:
      return [];
  }
}
