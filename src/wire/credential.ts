import type { Principal } from "../api/principal.ts";

/** What an access key stands for. */
export interface Credential {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Only on temporary credentials: has to come with every request. */
  readonly sessionToken?: string;
  /** When temporary credentials end, in milliseconds since 1970. */
  readonly expiresAtMs?: number;
  readonly principal: Principal;
}

/** Finds the credential of an access key. */
export type FindCredential = (accessKeyId: string) => Credential | undefined;
