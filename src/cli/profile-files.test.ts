import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { writeProfileFiles } from "./profile-files.ts";

test("a folder that holds profiles already keeps them, and ours are put beside them and follow the port", () => {
  const folder = mkdtempSync(join(tmpdir(), "countersign-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const credentials = "# work\n[default]\naws_access_key_id = AKIAWORK\naws_secret_access_key = precious\n";
  const config = "[default]\nregion = eu-central-1\n\n[profile sso]\nsso_session = work\n\n[sso-session work]\nx = y\n";
  writeFileSync(join(folder, "credentials"), credentials);
  writeFileSync(join(folder, "config"), config);

  const key = { name: "requester", accessKeyId: "CSGN1", secretAccessKey: "s1" };
  writeProfileFiles(folder, [key], "http://127.0.0.1:1", "eu-west-1");
  const files = writeProfileFiles(folder, [{ ...key, accessKeyId: "CSGN2" }], "http://127.0.0.1:2", "eu-west-1");

  expect(readFileSync(files.credentialsFile, "utf8")).toBe(
    `${credentials}\n[requester]\naws_access_key_id = CSGN2\naws_secret_access_key = s1\n`,
  );
  expect(readFileSync(files.configFile, "utf8")).toBe(
    `${config}\n[profile requester]\nregion = eu-west-1\nendpoint_url = http://127.0.0.1:2\noutput = json\n`,
  );
});
