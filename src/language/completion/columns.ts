import type { Sample } from '../../config/analysis';
import type { Facts } from '../../checks/facts';
import type { Column } from '../../data/eventSource';

/** Columns that every one of some samples has in all its files, friends included, as far as these are known. */
export function commonColumns(samples: readonly Sample[], facts: Facts): readonly Column[] {
  const known = samples.flatMap(({ files, friends = [] }) => {
    const ofFriends = friends.flatMap(({ text }) => columnsOf(text, facts) ?? []);
    return files.flatMap(({ text }) => {
      const columns = columnsOf(text, facts);
      return columns === undefined ? [] : [new Map([...ofFriends, ...columns].map((column) => [column.name, column]))];
    });
  });
  const [first, ...others] = known;
  return [...(first?.values() ?? [])].filter(({ name }) => others.every((columns) => columns.has(name)));
}

function columnsOf(reference: string, facts: Facts): readonly Column[] | undefined {
  const file = facts.data(reference);
  return file?.ok === true ? file.columns : undefined;
}
