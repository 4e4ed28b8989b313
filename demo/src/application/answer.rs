//! The answer to one question: what is known of the school where the question is about that, else something of its kind.

use shared::answers::{Answer, Path, Row};
use shared::form::{Field, Kind, Options, Required};
use shared::forms::{EVIDENCE, EVIDENCE_KIND, SOURCE_FILE, SOURCE_LINK};

use super::{Author, Place};
use crate::places::slug;

const PLATFORM: &str = "https://school-education.ec.europa.eu/en";
/// Optional questions that are answered, of a hundred.
const ANSWERED: u64 = 72;
/// Of the twelve measures, how many remain where there are to be few.
const FEW_INDICATORS: usize = 6;

impl Author<'_> {
    pub(super) fn answer(&mut self, place: Place) -> Option<Answer> {
        let field = place.field;
        if matches!(field.required, Required::No) && !self.random.chance(ANSWERED) {
            return None;
        }
        if let Some((rows, _, at)) = place.row.filter(|(rows, ..)| rows.item == EVIDENCE)
            && let Some(known) = self.of_register(field, at)
        {
            debug_assert!(rows.field(field.id).is_some());
            return known;
        }
        if let Some(known) = self.known(place) {
            return Some(Answer::Text(known));
        }
        self.of_kind(place)
    }

    /// Facts about school and people, which have to agree with each other.
    fn known(&mut self, place: Place) -> Option<String> {
        let school = &self.school;
        let domain = format!("{}.example.org", school.slug);
        Some(match place.name().as_str() {
            "school_country" => school.country.into(),
            "school_name" => school.name.clone(),
            "school_code" => school.code.clone(),
            "school_province" => self.province()?,
            "school_address" => school.address.clone(),
            "school_postcode" => school.postcode.clone(),
            "school_town" => school.town.into(),
            "school_email" => format!("office@{domain}"),
            "school_website" => format!("https://www.{domain}"),
            "school_platform_page" => format!("{PLATFORM}/etwinning/schools/{}", school.slug),
            "school_oid" => format!("E1{:07}", self.random.between(0, 9_999_999)),
            "school_ownership" if school.public => "public".into(),
            "school_ownership" => self.random.pick(&["private", "publicly_funded_private"]).into(),
            "school_teachers" => self.random.between(14, 96).to_string(),
            "school_pupils" => self.pupils(),
            "label.first_year" => (self.call.first_label_year - 2 - 2 * place.at() as i32).to_string(),
            "coordinator_name" => self.coordinator.name.clone(),
            "coordinator_email" => format!("{}@{domain}", self.coordinator.mailbox),
            "head_name" | "signatory_name" => self.head.name.clone(),
            "head_email" => format!("head@{domain}"),
            "member.drafted" if place.at() == 0 => "yes".into(),
            "quality_label.project" if place.at() == 0 => self.writer.project.into(),
            "member.name" => self.member(place.at()),
            "joined_on" => self.days.joined(&mut self.random).to_string(),
            "policy_reviewed_on" if self.traits.old_policy => {
                self.days.ago(1_200, 2_200, &mut self.random).to_string()
            }
            "policy_reviewed_on" => self.days.ago(20, 700, &mut self.random).to_string(),
            "signed_on" => self.days.ago(0, 5, &mut self.random).to_string(),
            "quality_label.link" => self.project_link(place.row?.1.text("project"), place.at()),
            "quality_label.partner_countries" => self.random.between(2, 11).to_string(),
            "indicator.state" => self.indicator(place.at()),
            "statement.state" => self.statement(place.at()),
            _ => return None,
        })
    }

    /// As many as so many teachers have.
    fn pupils(&mut self) -> String {
        let teachers = self.answers.text("school_teachers").parse().unwrap_or(30);
        (teachers * self.random.between(8, 13)).to_string()
    }

    /// The province of the code, or its neighbour by number where somebody took the wrong line of the list.
    fn province(&self) -> Option<String> {
        let own = self.school.province.clone()?;
        let number: u32 = own.parse().ok()?;
        Some(if self.traits.other_province { format!("{:02}", number % 52 + 1) } else { own })
    }

    /// The coordinator is the first of the team, which has no name twice.
    fn member(&mut self, at: usize) -> String {
        if at == 0 {
            return self.coordinator.name.clone();
        }
        loop {
            let name = self.school.person(&mut self.random).name;
            if !self.names.contains(&name) {
                self.names.push(name.clone());
                return name;
            }
        }
    }

    fn project_link(&mut self, project: &str, at: usize) -> String {
        let number = self.random.between(100_000, 399_999);
        format!("{PLATFORM}/etwinning/projects/{}-{number}{at}", in_address(project))
    }

    fn indicator(&mut self, at: usize) -> String {
        let few = self.traits.few_indicators && at >= FEW_INDICATORS;
        let state = match self.random.below(100) {
            _ if few => "no",
            // Twelve measures with at most four that are missing never warn.
            0..8 if at % 3 == 2 => "no",
            8..30 => "partly",
            _ => "yes",
        };
        state.into()
    }

    fn statement(&mut self, at: usize) -> String {
        let state = match self.random.below(100) {
            0..58 => "applied",
            58..88 => "partly",
            // The first of the three is never only planned, so that not all are.
            _ if at == 0 => "partly",
            _ => "planned",
        };
        state.into()
    }

    /// What the register says about an item. The outer option tells whether it knows the question.
    fn of_register(&mut self, field: &Field, at: usize) -> Option<Option<Answer>> {
        let item = &self.evidence.items[at];
        let text = |text: &str| Some(Some(Answer::from(text)));
        match field.id {
            "source" => text(if item.file.is_some() { SOURCE_FILE } else { SOURCE_LINK }),
            "file" => Some(item.file.as_deref().map(Answer::from)),
            "title" => text(&item.title),
            EVIDENCE_KIND => text(item.kind),
            "proof" => text(&item.proof),
            "language" => text(item.language),
            "pupils" if !item.shows_people => text("not_applicable"),
            "pupils" => text(if self.random.chance(70) { "consent" } else { "no" }),
            "access" => text(if self.random.chance(75) { "open" } else { "explained" }),
            "link" => {
                let address = match item.kind {
                    "video" => format!(
                        "https://video.example.org/watch/{}-{}",
                        self.school.slug,
                        self.random.between(1_000, 9_999)
                    ),
                    "project_page" => {
                        format!("{PLATFORM}/etwinning/projects/{}-{at}", in_address(self.writer.project))
                    }
                    kind => format!("https://www.{}.example.org/etwinning/{kind}-{at}", self.school.slug),
                };
                text(&address)
            }
            _ => None,
        }
    }

    fn of_kind(&mut self, place: Place) -> Option<Answer> {
        let field = place.field;
        let row = place.row.map(|(_, row, _)| row);
        let text = match &field.kind {
            Kind::Line { max, .. } => self.line(place, *max),
            Kind::Prose { min, max } => return self.prose(place, *min as usize, *max as usize),
            Kind::Email => format!("info@{}.example.org", self.school.slug),
            Kind::Url { host } => {
                format!("https://{}/{}", host.unwrap_or("www.example.org"), self.school.slug)
            }
            Kind::Whole { min, max } => {
                let (min, max) = (i64::from(min.of(self.call)), i64::from(max.of(self.call)));
                self.random.between(min, max.min(min + 20)).to_string()
            }
            Kind::Day { not_before, not_after } => {
                self.days.within(not_before, not_after, row, &mut self.random).to_string()
            }
            Kind::Choice(options) => {
                field.must_be.unwrap_or_else(|| self.random.pick(options.values)).to_string()
            }
            Kind::Choices(options) => return Some(self.choices(options)),
            Kind::Tick => "yes".into(),
            Kind::RowOf(rows) => {
                let rows = self.answers.rows(rows);
                rows.get(place.at() % rows.len().max(1))?.id.clone()
            }
            Kind::Evidence { of_kind } => return self.pointed_at(*of_kind, row),
            Kind::File => self.evidence.declaration.clone(),
            Kind::Score { .. } | Kind::Rows(_) => return None,
        };
        Some(Answer::Text(text))
    }

    fn choices(&mut self, options: &Options) -> Answer {
        let own: Vec<String> = self
            .school
            .levels
            .iter()
            .filter(|level| options.values.contains(level))
            .map(ToString::to_string)
            .collect();
        Answer::Choices(if own.is_empty() { vec![self.random.pick(options.values).to_string()] } else { own })
    }

    /// One or two items that are not used yet, if there are some; the last item stays unused where that is wanted.
    fn pointed_at(&mut self, of_kind: Option<&str>, row: Option<&Row>) -> Option<Answer> {
        if row.is_some_and(|row| row.text("state") == "planned") {
            return None;
        }
        let items = &self.evidence.items;
        let kept_back = usize::from(self.traits.unused_evidence);
        let open = &items[..items.len() - kept_back];
        let mut ids: Vec<String> =
            open.iter().filter(|item| of_kind == Some(item.kind)).map(|item| item.id.clone()).collect();
        for _ in 0..1 + self.random.below(2) {
            let fresh: Vec<&str> = open
                .iter()
                .map(|item| item.id.as_str())
                .filter(|id| !self.used.iter().any(|used| used == id))
                .collect();
            let all: Vec<&str> = open.iter().map(|item| item.id.as_str()).collect();
            let id = self.random.pick(if fresh.is_empty() { &all } else { &fresh }).to_string();
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        self.used.extend(ids.iter().cloned());
        Some(Answer::Choices(ids))
    }

    fn line(&mut self, place: Place, max: u32) -> String {
        if place.name() == "activity.title" {
            let (title, text) = self
                .writer
                .pair(&[format!("{}.activity", place.section.id), "activity".into()], &mut self.random);
            self.beginning = text;
            return title;
        }
        let kind = place.row.map_or("", |(_, row, _)| row.text("activity"));
        let keys = [format!("{}.{kind}", place.name()), kind.into(), place.name(), place.field.text.into()];
        let line = self.writer.line(&keys, &mut self.random);
        assert!(line.chars().count() <= max as usize, "{line:?} is too long for {}", place.name());
        line
    }

    fn prose(&mut self, place: Place, min: usize, max: usize) -> Option<Answer> {
        let section = place.section.id;
        let row = place.row.map(|(_, row, _)| row);
        let row_id = row.map_or("", |row| &row.id);
        let (name, any) = (place.name(), "any".to_string());
        let begin =
            if name == "activity.description" { std::mem::take(&mut self.beginning) } else { String::new() };
        let keys = match name.as_str() {
            "indicator.comment" if row.is_some_and(|row| row.text("state") == "no") => return None,
            "indicator.comment" => vec![format!("comment.{row_id}"), "comment".into()],
            "statement.explanation" if row.is_some_and(|row| row.text("state") == "planned") => {
                vec![format!("planned.{row_id}"), "planned".into(), "plan".into(), any]
            }
            "statement.explanation" => vec![row_id.to_string(), section.into(), any],
            "activity.description" => vec!["result".into(), section.into(), any],
            "plan" => vec![format!("{section}.plan"), "plan".into(), any],
            _ => vec![name, any],
        };
        let wanted = match max {
            0..=500 => min.max(40),
            _ => min + 40 + self.random.below((max / 4).max(min)),
        };
        let text = self.writer.text(&begin, &keys, wanted.min(max), max, &mut self.random);
        assert!(
            text.chars().count() >= min,
            "the stock is too small for {} in {}",
            Path::field(place.field.id),
            self.school.language
        );
        Some(Answer::Text(text))
    }
}

/// The project's title in an address; titles in other scripts leave nothing of themselves there.
fn in_address(project: &str) -> String {
    let slug = slug(project);
    if slug.is_empty() { "project".into() } else { slug }
}
