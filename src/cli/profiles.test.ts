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
