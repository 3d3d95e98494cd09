import type * as z from "zod";
import { automationOperations } from "./automation.ts";
import { calendarOperations } from "./calendars.ts";
import { documentOperations } from "./documents.ts";
import { opsItemOperations } from "./ops-items.ts";
import { settingOperations } from "./settings.ts";
import { tagOperations } from "./tags.ts";

/** Every operation that this server carries out, by the name that clients send. */
export const operations = {
  ...automationOperations,
  ...documentOperations,
  ...calendarOperations,
  ...opsItemOperations,
  ...tagOperations,
  ...settingOperations,
};

/** The name of an operation. */
export type OperationName = keyof typeof operations;

/** What an operation takes, checked; times are `Date`s. */
export type Input<Name extends OperationName> = z.output<(typeof operations)[Name]["input"]>;

/** What an operation answers; times are `Date`s, and members that are undefined are left out on the wire. */
export type Output<Name extends OperationName> = DeepReadonly<z.output<(typeof operations)[Name]["output"]>>;

/** Whether a name is that of an operation. */
export function isOperationName(name: string): name is OperationName {
  return Object.hasOwn(operations, name);
}

type DeepReadonly<T> = T extends Date
  ? T
  : T extends readonly (infer Element)[]
    ? readonly DeepReadonly<Element>[]
    : T extends object
      ? { readonly [Member in keyof T]: DeepReadonly<T[Member]> }
      : T;
