import { reviewTemplate, writeDocuments } from "./authoring.ts";
import { approve, follow, requestChange } from "./change.ts";
import type { Clients } from "./clients.ts";
import { tellOutcome } from "./outcome.ts";
import type { DemoServer } from "./server.ts";
import { bold, chapter, dim, explain } from "./terminal.ts";

const storyLimitMs = 50_000;

/** The whole story; it ends normally only when the change was carried out. */
export async function tellStory(clients: Clients, server: DemoServer): Promise<void> {
  const untilMs = Date.now() + storyLimitMs;
  console.log(bold("Countersign: a release to five sites, decided by two people, carried out two sites at a time"));
  console.log(dim("Everything below goes through AWS's own client for JavaScript; only its endpoint was changed."));
  chapter("A server on a fresh data folder");
  explain(`It listens on ${server.endpoint} and keeps everything in ${server.dataDir}.`);
  explain("It made three identities with random keys: admin, requester and approver (in the group Approvers).");
  await writeDocuments(clients);
  await reviewTemplate(clients);
  const requested = await requestChange(clients);
  await approve(clients, requested);
  const end = await follow(clients, requested, untilMs);
  await tellOutcome(clients.requester, end);
}

/** How to go on with a server that was kept. */
export function tellKept({ endpoint, dataDir, processId }: DemoServer): void {
  chapter("The server goes on");
  console.log(`   export AWS_SHARED_CREDENTIALS_FILE=${dataDir}/credentials AWS_CONFIG_FILE=${dataDir}/config`);
  console.log(`   aws --endpoint-url ${endpoint} --profile requester ssm describe-ops-items`);
  console.log(`   kill ${processId}; rm -r ${dataDir}   ${dim("# when you are done")}`);
}

/** What to do next. */
export function tellEnd(): void {
  console.log(dim("\nThe server was stopped and its data removed. To keep it: npm run demo -- --keep"));
  console.log(dim("To start one of your own: npm start"));
}
