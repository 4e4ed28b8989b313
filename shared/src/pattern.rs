//! Shapes of short texts: pure functions on `&str`, without a regex engine, since that would triple the page's weight.

use crate::finding::Rule;

/// A shape that a line must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// Spanish school code: eight digits that begin with a province, 01 to 52.
    SpanishSchoolCode,
    /// Spanish postcode: five digits that begin with a province, 01 to 52.
    SpanishPostcode,
    /// Organisation id of the European programmes: E and eight digits.
    Oid,
}

impl Pattern {
    pub const ALL: [Self; 3] = [Self::SpanishSchoolCode, Self::SpanishPostcode, Self::Oid];

    /// The same shape as a regular expression, for the JSON Schema.
    pub const fn regex(self) -> &'static str {
        match self {
            Self::SpanishSchoolCode => "^(0[1-9]|[1-4][0-9]|5[0-2])[0-9]{6}$",
            Self::SpanishPostcode => "^(0[1-9]|[1-4][0-9]|5[0-2])[0-9]{3}$",
            Self::Oid => "^E[0-9]{8}$",
        }
    }

    pub fn matches(self, text: &str) -> bool {
        match self {
            Self::SpanishSchoolCode => text.len() == 8 && is_digits(text) && spanish_province(text).is_some(),
            Self::SpanishPostcode => text.len() == 5 && is_digits(text) && spanish_province(text).is_some(),
            Self::Oid => text.strip_prefix('E').is_some_and(|rest| rest.len() == 8 && is_digits(rest)),
        }
    }

    pub const fn rule(self) -> Rule {
        match self {
            Self::SpanishSchoolCode => Rule::WrongSchoolCode {},
            Self::SpanishPostcode => Rule::WrongPostcode {},
            Self::Oid => Rule::WrongOid {},
        }
    }
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

/// The province that a Spanish school code or postcode begins with, 01 to 52.
pub fn spanish_province(code: &str) -> Option<&str> {
    let province = code.get(..2)?;
    let number: u8 = province.parse().ok()?;
    (is_digits(province) && (1..=52).contains(&number)).then_some(province)
}

/// An e-mail address as people have them: one `@`, a local part of 1 to 64 bytes, a domain of at least two labels, 254
/// bytes in all. Stricter than the standard, which allows quoted parts and hosts without a dot.
pub fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let local_byte = |b: u8| b.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&b);
    let local_ok = (1..=64).contains(&local.len())
        && local.bytes().all(local_byte)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..");
    text.len() <= 254 && local_ok && is_domain(domain) && domain.contains('.')
}

/// A domain name: labels of letters, digits and inner hyphens, 1 to 63 bytes each; the last is no number.
fn is_domain(domain: &str) -> bool {
    let label_ok = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    let last = domain.rsplit('.').next().unwrap_or_default();
    domain.len() <= 253 && domain.split('.').all(label_ok) && !last.bytes().all(|b| b.is_ascii_digit())
}

/// The host of an http(s) address.
#[derive(Debug, PartialEq, Eq)]
pub enum Address<'a> {
    Host(&'a str),
    /// It carries a user name, which has no business in a public link.
    WithUser,
    Bad,
}

/// Reads an http(s) address far enough to know that it is one.
pub fn address(text: &str) -> Address<'_> {
    let Some(rest) = after(text, "https://").or_else(|| after(text, "http://")) else { return Address::Bad };
    if text.len() > 2_000 || !is_address_text(text) {
        return Address::Bad;
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') {
        return Address::WithUser;
    }
    let (host, port) = authority.split_once(':').unwrap_or((authority, "80"));
    let port_ok =
        port.len() <= 5 && is_digits(port) && port.parse::<u32>().is_ok_and(|p| (1..=65_535).contains(&p));
    if port_ok && is_domain(host) && host.contains('.') { Address::Host(host) } else { Address::Bad }
}

/// What follows a beginning, whose case does not count.
fn after<'a>(text: &'a str, beginning: &str) -> Option<&'a str> {
    let (found, rest) = text.split_at_checked(beginning.len())?;
    found.eq_ignore_ascii_case(beginning).then_some(rest)
}

/// Whether there is no white space, no control character and none of the few others that no address has.
fn is_address_text(text: &str) -> bool {
    let may_stand = |byte: u8| match byte {
        b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' => false,
        b'!'..=b'~' | 0x80.. => true,
        _ => false,
    };
    text.bytes().all(may_stand)
        && (text.is_ascii() || !text.contains(|c: char| c.is_whitespace() || c.is_control()))
}
