import type { ValueMap } from "../documents/value.ts";

/** Values of parameters as the API shows them. */
export type ParameterMap = Readonly<Record<string, readonly string[]>>;

/** One entry of `Targets`. */
export interface Target {
  readonly Key?: string | undefined;
  readonly Values?: readonly string[] | undefined;
}

/** A document version that was resolved and frozen when the request was made. */
export interface FrozenDocument {
  readonly name: string;
  /** Account id, or `Amazon`. */
  readonly owner: string;
  readonly arn: string;
  readonly version: number;
  readonly contentHash: string;
}

/** How a runbook is to run: on no target, or once per target at a bounded rate. */
export interface RunbookRequest {
  readonly document: FrozenDocument;
  /** The name as the caller wrote it: plain or an ARN. */
  readonly requestedName: string;
  /** Values given, as texts; without the target parameter. */
  readonly parameters: ParameterMap;
  /** Values of all parameters, typed, defaults filled in. */
  readonly values: ValueMap;
  readonly targetParameterName?: string;
  readonly targets?: readonly Target[];
  readonly targetMaps?: readonly ParameterMap[];
  readonly maxConcurrency?: string;
  readonly maxErrors?: string;
}
