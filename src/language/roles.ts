/** What stands at a path of an analysis file, by the grammar alone: names, expressions, columns, paths of files. */
import type { ConfigPath } from '../config/analysis';
import { checkInfo } from '../config/catalogue';

export type NameKind =
  | 'sample'
  | 'nuisance'
  | 'model'
  | 'application'
  | 'workingPoint'
  | 'class'
  | 'input'
  | 'parameter'
  | 'emulated'
  | 'column'
  | 'anchor'
  | 'check';

/** What a key or a value is. `scope`: of which model, or of which nuisance, the name is. */
export type Role =
  | { readonly kind: 'name'; readonly of: NameKind; readonly scope: string; readonly defines: boolean }
  /** Of columns; inside of a nuisance perhaps with its parameter. */
  | { readonly kind: 'expression'; readonly nuisance: string | undefined }
  /** Of outputs and classes of a model. */
  | { readonly kind: 'output'; readonly model: string }
  | { readonly kind: 'path'; readonly of: 'data' | 'model' | 'preprocessing' | 'table' | 'fit' };

/** @param onKey whether the key is meant, or the value */
export function roleOf(path: ConfigPath, onKey: boolean): Role | undefined {
  const [section, name] = path;
  switch (section) {
    case 'samples':
      return roleInSample(path, onKey);
    case 'model':
      return path.length === 1
        ? onKey
          ? named('model', true)
          : undefined
        : roleInModel('model', path.slice(1), onKey);
    case 'models':
      if (path.length === 2) return onKey ? named('model', true) : undefined;
      return path.length > 2 ? roleInModel(String(name), path.slice(2), onKey) : undefined;
    case 'nominal':
      return path.length === 2 && !onKey ? named('sample') : undefined;
    case 'application':
      return path.length === 2 ? (onKey ? named('application', true) : named('sample')) : undefined;
    case 'nuisances':
      return roleInNuisance(path, onKey);
    case 'protected':
      return path.length === 2 && !onKey ? expression() : undefined;
    case 'learned':
      return path.length === 3 && name === 'observables' && !onKey ? expression() : undefined;
    case 'undetected':
      return path.length === 3 && name === 'within' && onKey ? expression() : undefined;
    case 'pulls':
      return onKey ? undefined : roleInPulls(path);
    case 'abcd':
      return onKey ? undefined : roleInAbcd(path);
    case 'inference':
      return onKey ? undefined : roleInInference(path);
    case 'emulator':
      return onKey ? emulatedName(path) : roleInEmulator(path);
    case 'checks':
      if (onKey) return path.length === 2 ? named('check') : undefined;
      return isNameOption(path) ? named('model') : undefined;
    default:
      return undefined;
  }
}

function roleInSample(path: ConfigPath, onKey: boolean): Role | undefined {
  const [, , key] = path;
  if (path.length === 2) return onKey ? named('sample', true) : undefined;
  switch (key) {
    case 'file':
    case 'friends':
      return onKey ? undefined : { kind: 'path', of: 'data' };
    case 'weight':
    case 'select':
    case 'label':
      return path.length === 3 && !onKey ? expression() : undefined;
    case 'missing':
      return path.length === 4 && onKey ? named('column') : undefined;
    default:
      return undefined;
  }
}

/** @param path below the model */
function roleInModel(model: string, path: ConfigPath, onKey: boolean): Role | undefined {
  const [key, name, part] = path;
  switch (key) {
    case 'file':
    case 'files':
      return onKey ? undefined : { kind: 'path', of: 'model' };
    case 'preprocessing':
      return onKey ? undefined : { kind: 'path', of: 'preprocessing' };
    case 'truth':
      return onKey ? undefined : expression();
    case 'features':
      if (onKey) return undefined;
      return part === 'nuisance' ? named('nuisance') : path.length === 2 ? expression() : undefined;
    case 'working-points':
      return path.length === 2 && onKey ? named('workingPoint', true, model) : undefined;
    case 'classes':
      return path.length === 2 && !onKey ? named('class', true, model) : undefined;
    case 'output':
      if (onKey) return undefined;
      return path.at(-1) === 1 ? named('class', false, model) : { kind: 'output', model };
    case 'inputs':
      if (path.length === 2) return onKey ? named('input', true, model) : undefined;
      if (part === 'mask' || part === 'padding') return onKey ? undefined : named('input', false, model);
      if (onKey || name === undefined) return undefined;
      // Beside the features of a matrix, or of a sequence, which may have names of their own.
      if (path.length === (part === 'features' ? 5 : 4) && path.at(-1) === 'nuisance') return named('nuisance');
      if (path.includes('trained', part === 'features' ? 4 : 3)) return undefined;
      return typeof part === 'number' || (part === 'features' && path.length > 3) ? expression() : undefined;
    default:
      return undefined;
  }
}

function roleInNuisance(path: ConfigPath, onKey: boolean): Role | undefined {
  const [, name, key, inner] = path;
  const nuisance = String(name);
  if (path.length === 2) return onKey ? named('nuisance', true) : undefined;
  switch (key) {
    case 'up':
    case 'down':
      if (path.length !== 5) return undefined;
      if (inner === 'samples') return named('sample');
      return inner === 'replace' ? replacement(nuisance, onKey) : undefined;
    case 'alternative':
    case 'cross-check':
      return path.length === 4 ? named('sample') : undefined;
    case 'replace':
      return path.length === 4 ? replacement(nuisance, onKey) : undefined;
    case 'sample':
      return onKey ? undefined : named('sample');
    case 'column':
      return onKey ? undefined : named('column');
    case 'parameter':
      return onKey ? undefined : named('parameter', true, nuisance);
    default:
      return undefined;
  }
}

function roleInPulls([, kind, key]: ConfigPath): Role | undefined {
  if (key === 'file') return { kind: 'path', of: kind === 'fit' ? 'fit' : 'table' };
  return kind === 'theory' && key !== undefined ? expression() : undefined;
}

function roleInInference([, key, entry]: ConfigPath): Role | undefined {
  if (key === 'data') return named('sample');
  if (entry === undefined) return undefined;
  if (key === 'neyman') return entry === 'nuisance' ? named('nuisance') : undefined;
  if (key === 'nuisances') return named('nuisance');
  return key === 'signal' || key === 'background' ? named('sample') : undefined;
}

/** The one kind of name that a check is told: that of a model, or `first`. */
function isNameOption([, code, option]: ConfigPath): boolean {
  return checkInfo(String(code))?.options[String(option)]?.kind === 'name';
}

function roleInEmulator([, key, part]: ConfigPath): Role | undefined {
  if (key === 'model') return { kind: 'path', of: 'model' };
  if (key === 'inputs' && part !== undefined) return named('emulated');
  if (key !== 'data') return undefined;
  if (part === 'file' || part === 'covariance') return { kind: 'path', of: 'table' };
  return part === 'value' || part === 'error' || part === 'x' ? expression() : undefined;
}

/** What an emulator is made for: parameters that are measured, and nuisances of its own. */
function emulatedName({ 1: key, length }: ConfigPath): Role | undefined {
  return length === 3 && (key === 'parameters' || key === 'nuisances') ? named('emulated', true) : undefined;
}

function roleInAbcd(path: ConfigPath): Role | undefined {
  const [, , key] = path;
  if (path.length === 3) return key === 'weight' ? named('model') : key === 'variable' ? expression() : undefined;
  if (path.length !== 4) return undefined;
  if (key === 'samples' || key === 'subtract' || key === 'signal') return named('sample');
  return key === 'regions' || key === 'axes' ? expression() : undefined;
}

function replacement(nuisance: string, onKey: boolean): Role {
  return onKey ? named('column') : expression(nuisance);
}

function named(of: NameKind, defines = false, scope = ''): Role {
  return { kind: 'name', of, defines, scope };
}

function expression(nuisance?: string): Role {
  return { kind: 'expression', nuisance };
}
