//! Addresses of the office: what the address bar says, as a place, and back. Pure, so that reload, back and a link
//! in a mail all lead to the same page. It must not touch the browser.

use shared::manifest::SubmissionId;
use shared::wire::{ApplicationQuery, ApplicationState, Sort};

pub const HOME: &str = "/office";
pub const LIST: &str = "/office/applications";

/// Where one is in the office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    Home,
    List(ApplicationQuery),
    Application {
        id: SubmissionId,
        /// The newest if none is named.
        version: Option<u32>,
    },
    Unknown,
}

/// How a sort column is written in addresses, here and on the wire.
pub const fn sort_name(sort: Sort) -> &'static str {
    match sort {
        Sort::ReceivedAt => "received_at",
        Sort::School => "school",
        Sort::Country => "country",
        Sort::Reference => "reference",
        Sort::State => "state",
        Sort::Warnings => "warnings",
    }
}

pub const SORTS: [Sort; 6] =
    [Sort::ReceivedAt, Sort::School, Sort::Country, Sort::Reference, Sort::State, Sort::Warnings];

/// The list as the office opens it: newest first.
pub fn newest_first() -> ApplicationQuery {
    ApplicationQuery { descending: true, ..ApplicationQuery::default() }
}

impl Place {
    /// Reads a path and the query behind it, with or without its question mark. What cannot be read is left out.
    pub fn parse(path: &str, query: &str) -> Self {
        let pairs = pairs(query.trim_start_matches('?'));
        let path = path.trim_end_matches('/');
        if path == HOME {
            return Self::Home;
        }
        if path == LIST {
            return Self::List(parse_query(&pairs));
        }
        let id =
            path.strip_prefix(LIST).and_then(|rest| rest.strip_prefix('/')).and_then(SubmissionId::parse);
        match id {
            Some(id) => {
                Self::Application { id, version: value(&pairs, "version").and_then(|v| v.parse().ok()) }
            }
            None => Self::Unknown,
        }
    }

    pub fn address(&self) -> String {
        match self {
            Self::Home | Self::Unknown => HOME.to_string(),
            Self::List(query) => join(LIST, &list_query(query)),
            Self::Application { id, version } => {
                let query = version.map_or_else(String::new, |version| format!("version={version}"));
                join(&format!("{LIST}/{}", id.as_str()), &query)
            }
        }
    }
}

fn join(path: &str, query: &str) -> String {
    if query.is_empty() { path.to_string() } else { format!("{path}?{query}") }
}

/// The filters and the order, without the page.
fn filter_query(query: &ApplicationQuery) -> String {
    let mut pairs = Vec::new();
    let mut text = |name, value: &Option<String>| {
        if let Some(value) = value.as_deref().filter(|value| !value.is_empty()) {
            pairs.push(format!("{name}={}", encode(value)));
        }
    };
    text("call", &query.call);
    text("country", &query.country);
    text("search", &query.search);
    if let Some(state) = query.state {
        pairs.push(format!("state={}", state.name()));
    }
    pairs.push(format!("sort={}", sort_name(query.sort)));
    pairs.push(format!("descending={}", query.descending));
    pairs.join("&")
}

/// The same for the address of the list, where the usual order and the first page need no words.
fn list_query(query: &ApplicationQuery) -> String {
    let usual = newest_first();
    let mut text = filter_query(query);
    if (query.sort, query.descending) == (usual.sort, usual.descending) {
        let order = format!("sort={}&descending={}", sort_name(query.sort), query.descending);
        text = text.strip_suffix(&order).unwrap_or(&text).trim_end_matches('&').to_string();
    }
    match query.page.filter(|page| *page > 1) {
        Some(page) if text.is_empty() => format!("page={page}"),
        Some(page) => format!("{text}&page={page}"),
        None => text,
    }
}

fn parse_query(pairs: &[(String, String)]) -> ApplicationQuery {
    let text = |name| value(pairs, name).filter(|value| !value.is_empty()).map(str::to_string);
    let usual = newest_first();
    let sort = value(pairs, "sort").and_then(|name| SORTS.into_iter().find(|sort| sort_name(*sort) == name));
    ApplicationQuery {
        call: text("call"),
        country: text("country"),
        state: value(pairs, "state")
            .and_then(|name| ApplicationState::ALL.into_iter().find(|state| state.name() == name)),
        search: text("search"),
        sort: sort.unwrap_or(usual.sort),
        descending: value(pairs, "descending").map_or(sort.is_none() && usual.descending, |v| v == "true"),
        page: value(pairs, "page").and_then(|page| page.parse().ok()).filter(|page| *page > 1),
    }
}

/// Whether anything narrows the list.
pub fn is_filtered(query: &ApplicationQuery) -> bool {
    query.call.is_some() || query.country.is_some() || query.state.is_some() || query.search.is_some()
}

fn value<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

fn pairs(query: &str) -> Vec<(String, String)> {
    let pair = |part: &str| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        (decode(name), decode(value))
    };
    query.split('&').filter(|part| !part.is_empty()).map(pair).collect()
}

/// Percent-encodes everything but unreserved characters.
fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(byte.into()),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// Reads percent-encoding and `+`. A broken escape stands for itself.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escaped = (bytes[at] == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten()
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (bytes[at], escaped) {
            (_, Some(byte)) => {
                out.push(byte);
                at += 2;
            }
            (b'+', None) => out.push(b' '),
            (byte, None) => out.push(byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(address: &str) -> Place {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        Place::parse(path, query)
    }

    #[test]
    fn every_place_is_found_again_by_its_address() {
        let id = SubmissionId::from_bytes([0xab; 16]);
        let mut queries = vec![newest_first(), ApplicationQuery::default()];
        for sort in SORTS {
            for descending in [true, false] {
                queries.push(ApplicationQuery { sort, descending, ..ApplicationQuery::default() });
            }
        }
        for state in ApplicationState::ALL {
            queries.push(ApplicationQuery { state: Some(state), page: Some(7), ..newest_first() });
        }
        queries.push(ApplicationQuery {
            call: Some("2027".into()),
            country: Some("ES".into()),
            search: Some("Río & «Ελλάδα» 100% a+b #?=".into()),
            page: Some(400),
            sort: Sort::School,
            ..ApplicationQuery::default()
        });
        let mut places: Vec<Place> = queries.into_iter().map(Place::List).collect();
        places.push(Place::Home);
        places.push(Place::Application { id: id.clone(), version: None });
        places.push(Place::Application { id, version: Some(3) });
        for place in places {
            assert_eq!(parse(&place.address()), place, "{}", place.address());
        }
    }

    #[test]
    fn nothing_in_an_address_can_break_the_office() {
        let wild = "/office/applications?page=0&page=2&state=gone&sort=&descending=maybe&call=&search=%E4%ZZ%&&=&country";
        assert_eq!(
            parse(wild),
            Place::List(ApplicationQuery {
                search: Some("\u{fffd}%ZZ%".into()),
                descending: false,
                ..newest_first()
            })
        );
        assert_eq!(parse("/office/applications/../x"), Place::Unknown);
        assert_eq!(parse("/office/"), Place::Home);
        assert_eq!(parse("/elsewhere"), Place::Unknown);
    }

    #[test]
    fn the_first_page_of_all_has_a_short_address() {
        assert_eq!(Place::List(newest_first()).address(), "/office/applications");
        assert_eq!(filter_query(&newest_first()), "sort=received_at&descending=true");
        let second =
            ApplicationQuery { page: Some(2), state: Some(ApplicationState::Complete), ..newest_first() };
        assert_eq!(Place::List(second.clone()).address(), "/office/applications?state=complete&page=2");
        assert_eq!(filter_query(&second), "state=complete&sort=received_at&descending=true");
    }
}
