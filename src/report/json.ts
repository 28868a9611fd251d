import type { LocatedReport } from './located';

/** Version of the form. It grows only when a reader of the old form would be misled. */
export const jsonSchema = 1;

/** The stable form of a report, described in docs/json.md. Infinite and undefined numbers never stand in it. */
export function jsonReport({ report, outcomes, silenced }: LocatedReport): object {
  return {
    schema: jsonSchema,
    tool: { name: 'pullscope', version: report.provenance.versions['pullscope'] },
    analysis: report.analysis,
    outcomes,
    silenced,
    figures: report.figures,
    provenance: report.provenance,
  };
}
