// The program under test, and a report in which everything that strangers write is hostile.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
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

// What only a browser can run, and would be seen in it; everything else is the list that every format is tested with.
const RUNNABLE = [
  '<img src=x onerror="window.pwned=1">', "</script><script>window.pwned=1</script>", "</textarea></pre></details>", "javascript:window.pwned=1",
  '"><svg onload=window.pwned=1>', "{{7*7}} ${window.pwned=1}", "' autofocus onfocus='window.pwned=1", "<iframe src=//example.com>", "<base href=//example.com>",
  "&lt;b&gt;&#60;", "\u202eexe.\u2028\u2029", "\u001b[31m\u0000",
];
const LIST = JSON.parse(readFileSync(join(ROOT, "tests/hostile.json"), "utf8"));
export const HOSTILE = [...RUNNABLE, ...LIST.texts].join(" ");
/** What must not be read anywhere. */
export const SECRETS = LIST.secrets.map(({ secret }) => secret);

/** The report with every text of the submission replaced: each place has one of the secrets, in turn. */
export const hostileReport = (json) => {
  let places = 0;
  const quoted = () => {
    places += 1;
    return `${LIST.secrets[places % LIST.secrets.length].text}\n${HOSTILE}`;
  };
  const report = JSON.parse(json);
  report.input.label = HOSTILE;
  report.input.authors = [{ name: HOSTILE, commits: 1, email: HOSTILE }];
  for (const competence of report.competences) {
    for (const criterion of competence.criteria) {
      for (const evidence of criterion.evidence) {
        evidence.location.path = `${HOSTILE}${evidence.location.path}`;
        evidence.excerpt = quoted();
        evidence.subject = quoted();
      }
      for (const question of criterion.questions_in ?? []) question.fr = question.en = quoted();
      criterion.signposts = [{ location: { path: HOSTILE, page: 3 }, note: quoted(), found: false, lack: "no-file" }];
      if (criterion.status === "absent") {
        criterion.waiver = { criterion: criterion.id, reason: quoted(), by: HOSTILE, until: HOSTILE, state: "in-force" };
      }
    }
  }
  for (const context of report.contexts) {
    context.location.path = `${HOSTILE}${context.location.path}`;
    context.text = `${quoted()}\n${context.text}`;
    context.output = quoted();
  }
  report.configuration.files = [{ path: HOSTILE, by: "submission" }];
  report.configuration.excluded = [HOSTILE];
  report.configuration.narrowed_by = "submission";
  report.issues.push({ path: HOSTILE, code: HOSTILE, message: HOSTILE, args: { detail: quoted() } });
  if (places < 4 * LIST.secrets.length) throw new Error("too few places for every secret");
  return report;
};
