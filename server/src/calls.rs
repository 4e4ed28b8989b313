//! Reads the calls from their files. A fault names file, line, key and reason, and stops the start.
//! What a call may say is declared in `shared::call`; here is only what needs a file.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use shared::call::{Call, Phase};

/// Where the demonstration call remembers the day on which it opened.
const DEMONSTRATION_FILE: &str = "demonstration-call.txt";

/// All calls, or everything that is wrong with their files. Without any file, the demonstration call.
pub fn load(folder: &Path, data: &Path, now: i64) -> Result<Vec<Call>, Vec<String>> {
    let files = call_files(folder).map_err(|fault| vec![format!("{}: {fault}", folder.display())])?;
    if files.is_empty() {
        let call = demonstration(data, now).map_err(|fault| vec![format!("demonstration call: {fault}")])?;
        return Ok(vec![call]);
    }
    let (mut calls, mut faults) = (Vec::new(), Vec::new());
    for path in files {
        match read(&path) {
            Ok(call) => calls.push((path, call)),
            Err(found) => faults.extend(found),
        }
    }
    faults.extend(contradictions(&calls));
    if faults.is_empty() { Ok(calls.into_iter().map(|(_, call)| call).collect()) } else { Err(faults) }
}

fn call_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(folder) {
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Reads one call file, or says everything that is wrong with it.
pub fn read(path: &Path) -> Result<Call, Vec<String>> {
    let text = fs::read_to_string(path).map_err(|fault| vec![format!("{}: {fault}", path.display())])?;
    let call: Call = toml::from_str(&text).map_err(|fault| vec![unreadable(path, &text, &fault)])?;
    let faults: Vec<String> = call
        .faults()
        .into_iter()
        .map(|fault| located(path, line_of(&text, fault.key), fault.key, &fault.reason))
        .collect();
    if faults.is_empty() { Ok(call) } else { Err(faults) }
}

fn located(path: &Path, line: usize, key: &str, reason: &str) -> String {
    format!("{}, line {line}, key {key}: {reason}", path.display())
}

fn unreadable(path: &Path, text: &str, fault: &toml::de::Error) -> String {
    let message = fault.message().replace('\n', " ");
    let missing = message.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
    let at = fault.span().map_or(0, |span| span.start.min(text.len()));
    let line = text.get(..at).unwrap_or_default().matches('\n').count() + 1;
    match missing {
        Some(key) => located(path, line, key, &message),
        None => located(path, line, &key_at(text, line), &message),
    }
}

/// Keys of a file with their lines, each with its table before it.
fn keys(text: &str) -> Vec<(usize, String)> {
    let (mut table, mut keys) = (String::new(), Vec::new());
    for (at, line) in text.lines().enumerate() {
        let line = line.trim();
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.split(']').next()) {
            table = format!("{}.", name.trim());
            keys.push((at + 1, name.trim().to_string()));
        } else if let Some((key, _)) = line.split_once('=').filter(|_| !line.starts_with('#')) {
            keys.push((at + 1, format!("{table}{}", key.trim())));
        }
    }
    keys
}

/// The key that a line belongs to; values may go on over several lines.
fn key_at(text: &str, line: usize) -> String {
    let before = keys(text).into_iter().take_while(|(at, _)| *at <= line).last();
    before.map_or_else(|| "(none)".to_string(), |(_, key)| key)
}

/// The line of a key, or of the table around it, or the first.
fn line_of(text: &str, key: &str) -> usize {
    let keys = keys(text);
    let line = |wanted: &str| keys.iter().find(|(_, key)| key == wanted).map(|(line, _)| *line);
    line(key).or_else(|| key.split_once('.').and_then(|(table, _)| line(table))).unwrap_or(1)
}

/// Calls that cannot be told apart, or that are open in one country at one time.
fn contradictions(calls: &[(PathBuf, Call)]) -> Vec<String> {
    let mut faults = Vec::new();
    for (at, (path, call)) in calls.iter().enumerate() {
        for (other_path, other) in &calls[..at] {
            let other_name = other_path.display();
            let line = |key| line_of(&fs::read_to_string(path).unwrap_or_default(), key);
            if call.id == other.id {
                faults.push(located(
                    path,
                    line("id"),
                    "id",
                    &format!("is the id of the call in {other_name}, too"),
                ));
            }
            let together = call.opens_at.seconds <= other.closes_at.seconds
                && other.opens_at.seconds <= call.closes_at.seconds;
            if let Some(country) =
                call.countries.iter().find(|country| together && other.countries.contains(country))
            {
                let reason = format!("{country} has another call open at the same time, in {other_name}");
                faults.push(located(path, line("countries"), "countries", &reason));
            }
        }
    }
    faults
}

/// The demonstration call, the same at every start until it has closed.
fn demonstration(data: &Path, now: i64) -> io::Result<Call> {
    let path = data.join(DEMONSTRATION_FILE);
    if let Ok(text) = fs::read_to_string(&path)
        && let Ok(made_at) = text.trim().parse()
    {
        let call = Call::demonstration(made_at);
        if call.phase(now) != Phase::Closed {
            return Ok(call);
        }
    }
    fs::write(&path, format!("{now}\n"))?;
    Ok(Call::demonstration(now))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"id = "2027"
first_label_year = 2027
last_label_year = 2028
opens_at = "2026-11-01T09:00:00+01:00"
closes_at = "2027-01-20T12:00:00+01:00"
registered_by = "2025-01-20"
activity_window = { from = "2025-01-20", to = "2027-01-20" }
quality_label_window = { from = "2024-09-01", to = "2026-12-01" }
countries = ["ES", "PT"]

[evidence]
max_file_bytes = 10_000_000
"#;

    fn faults_of(text: &str) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("2027.toml");
        fs::write(&path, text).unwrap();
        read(&path).err().unwrap_or_default()
    }

    #[test]
    fn a_fault_names_file_line_key_and_reason() {
        let cases = [
            (
                "closes_at = \"2027-01-20T12:00:00+01:00\"",
                "closes_at = \"tomorrow\"",
                "line 5, key closes_at: not a date",
            ),
            ("countries =", "countrys =", "line 9, key countrys: unknown field"),
            ("registered_by = \"2025-01-20\"\n", "", "key registered_by: missing field"),
            ("\"ES\", \"PT\"", "\"ES\", \"XX\"", "line 9, key countries: \"XX\""),
            ("10_000_000", "10", "line 12, key evidence.max_file_bytes: must be"),
            ("2027-01-20T12", "2026-01-20T12", "line 5, key closes_at: lies before"),
            (
                "last_label_year = 2028",
                "last_label_year = \"2028\"",
                "line 3, key last_label_year: invalid type",
            ),
            ("id = \"2027\"", "id = ", "line 1, key id"),
        ];
        assert_eq!(faults_of(GOOD), Vec::<String>::new());
        for (good, bad, expected) in cases {
            let faults = faults_of(&GOOD.replace(good, bad));
            let told = faults.first().cloned().unwrap_or_default();
            assert!(told.contains("2027.toml") && told.contains(expected), "{bad}: {told}");
        }
    }

    #[test]
    fn two_calls_may_not_be_open_in_one_country_at_once() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.toml"), GOOD).unwrap();
        fs::write(folder.path().join("b.toml"), GOOD.replace("id = \"2027\"", "id = \"2027b\"")).unwrap();
        let faults = load(folder.path(), folder.path(), 0).unwrap_err();
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert!(faults[0].contains("b.toml, line 9, key countries: ES"), "{faults:?}");
        fs::write(folder.path().join("b.toml"), GOOD.replace("\"ES\", \"PT\"", "\"FR\"")).unwrap();
        let faults = load(folder.path(), folder.path(), 0).unwrap_err();
        assert!(faults[0].contains("b.toml, line 1, key id"), "{faults:?}");
    }

    #[test]
    fn the_demonstration_call_stays_the_same_until_it_has_closed() {
        let data = tempfile::tempdir().unwrap();
        let now = 1_800_000_000;
        let first = demonstration(data.path(), now).unwrap();
        assert_eq!(first.phase(now), Phase::Open);
        assert_eq!(demonstration(data.path(), now + 30 * 86_400).unwrap(), first);
        let later = now + 90 * 86_400;
        assert_eq!(demonstration(data.path(), later).unwrap().phase(later), Phase::Open);
    }
}
