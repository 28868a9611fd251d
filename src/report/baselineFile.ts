/** The text of `pullscope-baseline.json`. */
import * as z from 'zod';
import type { TextRange } from '../config/document';
import { YamlSource } from '../config/yamlSource';
import { jsonMistake } from './jsonMistake';
import type { AcceptedFinding, Baseline } from './baseline';

const measured = z.union([z.number(), z.strictObject({ value: z.number(), low: z.number(), high: z.number() })]);

const target = z.strictObject({
  sample: z.string().optional(),
  model: z.string().optional(),
  nuisance: z.string().optional(),
  side: z.enum(['up', 'down', 'alternative', 'cross-check']).optional(),
  class: z.number().optional(),
  feature: z.string().optional(),
  workingPoint: z.string().optional(),
});

const form = z.strictObject({
  'pullscope-baseline': z.literal(1),
  accepted: z.array(
    z.strictObject({
      analysis: z.string().min(1),
      code: z.string(),
      node: z.array(z.union([z.string(), z.number()])),
      severity: z.enum(['error', 'warning', 'information']),
      message: z.string(),
      reason: z.string().trim().min(1),
      date: z.iso.date(),
      rows: z.array(
        z.strictObject({ target, question: z.string().optional(), evidence: z.record(z.string(), measured) }),
      ),
    }),
  ),
});

/** What is wrong with a baseline's text, in one sentence, and where. */
export interface BaselineProblem {
  readonly message: string;
  readonly range: TextRange;
}

export type ReadBaseline =
  { readonly ok: true; readonly baseline: Baseline } | { readonly ok: false; readonly problem: BaselineProblem };

export function readBaseline(text: string): ReadBaseline {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return damaged(
      'This is no JSON: mend it here, or take the last version that was.',
      rangeAt(text, jsonMistake(text)),
    );
  }
  const { data, error } = form.safeParse(value);
  if (error === undefined) return { ok: true, baseline: { accepted: data.accepted as readonly AcceptedFinding[] } };
  const [issue] = error.issues;
  const path = (issue?.path ?? []).filter((key) => typeof key !== 'symbol');
  const place = path.length === 0 ? '' : ` at '${path.join('.')}'`;
  const reason =
    issue === undefined ? 'it has another form' : issue.message.replace(/^./, (first) => first.toLowerCase());
  return damaged(`This is no baseline of Pullscope${place}: ${reason}.`, new YamlSource(text).locate({ path }));
}

/** In one order of keys, so that a file which is read and written again is the same. */
export function baselineText({ accepted }: Baseline): string {
  const findings = accepted.map(({ analysis, code, node, severity, message, reason, date, rows }) => {
    const inOrder = rows.map(
      ({ target: { sample, model, nuisance, side, class: label, feature, workingPoint }, question, evidence }) => ({
        target: { sample, model, nuisance, side, class: label, feature, workingPoint },
        question,
        evidence,
      }),
    );
    return { analysis, code, node, severity, message, reason, date, rows: inOrder };
  });
  return `${JSON.stringify({ 'pullscope-baseline': 1, accepted: findings }, undefined, 2)}\n`;
}

function damaged(message: string, range: TextRange): ReadBaseline {
  return { ok: false, problem: { message, range } };
}

function rangeAt(text: string, offset: number): TextRange {
  const before = text.slice(0, offset).split('\n');
  const start = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
  const rest = /^\S*/.exec(text.slice(offset))?.[0].length ?? 0;
  return { start, end: { ...start, character: start.character + rest } };
}
