import fc from "fast-check";
import { expect, test } from "vitest";
import { configText, credentialsText, parseCredentials } from "./profiles.ts";

const word = fc.stringMatching(/^[A-Za-z0-9_-]{1,40}$/u);
const keys = fc.uniqueArray(fc.record({ name: word, accessKeyId: word, secretAccessKey: word }), {
  selector: ({ name }) => name,
});

test("what was written as credentials is read back", () => {
  fc.assert(
    fc.property(keys, (list) => {
      expect(parseCredentials(credentialsText(list))).toEqual(list);
    }),
  );
});

test("a profile that lacks half of its key is left out", () => {
  const text = "[half]\naws_access_key_id = one\n\n[whole]\naws_access_key_id=two\naws_secret_access_key=three\n";
  expect(parseCredentials(text)).toEqual([{ name: "whole", accessKeyId: "two", secretAccessKey: "three" }]);
});

test("comments, blank lines and Windows line ends do not disturb", () => {
  const text = "# mine\r\n[one]\r\n; more\r\naws_access_key_id = two\r\naws_secret_access_key = three=\r\n\r\n";
  expect(parseCredentials(text)).toEqual([{ name: "one", accessKeyId: "two", secretAccessKey: "three=" }]);
});

test("every profile names the endpoint and the Region", () => {
  expect(configText(["admin", "requester"], "http://127.0.0.1:4747", "eu-west-1")).toBe(
    [
      "[profile admin]\nregion = eu-west-1\nendpoint_url = http://127.0.0.1:4747\noutput = json\n",
      "[profile requester]\nregion = eu-west-1\nendpoint_url = http://127.0.0.1:4747\noutput = json\n",
    ].join("\n"),
  );
});

test("what is written anew differs in nothing", () => {
  fc.assert(
    fc.property(keys, (list) => {
      const names = list.map(({ name }) => name);
      const credentials = credentialsText(list);
      const config = configText(names, "http://127.0.0.1:4747", "eu-west-1");
      expect(credentialsText(list, credentials)).toBe(credentials);
      expect(configText(names, "http://127.0.0.1:4747", "eu-west-1", config)).toBe(config);
    }),
  );
});

test("a profile that has its key already stays as it is, and one with another key is written anew", () => {
  const before =
    "[one]\naws_access_key_id = a\naws_secret_access_key = b\naws_session_token = c\n\n[two]\naws_access_key_id = d\n";
  const two = { name: "two", accessKeyId: "e", secretAccessKey: "f" };
  expect(credentialsText([{ name: "one", accessKeyId: "a", secretAccessKey: "b" }, two], before)).toBe(
    "[one]\naws_access_key_id = a\naws_secret_access_key = b\naws_session_token = c\n\n[two]\naws_access_key_id = e\naws_secret_access_key = f\n",
  );
});

test("profiles of other people stay as they stand", () => {
  fc.assert(
    fc.property(keys, keys, (ours, theirs) => {
      const names = new Set(ours.map(({ name }) => name));
      const others = theirs.filter(({ name }) => !names.has(name));
      const read = parseCredentials(credentialsText(ours, credentialsText(theirs)));
      expect(read).toEqual(expect.arrayContaining([...ours, ...others]));
      expect(read).toHaveLength(ours.length + others.length);
    }),
  );
});
