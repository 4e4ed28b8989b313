// The page with SurveyJS: our form, as `bench surveyjs` wrote it. esbuild puts this, survey-core, survey-js-ui and the words
// of one language (`words`) into one file. It is what the documentation of SurveyJS shows for a page without a framework.

import { FunctionFactory, Model, Serializer } from "survey-core";
import "survey-js-ui";
import "words";

// By this name the rules are counted.
Serializer.addProperty("surveyvalidator", "rule");

const functions = {
  looksLike: ([value, pattern]) => new RegExp(pattern).test(value),
  countOf: ([rows, field, value]) => (rows ?? []).filter((row) => !field || (value ? row[field] === value : row[field])).length,
  isUnlike: ([rows, field, value]) => (rows ?? []).filter((row) => row[field] === value).length < 2,
  holdsKind: ([titles, rows, kind]) => (rows ?? []).some((row) => row.kind === kind && titles.includes(row.title)),
  bytesOf: ([rows]) => (rows ?? []).flatMap((row) => row.file ?? []).reduce((sum, { content }) => sum + (content.length * 3) / 4, 0),
  isUsed([title]) {
    const names = (value) => (Array.isArray(value) ? value.some(names) : value && typeof value === "object" ? names(value.evidence) : value === title);
    return Object.entries(this.survey.data).some(([name, value]) => name !== "evidence" && (name === "safety_evidence" || /_(statements|activities)$/.test(name)) && names(value));
  },
};
for (const [name, run] of Object.entries(functions)) FunctionFactory.Instance.register(name, run);

/** Countries and languages are named by the browser, as in ours. */
function name(element, locale) {
  if (element.naming) {
    const names = new Intl.DisplayNames(locale, { type: element.naming });
    element.choices = element.choices.map((value) => ({ value, text: names.of(value) }));
    element.choicesOrder = "asc";
    delete element.naming;
  }
  [...(element.elements ?? []), ...(element.templateElements ?? [])].forEach((inner) => name(inner, locale));
}

/** The model of a form as it was written. */
export function model(form) {
  form.pages.forEach((page) => name(page, form.locale));
  return new Model(form);
}

/** What SurveyJS made of the form, under the names that our own counts have. */
export function count(survey) {
  const counts = {};
  const add = (what, how_many = 1) => (counts[what] = (counts[what] ?? 0) + Number(how_many));
  const question = (one) => {
    const rows = one.getType() === "paneldynamic";
    for (const { rule } of one.validators) add(`rules: ${rule ?? "unknown"}`);
    add("conditions", !!one.visibleIf);
    add("rules: required", one.isRequired && !one.requiredIf);
    add("rules: required, on a condition", !!one.requiredIf);
    if (!rows) {
      add("questions");
      add("options", one.choices?.length ?? 0);
      return;
    }
    add("tables");
    const fixed = !one.allowAddPanel && !one.allowRemovePanel;
    add("rows that are always there", fixed ? one.panelCount : 0);
    add("rules: rows", !fixed && one.maxPanelCount > 0);
    add("rules: distinct", !!one.keyName);
    one.templateElements.forEach(question);
  };
  for (const page of survey.pages) {
    add("sections");
    page.questions.forEach(question);
  }
  return counts;
}

/** With `?as=shipped` SurveyJS works as it does where nothing is set: it looks at an answer when the field is left. */
export async function start() {
  const answer = await fetch(document.querySelector("link[rel=preload][as=fetch]").href);
  const survey = model(await answer.json());
  if (location.search.includes("as=shipped")) {
    survey.textUpdateMode = "onBlur";
    survey.checkErrorsMode = "onNextPage";
  }
  // The measurement goes to a page by name, as one goes to ours by address.
  globalThis.survey = survey;
  const section = new URLSearchParams(location.search).get("section");
  if (section) survey.currentPage = survey.getPageByName(section);
  survey.render(document.getElementById("survey"));
}

if (globalThis.document) start();
