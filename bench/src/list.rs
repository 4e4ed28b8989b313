//! The office's list at full size: one administrator who searches, filters and sorts.

use std::process::{Command, Stdio};
use std::time::Instant;

use shared::wire::{ApplicationPage, ApplicationRow};

use crate::figures::{Latencies, grouped, load_average};
use crate::insignia::Insignia;
use crate::process::Program;
use crate::scratch::Scratch;
use crate::{Outcome, Wish};

const APPLICATIONS: u64 = 20_000;
const REQUESTS: usize = 200;

pub async fn measure(wish: &Wish) -> Outcome {
    let scratch = Scratch::new(&wish.folder)?;
    let load = load_average();
    let insignia = Insignia::start(&wish.server, &scratch.path().join("insignia"))?;
    let count = wish.applications.unwrap_or(APPLICATIONS);
    fill(wish, &insignia, count, "--no-evidence").await?;
    let mut office = insignia.sign_in().await?;
    let first = office.list("").await?;
    if u64::from(first.total) != count {
        return Err(format!("{} applications are listed, not {count}", first.total));
    }

    println!(
        "\nThe office's list of {} applications, {REQUESTS} requests of each kind over one connection (load average \
         before: {load}).",
        grouped(count as f64)
    );
    println!("\n| request | found at most | p50 | p99 |\n|---|---:|---:|---:|");
    for (kind, queries) in kinds(&first, count)? {
        let (mut latencies, mut found) = (Vec::new(), 0);
        for query in queries.iter().cycle().take(REQUESTS.max(queries.len())) {
            let request = office.request(query);
            let sent = Instant::now();
            let answer = office.connection.send(&request).await?;
            latencies.push(sent.elapsed());
            let page: ApplicationPage =
                serde_json::from_slice(answer.expect(200)?).map_err(|fault| format!("{query}: {fault}"))?;
            found = found.max(page.total);
        }
        let latencies = Latencies::new(latencies);
        let (p50, p99) = (latencies.percentile(0.5), latencies.percentile(0.99));
        println!("| {kind} | {} | {p50:.1} ms | {p99:.1} ms |", grouped(f64::from(found)));
    }
    Ok(())
}

/// Sends applications by the program that makes believable ones.
pub async fn fill(wish: &Wish, insignia: &Insignia, count: u64, scale: &str) -> Outcome {
    let demo = wish.demo.as_ref().ok_or("--demo is missing")?;
    let mut command = Command::new(demo);
    command.arg(count.to_string()).args([scale, "--url", &insignia.url()]);
    let begin = Instant::now();
    let mut filling = Program::start("the program for demonstration data", command.stdin(Stdio::null()))?;
    filling.end().await?;
    eprintln!("  {count} applications sent in {:.0} s", begin.elapsed().as_secs_f64());
    Ok(())
}

/// Queries by kind. Words and countries are those of applications that are there.
fn kinds(first: &ApplicationPage, count: u64) -> Outcome<Vec<(&'static str, Vec<String>)>> {
    let row: &ApplicationRow = first.rows.first().ok_or("the list is empty")?;
    let country = &row.country;
    let word = |row: &ApplicationRow| row.school.split(' ').max_by_key(|word| word.len()).map(encoded);
    let words: Vec<String> = first.rows.iter().filter_map(word).collect();
    let here: Vec<String> =
        first.rows.iter().filter(|row| row.country == *country).filter_map(word).collect();
    let towns: Vec<String> = first.rows.iter().map(|row| encoded(&row.town)).collect();
    let search = |words: &[String]| words.iter().map(|word| format!("search={word}")).collect();
    let sorts = ["received_at", "school", "country", "reference", "state", "warnings"];
    let both_ways =
        |sort: &&str| [false, true].map(|descending| format!("sort={sort}&descending={descending}"));
    let narrow = |word: &String| format!("search={word}&country={country}&sort=school&descending=true");
    let last = count.div_ceil(u64::from(shared::wire::PAGE_SIZE));
    Ok(vec![
        ("first page", vec!["page=1".to_owned()]),
        ("sorted, each column both ways", sorts.iter().flat_map(both_ways).collect()),
        ("last page, sorted by school", vec![format!("sort=school&page={last}")]),
        ("filtered by country", vec![format!("country={country}")]),
        ("filtered by country and state", vec![format!("country={country}&state=incomplete")]),
        ("search for a word of a name", search(&words)),
        ("search for a town", search(&towns)),
        ("search for a reference", vec![format!("search={}", row.reference)]),
        ("search for what is nowhere", vec!["search=xqzxqz".to_owned()]),
        ("search, filter and sort", here.iter().map(narrow).collect()),
    ])
}

/// As it stands in the query of an address.
fn encoded(word: &str) -> String {
    word.bytes().fold(String::new(), |mut text, byte| {
        if byte.is_ascii_alphanumeric() {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
        text
    })
}
