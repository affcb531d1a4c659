// Annotations against GitHub's own library of workflow commands: what the runner understands of each line, written again by
// `@actions/core`, must be that line byte for byte. Every hostile text goes through it wherever a stranger's text can stand.
import * as core from "@actions/core";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
const PROGRAM = process.env.PREJURY ?? join(ROOT, "target/debug/prejury");
const { texts } = JSON.parse(readFileSync(join(ROOT, "tests/hostile.json"), "utf8"));

/** The lines of one check. A configuration that a hostile pattern breaks is said (2) and costs no annotation. */
const annotations = (folder, ...more) => {
  const done = spawnSync(PROGRAM, ["check", ".", "--format", "github", ...more], { cwd: folder, encoding: "utf8" });
  assert.ok([0, 2].includes(done.status), done.stderr);
  return done.stdout.split("\n").filter((line) => line !== "");
};

/** `ActionCommand.TryParseV2` of the runner: command, properties and message of a line that it obeys. */
const parse = (line) => {
  const escapes = [["%0D", "\r"], ["%0A", "\n"], ["%25", "%"]];
  const plain = (text, more = []) => [...more, ...escapes].reduce((all, [escape, sign]) => all.replaceAll(escape, sign), text);
  const trimmed = line.trimStart();
  if (!trimmed.startsWith("::")) return null;
  const end = trimmed.indexOf("::", 2);
  if (end < 0) return null;
  const [command, ...rest] = trimmed.slice(2, end).split(" ");
  const pairs = rest.join(" ").split(",").map((pair) => {
    const [name, ...value] = pair.split("=");
    return [name, plain(value.join("="), [["%3A", ":"], ["%2C", ","]])];
  });
  return { command, properties: Object.fromEntries(pairs), message: plain(trimmed.slice(end + 2)) };
};

/** What `@actions/core` prints for it. */
const issued = ({ command, properties, message }) => {
  const { title, file, line, endLine, col, endColumn } = properties;
  let printed = "";
  const write = process.stdout.write;
  process.stdout.write = (text) => { printed += text; return true; };
  try {
    core[command](message, { title, file, startLine: line, endLine, startColumn: col, endColumn });
  } finally {
    process.stdout.write = write;
  }
  return printed;
};

/** Checks the lines and gives what they say. */
const understood = (lines) => lines.flatMap((line) => {
  const command = parse(line);
  if (command === null) {
    // The older commands are obeyed wherever they stand.
    assert.ok(!line.includes("##["), line);
    return [];
  }
  assert.ok(["warning", "notice"].includes(command.command), line);
  assert.equal(issued(command), `${line}\n`);
  for (const name of ["line", "endLine"]) assert.match(command.properties[name], /^[1-9][0-9]*$/);
  return [command];
});

const submission = (t) => {
  const folder = mkdtempSync(join(tmpdir(), "prejury-annotations-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
};

test("the annotations of an example are those of GitHub's own library", (t) => {
  const folder = submission(t);
  cpSync(join(ROOT, "fixtures/whole/incoherent"), folder, { recursive: true });
  const commands = understood(annotations(folder));
  assert.ok(commands.length > 5);
  for (const { properties } of commands) assert.ok(readFileSync(join(folder, properties.file)).length > 0);
});

/** A string of TOML, in which every sign that could mean something is written by its number. */
const toml = (text) => {
  const number = (sign) => `\\U${sign.codePointAt(0).toString(16).padStart(8, "0")}`;
  return `"${[...text].map((sign) => (/[a-zA-Z0-9 ]/.test(sign) ? sign : number(sign))).join("")}"`;
};

const CODE = [
  "from sklearn.linear_model import LogisticRegression", "from sklearn.model_selection import train_test_split",
  "X_train, X_test, y_train, y_test = train_test_split(X, y)", "model = LogisticRegression().fit(X_train, y_train)",
];

/** A hand-in that says `text` in its name, its code, its README and its configuration. */
const handIn = (folder, text) => {
  const name = [...text].filter((sign) => sign !== "/" && sign !== "\0").join("") || "x";
  mkdirSync(join(folder, `d${name}`));
  const cells = [CODE.join("\n"), `print("""${text}""", model.predict(X_test))`].map((source) => (
    { cell_type: "code", execution_count: 1, metadata: {}, outputs: [], source }
  ));
  const notebook = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells };
  writeFileSync(join(folder, `d${name}`, `${name}.ipynb`), JSON.stringify(notebook));
  writeFileSync(join(folder, "README.md"), `# Scoring\n\nLe modèle CatBoost est retenu. ${text} \`${text}.py\`\n`);
  const signposts = [2, 3, 4, 5].map((n) => `[[signpost]]\ncriterion = "C2.1.2-CE${n}"\npath = ${toml(text)}\nnote = ${toml(text)}\n`);
  writeFileSync(join(folder, "prejury.toml"), `exclude = [${toml(text)}]\n${signposts.join("")}`);
  const waivers = [1, 2, 3].map((n) => `[[waiver]]\ncriterion = "C1.4.1-CE${n}"\nreason = ${toml(text)}\nby = ${toml(text)}\n`);
  writeFileSync(join(folder, "mentor.toml"), waivers.join(""));
};

test("no text of a stranger is understood as anything but text", (t) => {
  let said = 0;
  for (const text of texts) {
    const folder = submission(t);
    handIn(folder, text);
    const own = understood(annotations(folder));
    const followed = understood(annotations(folder, "--config", "mentor.toml", "--competence", "C1.4.1"));
    assert.ok(own.length > 3 && followed.length > 0, `${JSON.stringify(text)}: ${own.length} and ${followed.length}`);
    said += [...own, ...followed].filter(({ message }) => /Repère du candidat|Dispens/.test(message)).length;
  }
  assert.ok(said > 3 * texts.length, `${said} annotations with words of a stranger`);
});
