// Opens a report of real trials in Chromium, as a person would, and tries what it offers.
//
//   node report_test.mjs WIRETRIAL SOURCES TOOLS SCREENSHOTS
//
// WIRETRIAL is the program, SOURCES the top of the source tree, TOOLS a folder with node_modules (see package.json),
// SCREENSHOTS where pictures go. Exit status 0: all as it should be; 1: something is not, and which; 77: no browser.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [wiretrial, sources, tools, screenshots] = process.argv.slice(2);
const skipped = 77;
const browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const patienceMs = 60_000;

function fail(status, text) {
  console.error(text);
  process.exit(status);
}

function load() {
  const program = browsers.find(existsSync);
  if (!program) fail(skipped, "no Chromium here: apt-get install chromium");
  if (!existsSync(join(tools, "node_modules"))) fail(skipped, `no node_modules in ${tools}: run ./justw setup-test`);
  const require = createRequire(join(tools, "package.json"));
  const { chromium } = require("playwright-core");
  return { program, chromium, axe: readFileSync(require.resolve("axe-core/axe.min.js"), "utf8") };
}

const subject = (name) => join(sources, "cli/fixtures/broken", `${name}.subject.json`);
const selectors = ["HDR-7", "HDR-17", "FRM-2", "CLI-1", "CON-1"].map((id) => `requirement:${id}`);

// A server whose name, answers and output try to be markup.
function hostileSubject(folder) {
  const program = `import socket, sys
print("</script><img src=x onerror=document.title='injected'>", flush=True)
server = socket.create_server((sys.argv[1], int(sys.argv[2])))
while True:
    connection, _ = server.accept()
    connection.recv(65536)
    try:
        connection.sendall(b"</script><script>document.title='injected'</script>")
    except OSError:
        pass
    connection.close()
`;
  writeFileSync(join(folder, "hostile.py"), program);
  const description = {
    name: "<plaintext>", version: "</title>", protocol: "jhmp",
    server: { command: ["python3", "hostile.py", "{host}", "{port}"], cwd: "." },
    limits: { max_content: 1024 },
  };
  const file = join(folder, "hostile.subject.json");
  writeFileSync(file, JSON.stringify(description));
  return file;
}

function run(folder, out, subjects, more = []) {
  const files = subjects.flatMap((file) => ["--subject", file]);
  const words = ["run", ...selectors, ...files, "--sweep", "sampled", "--out", join(folder, out), ...more];
  const done = spawnSync(wiretrial, words, { encoding: "utf8", timeout: 300_000 });
  assert.ok([0, 1].includes(done.status), `wiretrial run: status ${done.status}: ${done.stderr}`);
  return join(folder, out, "report.html");
}

// A page that notices every request and every word of complaint.
async function open(context, file, hash = "") {
  const page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  page.complaints = [];
  const address = pathToFileURL(file).href;
  page.on("request", (request) => {
    if (request.url().split("#")[0] !== address) page.complaints.push(`request: ${request.url()}`);
  });
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) page.complaints.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => page.complaints.push(`error: ${error.stack}`));
  await page.goto(address + hash);
  await page.waitForSelector("html[data-ready=yes]");
  return page;
}

async function picture(page, name, whole = false) {
  await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: whole });
}

// What assistive technology would stumble over.
async function checkAccessibility(page, axe, where) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  const places = (violation) => violation.nodes.slice(0, 3).map((node) => node.html).join(" ");
  const found = violations.map((violation) => `${violation.id}: ${places(violation)}`);
  assert.deepEqual(found, [], `accessibility of ${where}`);
}

const shown = (page) => page.locator("#shown").textContent();

async function tryFilters(page) {
  const all = await shown(page);
  assert.match(all, /^(\d+) of \1 scenarios; (\d+) of \2 trials$/);
  await page.locator("[name=outcome][value=pass]").uncheck();
  assert.notEqual(await shown(page), all);
  assert.equal(await page.locator("#scenarios .badge.pass").count(), 0);
  await page.locator("#filter button[type=reset]").click();
  await page.waitForFunction((text) => document.getElementById("shown").textContent === text, all);
  await page.selectOption("[name=clause]", "HDR-7");
  assert.equal(await page.locator("#scenarios .clause").count(), 1);
  await page.selectOption("[name=role]", "client");
  await page.selectOption("[name=role]", "server");
  await page.selectOption("[name=cause]", "not_rejected");
  assert.ok((await page.locator("#scenarios .badge.fail").count()) > 0);
  assert.equal(await page.locator("#scenarios .badge.pass").count(), 0);
  await page.locator("#filter button[type=reset]").click();
  await page.waitForFunction((text) => document.getElementById("shown").textContent === text, all);
  await page.fill("[name=text]", "jhmp/header/length-negative-11@");
  assert.match(await shown(page), /^1 of /);
  await page.fill("[name=text]", "");
  await page.locator("[name=differences]").check();
  assert.match(await shown(page), /where subjects differ/);
  const rows = await page.locator("#scenarios tbody tr:not(.clause)").count();
  assert.ok(rows > 0);
  await page.locator("[name=differences]").uncheck();
  const folded = page.locator("#scenarios .folded button").first();
  const alike = Number((await folded.textContent()).split(" ")[0]);
  const before = await page.locator("#scenarios tbody tr").count();
  await folded.click();
  assert.equal(await page.locator("#scenarios tbody tr").count(), before + alike - 1);
}

async function tryRequirement(page) {
  const cell = page.locator("#clauses button.cell.fail").first();
  const clause = await cell.getAttribute("data-requirement");
  await cell.click();
  await page.waitForFunction((id) => document.querySelector("[name=clause]").value === id, clause);
  assert.equal(await page.locator("#scenarios .clause").count(), 1);
  await page.locator("#filter button[type=reset]").click();
}

// Follows a finding to its trial; gives the trial's address.
async function tryTrial(page) {
  const link = page.locator(".findings a", { hasText: "length-negative" }).first();
  const address = await link.getAttribute("href");
  await link.click();
  await page.waitForSelector("#trial h1");
  assert.ok(await page.locator("#overview").isHidden());
  const trial = page.locator("#trial");
  for (const text of ["HDR-7 MUST", "Why it matters", "expected", "actual", "wiretrial replay", "not_rejected"]) {
    assert.ok((await trial.textContent()).includes(text), `the page of a trial says "${text}"`);
  }
  assert.ok((await trial.locator("svg.sequence line.arrow").count()) >= 3);
  assert.equal(await trial.locator("svg.sequence .judged").count(), 1);
  for (const field of ["field-0", "field-1", "field-2"]) {
    assert.ok((await trial.locator(`.hexview .${field}`).count()) > 0, `${field} has its colour`);
  }
  assert.ok((await trial.locator("table.fields", { hasText: "header: content-length" }).count()) > 0);
  assert.ok((await trial.locator("table.grid", { hasText: "before the trial" }).count()) > 0);
  assert.ok((await trial.locator("table.grid", { hasText: "Recv-Q" }).count()) > 0);
  await trial.locator("summary", { hasText: "Every event" }).first().click();
  assert.equal(await trial.locator(".timeline .judged").count(), 1);
  return address;
}

async function tryKeys(page) {
  const title = () => page.locator("#trial code").first().textContent();
  const first = await title();
  await page.keyboard.press("j");
  await page.waitForFunction((name) => document.querySelector("#trial code").textContent !== name, first);
  await page.keyboard.press("k");
  await page.waitForFunction((name) => document.querySelector("#trial code").textContent === name, first);
  await page.keyboard.press("u");
  await page.waitForSelector("#overview:not([hidden])");
  await page.goBack();
  await page.waitForSelector("#trial:not([hidden])");
  await page.keyboard.press("Escape");
  await page.waitForSelector("#overview:not([hidden])");
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement.name), "text");
}

async function tryEveryTrial(page) {
  const addresses = await page.evaluate(() => index.trials.map(addressOf));
  for (const address of addresses) {
    await page.evaluate((hash) => { location.hash = hash; }, address);
    const name = decodeURIComponent(address.slice("#trial=".length));
    await page.waitForFunction((text) => {
      const code = document.querySelector("#trial:not([hidden]) code");
      return code && code.textContent === text;
    }, name);
  }
  return addresses.length;
}

async function main() {
  const { program, chromium, axe } = load();
  mkdirSync(screenshots, { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), "wiretrial-browser-"));
  const browser = await chromium.launch({ executablePath: program, args: ["--no-sandbox"] });
  try {
    const subjects = [join(sources, "impl/reference/subject.json"), subject("negative_length_answered"),
                      subject("misreads_split_prefix"), hostileSubject(folder)];
    const report = run(folder, "out", subjects, ["--force"]);
    const context = await browser.newContext({ viewport: { width: 1300, height: 1000 } });
    const page = await open(context, report);
    await picture(page, "overview");
    await checkAccessibility(page, axe, "the overview");
    await tryFilters(page);
    await page.evaluate(() => document.getElementById("trials").scrollIntoView());
    await picture(page, "trials");
    await tryRequirement(page);
    const address = await tryTrial(page);
    await picture(page, "trial", true);
    await checkAccessibility(page, axe, "a trial");
    await tryKeys(page);
    const trials = await tryEveryTrial(page);
    assert.ok(!(await page.title()).includes("injected"));
    assert.deepEqual(page.complaints, []);

    // The link of a trial leads to the same trial in the report of another run.
    const again = await open(context, run(folder, "again", subjects.slice(0, 2), ["--seed", "7"]), address);
    assert.ok((await again.locator("#trial h1").textContent()).length > 0);
    assert.equal("#trial=" + encodeURIComponent(await again.locator("#trial code").first().textContent()), address);
    const lost = await open(context, report, "#trial=no-such-trial");
    assert.match(await lost.locator("#trial").textContent(), /no trial of that name/);
    assert.deepEqual([...again.complaints, ...lost.complaints], []);

    const dark = await browser.newContext({ viewport: { width: 1300, height: 1000 }, colorScheme: "dark" });
    const night = await open(dark, report, address);
    await picture(night, "trial-dark", true);
    await checkAccessibility(night, axe, "a trial in the dark");
    await night.emulateMedia({ media: "print", colorScheme: "light" });
    assert.ok(await night.locator(".trialbar").isHidden());
    await picture(night, "trial-printed", true);
    assert.deepEqual(night.complaints, []);
    console.log(`${trials} trials opened; pictures in ${screenshots}`);
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

main().catch((error) => fail(1, error.stack));
