/** What a person needs to know who has just started the server. */
export interface Welcome {
  readonly endpoint: string;
  readonly accountId: string;
  readonly region: string;
  /** Absolute, as are the two files. */
  readonly dataDir: string;
  /** Whether the folder held data before this start. */
  readonly isKnownFolder: boolean;
  readonly credentialsFile: string;
  readonly configFile: string;
  readonly identitiesFile: string;
  /** Names of the profiles. */
  readonly profiles: readonly string[];
  readonly sandbox: SandboxReport;
}

/** What keeps scripts apart from this machine, and what an operator should know about it. */
export interface SandboxReport {
  readonly sandbox: string;
  /** Version and program of the Python that runs scripts; absent when there is none. */
  readonly python?: string;
  readonly pwsh?: string;
  readonly warnings: readonly string[];
}

const sandboxTitles: Readonly<Record<string, string>> = {
  bwrap: "in a bubblewrap sandbox",
  user: "limited by the kernel, without a sandbox",
  off: "without any sandbox",
};

/** The block that is printed once when the server is ready: everything to copy stands in it. */
export function welcomeText(welcome: Welcome): string {
  const { endpoint, accountId, region, dataDir, isKnownFolder, identitiesFile, profiles } = welcome;
  const facts: readonly (readonly [string, string])[] = [
    ["endpoint", endpoint],
    ["account", `${accountId}, Region ${region} (requests signed for any other Region are served there)`],
    [
      "data",
      `${dataDir} (${isKnownFolder ? "goes on where it was" : "new"}; kept between starts, delete it to begin anew)`,
    ],
    ["identities", `${profiles.join(", ")} (${identitiesFile} is read again when it changes)`],
    ["scripts", scriptsText(welcome.sandbox)],
  ];
  return [
    "",
    "Countersign is ready.",
    "",
    ...facts.map(([name, text]) => `  ${name.padEnd(12)}${text}`),
    ...welcome.sandbox.warnings.map((warning) => `  ${"WARNING".padEnd(12)}${warning}`),
    "",
    ...examples(welcome),
    "",
    "Ctrl-C stops the server; nothing is lost.",
    "",
  ].join("\n");
}

function scriptsText({ sandbox, python, pwsh }: SandboxReport): string {
  const interpreters = [python, pwsh].filter((title) => title !== undefined);
  if (interpreters.length === 0) return "none can run: there is neither python3 nor pwsh on this machine";
  return `${interpreters.join(" and ")}, ${sandboxTitles[sandbox] ?? sandbox}`;
}

/** Older clients ignore a profile's endpoint_url, so that every line names the endpoint itself. */
function examples({ endpoint, credentialsFile, configFile, region, profiles, sandbox }: Welcome): string[] {
  const requester = profiles.find((name) => name === "requester") ?? profiles[0] ?? "requester";
  const approver = profiles.find((name) => name === "approver") ?? profiles[1] ?? "approver";
  const files = `AWS_SHARED_CREDENTIALS_FILE=${shellWord(credentialsFile)} AWS_CONFIG_FILE=${shellWord(configFile)}`;
  const aws = (profile: string, rest: string): string =>
    `  ${files} aws --endpoint-url ${endpoint} --profile ${profile} ssm ${rest}`;
  return [
    "A first change, with the AWS CLI. ID is the AutomationExecutionId that the first line prints:",
    ...(sandbox.python === undefined
      ? ["(Its runbook is a Python script: without python3 it ends in CompletedWithFailure.)"]
      : []),
    "",
    aws(
      requester,
      `start-change-request-execution --document-name AWS-HelloWorldChangeTemplate --runbooks DocumentName=AWS-HelloWorld --parameters Approver=${approver},ApproverType=IamUser`,
    ),
    aws(approver, "send-automation-signal --signal-type Approve --automation-execution-id ID"),
    aws(requester, "get-automation-execution --automation-execution-id ID"),
    "",
    "The same identities in Python, with both variables set as above:",
    "",
    `  boto3.Session(profile_name="${requester}").client("ssm", endpoint_url="${endpoint}", region_name="${region}")`,
  ];
}

/** Quotes a word for a POSIX shell when it needs that. */
export function shellWord(word: string): string {
  if (/^[\w@%+=:,.\/\-]+$/v.test(word)) return word;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
