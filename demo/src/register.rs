//! The evidence of one school: which items there are, what they are called, and the files behind them.

use shared::evidence::{MediaType, display_name};
use shared::manifest::{FileEntry, sha256_hex};

use crate::documents::{self, Content};
use crate::places::{Person, School, capitals};
use crate::prose::Writer;
use crate::random::Random;
use crate::traits::Scale;

/// A file of evidence as it is sent.
pub struct File {
    pub entry: FileEntry,
    pub bytes: Vec<u8>,
}

/// An item of the register.
pub struct Item {
    pub id: String,
    pub kind: &'static str,
    pub title: String,
    pub proof: String,
    /// The hash of a file, or nothing for a link.
    pub file: Option<String>,
    /// There are people on it.
    pub shows_people: bool,
    /// The language of the document.
    pub language: &'static str,
}

pub struct Evidence {
    pub items: Vec<Item>,
    pub declaration: String,
    pub files: Vec<File>,
}

/// Kinds that come as files, with the types in which schools have them.
const AS_FILES: &[(&str, &[MediaType])] = {
    use MediaType::{Docx, Jpeg, Odt, Pdf, Png, Webp};
    &[
        ("minutes", &[Pdf, Docx, Odt, Pdf]),
        ("school_plan", &[Pdf]),
        ("press", &[Png, Jpeg]),
        ("certificate", &[Png, Pdf, Jpeg]),
        ("photo", &[Jpeg, Jpeg, Jpeg, Webp]),
        ("material", &[Pdf, Odt, Docx]),
        ("survey", &[Png, Pdf]),
        ("other", &[Png, Pdf]),
    ]
};
const AS_LINKS: &[&str] = &["project_page", "video", "press", "project_page", "material"];
const POLICY: &str = "policy";

/// Makes the register and its files. The writer is one for the language of the school's documents.
pub fn evidence(
    school: &School,
    head: &Person,
    scale: Scale,
    writer: &mut Writer,
    random: &mut Random,
) -> Evidence {
    let mut maker = Maker {
        school,
        scale,
        writer,
        random,
        evidence: Evidence { items: Vec::new(), declaration: String::new(), files: Vec::new() },
    };
    maker.evidence.declaration = maker.declaration(head);
    match scale {
        Scale::Small => maker.link(POLICY),
        Scale::Full => {
            let media = maker.random.pick(&[
                MediaType::Pdf,
                MediaType::Pdf,
                MediaType::Pdf,
                MediaType::Docx,
                MediaType::Odt,
            ]);
            maker.file(POLICY, media);
            let mut kinds: Vec<_> = AS_FILES.iter().collect();
            maker.random.shuffle(&mut kinds);
            let more = maker.random.below(5);
            for (kind, media) in kinds.into_iter().take(more) {
                let media = maker.random.pick(media);
                maker.file(kind, media);
            }
        }
    }
    let links = maker.random.between(2, 4) as usize;
    for kind in AS_LINKS.iter().take(links) {
        maker.link(kind);
    }
    maker.evidence
}

struct Maker<'a> {
    school: &'a School,
    scale: Scale,
    writer: &'a mut Writer,
    random: &'a mut Random,
    evidence: Evidence,
}

impl Maker<'_> {
    fn item(&mut self, kind: &'static str) -> Item {
        let (title, proof) = self.writer.pair(&[format!("evidence.{kind}")], self.random);
        let id = format!("e{}", self.evidence.items.len() + 1);
        let shows_people = matches!(kind, "photo" | "video" | "press");
        Item {
            id,
            kind,
            title,
            proof,
            file: None,
            shows_people,
            language: self.school.language_of_documents(),
        }
    }

    fn link(&mut self, kind: &'static str) {
        let item = self.item(kind);
        self.evidence.items.push(item);
    }

    fn file(&mut self, kind: &'static str, media: MediaType) {
        let item = self.item(kind);
        // A policy says what holds, the other papers what was done.
        let filling = if kind == POLICY { "safety_practice" } else { "document" };
        let keys = [format!("document.{kind}"), filling.into(), "any".into()];
        let words = self.writer.text("", &keys, 2_200, 3_500, self.random);
        let content = self.content(&item.title, words);
        let bytes = documents::make(kind, media, &content, self.random);
        let sha256 = self.keep(&item.title, media, bytes);
        self.evidence.items.push(Item { file: Some(sha256), ..item });
    }

    fn declaration(&mut self, head: &Person) -> String {
        let (title, text) = self.writer.pair(&["declaration".into()], self.random);
        let signed = if self.school.is_joined_up() { capitals(&head.mailbox) } else { head.name.clone() };
        let content = self.content(&title, format!("{text}\n\n{signed}"));
        let bytes = match self.scale {
            Scale::Full => documents::make("declaration", MediaType::Pdf, &content, self.random),
            Scale::Small => documents::small_picture(self.random),
        };
        let media = if self.scale == Scale::Full { MediaType::Pdf } else { MediaType::Png };
        self.keep(&title, media, bytes)
    }

    fn content<'a>(&self, title: &'a str, text: String) -> Content<'a>
    where
        Self: 'a,
    {
        let school = self.school;
        let name = if school.is_joined_up() { capitals(&school.slug) } else { school.name.clone() };
        let town = if school.is_joined_up() { "" } else { school.town };
        Content {
            school: name,
            place: format!("{} {town}", school.postcode).trim_end().to_string(),
            country: self.school.country,
            letters: self.school.letters().collect(),
            title,
            project: self.writer.project,
            paragraphs: paragraphs(&text),
        }
    }

    fn keep(&mut self, title: &str, media: MediaType, bytes: Vec<u8>) -> String {
        let sha256 = sha256_hex(&bytes);
        let name = display_name(&format!("{}.{}", file_stem(title), media.extension()));
        let entry = FileEntry { sha256: sha256.clone(), name, size: bytes.len() as u64, media_type: media };
        self.evidence.files.push(File { entry, bytes });
        sha256
    }
}

/// Three or so sentences each.
fn paragraphs(text: &str) -> Vec<String> {
    let mut paragraphs = vec![String::new()];
    for sentence in text.split_inclusive(['\n', '.']) {
        if paragraphs.last().is_some_and(|last| last.chars().count() > 280) || sentence.starts_with('\n') {
            paragraphs.push(String::new());
        }
        if let Some(last) = paragraphs.last_mut() {
            last.push_str(sentence.trim_matches('\n'));
        }
    }
    paragraphs.retain(|paragraph| !paragraph.trim().is_empty());
    paragraphs.iter().map(|paragraph| paragraph.trim().to_string()).collect()
}

/// As people name files: the first words of the title.
fn file_stem(title: &str) -> String {
    let words: Vec<&str> = title
        .split(|c: char| c.is_whitespace() || ",:;/«»“”\"()".contains(c))
        .filter(|word| !word.is_empty())
        .collect();
    words[..words.len().min(5)].join(" ")
}
