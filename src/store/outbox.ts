import { builder, prepareMany } from "./prepared.ts";
import type { NewOutboxEntry } from "./schema.ts";
import type { Transaction } from "./transaction.ts";

const insert = prepareMany<"accountId" | "region" | "topicArn" | "subject" | "message" | "createdMs">((argument) =>
  builder.insertInto("outbox").values({
    account_id: argument("accountId"),
    region: argument("region"),
    topic_arn: argument("topicArn"),
    subject: argument("subject"),
    message: argument("message"),
    created_ms: argument("createdMs"),
  }),
);

/**
 * Puts notifications where whoever delivers them finds them, in this order.
 *
 * Differs from AWS: what a topic should be told is stored and not delivered yet, and nothing is sent to EventBridge.
 */
export function* insertNotifications(entries: readonly Omit<NewOutboxEntry, "seq">[]): Transaction<void> {
  yield* insert(
    entries.map((entry) => ({
      accountId: entry.account_id,
      region: entry.region,
      topicArn: entry.topic_arn,
      subject: entry.subject,
      message: entry.message,
      createdMs: entry.created_ms,
    })),
  );
}
