/** docs/calibration.md tells of every check that decides by chance where its false alarms are measured. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sections } from '../../../bench/calibration/sections.mts';
import { decidingByChance, shownWhere } from '../../../bench/calibration/shownWhere';
import { questionsOf } from '../../../src/checks/familyWise';
import { parsed } from '../../../bench/calibration/laboratory';

const page = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'calibration.md'), 'utf8');
const rows = shownWhere();

describe('where checks are measured', () => {
  it('is told of every check that takes an α', () => {
    expect(rows.map(({ code }) => code)).toEqual(decidingByChance);
    expect(decidingByChance).toContain('abcd/closure');
  });

  it.each(rows)('says of $code where false alarms are counted, or why none are', ({ falseAlarms }) => {
    expect(falseAlarms).not.toBe('—');
  });

  it.each(rows)('stands in docs/calibration.md as it is: $code', ({ code, falseAlarms, found, intervals }) => {
    const written = page.split('\n').map((line) => line.replace(/\s*\|\s*/g, '|'));
    expect(written).toContain(`|\`${code}\`|${falseAlarms}|${found}|${intervals}|`);
  });

  it('names sections that the bench has', () => {
    const titles = sections.map(({ title }) => title);
    // Why there is none begins with a small letter.
    const named = rows.flatMap(({ found }) => (/^[A-Z]/.test(found) ? found.split(', ') : []));
    expect(named.filter((title) => !titles.includes(title))).toEqual([]);
    expect(titles).toEqual(expect.arrayContaining(['False alarms', 'At the tolerance']));
  });

  it('is measured where a check may raise an alarm of its own', () => {
    const asking = new Set<string>(
      questionsOf(
        parsed(`pullscope: 1
samples: { tt: { file: 1.csv } }
model: { file: m.onnx, features: [x, { nuisance: z }], output: score }
nominal: [tt]
nuisances: { z: { column: z, sample: tt, prior: 'normal(0, 1)' } }
abcd: { one: { samples: [tt], regions: { A: a, B: b, C: c, D: d }, axes: [a, b] } }
`),
      ),
    );
    const measured = rows.filter(({ code }) => asking.has(code)).map(({ falseAlarms }) => falseAlarms);
    expect(measured.every((where) => /^(False alarms|At the tolerance)/.test(where))).toBe(true);
    expect(measured.length).toBeGreaterThan(4);
  });
});
