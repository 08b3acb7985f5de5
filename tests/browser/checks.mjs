// The checks of one page. Each returns what it finds wrong, as sentences; none if all is well.

import { createRequire } from "node:module";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The widths at which pages are looked at: a phone, a tablet, a desk. */
export const WIDTHS = [320, 768, 1280];

/** Opens a file in a context of its own, and collects what the browser objects to. */
async function opened(browser, path, options, use) {
  const context = await browser.newContext(options);
  const found = [];
  const page = await context.newPage();
  page.on("console", (message) => found.push(`the browser says: ${message.text()}`));
  page.on("pageerror", (error) => found.push(`a script failed: ${error.message}`));
  page.on("dialog", (dialog) => (found.push("a script opened a dialog"), dialog.dismiss()));
  page.on("request", (request) => {
    if (!request.url().startsWith("file:") && !request.url().startsWith("data:")) {
      found.push(`it asks for ${request.url()}`);
    }
  });
  try {
    await page.goto(pathToFileURL(path).href, { waitUntil: "load" });
    await use(page, found);
  } finally {
    await context.close();
  }
  return found;
}

/** Nothing is wider than the window, nothing is fetched, nothing is run, and no text of a chart is too small to read. */
export async function fits(browser, path, width, colorScheme, screenshot) {
  return opened(browser, path, { viewport: { width, height: 800 }, colorScheme }, async (page, found) => {
    const measured = await page.evaluate(() => {
      const root = document.documentElement;
      const texts = [...document.querySelectorAll("svg text")].map((text) => text.getBoundingClientRect().height);
      const svgs = [...document.querySelectorAll("svg.chart")].filter((svg) => svg.getClientRects().length > 0);
      const cut = svgs.flatMap((svg) => {
        const frame = svg.getBoundingClientRect();
        return [...svg.querySelectorAll("text")].filter((text) => {
          const own = text.getBoundingClientRect();
          return own.left < frame.left - 1 || own.right > frame.right + 1 || own.top < frame.top - 1 || own.bottom > frame.bottom + 1;
        }).map((text) => text.textContent);
      });
      return { wide: root.scrollWidth, room: root.clientWidth, least: Math.min(...texts.filter((height) => height > 0)), cut };
    });
    if (measured.wide > measured.room) found.push(`${measured.wide} px wide in a window of ${measured.room}`);
    if (measured.least < 8) found.push(`text of a chart is ${measured.least.toFixed(1)} px high`);
    if (measured.cut.length > 0) found.push(`text of a chart leaves it: ${measured.cut.slice(0, 3).join(" | ")}`);
    if (screenshot) await page.screenshot({ path: screenshot, fullPage: true });
  });
}

/** No violation of the rules of axe: WCAG 2.2 A and AA, and best practice. */
export async function accessible(browser, path, colorScheme) {
  const options = { viewport: { width: 1280, height: 800 }, colorScheme, bypassCSP: true };
  return opened(browser, path, options, async (page, found) => {
    await page.evaluate(() => document.querySelectorAll("details").forEach((folded) => (folded.open = true)));
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
    for (const { id, help, nodes } of violations) {
      found.push(`axe ${id}: ${help}: ${nodes.slice(0, 2).map((node) => node.html.slice(0, 160)).join(" | ")}`);
    }
  });
}

/** All words are there without scripts and without styles. */
export async function plain(browser, path) {
  const words = async (html, javaScriptEnabled) => {
    let text;
    const copy = `${path}.plain.html`;
    writeFileSync(copy, html);
    await opened(browser, copy, { javaScriptEnabled }, async (page) => {
      const drawn = page.locator("body");
      text = await drawn.evaluate((body) => {
        const copy = body.cloneNode(true);
        copy.querySelectorAll("script, style").forEach((element) => element.remove());
        return copy.textContent.replace(/\s+/g, " ").trim();
      });
    });
    return text;
  };
  const html = readFileSync(path, "utf8");
  const bare = html.replace(/<style>[^]*?<\/style>/g, "");
  const found = [];
  const whole = await words(html, true);
  if ((await words(bare, false)) !== whole) found.push("without scripts and styles it has other words");
  await opened(browser, path, {}, async (page) => {
    const odd = await page.evaluate(() => {
      const isOdd = ({ name }) => name === "style" || name.startsWith("on");
      const elements = [...document.querySelectorAll("*")];
      const active = document.querySelectorAll("link, iframe, object, embed, form, base, script:not([type='application/json'])");
      return elements.filter((element) => [...element.attributes].some(isOdd)).length + active.length;
    });
    if (odd > 0) found.push(`${odd} inline styles, handlers, frames, forms or scripts`);
  });
  if (/content:\s*"[^"]*[a-z]{3}/.test(html.match(/<style>([^]*?)<\/style>/)?.[1].replace(/@page[^]*?\}\s*\}/g, "") ?? "")) {
    found.push("its style has words that no reader without it sees");
  }
  return found;
}

/** At most so many pages on paper, and no row and no chart on two of them. */
export async function printed(browser, path, format, most, pdf) {
  return opened(browser, path, { viewport: { width: 1280, height: 800 } }, async (page, found) => {
    await page.emulateMedia({ media: "print" });
    const pages = async () => {
      await page.pdf({ path: pdf, format });
      const text = execFileSync("pdftotext", [pdf, "-"], { encoding: "utf8", maxBuffer: 1 << 28 });
      return text.split("\f").slice(0, -1);
    };
    const count = (await pages()).length;
    if (count > most) found.push(`${count} pages on ${format}, more than ${most}`);
    // marks at the top and the bottom of each row and chart, too small to move anything
    const marked = await page.evaluate(() => {
      const seen = (element) => element.getClientRects().length > 0;
      const whole = [...document.querySelectorAll("tbody tr, svg.chart")].filter(seen);
      whole.forEach((element, index) => {
        const cells = element.matches("tr") ? [...element.children] : [element];
        for (const [side, place] of [["a", "prepend"], ["z", "append"]]) {
          for (const cell of cells) {
            const isChart = cell.matches("svg");
            const mark = isChart ? document.createElementNS(cell.namespaceURI, "text") : document.createElement("span");
            mark.textContent = ` mark${index}${side} `;
            mark.style.fontSize = "1px";
            if (isChart) mark.setAttribute("y", side === "a" ? 2 : cell.viewBox.baseVal.height - 1);
            cell[place](mark);
          }
        }
      });
      return whole.map((element) => element.textContent.replace(/\s+/g, " ").slice(0, 100));
    });
    const sheets = (await pages()).map((sheet) => new Set(sheet.match(/mark\d+[az]/g) ?? []));
    marked.forEach((words, index) => {
      const on = sheets.filter((sheet) => sheet.has(`mark${index}a`) || sheet.has(`mark${index}z`)).length;
      if (on > 1) found.push(`on ${on} pages of ${format}: ${words}`);
    });
  });
}

/** The validator of the W3C has no objection. */
export function valid(paths) {
  const jar = createRequire(import.meta.url).resolve("vnu-jar/build/dist/vnu.jar");
  try {
    execFileSync("java", ["-jar", jar, "--stdout", "--format", "text", "--also-check-svg", ...paths], { encoding: "utf8", maxBuffer: 1 << 28 });
    return [];
  } catch (error) {
    return String(error.stdout || error.message).trim().split("\n").slice(0, 20);
  }
}
