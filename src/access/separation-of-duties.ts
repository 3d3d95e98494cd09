/** Who must not decide on a change: who asked for it, and who wrote what it runs. All are principal ARNs. */
export interface Duties {
  readonly requester: string;
  /** Who wrote the template version and the runbook version. */
  readonly authors: readonly string[];
}

/**
 * Tells why a principal must not decide on a change, or undefined when it may. This is the product's one rule of
 * separation of duties.
 *
 * Differs from AWS: AWS lets requesters and authors approve their own changes; here the setting
 * `/ssm/change-manager/allow-self-approval` must be `true` for that.
 */
export function separationProblem(
  principalArn: string,
  duties: Duties,
  allowSelfApproval: boolean,
): string | undefined {
  if (allowSelfApproval) return undefined;
  const role = conflictingDuty(principalArn, duties);
  if (role === undefined) return undefined;
  return (
    `User: ${principalArn} ${role} and can't decide on it ` +
    "(separation of duties; the setting /ssm/change-manager/allow-self-approval turns this off)."
  );
}

function conflictingDuty(principalArn: string, { requester, authors }: Duties): string | undefined {
  if (principalArn === requester) return "requested this change";
  if (authors.includes(principalArn)) return "wrote the template or the runbook version of this change";
  return undefined;
}
