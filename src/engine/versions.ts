import onnxruntime from 'onnxruntime-node/package.json';
import pullscope from '../../package.json';

/** What a number depends on besides the analysis and its files. */
export function versions(): Record<string, string> {
  return { pullscope: pullscope.version, 'onnxruntime-node': onnxruntime.version, node: process.versions.node };
}
