import { describe, expect, it } from 'vitest';
import { openEvents } from '../../../src/data/openEvents';
import { expectedColumns } from './tables';
import { fixtures, readAll } from './temporaryFolder';

describe('friends in other formats', () => {
  it.each(['fortran.npy', 'stored.npz', 'small.feather', 'objects.h5:more/matrix'])(
    'reads %s beside a Parquet file, event by event',
    async (friend) => {
      const own = expectedColumns('dictionary.parquet');
      const theirs = expectedColumns(friend);
      const [column = ''] = Object.keys(theirs).filter((name) => !(name in own));
      const wanted = column === '' ? ['float32'] : ['float32', column];
      const source = await openEvents(fixtures, ['dictionary.parquet'], [friend]);
      const read = await readAll(source, wanted, 61);
      expect(read).toEqual({ float32: own['float32'], ...(column === '' ? {} : { [column]: theirs[column] }) });
    },
  );
});
