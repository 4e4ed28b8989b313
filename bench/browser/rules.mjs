// Whether the rules that SurveyJS was told do what ours do: it must take an application that ours takes, and complain of
// each answer that is spoiled here. Counting alone would not tell a rule from one that always holds.

import { school } from "../../tests/lib/school.mjs";

/** One spoiled answer for each kind of rule, and the question that has to complain; `warns` where it may only warn. */
const SPOILED = {
  "a required answer is missing": ["school_name", (all) => delete all.school_name],
  "an answer is required by another": ["school_postcode", (all) => delete all.school_postcode],
  "too short": ["safety_practice", (all) => (all.safety_practice = "short")],
  "too long": ["school_name", (all) => (all.school_name = "a".repeat(151))],
  "no e-mail address": ["head_email", (all) => (all.head_email = "head")],
  "no web address": ["school_website", (all) => (all.school_website = "nowhere")],
  "another host": ["school_platform_page", (all) => (all.school_platform_page = "https://example.org/x")],
  "no school code of Spain": ["school_code", (all) => (all.school_code = "99012345")],
  "no organisation id": ["school_oid", (all) => (all.school_oid = "12345")],
  "a number too big": ["school_pupils", (all) => (all.school_pupils = 20_001)],
  "a day after today": ["signed_on", (all) => (all.signed_on = "2999-01-01")],
  "a day before the window": ["date", (all) => (all.active_teachers[0].date = "2001-01-01")],
  "an end before its beginning": ["to", (all) => (all.model_activities[0].to = "2001-01-01")],
  "the only answer that may be sent": ["policy_exists", (all) => (all.policy_exists = "no")],
  "no evidence of the kind": ["safety_evidence", (all) => (all.safety_evidence = [all.evidence[1].title])],
  // SurveyJS puts the row that lacks there, and complains of its blanks.
  "too few rows": ["teacher", (all) => all.active_teachers.pop()],
  "two rows alike": ["name", (all) => (all.team[1].name = all.team[0].name)],
  "two links alike": ["link", (all) => all.evidence.push({ ...all.evidence.at(-1), title: "Another title" })],
  "the province of another code": ["school_province", (all) => (all.school_province = "28"), true],
  "fewer teachers than active ones": ["school_teachers", (all) => (all.school_teachers = 1)],
  "an earlier label that still runs": ["first_year", (all) => (all.school_labels = [{ first_year: 2099 }])],
  "a policy that is old": ["policy_reviewed_on", (all) => (all.policy_reviewed_on = "2001-01-01"), true],
  "few indicators": ["safety_indicators", (all) => all.safety_indicators.forEach((row) => (row.state = "no")), true],
  "everything only planned": ["inclusion_statements", (all) => all.inclusion_statements.forEach((row) => (row.state = "planned"))],
  "evidence that nothing uses": ["title", (all) => (all.evidence[1].title = "Not used"), true],
  "files too large together": ["evidence", (all, limit) => (all.evidence[0].file[0].content = " ".repeat(limit * 1.4))],
};

/**
 * Throws unless all of that holds.
 * @param {() => object} make a new model of the form
 * @param {object} call as our server has it
 */
export function tryRules(make, call) {
  const limit = call.evidence.max_total_bytes;
  const untouched = complaints(make(), answers(call));
  if (untouched.length > 0) throw new Error(`SurveyJS refuses what ours takes: ${untouched.map(({ name, text }) => `${name}: ${text}`).join("; ")}`);
  for (const [what, [name, spoil, warns = false]] of Object.entries(SPOILED)) {
    const all = answers(call);
    spoil(all, limit);
    const found = complaints(make(), all);
    if (!found.some((one) => one.name === name && one.warns === warns)) {
      throw new Error(`SurveyJS does not mind: ${what} (${name}); it says: ${found.map((one) => `${one.name}: ${one.text}`).join("; ")}`);
    }
  }
  return Object.keys(SPOILED).length;
}

function complaints(survey, all) {
  survey.data = all;
  survey.validate(true, false);
  const of = (question) => [
    ...question.errors.map((error) => ({ name: question.name, text: error.getText(), warns: error.notificationType === "warning" })),
    ...(question.panels ?? []).flatMap((panel) => panel.questions.flatMap(of)),
  ];
  return survey.getAllQuestions().filter((question) => question.isVisible).flatMap(of);
}

/** The application of our journeys in the shape of SurveyJS: rows without ids, people and evidence by their names. */
function answers(call) {
  const all = structuredClone(school(call));
  const people = new Map(all.team.map(({ id, answers }) => [id, answers.name]));
  const evidence = new Map(all.evidence.map(({ id, answers }) => [id, answers.title]));
  const file = (name) => [{ name, type: "", content: "data:," }];
  const one = ([name, value]) => {
    if (Array.isArray(value) && value[0]?.answers) return [name, value.map(({ id, answers }) => ({ id, ...Object.fromEntries(Object.entries(answers).map(one)) }))];
    if (name === "teacher") return [name, people.get(value)];
    if (name === "evidence" || name === "safety_evidence") return [name, value.map((id) => evidence.get(id))];
    if (name === "file" || name === "declaration_file") return [name, file(value)];
    return [name, /^(school_teachers|school_pupils|partner_countries|first_year)$/.test(name) ? Number(value) : value];
  };
  return Object.fromEntries(Object.entries(all).map(one));
}
