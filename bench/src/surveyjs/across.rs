//! The rules of our table that are code, said again in the language of SurveyJS.

pub struct Across {
    /// The field, in rows with the table's name before it; `*` stands for any beginning.
    pub field: &'static str,
    /// Whose sentence is shown, with these values.
    pub rule: &'static str,
    pub values: &'static [(&'static str, &'static str)],
    pub is_warning: bool,
    /// What has to hold. `@me` is the field itself, other names with `@` are the call's.
    pub expression: &'static str,
}

const fn error(field: &'static str, rule: &'static str, expression: &'static str) -> Across {
    Across { field, rule, values: &[], is_warning: false, expression }
}

const fn warning(field: &'static str, rule: &'static str, expression: &'static str) -> Across {
    Across { field, rule, values: &[], is_warning: true, expression }
}

pub const ACROSS: &[Across] = &[
    warning(
        "school_province",
        "province_mismatch",
        "@me empty or {school_code} empty or looksLike({school_code}, '^' + @me)",
    ),
    error("school_teachers", "fewer_than_active", "@me empty or @me >= countOf({active_teachers})"),
    error("school_labels.first_year", "label_still_runs", "@me empty or @me + 1 < @first_label_year"),
    Across {
        values: &[("years", "3")],
        ..warning("policy_reviewed_on", "too_old", "@me empty or @me >= dateAdd(today(), -3, 'years')")
    },
    Across {
        values: &[("min", "8")],
        ..warning(
            "safety_indicators",
            "few_indicators",
            "countOf(@me, 'state') < 12 or countOf(@me, 'state', 'yes') + countOf(@me, 'state', 'partly') >= 8",
        )
    },
    error("*_statements", "all_planned", "countOf(@me, 'state', 'planned') < 3"),
    warning("evidence.title", "evidence_unused", "@me empty or isUsed(@me)"),
    Across {
        values: &[("max_megabytes", "100")],
        ..error("evidence", "files_too_large", "bytesOf(@me) <= @max_total_bytes")
    },
];
