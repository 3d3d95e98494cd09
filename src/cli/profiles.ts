/** One identity's access key, as an AWS client needs it. */
export interface AccessKey {
  /** The user's name, and the name of the profile. */
  readonly name: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The text of an AWS `credentials` file with one profile per key. */
export function credentialsText(keys: readonly AccessKey[]): string {
  return keys
    .map(
      ({ name, accessKeyId, secretAccessKey }) =>
        `[${name}]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
    )
    .join("\n");
}

/** The text of an AWS `config` file whose profiles lead to this server. */
export function configText(names: readonly string[], endpoint: string, region: string): string {
  return names
    .map((name) => `[profile ${name}]\nregion = ${region}\nendpoint_url = ${endpoint}\noutput = json\n`)
    .join("\n");
}

/** Reads the keys of an AWS `credentials` file; a profile that lacks half of its key is left out. */
export function parseCredentials(text: string): AccessKey[] {
  const sections = new Map<string, Map<string, string>>();
  let section = new Map<string, string>();
  for (const raw of text.split("\n")) {
    const line = raw.trim();
    const heading = /^\[(?<name>[^\]]+)\]$/v.exec(line)?.groups?.["name"]?.trim();
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
