import { headingOf, putSections } from "./sections.ts";

/** One identity's access key, as an AWS client needs it. */
export interface AccessKey {
  /** The user's name, and the name of the profile. */
  readonly name: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Puts one profile per key into the text of an AWS `credentials` file; one that has its key already stays as it is. */
export function credentialsText(keys: readonly AccessKey[], existing = ""): string {
  const known = new Map(parseCredentials(existing).map((key) => [key.name, key]));
  const isKnown = ({ name, accessKeyId, secretAccessKey }: AccessKey): boolean => {
    const key = known.get(name);
    return key?.accessKeyId === accessKeyId && key.secretAccessKey === secretAccessKey;
  };
  const sections = keys
    .filter((key) => !isKnown(key))
    .map(({ name, accessKeyId, secretAccessKey }) => ({
      name,
      body: `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
    }));
  return putSections(existing, sections);
}

/** Puts profiles that lead to this server into the text of an AWS `config` file. */
export function configText(names: readonly string[], endpoint: string, region: string, existing = ""): string {
  const body = `region = ${region}\nendpoint_url = ${endpoint}\noutput = json\n`;
  return putSections(
    existing,
    names.map((name) => ({ name: `profile ${name}`, body })),
  );
}

/** Reads the keys of an AWS `credentials` file; a profile that lacks half of its key is left out. */
export function parseCredentials(text: string): AccessKey[] {
  const sections = new Map<string, Map<string, string>>();
  let section = new Map<string, string>();
  for (const raw of text.split("\n")) {
    const line = raw.trim();
    const heading = headingOf(line);
    if (heading !== undefined) {
      section = new Map();
      sections.set(heading, section);
      continue;
    }
    const entry = /^(?<key>[a-z_]+)\s*=\s*(?<value>.*)$/v.exec(line)?.groups;
    if (entry?.["key"] !== undefined && entry["value"] !== undefined) section.set(entry["key"], entry["value"]);
  }
  return [...sections].flatMap(([name, entries]) => {
    const accessKeyId = entries.get("aws_access_key_id") ?? "";
    const secretAccessKey = entries.get("aws_secret_access_key") ?? "";
    return accessKeyId === "" || secretAccessKey === "" ? [] : [{ name, accessKeyId, secretAccessKey }];
  });
}
