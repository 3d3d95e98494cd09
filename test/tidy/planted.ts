import type { rules } from "./rules.ts";

/** A small set of files, and the places in it that a rule must find; none for a set that keeps the rule. */
interface Planted {
  readonly files: Readonly<Record<string, string>>;
  readonly finds: readonly string[];
}

const hundred = "const line = 0;\n".repeat(100);
const record = [
  "# 1. Title",
  "## Status",
  "## Date",
  "## Context",
  "## Decision",
  "## Consequences",
  "## Alternatives",
];

/** For every rule, files that break it and files that come close and keep it. The compiler demands all of them. */
export const planted: Readonly<Record<keyof typeof rules, readonly Planted[]>> = {
  "imports between folders point one way": [
    {
      files: {
        "src/api/a.ts": 'import { b } from "../documents/b.ts";',
        "src/documents/b.ts": 'import { a } from "../api/a.ts";\nimport type { s } from "../store/s.ts";',
        "src/changes/c.ts": 'export { run } from "../runner/run.ts";',
        "src/operations/O.ts": 'import type { Runner } from "../runner/run.ts";',
        "src/actions/sleep.ts": 'import type { E } from "../effects/e.ts";\nimport { F } from "../effects/e.ts";',
        "src/actions/pause.ts": 'import { type E, type F } from "../effects/e.ts";',
        "src/wire/w.ts": 'const later = await import("../operations/O.ts");',
        "src/server/s.ts": 'import "../cli/x.ts";\nimport "../main.ts";\nimport "../runner/run.ts";',
        "src/runner/run.ts": 'const worker = new URL("../server/s.ts", import.meta.url);',
        "src/plugins/p.ts": "",
        "src/store/s.ts": 'import { t } from "../../test/t.ts";',
        "src/cli/x.ts": 'import "../main/dev.ts";',
        "src/main/dev.ts": 'import "../cli/x.ts";\nimport "../server/s.ts";',
        "src/main.ts": 'import "./cli/x.ts";\nimport "./main/dev.ts";',
      },
      finds: [
        "src/api/a.ts:1",
        "src/documents/b.ts:2",
        "src/changes/c.ts:1",
        "src/operations/O.ts:1",
        "src/actions/sleep.ts:2",
        "src/wire/w.ts:1",
        "src/server/s.ts:1",
        "src/server/s.ts:2",
        "src/runner/run.ts:1",
        "src/plugins/p.ts:1",
        "src/store/s.ts:1",
        "src/cli/x.ts:1",
      ],
    },
    { files: { "src/api/a.test.ts": 'import { open } from "../store/open.ts";' }, finds: [] },
  ],
  "pure folders import nothing from Node and only pure packages": [
    {
      files: {
        "src/api/a.ts":
          'import { z } from "zod";\nimport { join } from "node:path";\nimport type { S } from "node:stream";',
        "src/calendars/c.ts":
          'import { Temporal } from "temporal-polyfill";\nimport pino from "pino";\nimport type { K } from "kysely";',
        "src/store/s.ts": 'import { join } from "node:path";',
        "src/api/a.test.ts": 'import { join } from "node:path";',
      },
      finds: ["src/api/a.ts:2", "src/api/a.ts:3", "src/calendars/c.ts:2"],
    },
  ],
  "pure folders read no clock, no randomness and nothing from outside": [
    {
      files: {
        "src/automation/a.ts": [
          "const a = Date.now();",
          "const b = new Date();",
          "const c = Math.random();",
          "const d = performance.now();",
          "setTimeout(run, 1);",
          'const e = fetch("x");',
          "const f = process.env;",
          "const g = crypto.randomUUID();",
          "const h = globalThis.fetch;",
          "const i = new Date(2026, 1);",
          "const j = new Date(nowMs).getHours();",
          'const k = Math["random"];',
          "const l = import.meta.url;",
          "const m = [setInterval];",
          "const n = Date();",
          "const o = Temporal.Now.instant();",
          "const p = { fetch };",
          "const q = (process satisfies object);",
        ].join("\n"),
      },
      finds: Array.from({ length: 18 }, (_, index) => `src/automation/a.ts:${index + 1}`),
    },
    {
      files: {
        "src/documents/a.ts": [
          "// Date.now() is a comment",
          "const a = new Date(nowMs).toISOString() + Date.UTC(2026, 1);",
          "const b = effects.fetch + step.process;",
          "const c = { fetch: 1, process: 2 };",
          "interface D { process: string; crypto(): void }",
          "function e(input: { fetch: string }): Date { return new Date(input.fetch); }",
          'const f = "Math.random()";',
        ].join("\n"),
        "src/runner/r.ts": "const now = Date.now();",
        "src/automation/a.test.ts": "const now = Date.now();",
      },
      finds: [],
    },
  ],
  "the interpreter and the change requests are synchronous": [
    {
      files: {
        "src/automation/a.ts":
          "async function a() {}\nconst b = async () => 1;\nfunction c(): Promise<void> {}\nawait d;",
        "src/changes/c.ts": "class C { async m() {} }\nfor await (const x of y) z(x);\nnew Promise(done);",
        "src/automation/a.test.ts": "await a();",
        "src/store/s.ts": "await a();",
        "src/changes/d.ts": 'const async = 1;\nconst text = "a Promise";',
      },
      finds: [
        "src/automation/a.ts:1",
        "src/automation/a.ts:2",
        "src/automation/a.ts:3",
        "src/automation/a.ts:4",
        "src/changes/c.ts:1",
        "src/changes/c.ts:2",
        "src/changes/c.ts:3",
      ],
    },
  ],
  "every relative import names a file that exists": [
    {
      files: {
        "src/api/a.ts": 'import "./b.ts";\nimport "./c.ts";\nimport "zod";',
        "src/api/b.ts": "",
        "src/api/b.test.ts": 'const worker = new URL("./worker.ts", import.meta.url);',
      },
      finds: ["src/api/a.ts:2", "src/api/b.test.ts:1"],
    },
  ],
  "what the product loads by path is found in the build too": [
    {
      files: {
        "src/runner/r.ts": [
          'const a = new URL("./worker.ts", import.meta.url);',
          'const b = join(folder, "worker.ts");',
          "const c = new URL(`./worker${extname(import.meta.url)}`, import.meta.url);",
          'const d = "not.ts here";',
          'const e = await import("./worker.ts");',
          'export * from "./worker.ts";',
          'export type F = import("./worker.ts").F;',
        ].join("\n"),
        "src/runner/r.test.ts": 'const a = new URL("./worker.ts", import.meta.url);',
      },
      finds: ["src/runner/r.ts:1", "src/runner/r.ts:2"],
    },
  ],
  "every file of the product is imported or started": [
    {
      files: {
        "src/main.ts": 'import "./server/start.ts";',
        "src/server/start.ts":
          'const a = new URL("../runner/worker.ts", import.meta.url);\nconst b = new URL(`other${ext}`, import.meta.url);',
        "src/server/other.ts": "",
        "src/runner/worker.ts": "",
        "src/runner/lonely.ts": 'import "./lonely.ts";',
        "src/runner/tested.ts": "",
        "src/runner/tested.test.ts": 'import "./tested.ts";',
        "src/runner/typed.ts": 'import type { W } from "./worker.ts";',
      },
      finds: ["src/runner/lonely.ts:1", "src/runner/tested.ts:1", "src/runner/typed.ts:1"],
    },
  ],
  "no file of the product is longer than 400 lines": [
    {
      files: {
        "src/api/long.ts": hundred.repeat(4) + "export {};\n",
        "src/api/full.ts": hundred.repeat(4),
        "src/api/long.test.ts": hundred.repeat(5),
        "src/store/0001.sql": "select 1;\n".repeat(401),
      },
      finds: ["src/api/long.ts:401", "src/store/0001.sql:401"],
    },
  ],
  "folders and files are named after what they hold": [
    {
      files: {
        "src/utils/a.ts": "",
        "src/api/types/b.ts": "",
        "test/helpers.ts": "",
        "src/api/common.test.ts": "",
        "src/api/library.ts": "",
        "docs/common-mistakes.md": "",
      },
      finds: ["src/utils/a.ts:1", "src/api/types/b.ts:1", "test/helpers.ts:1", "src/api/common.test.ts:1"],
    },
  ],
  "nothing is marked as left over": [
    {
      files: {
        "src/api/a.ts": `const a = 1;\n// FIXME: later`,
        "src/api/b.ts": `/**\n * TODO finish\n */\nconst text = "FIXME";`,
        "docs/a.md": `# A\n\nXXX write this`,
        "src/api/c.ts": "// methodology; XXXL",
      },
      finds: ["src/api/a.ts:2", "src/api/b.ts:2", "docs/a.md:3"],
    },
  ],
  "no path of one machine and no package registry is named": [
    {
      files: {
        "src/api/a.ts": `const a = "/home/someone/key";`,
        "docs/a.md": `# A\n\nSee /root/x and https://registry.example.org/x`,
        "package-lock.json": `{\n  "resolved": "https://npm.internal.example/a.tgz"\n}`,
        "src/effects/b.ts": 'const sandbox = ["--tmpfs", "/tmp", "--dir", "/home", "/usr/bin", "/api/work/x"];',
      },
      finds: ["src/api/a.ts:1", "docs/a.md:3", "docs/a.md:3", "package-lock.json:2"],
    },
    { files: { "package-lock.json": '{ "resolved": "console", "integrity": "sha512-x" }' }, finds: [] },
  ],
  "no type is claimed that nobody checked": [
    {
      files: {
        "src/wire/a.ts":
          "const a: any = 1;\nconst b = c as unknown as D;\nconst e = (f as unknown) as G;\nconst h = [] as any[];",
        "src/wire/b.ts": 'const a = b as C;\nconst any = "any";',
        "src/wire/b.test.ts": "const a = b as unknown as C;",
      },
      finds: ["src/wire/a.ts:1", "src/wire/a.ts:2", "src/wire/a.ts:3", "src/wire/a.ts:4"],
    },
  ],
  "no check is switched off": [
    {
      files: {
        "src/wire/a.ts": "// @ts-expect-error so\nlet a = 1;\n/* eslint-disable no-console */",
        "src/wire/b.ts": "// oxlint-disable-next-line no-console\n// oxfmt-ignore",
        "src/wire/a.test.ts": "// @ts-expect-error the compiler must refuse this\n// @ts-ignore",
      },
      finds: ["src/wire/a.ts:1", "src/wire/a.ts:3", "src/wire/b.ts:1", "src/wire/b.ts:2", "src/wire/a.test.ts:2"],
    },
  ],
  "every test runs, against the real modules": [
    {
      files: {
        "src/api/a.test.ts":
          'test.skip("a", f);\ndescribe.only("b", f);\nit.todo("c");\nvi.mock("./a.ts");\ntest("d", f);',
        "src/api/a.ts": "list.skip(1);\ntest.only();",
      },
      finds: [1, 2, 3, 4].map((line) => `src/api/a.test.ts:${line}`),
    },
  ],
  "what pure folders, operations and actions export is explained": [
    {
      files: {
        "src/api/a.ts": [
          "/** What it is. */",
          "export const A = 1;",
          "export type A = typeof A;",
          "export type B = string;",
          "// not a doc comment",
          "export function c() {}",
          "/** Belongs to the constant below. */",
          "const inner = 1;",
          "export interface D {}",
          "/** */",
          "export class E {}",
        ].join("\n"),
        "src/operations/GetOpsItem.ts": "const get = 1;\nexport { get };",
        "src/actions/sleep.ts":
          "/** Sleeps. */\nconst sleep = 1;\nexport { sleep };\nexport { other } from './other.ts';",
        "src/documents/over.ts":
          "/** Twice. */\nexport function over(a: string): void;\nexport function over(a: number): void;\nexport function over(a: unknown) {}",
        "src/store/s.ts": "export const s = 1;",
      },
      finds: [
        "src/api/a.ts:4",
        "src/api/a.ts:6",
        "src/api/a.ts:9",
        "src/api/a.ts:11",
        "src/operations/GetOpsItem.ts:1",
      ],
    },
  ],
  "every invariant of a SPEC.md names a test that exists": [
    {
      files: {
        "src/automation/SPEC.md": [
          "# The interpreter",
          '- **I1** A step ends once. Test: "a step ends once".',
          '- **I2** A step starts once. Test: "a step starts once".',
          "- **I3** Nobody tests this.",
          "- **I4** Time never goes back,",
          "  as the property says. Test: `time never",
          "  goes back` in `advance.test.ts`.",
          '- **I5** Its file is gone. Test: "a step ends once" in `gone.test.ts`.',
          "## Other things",
          '"a step ends once"',
        ].join("\n"),
        "src/automation/advance.test.ts": 'test("a step ends once", f);\ntest.for([1])("time never goes back", f);',
        "src/changes/SPEC.md": "# Changes\n\nAll is well.",
      },
      finds: [
        "src/automation/SPEC.md:3",
        "src/automation/SPEC.md:4",
        "src/automation/SPEC.md:8",
        "src/changes/SPEC.md:1",
      ],
    },
    { files: { "src/changes/compile.ts": "", "src/wire/w.ts": "" }, finds: ["src/changes/SPEC.md:1"] },
  ],
  "a document has one title": [
    {
      files: {
        "a.md": "# A\n\n```sh\n# a comment\n```\n\n## B\n",
        "docs/two.md": "# A\n\n# B\n",
        "docs/none.md": "## A\n",
      },
      finds: ["docs/two.md:3", "docs/none.md:1"],
    },
  ],
  "links between documents lead somewhere": [
    {
      files: {
        "README.md": [
          "# A",
          "[a](docs/a.md) [b](docs/a.md#the-second-part) [c](https://example.org/x) [folder](docs/) [self](#a)",
          "[d](docs/b.md) `[e](nowhere.md)`",
          "[f](docs/a.md#the-third-part)",
          "![g](g.svg)",
        ].join("\n"),
        "docs/a.md": "# A\n## The second `part`!\n[up](../README.md)\n[out](../../x.md)",
      },
      finds: ["README.md:3", "README.md:4", "README.md:5", "docs/a.md:4"],
    },
  ],
  "decision records are numbered and complete": [
    {
      files: {
        "docs/adr/0001-a.md": record.join("\n"),
        "docs/adr/0003-b.md": record.join("\n"),
        "docs/adr/0004-c.md": record.slice(0, -1).join("\n"),
      },
      finds: ["docs/adr/0003-b.md:1", "docs/adr/0004-c.md:1", "docs/adr/0004-c.md:1"],
    },
    { files: { "docs/adr/0001-a.md": record.join("\n") }, finds: [] },
  ],
  "every dependency is explained in a decision record": [
    {
      files: {
        "package.json": '{ "dependencies": { "zod": "4", "left-pad": "1" }, "devDependencies": { "@a/b": "1" } }',
        "docs/adr/0001-a.md": "# A\n\n`zod`: shapes. left-pad is mentioned, but not as a package.",
      },
      finds: ["package.json:1", "package.json:1"],
    },
    { files: { "package.json": "{}" }, finds: [] },
  ],
  "every folder of the product is on the map of ARCHITECTURE.md": [
    {
      files: {
        "ARCHITECTURE.md": "# A\n\n    api/  the API\n",
        "src/api/a.ts": "",
        "src/plugins/p.ts": "",
        "src/main.ts": "",
      },
      finds: ["ARCHITECTURE.md:1"],
    },
  ],
};
