import { expect, test } from "vitest";
import { shellWord, welcomeText, type Welcome } from "./welcome.ts";

const welcome: Welcome = {
  endpoint: "http://127.0.0.1:4747",
  accountId: "123456789012",
  region: "us-east-1",
  dataDir: "/data",
  isKnownFolder: false,
  credentialsFile: "/data/credentials",
  configFile: "/data/config",
  identitiesFile: "/data/identities.yaml",
  profiles: ["admin", "requester", "approver"],
  sandbox: { sandbox: "bwrap", python: "Python 3.11.2 (/usr/bin/python3)", warnings: [] },
};

test("the block names endpoint, account, data folder, identities and what keeps scripts apart", () => {
  const text = welcomeText(welcome);
  expect(text).toContain("http://127.0.0.1:4747");
  expect(text).toContain("123456789012");
  expect(text).toContain("/data (new; kept between starts");
  expect(text).toContain("admin, requester, approver");
  expect(text).toContain("Python 3.11.2 (/usr/bin/python3), in a bubblewrap sandbox");
});

test("a folder with data says that it goes on", () => {
  expect(welcomeText({ ...welcome, isKnownFolder: true })).toContain("/data (goes on where it was");
});

test("each line for the AWS CLI stands alone: both files, the endpoint and the profile", () => {
  const lines = welcomeText(welcome)
    .split("\n")
    .filter((line) => line.includes(" ssm "));
  expect(lines).toHaveLength(3);
  for (const line of lines) {
    expect(line).toMatch(
      /AWS_SHARED_CREDENTIALS_FILE=\/data\/credentials AWS_CONFIG_FILE=\/data\/config aws --endpoint-url http:\/\/127\.0\.0\.1:4747 --profile (?:requester|approver) ssm /v,
    );
  }
});

test("every warning about scripts is printed", () => {
  const warnings = ["Scripts can read this machine's files.", "There is no program bwrap."];
  const text = welcomeText({ ...welcome, sandbox: { sandbox: "off", warnings } });
  for (const warning of warnings) expect(text).toContain(warning);
  expect(text).toContain("neither python3 nor pwsh");
});

test("the lines sign as people who are there", () => {
  const text = welcomeText({ ...welcome, profiles: ["ana", "lee"] });
  expect(text).toContain("--profile ana ssm start-change-request-execution");
  expect(text).toContain("--parameters Approver=lee,ApproverType=IamUser");
  expect(text).toContain("--profile lee ssm send-automation-signal");
  expect(text).toContain('boto3.Session(profile_name="ana")');
});

test("without Python the block says how the first change ends", () => {
  expect(welcomeText(welcome)).not.toContain("CompletedWithFailure");
  const text = welcomeText({ ...welcome, sandbox: { sandbox: "off", warnings: [] } });
  expect(text).toContain("without python3 it ends in CompletedWithFailure");
});

test.each([
  ["/tmp/data", "/tmp/data"],
  ["/tmp/my data", "'/tmp/my data'"],
  ["/tmp/it's", `'/tmp/it'\\''s'`],
  ["/tmp/$HOME", "'/tmp/$HOME'"],
  ["", "''"],
])("a shell reads %j back from its quoted form", (word, quoted) => {
  expect(shellWord(word)).toBe(quoted);
});
