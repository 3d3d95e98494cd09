import { pausing, pausingRunbook, template, templateName, workRunbook, workRunbooks } from "./documents.ts";
import type { World } from "./world.ts";

/** Stores the runbooks and the template, and has the template reviewed. */
export async function prepare(world: World): Promise<void> {
  for (const [maxAttempts, name] of Object.entries(workRunbooks)) {
    await store(world, name, "Automation", workRunbook(Number(maxAttempts), world.scripts.path));
  }
  await store(world, pausingRunbook, "Automation", pausing);
  await store(world, templateName, "Automation.ChangeTemplate", template);
  await review(world, "requester", "SendForReview");
  await review(world, "admin", "Approve");
}

async function store(
  world: World,
  name: string,
  type: "Automation" | "Automation.ChangeTemplate",
  content: string,
): Promise<void> {
  await world.call("requester", (client) =>
    client.createDocument({ Name: name, DocumentType: type, DocumentFormat: "JSON", Content: content }),
  );
}

async function review(world: World, user: "requester" | "admin", action: "SendForReview" | "Approve"): Promise<void> {
  await world.call(user, (client) =>
    client.updateDocumentMetadata({ Name: templateName, DocumentReviews: { Action: action } }),
  );
}
