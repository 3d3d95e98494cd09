import type { Handlers } from "../api/handlers.ts";
import type { Ports } from "./ports.ts";

/**
 * Sends a signal to a waiting execution: an approver's decision on a change request or an aws:approve step, Resume for
 * an aws:pause step, StopStep for a running one. The answer comes once the decision is durable. Errors:
 * AutomationExecutionNotFoundException, AutomationStepNotFoundException, InvalidAutomationSignalException;
 * AccessDeniedException for somebody who is no approver. Source: SSM API model.
 */
export function sendAutomationSignal({ engine }: Pick<Ports, "engine">): Handlers["SendAutomationSignal"] {
  return async ({ AutomationExecutionId: id, SignalType: signalType, Payload: payload = {} }, context) => {
    await engine.signal({ executionId: id.toLowerCase(), signalType, payload }, context);
    return {};
  };
}
