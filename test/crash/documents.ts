/** Names of the runbooks, by how often their script may be attempted. */
export const workRunbooks = { 1: "Crash-Once", 3: "Crash-Thrice" } as const;

/** The runbook that pauses before it runs another one. */
export const pausingRunbook = "Crash-Pausing";

/** The template: two levels, decided by two people. */
export const templateName = "Crash-Change";

/** The levels in order, each with who decides on it. */
export const levels = [
  { name: "TechnicalReview", user: "approver" },
  { name: "ReleaseDecision", user: "admin" },
] as const;

/** How long the sleep of a target takes. */
export const sleepMs = 1000;

/** How long a script works between the two lines that it writes, unless it is a long one. */
const workSeconds = "0.4";

/** So long works a script that would show whether it is still there a while after its worker was killed. */
export const longWorkSeconds = "3.5";

/** Where a script says that it has begun and ended, one file for each execution. */
const script = `
import os, time, uuid

def work(events, context):
    path = os.path.join(events["Folder"], context["automation:EXECUTION_ID"])
    start = uuid.uuid4().hex
    os.umask(0)
    def say(word):
        file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
        os.write(file, ("%s %s %d %s\\n" % (word, start, time.time() * 1000, events["MaxAttempts"])).encode())
        os.close(file)
    say("begin")
    time.sleep(float(events["Seconds"]))
    say("end")
    return start
`;

/** A runbook that sleeps, runs the counting script, and notes that it has. */
export function workRunbook(maxAttempts: number, scriptFolder: string): string {
  return JSON.stringify({
    schemaVersion: "0.3",
    parameters: {
      Site: { type: "String", default: "alone" },
      Seconds: { type: "String", default: workSeconds },
    },
    variables: { Progress: { type: "String", default: "none" } },
    mainSteps: [
      { name: "Wait", action: "aws:sleep", inputs: { Duration: `PT${sleepMs / 1000}S` } },
      {
        name: "Work",
        action: "aws:executeScript",
        maxAttempts,
        timeoutSeconds: 120,
        inputs: {
          Runtime: "python3.11",
          Handler: "work",
          InputPayload: { Folder: scriptFolder, MaxAttempts: maxAttempts, Seconds: "{{ Seconds }}" },
          Script: script,
        },
        outputs: [{ Name: "Start", Selector: "$.Payload", Type: "String" }],
      },
      {
        name: "Note",
        action: "aws:updateVariable",
        inputs: { Name: "variable:Progress", Value: "done at {{ Site }}" },
      },
    ],
    outputs: ["Work.Start"],
  });
}

/** A runbook that waits for somebody, then runs another one, then sleeps. */
export const pausing = JSON.stringify({
  schemaVersion: "0.3",
  mainSteps: [
    { name: "Hold", action: "aws:pause", inputs: {} },
    { name: "Run", action: "aws:executeAutomation", inputs: { DocumentName: workRunbooks[3] } },
    { name: "Rest", action: "aws:sleep", inputs: { Duration: `PT${sleepMs / 1000}S` } },
  ],
  outputs: ["Run.Status"],
});

/** The change template. */
export const template = JSON.stringify({
  schemaVersion: "0.3",
  templateInformation: "What the crash test asks for.",
  executableRunBooks: [...Object.values(workRunbooks), pausingRunbook].map((name) => ({ name, version: "$DEFAULT" })),
  emergencyChange: false,
  autoApprovable: false,
  mainSteps: levels.map(({ name, user }) => ({
    name,
    action: "aws:approve",
    timeoutSeconds: 3600,
    inputs: {
      Message: "Please decide.",
      MinRequiredApprovals: 1,
      EnhancedApprovals: { Approvers: [{ approver: user, type: "IamUser", minRequiredApprovals: 0 }] },
    },
  })),
});
