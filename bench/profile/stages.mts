/** Where a run spends its time, from a CPU profile: time outside the product's code counts for who called it. */
import { readFile } from 'node:fs/promises';
import { SourceMap, type SourceMapPayload } from 'node:module';

/** Stages by source file; the first that matches. What matches none counts for its caller. */
const stages: readonly (readonly [stage: string, source: RegExp])[] = [
  ['reading', /src\/data\/(csv|root|fileStamp|openEvents|describe)|jsroot/],
  ['expressions', /src\/data\/(evaluator|kernels|expression)|src\/profile\/eventValues/],
  ['scoring', /src\/model\/|onnxruntime/],
  ['choosing bins', /src\/profile\/(binnings|sentinels|keptEvents|pilot)|src\/engine\/measure/],
  ['filling', /src\/profile\/|src\/stats\/(migration|histogram)/],
  ['judging', /src\/checks\//],
];
const engineItself: ReadonlySet<string> = new Set(['(garbage collector)', '(program)', '(idle)']);

export interface Stages {
  /** Seconds by stage, in the order of `stageNames`. */
  readonly seconds: ReadonlyMap<string, number>;
  /** Seconds of each function, largest first. */
  readonly functions: readonly { readonly name: string; readonly source: string; readonly seconds: number }[];
}

interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: {
      readonly functionName: string;
      readonly url: string;
      readonly lineNumber: number;
      readonly columnNumber: number;
    };
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

export async function readStages(profileFile: string, bundle: string): Promise<Stages> {
  const profile = JSON.parse(await readFile(profileFile, 'utf8')) as CpuProfile;
  const map = new SourceMap(JSON.parse(await readFile(`${bundle}.map`, 'utf8')) as SourceMapPayload);
  const self = new Map<number, number>();
  profile.samples.forEach((id, index) => {
    self.set(id, (self.get(id) ?? 0) + (profile.timeDeltas[index] ?? 0) / 1e6);
  });
  const parents = new Map(profile.nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const sources = new Map(
    profile.nodes.map(({ id, callFrame: { url, lineNumber, columnNumber } }) => {
      if (!url.endsWith('cli.js')) return [id, url];
      const entry = map.findEntry(lineNumber, columnNumber);
      return [id, 'originalSource' in entry ? entry.originalSource : url];
    }),
  );
  const names = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame.functionName]));
  const seconds = new Map<string, number>();
  const functions = new Map<string, { name: string; source: string; seconds: number }>();
  for (const [id, time] of self) {
    const name = names.get(id) ?? '';
    const source = sources.get(id) ?? '';
    const stage = engineItself.has(name) ? name.slice(1, -1) : stageOf(id, sources, parents);
    seconds.set(stage, (seconds.get(stage) ?? 0) + time);
    const key = `${name} ${source}`;
    const before = functions.get(key)?.seconds ?? 0;
    functions.set(key, { name, source, seconds: before + time });
  }
  return { seconds, functions: [...functions.values()].sort((a, b) => b.seconds - a.seconds) };
}

function stageOf(node: number, sources: ReadonlyMap<number, string>, parents: ReadonlyMap<number, number>): string {
  for (let id: number | undefined = node; id !== undefined; id = parents.get(id)) {
    const source = sources.get(id) ?? '';
    const found = stages.find(([, pattern]) => pattern.test(source));
    if (found !== undefined) return found[0];
  }
  return 'other';
}
