import { z } from "zod";

const accountId = z.string().regex(/^\d{12}$/v, "must be 12 digits");
const entityName = z
  .string()
  .regex(/^[A-Za-z0-9+=,.@_\-]{1,64}$/v, "must be 1 to 64 letters, digits and the signs + = , . @ _ -");

const accessKey = z.strictObject({
  accessKeyId: z.string().regex(/^[A-Za-z0-9_]{16,128}$/v, "must be 16 to 128 letters, digits and underscores"),
  secretAccessKey: z.string().regex(/^[!-~]{16,256}$/v, "must be 16 to 256 visible ASCII characters"),
  sessionToken: z
    .string()
    .regex(/^[!-~]{1,4096}$/v, "must be 1 to 4096 visible ASCII characters")
    .optional(),
});

const entityPath = z
  .string()
  .regex(/^\/(?:[!-~]{1,510}\/)?$/v, "must begin and end with a slash")
  .default("/");

const user = z.strictObject({
  name: entityName,
  path: entityPath,
  accountId: accountId.optional(),
  accessKeys: listOf(accessKey),
});
const role = z.strictObject({ name: entityName, path: entityPath, accountId: accountId.optional() });

const group = z.strictObject({
  name: entityName,
  accountId: accountId.optional(),
  members: listOf(z.string()),
});

/**
 * The shape of `identities.yaml`. Who is in a group stands with the group, so that everybody who may approve as its
 * member is seen in one place; a group's members are users of the group's own account.
 *
 * ```yaml
 * users:
 *   - name: ana
 *     path: /ops/                # default /
 *     accountId: "111122223333"  # default: the installation's
 *     accessKeys:
 *       - accessKeyId: ...
 *         secretAccessKey: ...
 *         sessionToken: ...      # only on temporary credentials
 * groups:                        # each may have an accountId
 *   - name: Approvers
 *     members: [ana]
 * roles:                         # that automations may name as theirs; each may have a path and an accountId
 *   - name: Deployer
 * ```
 */
export const identitiesFile = z.strictObject({ users: listOf(user, 1), groups: listOf(group), roles: listOf(role) });

/** See {@link identitiesFile}. */
export type IdentitiesFile = z.infer<typeof identitiesFile>;

/** Where the installation stands: the account of users that name none, and the Region that decides the ARN's partition. */
export interface Installation {
  readonly accountId: string;
  readonly region: string;
}

/** The account of a user, a group or a role. */
export function accountOf(entry: { readonly accountId?: string | undefined }, installation: Installation): string {
  return entry.accountId ?? installation.accountId;
}

/** An empty value in the file is an empty list. */
function listOf<Item extends z.ZodType>(item: Item, lengthMin = 0) {
  const list = z.array(item).min(lengthMin, "names nobody");
  return z.preprocess((value) => (value === "" || value === undefined ? [] : value), list);
}
