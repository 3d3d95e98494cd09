import type { Principal } from "../../src/access/principal.ts";
import { callBy, home } from "../fixtures/ports.ts";

/** The users of the installation, with their groups. Ana asks for changes, tom writes documents, fay opens freezes. */
const groups = {
  ana: ["Dev"],
  tom: ["Ops"],
  lee: ["Ops"],
  kim: ["Ops"],
  bob: ["Ops", "Dev"],
  eva: ["Dev"],
  fay: ["Freeze"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type PersonName = keyof typeof groups;

/** Everybody who may be asked to decide; ana and tom must not decide on the changes that they are concerned in. */
export const deciders = ["ana", "tom", "lee", "kim", "bob", "eva", "fay"] as const;

export function person(name: PersonName): Principal {
  return callBy({ user: name, groups: groups[name] }).principal;
}

/** The groups of a user, by its ARN. */
export function groupsOf(userArn: string): readonly string[] {
  const name = userArn.split("/").at(-1) ?? "";
  return Object.hasOwn(groups, name) && userArn === person(name as PersonName).arn ? groups[name as PersonName] : [];
}

export const region = home.region;
