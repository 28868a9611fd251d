/** Contrasts and tests of an analysis, made from its profiles when first asked for and shared by all checks. */
import type { Analysis, Model } from '../config/analysis';
import { sidesOf, standInFor, type NuisanceSide } from '../config/nuisanceSides';
import {
  addVariables,
  varianceOf,
  type BinSums,
  type ClassProfile,
  type SampleProfile,
  type VariableProfile,
  type VariedClass,
} from '../profile/profile';
import type { ProfileSet } from '../profile/profileSet';
import { plotGroups, type VariableEdges } from '../profile/binnings';
import { Binning } from '../stats/binning';
import { contrastOf, hasShapes, type Contrast, type ContrastPart } from '../stats/contrast';
import { DrawMemo, fingerprint } from '../stats/drawMemo';
import type { MigrationCells } from '../stats/migration';
import { NormalTable } from '../stats/normalTable';
import { overlapOfShapes } from './overlapOfShapes';
import { binCentres, shapeTest, type BinAxis, type ShapeTest } from '../stats/shapeTest';

/** Label of a class; undefined for events without labels. */
export type ClassLabel = number | undefined;

export interface MeasuredModel {
  readonly index: number;
  readonly model: Model;
  readonly binning: Binning;
  readonly edges: VariableEdges;
  /** For each working point the first bin that passes it (score ≥ threshold). */
  readonly workingPoints: readonly { readonly name: string; readonly threshold: number; readonly firstBin: number }[];
}

/** A contrast with its shape test, in units of the nominal σ where it says so. */
export interface MeasuredShape extends ShapeTest {
  /** Standard deviation of the nominal side. */
  readonly sigma: number;
}

/** A side of a nuisance, or another variation that has a name of its own among its variations. */
export type NamedVariation = Omit<NuisanceSide, 'side'> & { readonly side: string };

type Sums = Pick<BinSums, 'sumWeights' | 'sumWeights2'>;

export class Measurements {
  readonly models: readonly MeasuredModel[];
  readonly features: readonly { readonly name: string; readonly edges: VariableEdges }[];
  /** Classes of the nominal samples, ascending. */
  readonly labels: readonly ClassLabel[];
  /** Variations of all nuisances, cross-checks too. */
  readonly sides: readonly NuisanceSide[];
  private readonly contrasts = new Map<string, Contrast>();
  private readonly shapes = new Map<string, MeasuredShape | undefined>();

  constructor(
    readonly analysis: Analysis,
    readonly profiles: ProfileSet,
    /** From which every draw of random numbers is seeded, with the name of what is drawn. */
    readonly seed: number,
    /** What was drawn before, in this run or an earlier one of this process. */
    readonly memo = new DrawMemo(),
  ) {
    this.models = profiles.models.map(({ name }, index) => {
      const model = analysis.models.get(name);
      const edges = profiles.edges.scores[index];
      if (model === undefined || edges === undefined) throw new Error(`no edges were chosen for model '${name}'`);
      const binning = new Binning(edges.edges);
      return {
        index,
        model,
        binning,
        edges,
        workingPoints: model.workingPoints.map(({ name: workingPoint, threshold }) => ({
          name: workingPoint,
          threshold,
          firstBin: binning.index(threshold),
        })),
      };
    });
    this.features = profiles.features.map((name, index) => {
      const edges = profiles.edges.features[index];
      if (edges === undefined) throw new Error(`no edges were chosen for feature '${name}'`);
      return { name, edges };
    });
    const labels = new Set(this.nominalSamples().flatMap(({ profile }) => profile.classes.map(({ label }) => label)));
    this.labels = [...labels].sort((a, b) => (a ?? -Infinity) - (b ?? -Infinity));
    this.sides = [...analysis.nuisances.values()].flatMap(sidesOf);
  }

  /** @throws Error when the sample was not profiled: a bug */
  sample(name: string): SampleProfile {
    const profile = this.profiles.samples.get(name);
    if (profile === undefined) throw new Error(`sample '${name}' was not profiled`);
    return profile;
  }

  nominalSamples(): { readonly name: string; readonly profile: SampleProfile }[] {
    return this.analysis.nominal.map(({ sample }) => ({ name: sample, profile: this.sample(sample) }));
  }

  /** Nominal samples that hold events of a class. */
  samplesOf(label: ClassLabel): string[] {
    return this.nominalSamples()
      .filter(({ profile }) => profile.classes.some((one) => one.label === label))
      .map(({ name }) => name);
  }

  /** The two classes of a binary model, background first: the only two labels there are. */
  binaryLabels(): readonly [number, number] | undefined {
    const [background, signal, ...others] = this.labels;
    return background !== undefined && signal !== undefined && others.length === 0 ? [background, signal] : undefined;
  }

  /** A feature or score of all nominal events of a class (of every class with `all`), added over samples. */
  nominal(kind: 'features' | 'scores', index: number, label: ClassLabel | 'all'): VariableProfile | undefined {
    return addVariables(
      this.nominalSamples().flatMap(({ profile }) =>
        profile.classes
          .filter((one) => label === 'all' || one.label === label)
          .flatMap((one) => one[kind][index] ?? []),
      ),
    );
  }

  /** A feature or score of all events of one sample. */
  ofSample(kind: 'features' | 'scores', index: number, sample: string): VariableProfile | undefined {
    return addVariables(this.sample(sample).classes.flatMap((one) => one[kind][index] ?? []));
  }

  /** The score of one class in some nominal samples (all that hold it), nominal against a variation. */
  contrast(model: MeasuredModel, side: NamedVariation, label: ClassLabel, samples = this.samplesOf(label)): Contrast {
    const key = JSON.stringify([this.nameOf(model, side), label ?? null, samples]);
    let contrast = this.contrasts.get(key);
    if (contrast === undefined) {
      const { bins } = model.binning;
      const parts = this.partsOf(
        side,
        label,
        samples,
        bins,
        (one) => one.scores[model.index]?.histogram,
        (one) => {
          const score = one.scores[model.index];
          return score && { ...score.histogram, cells: score.migration };
        },
      );
      contrast = contrastOf(bins, parts);
      this.contrasts.set(key, contrast);
    }
    return contrast;
  }

  /** The yield of one class, nominal against a variation: one bin with all selected events, scored or not. */
  yields(side: NuisanceSide, label: ClassLabel): Contrast {
    const parts = this.partsOf(
      side,
      label,
      this.samplesOf(label),
      1,
      ({ sumWeights, sumWeights2 }) => oneBin(sumWeights, sumWeights2),
      ({ sumWeights, sumWeights2, yieldMigration }) => ({ ...oneBin(sumWeights, sumWeights2), cells: yieldMigration }),
    );
    return contrastOf(1, parts);
  }

  /** Compares the score's shape; undefined where a side has no positive sum of weights. */
  shape(model: MeasuredModel, side: NuisanceSide, label: ClassLabel): MeasuredShape | undefined {
    const key = `${this.nameOf(model, side)}/${label}`;
    if (!this.shapes.has(key)) {
      const nominal = this.nominal('scores', model.index, label);
      this.shapes.set(
        key,
        nominal &&
          this.testShape(
            this.contrast(model, side, label),
            this.axis(model.edges, nominal),
            varianceOf(nominal.sums),
            key,
          ),
      );
    }
    return this.shapes.get(key);
  }

  /**
   * Compares the shape of a feature or score, all nominal samples together against another sample. Events that are in
   * both are known by their place in the files, and make the two sides depend on each other.
   * @param factors by class, for nominal events weighted to another mixture
   */
  shapeAgainst(
    kind: 'features' | 'scores',
    index: number,
    sample: string,
    factors?: ReadonlyMap<ClassLabel, number>,
  ): { contrast: Contrast; shape: MeasuredShape; nominal: VariableProfile; applied: VariableProfile } | undefined {
    const nominal = this.nominal(kind, index, 'all');
    const applied = this.ofSample(kind, index, sample);
    const edges = this.profiles.edges[kind][index];
    if (nominal === undefined || applied === undefined || edges === undefined) return undefined;
    const compared = factors === undefined ? nominal.histogram : this.reweighted(kind, index, factors);
    const sides = {
      nominal: compared.sumWeights,
      nominalSquares: compared.sumWeights2,
      varied: applied.histogram.sumWeights,
      variedSquares: applied.histogram.sumWeights2,
    };
    const shared = overlapOfShapes(
      { kind, index, edges: edges.edges },
      this.nominalSamples().map(({ profile }) => profile),
      { rows: this.sample(sample).rows, variable: applied },
      factors,
    );
    const contrast = contrastOf(nominal.histogram.sumWeights.length, [
      shared === undefined ? { kind: 'independent', ...sides } : { kind: 'overlapping', ...sides, shared },
    ]);
    const axis = this.axis(edges, nominal, applied);
    const shape = this.testShape(contrast, axis, varianceOf(nominal.sums), `${kind}/${index}/${sample}`);
    return shape && { contrast, shape, nominal, applied };
  }

  /** Whether no event at all differs between nominal and a variation. */
  nothingChanges(side: NuisanceSide): boolean {
    return this.analysis.nominal.every(({ sample }) => {
      const standIn = standInFor(sample, side.variation);
      if (standIn.sample !== sample) return false;
      if (standIn.variation === undefined) return true;
      return this.profiles.variations.get(sample)?.get(standIn.variation)?.changedEvents === 0;
    });
  }

  /** Whether a variation says anything of a class: other samples or replaced columns for one of its samples. */
  touches(side: NuisanceSide, label: ClassLabel): boolean {
    return this.samplesOf(label).some((sample) => {
      const standIn = standInFor(sample, side.variation);
      return standIn.sample !== sample || standIn.variation !== undefined;
    });
  }

  /** The sample that stands for one of a class in a variation and has no event of that class: nothing can be compared. */
  withoutClass(side: NuisanceSide, label: ClassLabel): string | undefined {
    return this.samplesOf(label)
      .map((sample) => standInFor(sample, side.variation).sample)
      .find((standIn) => !this.sample(standIn).classes.some((one) => one.label === label));
  }

  /** Whether nominal and varied are the same events, for every nominal sample. */
  sameEvents(side: NuisanceSide): boolean {
    return this.analysis.nominal.every(({ sample }) => standInFor(sample, side.variation).sample === sample);
  }

  /** Mean of the score of a class in a variation; undefined where Σw is not positive. */
  variedMean(model: MeasuredModel, side: NuisanceSide, label: ClassLabel): number | undefined {
    let weights = 0;
    let weighted = 0;
    for (const profile of this.variedScores(model, side, label)) {
      weights += profile.sums.sumWeights;
      weighted += profile.sums.sumWeightedX + profile.sums.origin * profile.sums.sumWeights;
    }
    return weights > 0 ? weighted / weights : undefined;
  }

  /** Positions of the bins, for errors of means. */
  positions(model: MeasuredModel): Float64Array {
    const nominal = this.nominal('scores', model.index, 'all');
    if (nominal === undefined) throw new Error('no nominal sample was profiled');
    return binCentres(this.axis(model.edges, nominal));
  }

  /** Bins of the plot for each bin of a variable. */
  plotGroups(edges: VariableEdges): Int32Array {
    return plotGroups(new Binning(edges.edges), edges.plot);
  }

  private variedScores(model: MeasuredModel, side: NuisanceSide, label: ClassLabel): VariableProfile[] {
    return this.samplesOf(label).flatMap((sample) => {
      const standIn = standInFor(sample, side.variation);
      const classes =
        standIn.variation === undefined
          ? this.sample(standIn.sample).classes
          : this.profiles.variations.get(standIn.sample)?.get(standIn.variation)?.classes;
      return classes?.find((one) => one.label === label)?.scores[model.index] ?? [];
    });
  }

  /** What each nominal sample adds to a contrast of one class. */
  private partsOf(
    side: Pick<NuisanceSide, 'variation'>,
    label: ClassLabel,
    samples: readonly string[],
    bins: number,
    nominalSums: (one: ClassProfile) => Sums | undefined,
    variedSums: (one: VariedClass) => (Sums & { readonly cells: MigrationCells }) | undefined,
  ): ContrastPart[] {
    const none: Sums = { sumWeights: new Float64Array(bins), sumWeights2: new Float64Array(bins) };
    const ofClass = <One extends { label: ClassLabel }>(classes: readonly One[] | undefined): One | undefined =>
      classes?.find((one) => one.label === label);
    const sumsOf = (sample: string): Sums => {
      const one = ofClass(this.sample(sample).classes);
      return (one && nominalSums(one)) ?? none;
    };
    return samples.map((sample): ContrastPart => {
      const { sumWeights: nominal, sumWeights2: nominalSquares } = sumsOf(sample);
      const standIn = standInFor(sample, side.variation);
      const variedClass =
        standIn.variation === undefined
          ? undefined
          : ofClass(this.profiles.variations.get(standIn.sample)?.get(standIn.variation)?.classes);
      const varied = variedClass && variedSums(variedClass);
      if (standIn.sample !== sample) {
        const other = varied ?? sumsOf(standIn.sample);
        return {
          kind: 'independent',
          nominal,
          nominalSquares,
          varied: other.sumWeights,
          variedSquares: other.sumWeights2,
        };
      }
      if (varied === undefined) return { kind: 'unchanged', nominal, nominalSquares };
      return { kind: 'paired', nominal, varied: varied.sumWeights, cells: varied.cells };
    });
  }

  /** A feature or score of all nominal events, those of each class weighted by a factor. */
  private reweighted(kind: 'features' | 'scores', index: number, factors: ReadonlyMap<ClassLabel, number>): Sums {
    const bins = this.profiles.edges[kind][index]!.edges.length + 1;
    const sums = { sumWeights: new Float64Array(bins), sumWeights2: new Float64Array(bins) };
    for (const label of this.labels) {
      const factor = factors.get(label) ?? 1;
      const histogram = this.nominal(kind, index, label)?.histogram;
      histogram?.sumWeights.forEach((content, bin) => (sums.sumWeights[bin]! += factor * content));
      histogram?.sumWeights2.forEach((content, bin) => (sums.sumWeights2[bin]! += factor ** 2 * content));
    }
    return sums;
  }

  private axis(edges: VariableEdges, ...variables: readonly VariableProfile[]): BinAxis {
    const low = Math.min(edges.edges[0]!, ...variables.map(({ sums }) => sums.low));
    const high = Math.max(edges.edges[edges.edges.length - 1]!, ...variables.map(({ sums }) => sums.high));
    return { edges: edges.edges, low, high };
  }

  /**
   * Compares the shapes of the two sides; undefined where one has none (`hasShapes`), or no width.
   * @param variance of the nominal side, where it is positive
   * @param name unique in an analysis
   */
  testShape(contrast: Contrast, axis: BinAxis, variance: number | undefined, name: string): MeasuredShape | undefined {
    if (variance === undefined || !hasShapes(contrast)) return undefined;
    const drawn = this.memo.remember(`${this.seed}/${name}/${axis.low}/${axis.high}/${fingerprint(contrast)}`, () =>
      shapeTest(contrast, axis, new NormalTable(this.seed)),
    );
    return { ...drawn, sigma: Math.sqrt(variance) };
  }

  private nameOf(model: MeasuredModel, side: NamedVariation): string {
    return `${model.model.name}/${side.nuisance.name}/${side.side}`;
  }
}

function oneBin(sumWeights: number, sumWeights2: number): Sums {
  return { sumWeights: Float64Array.of(sumWeights), sumWeights2: Float64Array.of(sumWeights2) };
}
