// The program under test, and a report in which everything that strangers write is hostile.
import { execFileSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
const PROGRAM = process.env.PREJURY ?? join(ROOT, "target/debug/prejury");

/** Runs prejury and gives what it printed; a failure fails the test with what it said. */
export const prejury = (...args) => execFileSync(PROGRAM, args, { encoding: "utf8", maxBuffer: 1 << 28 });

/** A browser that asks nothing of the network by itself. */
export const launch = () => chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

export const HOSTILE = [
  '<img src=x onerror="window.pwned=1">', "</script><script>window.pwned=1</script>", "<!--", "</style><style>*{display:none}</style>",
  "</textarea></pre></details>", "javascript:window.pwned=1", '"><svg onload=window.pwned=1>', "&lt;b&gt;&#60;", "\u202eexe.\u2028\u2029", "\u001b[31m\u0000",
  "{{7*7}} ${window.pwned=1}", "' autofocus onfocus='window.pwned=1", "<iframe src=//example.com>", "<base href=//example.com>",
].join(" ");
const SECRET = "password='hunter22'";

/** The report with every text of the submission replaced. */
export const hostileReport = (json) => {
  const report = JSON.parse(json);
  report.input.label = HOSTILE;
  report.input.authors = [{ name: HOSTILE, commits: 1, email: HOSTILE }];
  for (const competence of report.competences) {
    for (const criterion of competence.criteria) {
      for (const evidence of criterion.evidence) {
        evidence.location.path = `${HOSTILE}${evidence.location.path}`;
        evidence.excerpt = `${HOSTILE} ${SECRET}`;
        evidence.subject = HOSTILE;
      }
      for (const question of criterion.questions_in ?? []) question.fr = question.en = HOSTILE;
      criterion.signposts = [{ location: { path: HOSTILE, page: 3 }, note: `${HOSTILE} ${SECRET}`, found: false, lack: "no-file" }];
      if (criterion.status === "absent") {
        criterion.waiver = { criterion: criterion.id, reason: `${HOSTILE} ${SECRET}`, by: HOSTILE, until: HOSTILE, state: "in-force" };
      }
    }
  }
  for (const context of report.contexts) {
    context.location.path = `${HOSTILE}${context.location.path}`;
    context.text = `${HOSTILE} ${SECRET}\n${context.text}`;
    context.output = `${HOSTILE} ${SECRET}`;
  }
  report.configuration.files = [{ path: HOSTILE, by: "submission" }];
  report.configuration.excluded = [HOSTILE];
  report.configuration.narrowed_by = "submission";
  report.issues.push({ path: HOSTILE, code: HOSTILE, message: HOSTILE, args: { detail: HOSTILE } });
  return report;
};
