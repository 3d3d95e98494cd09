const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const OPS_ITEM_ID = /^oi-[0-9a-f]{12}$/;
const ACCOUNT_ID = /^[0-9]{12}$/;

/** Whether a text is a UUID, as the ids of executions and steps are; in either case. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** Whether a text is the id of an OpsItem: `oi-` and 12 hexadecimal digits in lower case. */
export function isOpsItemId(text: string): boolean {
  return OPS_ITEM_ID.test(text);
}

/** Whether a text is the number of an account: 12 digits. */
export function isAccountId(text: string): boolean {
  return ACCOUNT_ID.test(text);
}
