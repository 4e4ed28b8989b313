// A school's whole application, as plain answers: what a journey types, and what a manifest is made of.
// Files are named by their fixtures, rows by short ids of their own.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

const EVIDENCE = resolve(fileURLToPath(import.meta.url), "../../fixtures/evidence");

/** Path of a file of evidence. */
export const fixture = (name) => resolve(EVIDENCE, name);
export const bytesOf = (name) => readFileSync(fixture(name));
export const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

const INDICATORS = ["acceptable_use", "responsible_person", "pupils_images", "personal_data", "devices", "incidents", "pupils_education", "staff_training", "families", "accounts", "copyright", "yearly_review"];
const VALUES = {
  leadership: ["responsibility", "decisions", "support"],
  collaboration: ["team_planning", "action_plan", "community"],
  students: ["voice", "active_learning", "promotion"],
  model: ["mentoring", "dissemination", "open_training"],
  inclusion: ["inquiry", "inclusion", "innovation"],
};

const STORY =
  "The digital team of five teachers and two pupils meets every month, chose this year’s three projects and keeps minutes that everybody can read. " +
  "Families and the library of the neighbourhood take part, and what we learnt is on the school’s website in Basque, Spanish and English. " +
  "Since September 2025 every class has worked with a partner class abroad at least once. ";

/** So much of a believable text, with a beginning of its own. */
function prose(beginning, length) {
  let text = `${beginning} `;
  while (text.length < length) text += STORY;
  return text.slice(0, length).trim();
}

const row = (id, answers) => ({ id, answers });

/** The day that lies so many days after another; dates as in `2026-01-31`. */
export function addDays(day, days) {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
}

/**
 * A primary school in Gipuzkoa that may send what it wrote in this call.
 * @param {object} call as `/api/calls` has it
 * @param {string} [name] of the school
 */
export function school(call, name = "CEIP Ría de Urola") {
  const active = addDays(call.activity_window.from, 40);
  const answers = {
    school_country: "ES",
    school_name: name,
    school_code: "20012345",
    school_province: "20",
    school_address: "Calle Nafarroa, 14",
    school_postcode: "20800",
    school_town: "Zarautz",
    school_email: "idazkaritza@urola.example.org",
    school_website: "https://www.urola.example.org",
    school_oid: "E10123456",
    school_ownership: "public",
    school_levels: ["early_years", "primary"],
    school_teachers: "38",
    school_pupils: "412",
    coordinator_name: "Miren Eizaguirre Odriozola",
    coordinator_role: "Teacher of English",
    coordinator_email: "miren@urola.example.org",
    head_name: "Joseba Iñaki Peña Ugarte",
    head_email: "zuzendaritza@urola.example.org",
    team: [
      row("t1", { name: "Miren Eizaguirre Odriozola", subject: "English", drafted: "yes" }),
      row("t2", { name: "Ainhoa Núñez", subject: "Mathematics", drafted: "no" }),
      row("t3", { name: "Γιώργος Παπαδόπουλος", subject: "Music", drafted: "yes" }),
      row("t4", { name: "Zoë O’Brien-Łukasiewicz", subject: "Deputy head", drafted: "no" }),
    ],
    ambassador: "yes",
    joined_on: addDays(call.registered_by, -800),
    active_teachers: ["t1", "t2", "t3"].map((teacher, at) =>
      row(`a${at + 1}`, { teacher, activity: ["project", "professional_development", "other"][at], title: `The sea that joins us, part ${at + 1}`, date: addDays(active, at) }),
    ),
    quality_labels: [
      row("q1", {
        project: "Our river, your river",
        link: "https://school-education.ec.europa.eu/en/etwinning/projects/our-river",
        teacher: "t1",
        granted_on: addDays(call.quality_label_window.from, 100),
        partner_countries: "4",
        served_here: "yes",
      }),
    ],
    policy_exists: "yes",
    policy_title: "Plan for digital safety, chapter 3",
    policy_reviewed_on: addDays(call.activity_window.from, 30),
    policy_approved_by: "School council",
    policy_responsible: "Digital coordinator",
    policy_known: prose("It is read and signed in class in September.", 160),
    safety_indicators: INDICATORS.map((id, at) =>
      row(id, at === 11 ? { state: "no" } : { state: at % 4 === 3 ? "partly" : "yes", comment: `Measure ${at + 1} is in the plan and looked at every term.` }),
    ),
    safety_practice: prose("Two workshops for every class and one for families.", 420),
    safety_evidence: ["policy", "letter"],
    evidence: [
      item("policy", "policy.pdf", "Digital safety policy", "policy", call),
      item("minutes", "minutes.pdf", "Minutes of the digital team", "minutes", call),
      item("photo", "photo_with_gps.jpg", "Pupils at the estuary", "photo", call, { pupils: "consent" }),
      item("letter", "letter.docx", "Letter to families", "material", call),
      row("page", {
        source: "link",
        link: "https://www.urola.example.org/etwinning?año=2026",
        access: "explained",
        access_how: "Open to everybody; the pictures need the guest account.",
        title: "Page of the project",
        kind: "project_page",
        proof: "The diary of the project shows what pupils of both schools did each month.",
        date: active,
        language: "eu",
        pupils: "not_applicable",
      }),
    ],
    declaration_file: "picture.png",
    signatory_name: "Joseba Iñaki Peña Ugarte",
    signed_on: call.opens_at.slice(0, 10),
    data_is_true: "yes",
    consents_are_held: "yes",
    colleagues_were_told: "yes",
    privacy_notice_read: "yes",
  };
  Object.entries(VALUES).forEach(([value, statements], nth) => {
    const used = ["policy", "minutes", "photo", "letter", "page"];
    answers[`${value}_statements`] = statements.map((id, at) => {
      const state = ["applied", "partly", "planned"][(at + nth) % 3];
      const evidence = state === "planned" ? {} : { evidence: [used[(nth + at) % 5], "minutes"].filter((one, i, all) => all.indexOf(one) === i) };
      return row(id, { state, explanation: prose(`${value}, statement ${at + 1}.`, 180), ...evidence });
    });
    answers[`${value}_activities`] = [
      row("x1", {
        title: `An activity for ${value}`,
        from: active,
        to: addDays(active, 60),
        participants: "2 classes of 11-year-olds (46 pupils), 4 teachers, 10 families",
        description: prose("We met the partners online every fortnight.", 140),
        evidence: ["photo"],
      }),
    ];
    answers[`${value}_plan`] = prose(`Aims for ${value}: two more classes, one course a year.`, 240);
  });
  return answers;
}

function item(id, file, title, kind, call, more = {}) {
  return row(id, {
    source: "file",
    file,
    title,
    kind,
    proof: `${title}: page 1 shows who took part and what was agreed.`,
    date: addDays(call.activity_window.from, 50),
    language: "es",
    pupils: "no",
    ...more,
  });
}
