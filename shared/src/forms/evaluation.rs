//! The evaluation sheet: digital safety and the five values, in the same language as the application.

use crate::form::{Field, Form, Section, score};

/// Weights of the criteria, in points of 100, by section of the sheet.
pub const WEIGHTS: &[(&str, u32)] = &[
    ("safety", 20),
    ("leadership", 16),
    ("collaboration", 16),
    ("students", 16),
    ("model", 16),
    ("inclusion", 16),
];

/// Parts of a value: what is done, what proves it, what is planned.
const fn value(id: &'static str, scores: &'static [Field; 3]) -> Section {
    Section { id, fields: scores }
}

/// The rubric, version 1.
pub static EVALUATION: Form = Form {
    id: "evaluation",
    version: 1,
    sections: &[
        Section {
            id: "safety",
            fields: &[
                score("safety_policy_score", 1).called("policy_score"),
                score("safety_practice_score", 1).called("practice_score"),
                score("safety_evidence_score", 1).called("evidence_score"),
            ],
        },
        value("leadership", &parts("leadership_practice", "leadership_proof", "leadership_potential")),
        value(
            "collaboration",
            &parts("collaboration_practice", "collaboration_proof", "collaboration_potential"),
        ),
        value("students", &parts("students_practice", "students_proof", "students_potential")),
        value("model", &parts("model_practice", "model_proof", "model_potential")),
        value("inclusion", &parts("inclusion_practice", "inclusion_proof", "inclusion_potential")),
    ],
};

/// The three scores of a value; shares as practice 50 %, evidence 30 %, two-year plan 20 %.
const fn parts(practice: &'static str, proof: &'static str, potential: &'static str) -> [Field; 3] {
    [
        score(practice, 5).called("practice_score"),
        score(proof, 3).called("evidence_score"),
        score(potential, 2).called("potential_score"),
    ]
}
