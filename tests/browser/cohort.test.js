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

const row = (candidate, id, status, waiver = null) => JSON.stringify({
  schema_version: 1, candidate, head: null, competence: id.split("-")[0], criterion: id, kind: "auto", status, waived: waiver !== null,
  confidence: 0.9, evidence: 1, against: 0, missing: 0, place: "a.py", error: null, waiver,
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
  const waived = [...rows, row("Zoé", "C1.3.1-CE3", "absent", HOSTILE), row("bob", "C1.3.1-CE3", "absent", "équivalence")];
  writeFileSync(join(folder, "waived.jsonl"), `${waived.join("\n")}\n`);
  prejury("cohort", "--from", join(folder, "waived.jsonl"), "--output", join(folder, "waived"), "--lang", "fr");
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

test("what is waived is counted apart, sorted by, and explained", async () => {
  await open("waived");
  assert.deepEqual(seen.errors, []);
  assert.equal(await page.evaluate(() => window.pwned), undefined);
  await page.locator('th[data-key="waived"] button').click();
  assert.deepEqual((await short()).slice(0, 2).sort(), ["Zoé", "bob"]);
  await page.locator('[data-filter="search"]').fill("zoe");
  const cell = page.locator("#matrix tbody tr:visible td.cell").first();
  assert.equal((await cell.innerText()).replaceAll(/\s/g, ""), "0·1·1·1");
  // Neither absent nor lacking.
  assert.deepEqual(await cell.evaluate((it) => [it.dataset.lacking, it.dataset.absent]), ["2", "1"]);
  assert.match(await page.locator("#waivers ~ table").innerText(), /équivalence/);
  await open("rows");
  assert.equal(await page.locator('th[data-key="waived"], #waivers').count(), 0);
});

test("on a phone names stay in sight and break between their words", async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  const many = ["C1.1", "C1.2.1", "C1.2.2", "C1.3.2", "C1.4.1", "C1.4.2"].map((id) => row("Dupont_Marie+Participez-a-la-conception", `${id}-CE1`, "present"));
  writeFileSync(join(folder, "phone.jsonl"), `${many.join("\n")}\n`);
  prejury("cohort", "--from", join(folder, "phone.jsonl"), "--output", join(folder, "phone"), "--lang", "fr");
  await open("phone");
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390);
  const lines = await page.locator("#matrix tbody th").evaluate((head) => {
    const found = [];
    const range = document.createRange();
    const walker = document.createTreeWalker(head, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      for (let at = 0; at < node.length; at += 1) {
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        const top = Math.round(range.getBoundingClientRect().top);
        if (found.at(-1)?.top === top) found.at(-1).text += node.data[at];
        else found.push({ top, text: node.data[at] });
      }
    }
    return found.map((line) => line.text);
  });
  assert.ok(lines.length > 1 && lines.slice(0, -1).every((line) => /[_+-]$/.test(line)), lines.join("|"));
  await page.locator(".matrix").evaluate((it) => { it.scrollLeft = 300; });
  const box = await page.locator("#matrix tbody th").boundingBox();
  assert.ok(box.x >= 0 && box.width < 200, JSON.stringify(box));
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
    for (const name of ["real", "rows", "waived"]) {
      await open(name);
      await page.evaluate(AXE);
      const found = await page.evaluate(() => window.axe.run());
      const said = found.violations.map((one) => `${one.id}: ${one.nodes[0].html.slice(0, 160)} ${one.nodes[0].failureSummary}`);
      assert.deepEqual(said, []);
    }
  });
}
