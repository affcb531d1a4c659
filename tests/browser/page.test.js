// The evaluator's page in a real browser, opened from the disk as a mail attachment would be.
import { after, before, beforeEach, test } from "node:test";
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { prejury, hostileReport, ROOT, SECRETS, launch } from "./support.js";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "prejury-page-"));
const at = (name) => join(folder, name);
let browser;
let context;
let page;
let seen;

before(async () => {
  const good = join(ROOT, "fixtures/whole/good");
  prejury("check", good, "--lang", "fr", "--format", "html", "--output", at("page.html"), "--format", "json", "--output", at("report.json"));
  writeFileSync(at("hostile.json"), JSON.stringify(hostileReport(readFileSync(at("report.json"), "utf8"))));
  writeFileSync(at("none.json"), JSON.stringify({ schema: "prejury-decisions", schema_version: 1, general: { overall: "</script><script>alert(1)</script><!-- \u2028" } }));
  prejury("merge", at("hostile.json"), at("none.json"), "--lang", "fr", "--output", at("hostile.html"));
  browser = await launch();
});
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await context?.close();
  context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  page = await context.newPage();
  seen = { errors: [], requests: [], dialogs: [] };
  page.on("console", (message) => { if (message.type() === "error") seen.errors.push(message.text()); });
  page.on("pageerror", (error) => seen.errors.push(String(error)));
  page.on("request", (request) => { if (!/^(blob|data):/.test(request.url())) seen.requests.push(request.url()); });
  page.on("dialog", (dialog) => { seen.dialogs.push(dialog.message()); dialog.dismiss(); });
});

const open = async (name = "page.html") => {
  await page.goto(pathToFileURL(at(name)).href);
};
const first = () => page.locator(".ce").first();
const exported = async () => {
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator("[data-action=export]").click()]);
  const path = at(`export-${Math.random()}.json`);
  await download.saveAs(path);
  return path;
};
const violations = async () => {
  // The policy of the page forbids foreign scripts; the test speaks through the debugger, which it does not bind.
  await page.evaluate(AXE);
  const found = await page.evaluate(() => window.axe.run());
  return found.violations.map((violation) => `${violation.id}: ${violation.nodes[0].html.slice(0, 160)} ${violation.nodes[0].failureSummary}`);
};

test("it opens from the disk, quietly, and nothing is decided beforehand", async () => {
  await open();
  assert.deepEqual(seen.errors, []);
  assert.equal(seen.requests.length, 1);
  assert.equal(await page.locator("input[type=radio]:checked").count(), 0);
  assert.ok(readFileSync(at("page.html")).length < 1_500_000);
  const present = await page.locator('.ce[data-status="present"]').count();
  assert.ok(present > 0);
});

test("it reads without scripts", async () => {
  const bare = await browser.newContext({ javaScriptEnabled: false });
  const other = await bare.newPage();
  await other.goto(pathToFileURL(at("page.html")).href);
  assert.ok(await other.locator(".ce .official").first().isVisible());
  assert.equal(await other.locator(".work").first().isVisible(), false);
  await bare.close();
});

test("ten criteria are decided by keyboard only, kept, exported, and imported elsewhere", async () => {
  await open();
  for (let n = 0; n < 10; n += 1) {
    await page.keyboard.press("u");
    await page.keyboard.press(String((n % 3) + 1));
  }
  await page.keyboard.press("c");
  await page.keyboard.type("Bien vu : à approfondir");
  await page.keyboard.press("Escape");
  const before = await page.locator("#progress").textContent();
  assert.match(before, /^10 \/ /);
  await page.reload();
  assert.equal(await page.locator("#progress").textContent(), before);
  const path = await exported();
  const file = JSON.parse(readFileSync(path, "utf8"));
  assert.equal(Object.values(file.criteria).filter((line) => line.decision).length, 10);

  await page.evaluate(() => localStorage.clear());
  await page.reload();
  assert.match(await page.locator("#progress").textContent(), /^0 \/ /);
  await page.locator("#file").setInputFiles(path);
  await page.waitForFunction((text) => document.querySelector("#progress").textContent === text, before);

  // The command line writes the same remarks as the page.
  await page.locator("[data-action=remarks]").click();
  const inPage = await page.locator("#remarks textarea").inputValue();
  const written = prejury("merge", at("report.json"), path, "--lang", "fr", "--format", "remarks");
  assert.equal(written.replaceAll("\u00a0", " "), inPage.replaceAll("\u00a0", " "));
  assert.ok(inPage.startsWith("Encore à décider"));
  assert.ok(inPage.includes("Bien vu : à approfondir"));
  for (const format of ["html", "markdown", "json", "xlsx"]) prejury("merge", at("report.json"), path, "--format", format, "--output", at(`merged.${format}`));
  assert.ok(readFileSync(at("merged.markdown"), "utf8").includes("Bien vu"));
  await page.evaluate(() => localStorage.clear());
  await open("merged.html");
  assert.equal(await page.locator("#progress").textContent(), before);
  assert.deepEqual(seen.errors, []);
});

test("a merged file shows its own decisions where a browser holds older work, and loses neither", async () => {
  const shown = () => page.locator("#progress").textContent();
  const decide = async (n) => {
    for (let done = 0; done < n; done += 1) {
      await page.keyboard.press("u");
      await page.keyboard.press("1");
    }
  };
  const merge = async (name) => prejury("merge", at("report.json"), await exported(), "--output", at(name));
  await open();
  await decide(3);
  const older = await exported();
  await decide(2);
  await merge("five.html");
  await page.locator("#file").setInputFiles(older);
  await page.waitForFunction(() => document.querySelector("#progress").textContent.startsWith("3 /"));

  await open("five.html");
  assert.match(await shown(), /^5 \/ /);
  assert.ok(await page.locator("#aside").isVisible());
  assert.match(await page.locator("#aside-count").textContent(), /^3 \/ /);
  assert.deepEqual(await violations(), []);
  // Only looking changes nothing.
  await open();
  assert.match(await shown(), /^3 \/ /);
  assert.equal(await page.locator("#aside").isVisible(), false);

  // Work in the merged file goes on there, and both works can be had back.
  await open("five.html");
  await decide(1);
  await page.reload();
  assert.match(await shown(), /^6 \/ /);
  await page.locator("[data-action=swap]").click();
  assert.match(await shown(), /^3 \/ /);
  await page.reload();
  assert.match(await shown(), /^3 \/ /);
  await page.locator("[data-action=language]").click();
  assert.match(await page.locator("#aside").innerText(), /Other work[^]*6 \/ /);
  await page.locator("[data-action=swap]").click();
  assert.match(await shown(), /^6 \/ /);

  // A second file wins over the work on the first, which is back with the first.
  await decide(2);
  await merge("eight.html");
  await page.locator("[data-action=swap]").click();
  await open("eight.html");
  assert.match(await shown(), /^8 \/ /);
  assert.equal(JSON.parse(readFileSync(await exported(), "utf8")).from, undefined);

  // It is deleted only when that is confirmed.
  const left = () => page.evaluate(() => JSON.parse(localStorage.getItem(Object.keys(localStorage).find((name) => name.endsWith(":aside")))).length);
  const before = await left();
  await page.locator("[data-action=forget]").click();
  assert.equal(seen.dialogs.length, 1);
  assert.equal(await left(), before);
  page.removeAllListeners("dialog");
  page.on("dialog", (dialog) => dialog.accept());
  await page.locator("[data-action=forget]").click();
  assert.equal(await page.locator("#aside").isVisible(), false);
  assert.deepEqual(seen.errors, []);
});

test("a file that is none is refused and changes nothing", async () => {
  await open();
  await first().locator("input[value=acquired]").check();
  writeFileSync(at("bad.json"), '{"schema": "else", "criteria": {"__proto__": 1}}');
  await page.locator("#file").setInputFiles(at("bad.json"));
  await page.waitForFunction(() => document.querySelector("#import-said").textContent !== "");
  assert.ok(await first().locator("input[value=acquired]").isChecked());
});

test("what changed since a decision is marked", async () => {
  await open();
  const id = await first().getAttribute("id");
  const decided = (status) => writeFileSync(at("old.json"), JSON.stringify({
    schema: "prejury-decisions", schema_version: 1,
    criteria: { [id]: { decision: "not_acquired", comment: "", seen: { status, fingerprint: "0000000000000000" } } },
  }));
  decided(await first().getAttribute("data-status"));
  await page.locator("#file").setInputFiles(at("old.json"));
  await first().locator(".changed").waitFor();
  assert.doesNotMatch(await first().locator(".changed").textContent(), /→/);
  decided("absent");
  await page.locator("#file").setInputFiles([]);
  await page.locator("#file").setInputFiles(at("old.json"));
  await first().locator(".changed", { hasText: "absent →" }).waitFor();
  await page.locator("[data-filter=decision]").selectOption("changed");
  assert.equal(await page.locator(".ce:visible").count(), 1);
  const remarks = prejury("merge", at("report.json"), at("old.json"), "--lang", "fr", "--format", "remarks");
  assert.match(remarks, new RegExp(`Changé depuis votre décision\\s*: ${id}`));
});

test("filters, search and folding narrow the list", async () => {
  await open();
  const total = await page.locator(".ce:visible").count();
  await page.locator("[data-filter=status]").selectOption("present");
  const present = await page.locator(".ce:visible").count();
  assert.ok(present > 0 && present < total);
  await page.locator("[data-filter=search]").fill("zzzz nothing");
  assert.equal(await page.locator(".ce:visible").count(), 0);
  assert.ok(await page.locator("#nothing").isVisible());
  await page.locator("[data-filter=search]").fill("");
  await page.locator("[data-filter=status]").selectOption("");
  await page.locator("[data-action=fold]").click();
  assert.equal(await page.locator(".ce:visible").count(), 0);
});

for (const theme of ["light", "dark"]) {
  test(`axe finds nothing in either language, ${theme}`, async () => {
    await page.emulateMedia({ colorScheme: theme });
    await open();
    await first().locator("input[value=acquired]").check();
    assert.deepEqual(await violations(), []);
    await page.locator("[data-action=language]").click();
    assert.equal(await page.locator("html").getAttribute("lang"), "en");
    assert.deepEqual(await violations(), []);
    await page.locator("[data-action=remarks]").click();
    assert.deepEqual(await violations(), []);
  });
}

test("it fits a phone, and a window enlarged four times", async () => {
  for (const width of [390, 320]) {
    await page.setViewportSize({ width, height: 640 });
    await open();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= width, `${wide} > ${width}`);
  }
});

test("it prints on A4 without its controls", async () => {
  await open();
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator(".bar").isVisible(), false);
  assert.ok(await first().isVisible());
  const pdf = await page.pdf({ preferCSSPageSize: true });
  assert.match(pdf.toString("latin1"), /MediaBox \[0 0 59[45](\.\d+)? 84[12](\.\d+)?\]/);
});

test("strangers' texts stay texts", async () => {
  await open("hostile.html");
  assert.deepEqual(seen.dialogs, []);
  assert.deepEqual(seen.errors, []);
  assert.equal(seen.requests.length, 1);
  assert.equal(await page.evaluate(() => window.pwned), undefined);
  assert.equal(await page.locator("img, iframe, svg, link, object, embed, base, main script, a[href^=javascript]").count(), 0);
  assert.match(await page.locator("h1").textContent(), /<img src=x/);
  assert.ok((await page.locator("main").textContent()).includes("window.pwned"));
  const html = readFileSync(at("hostile.html"), "utf8");
  assert.ok(!/[\u202a-\u202e\u2028\u0000]/.test(html));
  assert.ok(SECRETS.length > 10);
  assert.deepEqual(SECRETS.filter((secret) => html.includes(secret)), []);
  assert.deepEqual(await violations(), []);
});
