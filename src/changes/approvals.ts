import type { Approver, ApproverType } from "./approvers.ts";

/** A line of an approval level, resolved. A `Session` is one assumed-role session, which only runbooks name. */
export interface ApprovalLine {
  readonly type: ApproverType | "Session";
  readonly approver: string;
  /** Approvals that must come from this line; 0: it may contribute. */
  readonly minRequiredApprovals: number;
}

/** What an approval demands. */
export interface ApprovalDemand {
  /** Approvals needed in all, from whichever lines; 0 where only the lines demand. */
  readonly minRequiredApprovals: number;
  readonly lines: readonly ApprovalLine[];
}

/** A decision as it was recorded. */
export interface Decision {
  /** Key of the principal: two decisions with the same key come from the same one. */
  readonly principal: string;
  readonly decision: "Approve" | "Reject";
  readonly comment: string | null;
  readonly timeMs: number;
  /** Positions of the lines that the principal matched when it decided; never re-evaluated. */
  readonly matched: readonly number[];
}

/**
 * Tells whether the approvals given satisfy a level: at least `minRequiredApprovals` distinct principals, and an
 * assignment of principals to lines they match, one line per principal, that gives each line what it demands. A level
 * that demands nothing at all needs one approval.
 */
export function isSatisfied(demand: ApprovalDemand, decisions: readonly Decision[]): boolean {
  const approvals = distinctApprovals(decisions);
  const lineDemand = demand.lines.reduce((sum, line) => sum + line.minRequiredApprovals, 0);
  // Before any place is made: a demand may be larger than there will ever be principals.
  if (approvals.length < Math.max(demand.minRequiredApprovals, lineDemand, 1)) return false;
  return canServeLines(demand.lines, approvals);
}

function distinctApprovals(decisions: readonly Decision[]): readonly Decision[] {
  const seen = new Set<string>();
  return decisions.filter(({ principal, decision }) => {
    if (decision !== "Approve" || seen.has(principal)) return false;
    seen.add(principal);
    return true;
  });
}

/** Bipartite matching by augmenting paths: every place of every line must find an approval of its own. */
function canServeLines(lines: readonly ApprovalLine[], approvals: readonly Decision[]): boolean {
  const places = lines.flatMap((line, index) => Array.from({ length: line.minRequiredApprovals }, () => index));
  const placeOf = new Map<number, number>();
  return places.every((_, place) => assign(place, new Set()));

  function assign(place: number, tried: Set<number>): boolean {
    const line = places[place];
    if (line === undefined) return false;
    return approvals.some((approval, candidate) => {
      if (tried.has(candidate) || !approval.matched.includes(line)) return false;
      tried.add(candidate);
      const taken = placeOf.get(candidate);
      if (taken !== undefined && !assign(taken, tried)) return false;
      placeOf.set(candidate, place);
      return true;
    });
  }
}

/**
 * Tells why a level could never be satisfied in an installation that knows users and groups only, or undefined when it
 * can be. Members of a group are not counted: they may still join.
 */
export function impossibleDemand(demand: ApprovalDemand): string | undefined {
  const unknown = demand.lines.filter(({ type }) => type !== "IamUser" && type !== "IamGroup");
  const demanded = unknown.find(({ minRequiredApprovals }) => minRequiredApprovals > 0);
  if (demanded !== undefined) {
    return `approvals of ${demanded.type} ${demanded.approver} can't be given: role sessions and directory users don't exist on this server yet`;
  }
  const userLines = demand.lines.filter(({ type }) => type === "IamUser");
  const users = new Set(userLines.map((line) => line.approver.toLowerCase()));
  if (users.size > 0 && !isSatisfied({ minRequiredApprovals: 0, lines: userLines }, approvalsOfAll(users, userLines))) {
    return "the lines of single users demand more approvals than the users they name can give, each of them one";
  }
  if (demand.lines.some(({ type }) => type === "IamGroup")) return undefined;
  const needed = Math.max(demand.minRequiredApprovals, 1);
  if (users.size >= needed) return undefined;
  return unknown.length > 0
    ? `${needed} approvals are required, of which role sessions or directory users, who don't exist on this server yet, would have to give at least ${needed - users.size}`
    : `${needed} approvals are required, but only ${users.size} users are named`;
}

/** What it would look like if every user that the lines name had approved. */
function approvalsOfAll(users: ReadonlySet<string>, lines: readonly ApprovalLine[]): readonly Decision[] {
  return [...users].map((user) => ({
    principal: user,
    decision: "Approve",
    comment: null,
    timeMs: 0,
    matched: lines.flatMap(({ approver }, index) => (approver.toLowerCase() === user ? [index] : [])),
  }));
}

/** The approvers of some lines, for look-ups by name. */
export function approversOf(lines: readonly ApprovalLine[]): readonly Approver[] {
  return lines.flatMap(({ type, approver }) => (type === "Session" ? [] : [{ type, approver }]));
}
