import { styleText } from 'node:util';
import type { Paint } from '../report/text';

export const plainText: Paint = (_style, text) => text;

/** NO_COLOR is respected (no-color.org). */
export const colours: Paint = (style, text) =>
  process.env['NO_COLOR'] === undefined || process.env['NO_COLOR'] === '' ? styleText(style, text) : text;
