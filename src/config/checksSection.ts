/** `checks:` of an analysis file: levels and options of every check of the catalogue: the grammar, and what is made of it. */
import * as z from 'zod';
import type { CheckSettings, ConfigPath, Level } from './analysis';
import { catalogue } from './catalogue';
import type { CheckInfo } from './checkInfo';
import { text } from './grammarValues';
import { mapOf, type AnalysisPart } from './partly';
import { relativeSize, sizeOf } from './relativeSize';

const level = z
  .union(
    [z.enum(['error', 'warning', 'information', 'off'], { error: 'a level' }), z.literal(false, { error: 'a level' })],
    {
      error: 'a level: error, warning, information or off',
    },
  )
  .describe('How grave a finding is; off: it is not looked for.');

/** `checks:` for one code: its level, or a map of level and options. */
function settings(info: CheckInfo) {
  const options = Object.entries(info.options).map(([name, option]) => {
    const number = z.number({ error: 'a number' }).min(0, { error: 'a number that is not negative' });
    const schema =
      option.kind === 'choice'
        ? z.enum(option.choices, { error: `one of ${option.choices.join(', ')}` })
        : option.kind === 'name'
          ? text('a name')
          : option.kind === 'fraction'
            ? relativeSize
            : number;
    return [name, schema.describe(`${option.description} Default: ${String(option.default)}.`).optional()] as const;
  });
  const full = z.strictObject(
    { level: level.optional(), ...Object.fromEntries(options) },
    { error: "a map of 'level' and options" },
  );
  return z
    .union([level, full], { error: "a level (error, warning, information or off), or a map of 'level' and options" })
    .describe(`${info.title} Default: ${info.level}.`)
    .optional();
}

export const checksSchema = z.strictObject(Object.fromEntries(catalogue.map((info) => [info.code, settings(info)])), {
  error: 'a map of check codes to levels',
});

type CheckPart = NonNullable<NonNullable<AnalysisPart['checks']>[string]>;

export function settingsOf(part: CheckPart, path: ConfigPath): CheckSettings {
  const level = levelOf(typeof part === 'object' ? part.level : part);
  const options = mapOf(typeof part === 'object' ? part : undefined, path, (value) => value);
  options.delete('level');
  const values = [...options].map(([name, value]) => [name, optionValue(value === false ? 0 : value)] as const);
  return { path, ...(level !== undefined && { level }), options: new Map(values) };
}

/** `20%` is a fraction; any other text is one of the words that the option knows. */
function optionValue(value: number | string): number | string {
  return typeof value === 'string' && value.trimEnd().endsWith('%') ? sizeOf(value) : value;
}

function levelOf(level: string | false | undefined): Level | undefined {
  // YAML 1.1 reads `off` as false.
  if (level === false) return 'off';
  return level === 'error' || level === 'warning' || level === 'information' || level === 'off' ? level : undefined;
}
