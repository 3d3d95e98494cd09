import { setTimeout as sleep } from "node:timers/promises";
import type { SSM } from "@aws-sdk/client-ssm";
import type { Stage } from "./carry.ts";
import type { Written } from "./ledger.ts";
import { Unanswered } from "./world.ts";

const writeEveryMs = 400;

/** The setting that the clerk rewrites; nothing else here looks at it. */
export const clerkSetting = "/ssm/automation/throttled-retry-time-limit";

/** Writes documents, a setting and tags all the while, and notes what of it was acknowledged. */
export async function keepWriting({ world, ledger }: Stage, isOver: () => boolean): Promise<void> {
  for (let turn = 1; !isOver(); turn += 1) {
    const text = String(turn);
    const execution = ledger.started.at(-1)?.executionId;
    await write(ledger.documents, `Crash-Note-${text}`, text, (client) =>
      client.createDocument({
        Name: `Crash-Note-${text}`,
        DocumentType: "Automation",
        DocumentFormat: "JSON",
        Content: noteContent(text),
      }),
    );
    await write(ledger.settings, clerkSetting, text, (client) =>
      client.updateServiceSetting({ SettingId: clerkSetting, SettingValue: text }),
    );
    if (execution !== undefined) {
      await write(ledger.tags, execution, text, (client) =>
        client.addTagsToResource({
          ResourceType: "Automation",
          ResourceId: execution,
          Tags: [{ Key: "turn", Value: text }],
        }),
      );
    }
    await sleep(writeEveryMs);
  }

  async function write(
    list: Written[],
    key: string,
    value: string,
    action: (client: SSM) => Promise<unknown>,
  ): Promise<void> {
    try {
      await world.call("admin", action);
      list.push({ key, value, isAcknowledged: true });
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
      list.push({ key, value, isAcknowledged: false });
    }
  }
}

/** The content of the document that the clerk writes in a turn. */
export function noteContent(text: string): string {
  return JSON.stringify({
    schemaVersion: "0.3",
    description: `Turn ${text}`,
    mainSteps: [{ name: "Nothing", action: "aws:sleep", inputs: { Duration: "PT1S" } }],
  });
}
