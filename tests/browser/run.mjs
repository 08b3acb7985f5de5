// Checks of the page that `foretell report` writes, and of the charts beside it, in a browser.
//
// node run.mjs PROGRAM CHROMIUM FOLDER: pages and pictures are left in the folder, to be looked at.

import { chromium } from "playwright-core";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { WIDTHS, accessible, fits, plain, printed, valid } from "./checks.mjs";
import { bare, hostile, many } from "./scenarios.mjs";
import { wrong } from "./wrong.mjs";

const [program, executablePath, folder] = process.argv.slice(2);
const root = process.env.FORETELL_ROOT ?? resolve("../..");
mkdirSync(folder, { recursive: true });
const failures = [];
const report = (of, found) => found.forEach((sentence) => failures.push(`${of}: ${sentence}`));

function foretell(...words) {
  return execFileSync(program, words, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], maxBuffer: 1 << 28 });
}

/** Writes the page of a scenario. */
function page(name, scenario, ...words) {
  const path = join(folder, `${name}.html`);
  foretell("report", scenario, "-o", path, ...words);
  return path;
}

function written(name, text) {
  const path = join(folder, `${name}.toml`);
  writeFileSync(path, text);
  return path;
}

const shipped = (name) => join("scenarios", `${name}.toml`);
const pages = {
  flagship: page("flagship", shipped("leaders_summit"), "-n", "20000"),
  moment: page("moment", shipped("two_leaders"), "-n", "20000"),
  hindcast: page("hindcast", shipped("alaska_hindcast"), "-n", "20000"),
  hostile: page("hostile", written("hostile", hostile), "-n", "20000"),
  many: page("many", written("many", many), "-n", "20000"),
  bare: page("bare", written("bare", bare), "-n", "20000"),
};
const began = Date.now();

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
try {
  for (const [name, path] of Object.entries(pages)) {
    for (const width of WIDTHS) {
      for (const scheme of ["light", "dark"]) {
        const screenshot = join(folder, `${name}-${width}-${scheme}.png`);
        report(`${name}, ${width} px, ${scheme}`, await fits(browser, path, width, scheme, screenshot));
      }
    }
    for (const scheme of ["light", "dark"]) report(`${name}, ${scheme}`, await accessible(browser, path, scheme));
    report(name, await plain(browser, path));
    for (const format of ["A4", "Letter"]) {
      const most = name === "flagship" ? 4 : 100;
      report(name, await printed(browser, path, format, most, join(folder, `${name}-${format}.pdf`)));
    }
    if (readFileSync(path).length > 1 << 20) report(name, ["it has more than 1 MB"]);
    const data = readFileSync(path, "utf8").match(/<script type="application\/json"[^>]*>([^]*?)<\/script>/);
    if (!data || !JSON.parse(data[1]).schema) report(name, ["its numbers can't be taken out again"]);
  }
  await charts(browser);
  await selfTest(browser);
} finally {
  await browser.close();
}
report("markup", valid(Object.values(pages)));

/** The charts of the flagship are pictures that a browser shows, and PNG of 1,600 pixels across. */
async function charts(browser) {
  const to = join(folder, "charts");
  foretell("run", shipped("leaders_summit"), "-n", "20000", "--charts", to);
  foretell("run", join(folder, "hostile.toml"), "-n", "20000", "--charts", join(folder, "hostile-charts"));
  const tab = await browser.newPage();
  const svgs = [to, join(folder, "hostile-charts")].flatMap((in_) =>
    readdirSync(in_).filter((name) => name.endsWith(".svg")).map((name) => join(in_, name)));
  if (svgs.length < 12) report("charts", [`only ${svgs.length} pictures`]);
  for (const path of svgs) {
    await tab.goto(pathToFileURL(path).href);
    const [root, texts] = await tab.evaluate(() => [document.documentElement.nodeName, document.querySelectorAll("title, desc").length]);
    if (root !== "svg" || texts !== 2) report(path, ["a browser does not show it as a picture with title and description"]);
  }
  for (const name of readdirSync(to).filter((name) => name.endsWith(".png"))) {
    const width = readFileSync(join(to, name)).readUInt32BE(16);
    if (width !== 1600) report(name, [`${width} pixels across`]);
  }
  await tab.close();
  report("pictures", valid(svgs));
  report("index", valid([join(to, "index.html")]));
}

/** Each check finds what is wrong with a page made for that. */
async function selfTest(browser) {
  const path = join(folder, "wrong.html");
  writeFileSync(path, wrong);
  const found = {
    "wide in a window": await fits(browser, path, 320, "light"),
    "asks for": await fits(browser, path, 320, "light"),
    "axe color-contrast": await accessible(browser, path, "light"),
    "inline styles": await plain(browser, path),
    "other words": await plain(browser, path),
    "its style has words": await plain(browser, path),
    "more than 2": await printed(browser, path, "A4", 2, join(folder, "wrong.pdf")),
    "on 2 pages": await printed(browser, path, "A4", 2, join(folder, "wrong.pdf")),
    "Error": valid([path]),
  };
  for (const [words, sentences] of Object.entries(found)) {
    if (!sentences.some((sentence) => sentence.includes(words))) failures.push(`a check does not find "${words}": ${sentences}`);
  }
}

failures.forEach((sentence) => console.error(`page: ${sentence}`));
console.log(`page: ${Object.keys(pages).length} pages checked in ${Math.round((Date.now() - began) / 1000)} s, ${failures.length} faults; pictures are in ${folder}`);
process.exit(failures.length === 0 ? 0 : 1);
