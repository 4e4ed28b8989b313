// What kind of field each one is, read from the form's own JSON Schema, and by which words it is found on a page.

/** Tables by the name of one of their rows, as the keys of the texts have it. */
const ITEMS = {
  school_labels: "label",
  team: "member",
  active_teachers: "active",
  quality_labels: "quality_label",
  safety_indicators: "indicator",
  evidence: "evidence",
};

/** Sets of options, by the field or by the item and the field. */
const SETS = {
  school_country: "country",
  school_ownership: "ownership",
  school_levels: "level",
  ambassador: "yes_no",
  policy_exists: "yes_no",
  "member.drafted": "yes_no",
  "active.activity": "activity",
  "quality_label.served_here": "yes_no",
  "indicator.state": "indicator",
  "statement.state": "statement",
  "evidence.access": "access",
  "evidence.kind": "evidence_kind",
  "evidence.language": "language",
  "evidence.pupils": "pupils",
};

/** Most options that are shown as radio buttons. */
const MOST_RADIOS = 7;

/** The sections in the order of the form, with their fields. */
export const SECTIONS = {
  school: ["school_country", "school_name", "school_code", "school_province", "school_address", "school_postcode", "school_town", "school_email", "school_website", "school_platform_page", "school_oid", "school_ownership", "school_levels", "school_teachers", "school_pupils", "school_labels"],
  people: ["coordinator_name", "coordinator_role", "coordinator_email", "head_name", "head_email", "team", "ambassador"],
  eligibility: ["joined_on", "active_teachers", "quality_labels"],
  safety: ["policy_exists", "policy_title", "policy_reviewed_on", "policy_approved_by", "policy_responsible", "policy_known", "safety_indicators", "safety_practice", "safety_evidence"],
  leadership: ["leadership_statements", "leadership_activities", "leadership_plan"],
  collaboration: ["collaboration_statements", "collaboration_activities", "collaboration_plan"],
  students: ["students_statements", "students_activities", "students_plan"],
  model: ["model_statements", "model_activities", "model_plan"],
  inclusion: ["inclusion_statements", "inclusion_activities", "inclusion_plan"],
  evidence: ["evidence"],
  declaration: ["declaration_file", "signatory_name", "signed_on", "data_is_true", "consents_are_held", "colleagues_were_told", "privacy_notice_read"],
};

export function itemOf(table) {
  return ITEMS[table] ?? (table.endsWith("_activities") ? "activity" : "statement");
}

/** Key of a field's label. `item` if it lies in a row. */
export function labelKey(id, item) {
  if (item) return `field.${item}.${id}`;
  const shared = /_(statements|activities|plan)$/.exec(id);
  return `field.${shared ? shared[1] : id}`;
}

export function optionSet(id, item) {
  return SETS[item ? `${item}.${id}` : id];
}

/** Kind of a field by its schema and its set of options: text, choose, radio, boxes, tick, person, pick, file, rows or fixed. */
export function kindOf(schema, set) {
  if (schema.const) return set ? "radio" : "tick";
  if (schema.type === "array") {
    if (schema.items.properties) return schema.items.properties.id.enum ? "fixed" : "rows";
    return schema.items.enum ? "boxes" : "pick";
  }
  if (schema.enum) return schema.enum.length > MOST_RADIOS ? "choose" : "radio";
  if (/^sha256 of a file/.test(schema.description ?? "")) return "file";
  return /^id of a row/.test(schema.description ?? "") ? "person" : "text";
}
