import { createHash } from "node:crypto";

/** SHA-256 of a content's UTF-8 bytes, in hex: what the API shows as a document's `Hash`. */
export function contentHash(content: string): string {
  return createHash("sha256").update(content, "utf8").digest("hex");
}
