import { afterEach, beforeEach, expect, it, vi } from 'vitest';

beforeEach(() => {
  vi.resetModules();
});
afterEach(() => {
  vi.unstubAllGlobals();
});

/** The module as a page has it that holds these translations. */
async function spokenIn(sentences: Readonly<Record<string, string>> | undefined) {
  const place = sentences === undefined ? null : { textContent: JSON.stringify(sentences) };
  vi.stubGlobal('document', { getElementById: (id: string) => (id === 'sentences' ? place : null) });
  return (await import('../../../webview/l10n')).l10n;
}

it('says a sentence in the language of the page, with its values where that language has them', async () => {
  const l10n = await spokenIn({ '{0} of {1}': 'von {1}: {0}' });
  expect(l10n.t('{0} of {1}', 3, 'ttH')).toBe('von ttH: 3');
});

it('says in English what has no translation', async () => {
  expect((await spokenIn({ other: 'anders' })).t('{0} passed', 2)).toBe('2 passed');
});

it('says everything in English in a page without translations', async () => {
  expect((await spokenIn(undefined)).t('{0} passed', 2)).toBe('2 passed');
});

it('puts values in as they are, braces and dollar signs among them', async () => {
  expect((await spokenIn(undefined)).t('{0} at {1}', '{1} $& {0}', 1)).toBe('{1} $& {0} at 1');
});
