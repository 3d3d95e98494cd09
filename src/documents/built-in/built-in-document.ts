import type { DocumentFormat } from "../parse.ts";

/** A document that every account can read, owned by Amazon, version 1. */
export interface BuiltInDocument {
  readonly name: string;
  readonly documentType: "Automation" | "Automation.ChangeTemplate";
  readonly format: DocumentFormat;
  readonly content: string;
}
