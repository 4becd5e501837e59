/* Lets DAISY Ace judge books, all of them in one browser.

   Usage: node ace.mjs < JOB.json > RESULT.json

   JOB     {"browser": PATH, "modules": PATH of node_modules, "books": [FILE...]}
   RESULT  a list with one object a book: {"outcome": "pass" | "fail", "violations":
           [{"document", "rule", "impact", "message"}...]} */

import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";

const job = JSON.parse(await text(process.stdin));
/* Read by Ace and by the Puppeteer in it, when they are loaded. */
process.env.PUPPETEER_EXECUTABLE_PATH = job.browser;
process.env.ACE_TIMEOUT_INITIAL ??= "60000";
const require = createRequire(path.join(job.modules, "x.js"));
const ace = require("@daisy/ace-core");
const runner = require("@daisy/ace-axe-runner-puppeteer");

/* Ace starts a browser for each book and closes it; one is enough for all. */
const lasting = { ...runner, launch: async () => {}, close: async () => {} };
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "epubify-ace-"));
await runner.launch();
const results = [];
try {
  for (const [number, book] of job.books.entries()) results.push(await judge(book, String(number)));
} finally {
  await runner.close();
  fs.rmSync(folder, { recursive: true, force: true });
}
fs.writeSync(1, JSON.stringify(results));
process.exit(0); // Ace keeps handles open.

async function judge(book, name) {
  const options = { cwd: folder, outdir: path.join(folder, name), silent: true };
  const [, report] = await ace(book, options, lasting);
  return { outcome: report["earl:result"]["earl:outcome"], violations: report.assertions.flatMap(read) };
}

function read(group) {
  return group.assertions.map((one) => ({
    document: group["earl:testSubject"].url,
    rule: one["earl:test"]["dct:title"],
    impact: one["earl:test"]["earl:impact"],
    message: one["earl:result"]["dct:description"],
  }));
}
