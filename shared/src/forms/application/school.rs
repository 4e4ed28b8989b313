//! Who applies: the school, its address, its size and its earlier labels.

use crate::check::Scope;
use crate::finding::{Rule, Severity};
use crate::form::{
    Condition, Count, Field, Naming, Options, RowCount, Rows, Section, choice, choices, email, is, line,
    line_like, options, rows, url, whole,
};
use crate::forms::{ACTIVE_TEACHERS, COUNTRY_OPTIONS, SCHOOL_CODE, SCHOOL_COUNTRY, SCHOOL_NAME, SCHOOL_TOWN};
use crate::pattern::{Pattern, spanish_province};

const IN_SPAIN: Condition = is(SCHOOL_COUNTRY, &["ES"]);
const PROVINCE: &str = "school_province";
/// A label is awarded for two calendar years.
const LABEL_YEARS: i32 = 2;
const FIRST_YEAR: &str = "first_year";

pub(super) const SECTION: Section = Section {
    id: "school",
    fields: &[
        choice(SCHOOL_COUNTRY, COUNTRY_OPTIONS),
        line(SCHOOL_NAME, 3, 150),
        line_like(SCHOOL_CODE, 30, &[(Some(IN_SPAIN), Pattern::SpanishSchoolCode)]),
        choice(PROVINCE, PROVINCES).shown_if(IN_SPAIN).also(&[province_matches_code]),
        line("school_address", 3, 150),
        line_like("school_postcode", 12, &[(Some(IN_SPAIN), Pattern::SpanishPostcode)]).required_if(IN_SPAIN),
        line(SCHOOL_TOWN, 2, 80),
        email("school_email"),
        url("school_website", None).optional(),
        url("school_platform_page", Some("school-education.ec.europa.eu")).optional(),
        line_like("school_oid", 9, &[(None, Pattern::Oid)]).optional(),
        choice("school_ownership", options("ownership", &["public", "private", "publicly_funded_private"])),
        choices(
            "school_levels",
            options(
                "level",
                &[
                    "early_years",
                    "primary",
                    "lower_secondary",
                    "upper_secondary",
                    "vocational",
                    "special",
                    "adult",
                ],
            ),
        ),
        whole("school_teachers", Count::Of(1), Count::Of(2_000)).optional().also(&[at_least_the_active]),
        whole("school_pupils", Count::Of(1), Count::Of(20_000)).optional(),
        rows("school_labels", &LABELS).optional(),
    ],
};

/// Earlier labels of the school, by the first of their two years.
static LABELS: Rows = Rows {
    item: "label",
    fields: &[whole(FIRST_YEAR, Count::Of(2018), Count::Of(2100)).also(&[label_has_ended])],
    count: RowCount::Between(Count::Of(0), Count::Of(10)),
    distinct: &[FIRST_YEAR],
};

fn province_matches_code(scope: &Scope<'_>, _: &Field) -> Option<(Severity, Rule)> {
    let chosen = scope.text(PROVINCE);
    let derived = spanish_province(scope.text(SCHOOL_CODE).trim())?;
    (!chosen.is_empty() && chosen != derived).then_some((Severity::Warning, Rule::ProvinceMismatch {}))
}

fn at_least_the_active(scope: &Scope<'_>, teachers: &Field) -> Option<(Severity, Rule)> {
    let active = u32::try_from(scope.answers.rows(ACTIVE_TEACHERS).len()).ok()?;
    let teachers: u32 = scope.text(teachers.id).trim().parse().ok()?;
    (teachers < active).then_some((Severity::Error, Rule::FewerThanActive { active }))
}

fn label_has_ended(scope: &Scope<'_>, _: &Field) -> Option<(Severity, Rule)> {
    let first: i32 = scope.text(FIRST_YEAR).trim().parse().ok()?;
    let until = first + LABEL_YEARS - 1;
    (until >= scope.context.call.first_label_year)
        .then_some((Severity::Error, Rule::LabelStillRuns { until }))
}

/// Provinces by the number that school codes and postcodes begin with, under their official names.
const PROVINCES: Options = Options {
    set: "province",
    values: &[
        "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13", "14", "15", "16", "17",
        "18", "19", "20", "21", "22", "23", "24", "25", "26", "27", "28", "29", "30", "31", "32", "33", "34",
        "35", "36", "37", "38", "39", "40", "41", "42", "43", "44", "45", "46", "47", "48", "49", "50", "51",
        "52",
    ],
    naming: Naming::Own(&[
        "Araba/Álava",
        "Albacete",
        "Alicante/Alacant",
        "Almería",
        "Ávila",
        "Badajoz",
        "Illes Balears",
        "Barcelona",
        "Burgos",
        "Cáceres",
        "Cádiz",
        "Castellón/Castelló",
        "Ciudad Real",
        "Córdoba",
        "A Coruña",
        "Cuenca",
        "Girona",
        "Granada",
        "Guadalajara",
        "Gipuzkoa",
        "Huelva",
        "Huesca",
        "Jaén",
        "León",
        "Lleida",
        "La Rioja",
        "Lugo",
        "Madrid",
        "Málaga",
        "Murcia",
        "Navarra",
        "Ourense",
        "Asturias",
        "Palencia",
        "Las Palmas",
        "Pontevedra",
        "Salamanca",
        "Santa Cruz de Tenerife",
        "Cantabria",
        "Segovia",
        "Sevilla",
        "Soria",
        "Tarragona",
        "Teruel",
        "Toledo",
        "Valencia/València",
        "Valladolid",
        "Bizkaia",
        "Zamora",
        "Zaragoza",
        "Ceuta",
        "Melilla",
    ]),
};
