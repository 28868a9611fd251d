/** One parameter of a fit, whatever tool made it. */
export interface FitParameter {
  readonly name: string;
  /**
   * `nuisance`: constrained by a prior; `normalisation`: free; `gamma`: one for each bin, for the statistics of the
   * simulation or of no declared shape.
   */
  readonly kind: 'nuisance' | 'normalisation' | 'gamma';
  /** θ̂ */
  readonly value: number;
  /** Post-fit uncertainties, both positive; undefined where the file gives none. */
  readonly error: Sides | undefined;
  /** θ₀ */
  readonly nominal: number;
  /** Uncertainties of the prior, both positive; undefined without a prior, and where the file does not tell. */
  readonly prior: Sides | undefined;
  /** The kind is not told by the file but by the parameter's name. */
  readonly byName: boolean;
}

export interface Sides {
  readonly up: number;
  readonly down: number;
}

export interface FitResult {
  readonly tool: 'TRExFitter' | 'cabinetry' | 'pyhf' | 'Combine';
  readonly parameters: readonly FitParameter[];
}

/** A prior N(0, 1), as all tools but pyhf's `lumi` write constrained parameters. */
export const unitPrior: Sides = { up: 1, down: 1 };

const freeNames = /^(?:mu|r|k)(?:$|[_\s.])|^(?:nf|normfactor)[_\s.]|strength|oversm$/i;
const normalisationNames = /(?:^|[_\s.])norm(?:$|[_\s.])/i;

/**
 * Whether a parameter is free, by its name: `mu`, `mu_XS_ttH`, `r`, `k_tt`, `SigXsecOverSM`, `Signal strength`; and
 * `tt_norm` where it lies nearer to 1 than to 0, since constrained parameters bear such names, too.
 */
function seemsFree(name: string, value: number): boolean {
  return freeNames.test(name) || (normalisationNames.test(name) && value > 0.5);
}

/** A parameter of a file that tells no kinds and has priors N(0, 1). */
export function parameterByName(name: string, value: number, error: Sides | undefined): FitParameter {
  const about = { name, value, error };
  if (/^(?:gamma_|staterror_)|\[\d+\]$/.test(name)) {
    return { ...about, kind: 'gamma', nominal: 1, prior: undefined, byName: false };
  }
  // Combine's, where its parameters are written as cabinetry's.
  if (name.startsWith('prop_bin')) return { ...about, kind: 'gamma', nominal: 0, prior: undefined, byName: false };
  if (seemsFree(name, value)) return { ...about, kind: 'normalisation', nominal: 1, prior: undefined, byName: true };
  return { ...about, kind: 'nuisance', nominal: 0, prior: unitPrior, byName: false };
}
