// The words of the program by their keys, as the pages show them, so that a journey runs in any language.

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** Where the people of the journeys live: dates are written as their region does. */
const REGIONS = { en: "en-GB", es: "es-ES" };

const LOCALES = resolve(fileURLToPath(import.meta.url), "../../../shared/locales");

/** Texts, options and names of one language. Throws for a key that does not exist. */
export function words(language = "en") {
  const texts = JSON.parse(readFileSync(`${LOCALES}/${language}.json`, "utf8"));
  const regions = new Intl.DisplayNames(language, { type: "region" });
  const languages = new Intl.DisplayNames(language, { type: "language" });
  const plurals = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);

  const text = (key, values = {}) => {
    if (!(key in texts)) throw new Error(`no text ${key} in ${language}`);
    return texts[key].replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  };
  return {
    language,
    text,
    has: (key) => key in texts,
    /** A text that depends on a number. */
    count: (key, n, values = {}) => {
      const chosen = `${key}_${plurals.select(n)}`;
      return text(chosen in texts ? chosen : `${key}_other`, { count: numbers.format(n), ...values });
    },
    option: (set, value) =>
      set === "country" ? regions.of(value) : set === "language" ? languages.of(value) : text(`option.${set}.${value}`),
    day: (iso) => new Intl.DateTimeFormat(REGIONS[language], { dateStyle: "long", timeZone: "UTC" }).format(new Date(iso)),
  };
}

/** A pattern that takes exactly this text, or this text with what may follow it. */
export function exactly(text, after = "") {
  return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}${after}$`);
}
