import type { Analysis, FileReference } from '../../config/analysis';
import type { ModelFacts } from '../../model/modelFacts';
import { newestIrVersion, newestOpsets } from '../../model/runtimeLimits';
import type { Outcome } from '../../report/report';
import { finding } from './staticOutcome';

/** `model/opset` and `model/missing-weights`: whether ONNX Runtime can load the model at all. */
export function checkRuntime(
  analysis: Analysis,
  file: FileReference,
  facts: ModelFacts,
  target: Outcome['target'] = {},
): Outcome[] {
  const said = { at: { path: file.path }, target };
  const opset = opsetProblem(facts);
  const weights = weightsProblem(facts);
  return [
    ...(opset ? finding(analysis, 'model/opset', { ...said, ...opset }) : []),
    ...(weights ? finding(analysis, 'model/missing-weights', { ...said, ...weights }) : []),
  ];
}

/** Why ONNX Runtime cannot load the model, each reason in a sentence. */
export function runtimeProblems(facts: ModelFacts): readonly string[] {
  return [opsetProblem(facts), weightsProblem(facts)].flatMap((problem) => problem?.message ?? []);
}

interface Problem {
  readonly message: string;
  readonly evidence?: Readonly<Record<string, number>>;
}

function opsetProblem({ opsets, irVersion, unknownOperators }: ModelFacts): Problem | undefined {
  if (unknownOperators.length > 0) {
    return {
      message: `The model has operators that ONNX Runtime does not know (${unknownOperators.join('; ')}): export it with ONNX's own operators; libraries of custom operators are not loaded.`,
    };
  }
  for (const [domain, newest] of newestOpsets) {
    const version = opsets[domain];
    if (version === undefined || version <= newest) continue;
    return {
      message: `The model uses operator set ${version} of ${domain}, and the ONNX Runtime that is built in knows up to ${newest}: export it with opset ${newest} or lower.`,
      evidence: { opset: version, newest },
    };
  }
  if (irVersion <= newestIrVersion) return undefined;
  return {
    message: `The model is written in version ${irVersion} of the ONNX format, and the ONNX Runtime that is built in reads up to ${newestIrVersion}: export it with an older 'onnx', or set 'model.ir_version = ${newestIrVersion}'.`,
    evidence: { irVersion, newest: newestIrVersion },
  };
}

function weightsProblem({ weightFiles }: ModelFacts): Problem | undefined {
  const absent = weightFiles.filter(({ size }) => size === undefined);
  const [first, ...others] = absent;
  if (first) {
    const more = others.length > 0 ? ` and ${others.length} more files` : '';
    return {
      message: `The weights of the model lie in '${first.name}'${more}, which ${others.length > 0 ? 'are' : 'is'} not beside it: copy ${others.length > 0 ? 'them' : 'it'} there, or export the model as one file.`,
      evidence: { missingFiles: absent.length },
    };
  }
  const short = weightFiles.find(({ size = 0, needed }) => size < needed);
  if (short?.size === undefined) return undefined;
  return {
    message: `The weights in '${short.name}' are cut short: it has ${short.size} of ${short.needed} bytes. Copy it again.`,
    evidence: { size: short.size, needed: short.needed },
  };
}
