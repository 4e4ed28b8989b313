// Makes `survey.js` (all of SurveyJS that the form needs, in one file) and `survey.css` in FOLDER: `node bundle.mjs FOLDER ESBUILD`.

import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const [folder, esbuild] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));
const core = join(here, "../node_modules/survey-core");
const { languages } = JSON.parse(readFileSync(join(folder, "ours.json"), "utf8"));

// SurveyJS has its own words in files that only say inside of which language they are; English needs none.
const words = new Map();
for (const name of readdirSync(join(core, "fesm/i18n")).filter((name) => name.endsWith(".mjs"))) {
  const code = readFileSync(join(core, "fesm/i18n", name), "utf8").match(/localeCode: "([\w-]+)"/)?.[1];
  if (code) words.set(code, join(core, "fesm/i18n", name));
}
const nothing = join(folder, "no-words.mjs");
writeFileSync(nothing, "");

for (const language of languages) {
  const own = language === "en" ? nothing : (words.get(language) ?? nothing);
  if (own === nothing && language !== "en") console.log(`SurveyJS has no words of its own in ${language}.`);
  const target = join(folder, `survey.${language}.js`);
  const flags = ["--bundle", "--minify", "--format=esm", "--target=chrome115", "--legal-comments=none", `--alias:words=${own}`, `--outfile=${target}`];
  execFileSync(esbuild, [join(here, "surveyjs.mjs"), ...flags, "--log-level=warning"], { stdio: "inherit" });
  if (!existsSync(target)) throw new Error(`${target} was not made`);
}
// Without the fonts: ours brings none either.
copyFileSync(join(core, "survey-core.fontless.min.css"), join(folder, "survey.css"));
