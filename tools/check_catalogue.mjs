// node check_catalogue.mjs CHROMIUM CATALOGUE OUT: see check_catalogue.sh. Exit 1 if anything is wrong with a page.
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";

const [chromium, catalogue, out] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PICTURED = ["index", "LDN101", "LDN115", "vocabulary", "statements", "limits", "sources", "thresholds", "panel"];
const WIDTHS = [360, 1280];
const LARGE = 5000; // elements from which on colours are looked at in a part of the page alone

const browser = await puppeteer.launch({ executablePath: chromium, args: ["--no-sandbox"] });
const tab = await browser.newPage();
let faults = 0;

function fault(page, text) {
  faults += 1;
  console.log(`${page}: ${text}`);
}

async function open(page, width, scheme = "light") {
  await tab.setViewport({ width, height: 900 });
  await tab.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await tab.goto(pathToFileURL(join(catalogue, page)).href);
}

tab.on("request", (request) => {
  if (!request.url().startsWith("file:")) fault(request.url(), "the page asks for something from elsewhere");
});

const pages = readdirSync(catalogue).filter((name) => name.endsWith(".html")).sort();
for (const page of pages) {
  for (const width of WIDTHS) {
    for (const scheme of ["light", "dark"]) {
      await open(page, width, scheme);
      const wide = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (wide > 0) fault(page, `${wide} pixels wider than a screen of ${width}`);
      await tab.evaluate((large) => {
        for (const body of document.querySelectorAll("tbody")) {
          if (document.querySelectorAll("*").length > large) [...body.rows].slice(3).forEach((row) => row.remove());
        }
      }, LARGE);
      await tab.evaluate(axe);
      const found = await tab.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
      for (const { id, help, nodes } of found.violations) {
        fault(page, `${id} (${width}, ${scheme}): ${help}: ${nodes.slice(0, 3).map((node) => node.html).join(" | ")}`);
      }
    }
  }
}
for (const name of PICTURED.filter((each) => pages.includes(`${each}.html`))) {
  for (const width of WIDTHS) {
    await open(`${name}.html`, width);
    await tab.screenshot({ path: join(out, `${name}-${width}.png`), fullPage: false });
  }
  await tab.pdf({ path: join(out, `${name}.pdf`), format: "A4", preferCSSPageSize: true });
}
await browser.close();
console.log(`${pages.length} pages, ${faults} faults; pictures in ${out}`);
process.exit(faults ? 1 : 0);
