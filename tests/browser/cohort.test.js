// The index of a cohort in a real browser, opened from the disk; everything that candidates name is hostile.
import { after, before, beforeEach, test } from "node:test";
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { HOSTILE, prejury, ROOT, launch } from "./support.js";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "prejury-cohort-"));
let browser;
let context;
let page;
let seen;

const row = (candidate, id, status) => JSON.stringify({
  schema_version: 1, candidate, head: null, competence: id.split("-")[0], criterion: id, kind: "auto", status, waived: false,
  confidence: 0.9, evidence: 1, against: 0, missing: 0, place: "a.py", error: null,
});
before(async () => {
  prejury("cohort", join(ROOT, "fixtures/whole"), "--output", join(folder, "real"), "--lang", "fr");
  const rows = [
    row("Élodie", "C1.3.1-CE1", "present"), row("Élodie", "C1.3.1-CE2", "present"), row("Élodie", "C3.1.2-CE1", "absent"),
    row("Zoé", "C1.3.1-CE1", "absent"), row("Zoé", "C1.3.1-CE2", "partial"),
    row("bob", "C1.3.1-CE1", "present"), row("bob", "C1.3.1-CE2", "absent"),
    row(HOSTILE, "C1.3.1-CE1", "present"),
  ];
  writeFileSync(join(folder, "rows.jsonl"), `${rows.join("\n")}\n`);
  prejury("cohort", "--from", join(folder, "rows.jsonl"), "--output", join(folder, "rows"), "--lang", "fr");
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
  seen = { errors: [], requests: [] };
  page.on("console", (message) => { if (message.type() === "error") seen.errors.push(message.text()); });
  page.on("pageerror", (error) => seen.errors.push(String(error)));
  page.on("request", (request) => seen.requests.push(request.url()));
});
const open = (name) => page.goto(pathToFileURL(join(folder, name, "index.html")).href);
const names = () => page.locator("#matrix tbody tr:visible th").allTextContents();
const short = async () => (await names()).map((name) => (name.length > 20 ? "hostile" : name));

test("it opens from the disk, asks for nothing, and leads to each checklist", async () => {
  await open("real");
  assert.deepEqual(seen.errors, []);
  assert.equal(seen.requests.length, 1);
  const link = page.locator("#matrix tbody th a").first();
  const name = await link.textContent();
  await link.click();
  assert.match(await page.locator("h1").textContent(), new RegExp(name));
  await page.goBack();
  const cell = page.locator("#matrix td a").first();
  const id = (await cell.getAttribute("href")).split("#")[1];
  await cell.click();
  assert.ok(await page.locator(`[id="${id}"]`).isVisible());
});

test("names are inert", async () => {
  await open("rows");
  assert.deepEqual(seen.errors, []);
  assert.equal(await page.evaluate(() => window.pwned), undefined);
  assert.equal(await page.locator("main img, main svg, main iframe, base").count(), 0);
  assert.equal((await names()).length, 4);
  assert.equal(seen.requests.length, 1);
});

test("columns sort both ways, by keyboard, and say so", async () => {
  await open("rows");
  const head = page.locator('th[data-key="name"]');
  await head.locator("button").focus();
  await page.keyboard.press("Enter");
  assert.deepEqual(await short(), ["hostile", "bob", "Élodie", "Zoé"]);
  assert.equal(await head.getAttribute("aria-sort"), "ascending");
  await page.keyboard.press("Enter");
  assert.deepEqual(await short(), ["Zoé", "Élodie", "bob", "hostile"]);
  await page.locator('th[data-key="C3.1.2"] button').click();
  // Those who do not address it come last either way.
  assert.equal((await short())[0], "Élodie");
  await page.locator('th[data-key="C3.1.2"] button').click();
  assert.equal((await short())[0], "Élodie");
  await page.locator('th[data-key="C1.3.1"] button').click();
  assert.deepEqual((await short()).slice(2), ["bob", "Zoé"]);
});

test("filters narrow rows and columns", async () => {
  await open("rows");
  await page.locator('[data-filter="search"]').fill("elo");
  assert.deepEqual(await names(), ["Élodie"]);
  assert.equal(await page.locator("#shown").textContent(), "1");
  await page.locator('[data-filter="search"]').fill("nobody");
  assert.ok(await page.locator("#nothing").isVisible());
  await page.locator('[data-filter="search"]').fill("");
  await page.locator('[data-filter="show"]').selectOption("complete");
  assert.deepEqual(await short(), ["hostile"]);
  await page.locator('[data-filter="bloc"]').selectOption("1");
  assert.deepEqual((await short()).sort(), ["hostile", "Élodie"].sort());
  assert.equal(await page.locator('th[data-key="C3.1.2"]').isVisible(), false);
});

test("it speaks both languages", async () => {
  await open("rows");
  assert.match(await page.locator("h1").innerText(), /Promotion/);
  const title = await page.locator('th[data-key="C1.3.1"] abbr').getAttribute("title");
  await page.locator("[data-action=language]").click();
  assert.match(await page.locator("h1").innerText(), /Cohort/);
  assert.notEqual(await page.locator('th[data-key="C1.3.1"] abbr').getAttribute("title"), title);
});

test("it reads without scripts", async () => {
  const bare = await browser.newContext({ javaScriptEnabled: false });
  const other = await bare.newPage();
  await other.goto(pathToFileURL(join(folder, "rows", "index.html")).href);
  assert.ok(await other.locator("#matrix tbody tr").first().isVisible());
  assert.equal(await other.locator('[data-filter="search"]').isVisible(), false);
  await bare.close();
});

for (const scheme of ["light", "dark"]) {
  test(`nothing keeps anybody out (${scheme})`, async () => {
    await page.emulateMedia({ colorScheme: scheme });
    for (const name of ["real", "rows"]) {
      await open(name);
      await page.evaluate(AXE);
      const found = await page.evaluate(() => window.axe.run());
      const said = found.violations.map((one) => `${one.id}: ${one.nodes[0].html.slice(0, 160)} ${one.nodes[0].failureSummary}`);
      assert.deepEqual(said, []);
    }
  });
}
