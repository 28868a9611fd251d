/** Events as a structured array of NumPy: columns that are used, among many that are not. */

const used = 14;
const columnCount = 128;

/** Rows of the block that is written again and again. */
export const blockRows = 65_536;

/** @param csv the events, with their names in the first line */
export function npyBlock(csv: string): Buffer {
  const lines = csv.split('\n', blockRows + 1).slice(1);
  if (lines.length < blockRows) throw new Error(`The block of events has ${lines.length} of ${blockRows} rows.`);
  const values = new Float32Array(blockRows * columnCount);
  for (const [row, line] of lines.entries()) {
    const cells = line.split(',');
    for (let column = 0; column < columnCount; column++) {
      values[row * columnCount + column] = column < used ? Number(cells[column]) : (row * (column + 1)) % 1000;
    }
  }
  return Buffer.from(values.buffer);
}

/** @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */
export function npyHeader(rows: number): Buffer {
  const names = [
    ...Array.from({ length: 10 }, (_, index) => `x${index}`),
    ...['weight', 'weight_up', 'weight_down', 'label'],
    ...Array.from({ length: columnCount - used }, (_, index) => `other${index}`),
  ];
  const fields = names.map((name) => `('${name}', '<f4')`).join(', ');
  const text = `{'descr': [${fields}], 'fortran_order': False, 'shape': (${rows},), }`;
  const length = Math.ceil((text.length + 11) / 64) * 64 - 10;
  const start = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, length & 255, length >> 8]);
  return Buffer.concat([start, Buffer.from(`${text.padEnd(length - 1)}\n`)]);
}
