import { describe, expect, it } from 'vitest';
import { optionOf, severityOf } from '../../../src/checks/severity';
import type { CheckSettings } from '../../../src/config/analysis';

function withChecks(code: string, settings: Partial<CheckSettings>) {
  return { checks: new Map([[code, { path: ['checks', code], options: new Map<string, number>(), ...settings }]]) };
}

describe('severityOf', () => {
  it('is the level of the catalogue where checks: says nothing', () => {
    expect(severityOf({ checks: new Map() }, 'data/negative-weights')).toBe('information');
  });

  it('is the level that checks: sets', () => {
    expect(severityOf(withChecks('nuisance/large', { level: 'error' }), 'nuisance/large')).toBe('error');
  });

  it('keeps the level of the catalogue where checks: sets options alone', () => {
    expect(severityOf(withChecks('nuisance/large', {}), 'nuisance/large')).toBe('warning');
  });

  it('is undefined where the check is off', () => {
    expect(severityOf(withChecks('nuisance/large', { level: 'off' }), 'nuisance/large')).toBeUndefined();
  });
});

describe('optionOf', () => {
  it('is the default of the catalogue where checks: says nothing', () => {
    expect(optionOf({ checks: new Map() }, 'nuisance/large', 'tolerance')).toBe(0.1);
  });

  it('is the number that checks: sets', () => {
    const analysis = withChecks('nuisance/large', { options: new Map([['tolerance', 0.2]]) });
    expect(optionOf(analysis, 'nuisance/large', 'tolerance')).toBe(0.2);
  });

  it('refuses an option that the catalogue does not have, safe with names of Object.prototype', () => {
    expect(() => optionOf({ checks: new Map() }, 'nuisance/large', 'constructor')).toThrow("no option 'constructor'");
  });
});
