import { describe, expect, it } from 'vitest';
import { Evaluator } from '../../../src/data/expression/evaluator';
import { parseExpression } from '../../../src/data/expression/expression';
import { openEvents } from '../../../src/data/openEvents';
import { fixtures, readAll, temporaryFolder } from './temporaryFolder';

const folder = temporaryFolder();

describe('friends', () => {
  it('bring further columns of the same entries', async () => {
    const source = await openEvents(fixtures, ['types.root:events'], ['friend.root:extra']);
    const values = await readAll(source, ['with space', 'y'], 250);
    expect(values['y']).toEqual(values['with space']?.map((entry) => 10 * entry));
    expect(source.events).toBe(900);
  });

  it('give way where the sample has a column of the name', async () => {
    const source = await openEvents(fixtures, ['types.root:events'], ['friend.root:extra']);
    const { float64 = [] } = await readAll(source, ['float64']);
    expect(float64[7]).toBe(1);
  });

  it('may have lists, beside which the lists of the sample are read', async () => {
    const source = await openEvents(fixtures, ['types.root:events'], ['friend.root:extra']);
    const evaluator = new Evaluator(parseExpression('hits[0] + 1000 * len(jagged)'));
    const [span] = source.spans(1e9);
    const values: number[] = [];
    for await (const batch of source.read(['hits', 'jagged'], span!)) values.push(...evaluator.evaluate(batch));
    expect(values).toEqual(Array.from({ length: 900 }, (_, entry) => entry + 1000 * (entry % 4)));
  });

  it('are read alone where only their columns are asked for', async () => {
    const source = await openEvents(fixtures, ['types.root:events'], ['friend.root:extra']);
    expect((await readAll(source, ['y'], 100))['y']).toHaveLength(900);
  });

  it('are paired file by file, one friend after the other', async () => {
    const files = ['types.root:events', 'types.root:systematics/up'];
    const friends = ['friend.root:extra', 'types.root:systematics/up'];
    const source = await openEvents(
      fixtures,
      ['types.root:events', 'types.root:events'],
      ['friend.root:extra', 'friend.root:extra'],
    );
    expect((await readAll(source, ['y']))['y']).toHaveLength(1800);
    await expect(openEvents(fixtures, files, [...friends, 'friend.root:extra'])).rejects.toMatchObject({
      code: 'friends',
      message: 'The sample has 2 files and 3 friends: name for each friend as many files as the sample has.',
    });
  });

  it('are files that are watched and known by their stamps, as those of the sample are', async () => {
    const { files, details } = await openEvents(fixtures, ['types.root:events'], ['friend.root:extra']);
    expect(files.map(({ path }) => path.split(/[/\\]/).at(-1))).toEqual(['types.root', 'friend.root']);
    expect(details['friends']).toBe("'friend.root:extra'");
  });

  it('must have as many entries', async () => {
    await expect(openEvents(fixtures, ['types.root:events'], ['friend.root:short'])).rejects.toMatchObject({
      code: 'friends',
      message: "'friend.root:short' has 899 entries and 'types.root:events' 900: friends must have the same events.",
    });
  });

  it('must be of a format with numbered events', async () => {
    folder.write('table.csv', 'x\n1\n');
    await expect(openEvents(fixtures, ['types.root:events'], [`${folder.path}/table.csv`])).rejects.toMatchObject({
      code: 'friends',
      message: expect.stringMatching(/'table.csv' cannot be read beside another file, event by event/) as string,
    });
  });
});
