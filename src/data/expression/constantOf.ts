import type { ExpressionNode } from './expression';
import { binaryKernels, conditional, functionKernels, unaryKernels, type Kernel } from './kernels';

/** The value of a part that names no column, computed once with the same kernels. */
export function constantOf(node: ExpressionNode): number | undefined {
  switch (node.kind) {
    case 'number':
      return node.value;
    case 'unary':
      return applyOnce(unaryKernels[node.operator], [constantOf(node.argument)]);
    case 'binary':
      return applyOnce(binaryKernels[node.operator], [constantOf(node.left), constantOf(node.right)]);
    case 'conditional':
      return applyOnce(conditional, [constantOf(node.test), constantOf(node.then), constantOf(node.otherwise)]);
    case 'call': {
      const [first, ...rest] = node.arguments.map(constantOf);
      const kernel = functionKernels[node.name];
      if (rest.length === 0) return applyOnce(kernel, [first]);
      return rest.reduce((result, value) => applyOnce(kernel, [result, value]), first);
    }
    // Lists are columns, or made of them.
    case 'column':
    case 'reduction':
    case 'element':
      return undefined;
  }
}

function applyOnce(kernel: Kernel, operands: readonly (number | undefined)[]): number | undefined {
  const cells: Float64Array[] = [];
  for (const operand of operands) {
    if (operand === undefined) return undefined;
    cells.push(Float64Array.of(operand));
  }
  const out = new Float64Array(1);
  const [a = out, b = a, c = a] = cells;
  kernel(out, a, b, c, 1);
  return out[0];
}
