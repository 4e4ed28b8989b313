//! Invented schools and people, named as in their countries. No school, town or person in here exists.

use crate::random::Random;
use crate::stock::{Stock, places};

/// Countries, with their share of the applications in thousandths.
const SHARES: &[(&str, u64)] = &[
    ("ES", 290),
    ("IT", 80),
    ("GR", 75),
    ("FR", 65),
    ("PL", 65),
    ("TR", 60),
    ("RO", 55),
    ("PT", 50),
    ("BG", 45),
    ("UA", 45),
    ("RS", 30),
    ("GE", 30),
    ("AM", 25),
    ("CZ", 25),
    ("JO", 20),
    ("TN", 20),
    ("SE", 10),
    ("IE", 10),
];

/// Where the parts of Spain with languages of their own lie, by the first two digits of the postcode.
const REGIONS: &[(&str, &[&str])] = &[
    ("ES-CT", &["08", "17", "25", "43"]),
    ("ES-GA", &["15", "27", "32", "36"]),
    ("ES-PV", &["01", "20", "48"]),
];
const PROVINCES: i64 = 52;

pub struct Person {
    pub name: String,
    /// The part before the `@`.
    pub mailbox: String,
}

pub struct School {
    pub country: &'static str,
    /// Language of the texts.
    pub language: &'static str,
    pub name: String,
    pub town: &'static str,
    pub address: String,
    pub postcode: String,
    pub code: String,
    /// Of Spanish schools only.
    pub province: Option<String>,
    /// The name in Latin letters, for addresses.
    pub slug: String,
    pub levels: Vec<&'static str>,
    pub public: bool,
    /// Keys in the stock, the closest first.
    lists: Vec<&'static str>,
}

impl School {
    /// A school of one of the countries that take part, as far as there are names for it.
    pub fn new(taking_part: &[String], random: &mut Random) -> Self {
        let country = country(taking_part, random);
        let province = (country == "ES").then(|| format!("{:02}", random.between(1, PROVINCES)));
        let region =
            REGIONS.iter().find(|(_, codes)| province.as_deref().is_some_and(|own| codes.contains(&own)));
        let lists: Vec<&str> = region.map(|(region, _)| *region).into_iter().chain([country]).collect();
        let pick = |random: &mut Random, key: &str| random.pick(list(&lists, key));

        let place = pick(random, "town");
        let (town, town_slug) = named(place);
        // Where schools are called after their town, the line of the town says how.
        let (namesake, namesake_slug) = match place.splitn(3, '|').nth(2) {
            Some(of_town) => (of_town, String::new()),
            None => named(pick(random, "of")),
        };
        let kind: Vec<&str> = pick(random, "school").split('|').collect();
        let number = random.between(2, 24).to_string();
        let name = kind[0].replace("{x}", namesake).replace("{n}", &number);
        let slug = within_label(slug(&format!("{} {town_slug}", kind[1].replace("{x}", &namesake_slug))));
        let levels = kind[2].split(',').collect();
        let start = province.clone().unwrap_or_default();
        let postcode = format!("{start}{}", digits(random, pick_first(&lists, "postcode")));
        let code = format!("{start}{}", digits(random, pick_first(&lists, "code")));
        let street = pick(random, "street");
        let address = street.replace("{n}", &random.between(1, 90).to_string());
        let language = random.pick(list(&lists, "language"));
        let public = kind.get(3) != Some(&"private");
        Self { country, language, name, town, address, postcode, code, province, slug, levels, public, lists }
    }

    pub fn person(&self, random: &mut Random) -> Person {
        let woman = random.chance(68);
        let given = random.pick(list(&self.lists, if woman { "woman" } else { "man" }));
        let mut family = || {
            let (both, latin) = named(random.pick(list(&self.lists, "family")));
            let (hers, his) = both.split_once('/').unwrap_or((both, both));
            // Two forms without letters of their own for addresses are Latin ones.
            let latin = if latin.contains('-') && both.contains('/') { slug(his) } else { latin };
            (if woman { hers } else { his }, latin)
        };
        let (given, given_slug) = named(given);
        let (first, first_slug) = family();
        let name = match self.country {
            "ES" => format!("{given} {first} {}", family().0),
            _ => format!("{given} {first}"),
        };
        Person { name, mailbox: format!("{}.{first_slug}", given_slug.split('-').next().unwrap_or_default()) }
    }

    /// Every letter with which names are written here, for the fonts of documents.
    pub fn letters(&self) -> impl Iterator<Item = char> {
        places().beneath(self.country).flat_map(str::chars)
    }

    /// Whether names are in a script whose letters have to be joined, which nothing here can draw.
    pub fn is_joined_up(&self) -> bool {
        ["JO", "TN"].contains(&self.country)
    }

    pub fn language_of_documents(&self) -> &'static str {
        if self.language == "ar" { "en" } else { self.language }
    }

    /// Whether another province would be a mistake that people make.
    pub fn is_spanish(&self) -> bool {
        self.province.is_some()
    }
}

fn country(taking_part: &[String], random: &mut Random) -> &'static str {
    let open = || SHARES.iter().filter(|(country, _)| taking_part.iter().any(|code| code == country));
    let mut at = random.below(open().map(|(_, share)| *share as usize).sum()) as u64;
    for (country, share) in open() {
        if at < *share {
            return country;
        }
        at -= share;
    }
    // There are no names for any of them: the server will say that the country does not take part.
    SHARES[0].0
}

fn list(lists: &[&str], key: &str) -> &'static [&'static str] {
    let stock: &'static Stock = places();
    let keys: Vec<String> = lists.iter().chain(&["any"]).map(|country| format!("{country}.{key}")).collect();
    stock.first_of(&keys)
}

fn pick_first(lists: &[&str], key: &str) -> &'static str {
    list(lists, key).first().copied().unwrap_or_default()
}

/// A name, and its Latin letters: those after `|`, or its own without accents.
fn named(line: &'static str) -> (&'static str, String) {
    let mut parts = line.split('|');
    let name = parts.next().unwrap_or(line);
    (name, slug(parts.next().unwrap_or(name)))
}

/// Lower-case Latin letters, digits and hyphens.
pub fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        let plain = plain(c);
        if !plain.is_empty() {
            slug.push_str(plain);
        } else if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !matches!(c, '\'' | '’' | '\u{307}') && !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_string()
}

/// Cut at a word, so that it fits into one label of a domain name, which has 63 letters.
fn within_label(slug: String) -> String {
    const ROOM: usize = 56;
    match slug.get(..ROOM).and_then(|start| start.rsplit_once('-')) {
        Some((whole, _)) => whole.to_string(),
        None => slug,
    }
}

/// The words of a slug or mailbox as a name.
pub fn capitals(slug: &str) -> String {
    let word = |word: &str| {
        let (first, rest) = word.split_at_checked(1).unwrap_or((word, ""));
        first.to_uppercase() + rest
    };
    slug.split(['-', '.']).map(word).collect::<Vec<_>>().join(" ")
}

fn plain(c: char) -> &'static str {
    match c {
        'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' | 'ă' | 'ą' => "a",
        'é' | 'è' | 'ê' | 'ë' | 'ě' | 'ę' => "e",
        'í' | 'ì' | 'î' | 'ï' | 'ı' => "i",
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' => "o",
        'ú' | 'ù' | 'û' | 'ü' | 'ů' => "u",
        'ñ' | 'ń' | 'ň' => "n",
        'ç' | 'č' | 'ć' => "c",
        'š' | 'ś' | 'ş' | 'ș' => "s",
        'ž' | 'ź' | 'ż' => "z",
        'ł' => "l",
        'ř' => "r",
        'ť' | 'ț' => "t",
        'ď' => "d",
        'ý' => "y",
        'ğ' => "g",
        'æ' => "ae",
        _ => "",
    }
}

/// Puts a digit for every `#`.
fn digits(random: &mut Random, pattern: &str) -> String {
    pattern.chars().map(|c| if c == '#' { char::from(b'0' + random.below(10) as u8) } else { c }).collect()
}
