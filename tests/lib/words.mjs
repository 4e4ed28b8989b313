// The words of the program by their keys, as the pages show them, so that a journey runs in any language.

import { readFileSync, readdirSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

const LOCALES = resolve(fileURLToPath(import.meta.url), "../../../shared/locales");

/** Every language there is, English first. */
export const LANGUAGES = readdirSync(LOCALES)
  .filter((name) => name.endsWith(".json"))
  .map((name) => name.slice(0, -".json".length))
  .sort((one, other) => (other === "en") - (one === "en") || (one < other ? -1 : 1));

/** Where the people of the journeys live, if not where most speakers of their language do: dates are written as their region does. */
const REGIONS = { en: "GB", pt: "PT" };

/** A browser's spelling of a language: "gl-ES". */
export const localeOf = (language) => `${language}-${REGIONS[language] ?? new Intl.Locale(language).maximize().region}`;

/**
 * Texts, options and names of one language. Throws for a key that does not exist.
 * @param {string} [language]
 * @param {(text: string) => string} [change] what a journey has made of every text
 */
export function words(language = "en", change = (text) => text) {
  const raw = JSON.parse(readFileSync(`${LOCALES}/${language}.json`, "utf8"));
  const texts = Object.fromEntries(Object.entries(raw).map(([key, text]) => [key, change(text)]));
  const locale = localeOf(language);
  const regions = new Intl.DisplayNames(locale, { type: "region" });
  const languages = new Intl.DisplayNames(locale, { type: "language" });
  const plurals = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);

  const text = (key, values = {}) => {
    if (!(key in texts)) throw new Error(`no text ${key} in ${language}`);
    return texts[key].replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  };
  /** The language's own words, or the browser's for it. */
  const named = (family, code, names) => texts[`intl.${family}.${code}`] ?? names.of(code);
  const day = (iso) => {
    if (!("intl.day" in texts)) return new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }).format(new Date(iso));
    const [year, month, day] = iso.split("-").map(Number);
    return text("intl.day", { year, month: texts["intl.months"].split(" ")[month - 1], day });
  };
  return {
    language,
    texts,
    text,
    has: (key) => key in texts,
    /** A text that depends on a number. */
    count: (key, n, values = {}) => {
      const chosen = `${key}_${plurals.select(n)}`;
      return text(chosen in texts ? chosen : `${key}_other`, { count: numbers.format(n), ...values });
    },
    option: (set, value) =>
      set === "country" ? named("region", value, regions) : set === "language" ? named("language", value, languages) : text(`option.${set}.${value}`),
    day,
  };
}

/** A pattern that takes exactly this text, or this text with what may follow it. Blanks may be of any width. */
export function exactly(text, after = "") {
  return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s/g, "\\s")}${after}$`);
}
