/** What `emulator:` says by itself and beside its model: priors that fit together, inputs that the model takes. */
import type { Analysis, Place } from '../../config/analysis';
import { scenarios, type Emulator, type EmulatorNuisance } from '../../config/emulatorSection';
import { bindEmulator } from '../../model/bindEmulator';
import type { Outcome } from '../../report/report';
import type { Facts } from '../facts';
import { checkRuntime } from './modelRuntime';
import { finding, listed, pass } from './staticOutcome';

/** Parameters that are scanned, and all coordinates together. */
const mostParameters = 4;
const mostCoordinates = 20;

export function checkEmulator(analysis: Analysis, facts: Facts): Outcome[] {
  const { emulator } = analysis;
  if (emulator === undefined) return [];
  return [
    ...ranges(analysis, emulator),
    ...priors(analysis, emulator),
    ...errors(analysis, emulator),
    ...numbers(analysis, emulator),
    ...model(analysis, emulator, facts),
  ];
}

function ranges(analysis: Analysis, { parameters, nuisances }: Emulator): Outcome[] {
  const names = new Set(nuisances.map(({ name }) => name));
  return parameters.flatMap(({ name, path, low, high }) => [
    ...(low < high
      ? []
      : finding(analysis, 'config/value', {
          at: { path },
          message: `The range of '${name}' is empty: write where it begins and where it ends.`,
        })),
    ...(names.has(name)
      ? finding(analysis, 'config/value', {
          at: { path, on: 'key' },
          message: `'${name}' is a parameter and a nuisance: leave one out.`,
        })
      : []),
  ]);
}

function priors(analysis: Analysis, { nuisances, scenarios: complete }: Emulator): Outcome[] {
  const used = scenarios.filter((scenario) => nuisances.some((nuisance) => nuisance.priors.has(scenario)));
  return nuisances.flatMap((nuisance) => {
    const { name, path } = nuisance;
    const at: Place = { path, on: 'key' };
    const lacking = used.filter((scenario) => !nuisance.priors.has(scenario));
    const empty = complete.length === 0 && nuisance.priors.size === 0;
    return [
      ...(empty
        ? finding(analysis, 'config/missing-key', {
            at,
            message: `Nothing is said of '${name}': give it 'known', 'tight' or 'loose'.`,
            target: { feature: name },
          })
        : []),
      ...(lacking.length > 0 && !empty
        ? finding(analysis, 'config/missing-key', {
            at,
            message: `'${name}' has no ${listed(lacking)}, which other nuisances have: all of them need it.`,
            target: { feature: name },
          })
        : []),
      ...widths(analysis, nuisance),
    ];
  });
}

function widths(analysis: Analysis, { name, path, priors: given, trained }: EmulatorNuisance): Outcome[] {
  return [...given].flatMap(([scenario, prior]) => {
    const at = { path: [...path, scenario] };
    const say = (message: string): Outcome[] =>
      finding(analysis, 'config/value', { at, message, target: { feature: name } });
    if (prior.kind === 'normal' && !(prior.sigma > 0)) {
      return say(`The standard deviation of '${name}' must be positive; what is known exactly stands under 'known'.`);
    }
    if (prior.kind === 'uniform' && !(prior.high > prior.low)) return say(`The range of '${name}' is empty.`);
    if (trained === undefined) return [];
    const centre = prior.kind === 'known' ? prior.value : prior.kind === 'normal' ? prior.mean : undefined;
    if (centre !== undefined && (centre < trained.low || centre > trained.high)) {
      return say(
        `'${name}' is expected at ${centre}, outside of where the emulator was trained (${trained.low} to ${trained.high}).`,
      );
    }
    if (prior.kind === 'uniform' && (prior.high <= trained.low || prior.low >= trained.high)) {
      return say(
        `'${name}' is expected outside of where the emulator was trained (${trained.low} to ${trained.high}).`,
      );
    }
    return [];
  });
}

function errors(analysis: Analysis, { data, likelihood, modelError }: Emulator): Outcome[] {
  const { error, covariance, path } = data;
  if (likelihood === 'poisson') {
    const extra = error?.path ?? covariance?.path ?? (modelError > 0 ? ['emulator', 'model-error'] : undefined);
    if (extra === undefined) return [];
    const message = `Counts have the errors that their expectation gives them: leave this out, or write 'likelihood: gaussian'.`;
    return finding(analysis, 'config/value', { at: { path: extra, on: 'key' }, message });
  }
  if (error !== undefined && covariance !== undefined) {
    const message = "'error' and 'covariance' exclude each other: the diagonal of the covariance has the errors.";
    return finding(analysis, 'config/value', { at: { path: covariance.path, on: 'key' }, message });
  }
  if (error !== undefined || covariance !== undefined || modelError > 0) return [];
  const message =
    "The data have no errors: add 'error', such as sqrt(counts), or 'covariance', or 'likelihood: poisson' for counts.";
  return finding(analysis, 'config/missing-key', { at: { path, on: 'key' }, message });
}

function numbers(analysis: Analysis, { path, parameters, nuisances }: Emulator): Outcome[] {
  const at: Place = { path: [...path, 'parameters'], on: 'key' };
  if (parameters.length > mostParameters) {
    const message = `${parameters.length} parameters are scanned, at most ${mostParameters} can be: make nuisances of the others, with uniform priors.`;
    return finding(analysis, 'config/value', { at, message });
  }
  const all = parameters.length + nuisances.length;
  if (all <= mostCoordinates) return [];
  const message = `There are ${all} parameters and nuisances; at most ${mostCoordinates} can be fitted together.`;
  return finding(analysis, 'config/value', { at, message });
}

function model(analysis: Analysis, emulator: Emulator, facts: Facts): Outcome[] {
  const known = facts.model(emulator.model.text);
  if (known?.ok !== true) return [];
  const runtime = checkRuntime(analysis, emulator.model, known);
  const bound = bindEmulator(known, emulator);
  const target = {};
  if (!bound.ok) {
    const { message, path, onKey, suggestion } = bound;
    const at: Place = { path: path ?? emulator.model.path, ...(onKey === true && { on: 'key' as const }) };
    const fix =
      suggestion !== undefined && path ? { at, text: suggestion, title: `Change to '${suggestion}'` } : undefined;
    const hint = fix === undefined ? '' : ` Did you mean '${fix.text}'?`;
    const code = path?.includes('output') === true ? 'model/output' : 'model/inputs';
    return [...finding(analysis, code, { at, message: `${message}${hint}`, target, ...(fix && { fix }) }), ...runtime];
  }
  const names = bound.isNamed ? 'by their names' : 'which it does not name';
  const message = `The emulator takes ${bound.columns.length} parameters and nuisances, as many as are declared, ${names}.`;
  const passed = pass(analysis, 'model/inputs', {
    at: { path: emulator.model.path },
    message,
    target,
    evidence: { features: bound.columns.length },
  });
  return [...passed, ...runtime];
}
