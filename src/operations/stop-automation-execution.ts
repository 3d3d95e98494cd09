import type { Handlers } from "../api/handlers.ts";
import type { Ports } from "./ports.ts";

/**
 * Stops an execution: what runs is cancelled, `onCancel` steps run, children are stopped, then it is Cancelled. One
 * that is being cancelled already stays so. Errors: AutomationExecutionNotFoundException,
 * InvalidAutomationStatusUpdateException for one that has ended, and for the type Complete. Source: SSM API model.
 */
export function stopAutomationExecution({ engine }: Pick<Ports, "engine">): Handlers["StopAutomationExecution"] {
  return async ({ AutomationExecutionId: id, Type: type = "Cancel" }, context) => {
    await engine.stop(id.toLowerCase(), type, context);
    return {};
  };
}
