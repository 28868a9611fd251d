/** Reads members of the records that jsroot makes of ROOT's objects: a damaged file can leave anything in them. */
export type RootObject = Readonly<Record<string, unknown>>;

export function isRootObject(value: unknown): value is RootObject {
  return typeof value === 'object' && value !== null;
}

/** @throws Error where the member is no whole number that a double holds */
export function integer(object: RootObject, member: string): number {
  const value = object[member];
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw new Error(`${member} is not a whole number`);
  return value;
}

export function text(object: RootObject, member: string): string {
  const value = object[member];
  return typeof value === 'string' ? value : '';
}

export function object(owner: RootObject, member: string): RootObject | undefined {
  const value = owner[member];
  return isRootObject(value) ? value : undefined;
}

const longestList = 1_000_000;

/** The objects of a TObjArray or TList; holes are undefined. */
export function objects(owner: RootObject, member: string): readonly (RootObject | undefined)[] {
  const list = object(owner, member)?.['arr'];
  if (!Array.isArray(list)) return [];
  if (list.length > longestList) throw new Error(`${member} says that it has ${list.length} members`);
  return list.map((item: unknown) => (isRootObject(item) ? item : undefined));
}

/** @throws Error where the member holds fewer than `count` whole numbers */
export function integers(owner: RootObject, member: string, count: number): number[] {
  const list = owner[member];
  const values: number[] = [];
  for (let index = 0; index < count; index++) {
    const value: unknown =
      Array.isArray(list) || ArrayBuffer.isView(list) ? (list as ArrayLike<unknown>)[index] : undefined;
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw new Error(`${member} is too short`);
    values.push(value);
  }
  return values;
}
