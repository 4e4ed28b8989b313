//! Durable, validated commits beside PocketBase creating records of as many bytes: in the same run, by the same load
//! generator, in turns.

use std::cell::Cell;
use std::time::Duration;

use crate::figures::{grouped, load_average, mebibytes, median};
use crate::insignia::{Commits, Insignia};
use crate::load::{Round, round};
use crate::pocketbase::PocketBase;
use crate::process::raise_file_limit;
use crate::scratch::Scratch;
use crate::{Outcome, Wish};

const CONNECTIONS: [usize; 2] = [64, 1_000];
/// At least this many times PocketBase's rate.
const RATIO: f64 = 1.5;
const MEMORY_MIB: u64 = 256;
/// Connections twice, and room for what the servers open themselves.
const FILES: u64 = 4_096;

/// All rounds of one system with one number of connections.
#[derive(Default)]
struct Series {
    rates: Vec<f64>,
    p50: Vec<f64>,
    p99: Vec<f64>,
    core_microseconds: Vec<f64>,
    answered: u64,
}

impl Series {
    fn add(&mut self, round: &Round) {
        self.rates.push(round.per_second);
        self.p50.push(round.latencies.percentile(0.5));
        self.p99.push(round.latencies.percentile(0.99));
        self.core_microseconds.push(round.core_microseconds);
        self.answered += round.answered;
    }

    fn row(&self, system: &str, connections: usize, ratio: &str, budget: &str) -> String {
        let of = |figures: &Vec<f64>| median(figures.iter().copied());
        let least = self.rates.iter().copied().fold(f64::INFINITY, f64::min);
        let most = self.rates.iter().copied().fold(0.0, f64::max);
        format!(
            "| {connections} | {system} | {} | {}–{} | {:.1} ms | {:.1} ms | {:.0} µs | {ratio} | {budget} |",
            grouped(of(&self.rates)),
            grouped(least),
            grouped(most),
            of(&self.p50),
            of(&self.p99),
            of(&self.core_microseconds)
        )
    }
}

pub async fn measure(wish: &Wish) -> Outcome {
    raise_file_limit(FILES)?;
    let scratch = Scratch::new(&wish.folder)?;
    let load = load_average();
    let insignia = Insignia::start(&wish.server, &scratch.path().join("insignia"))?;
    let commits = Commits::prepare(&insignia).await?;
    let rival = match &wish.pocketbase {
        Some(file) => Some(PocketBase::start(file, scratch.path(), commits.template.bytes()).await?),
        None => None,
    };
    let (next, time) = (Cell::new(0), Duration::from_secs(wish.seconds));
    let mut rows = Vec::new();
    let mut answered = [0, 0];
    for connections in CONNECTIONS {
        let (mut ours, mut theirs) = (Series::default(), Series::default());
        for number in 1..=wish.rounds {
            ours.add(&round(&commits, connections, time, &next).await?);
            if let Some(rival) = &rival {
                theirs.add(&round(rival, connections, time, &next).await?);
            }
            eprintln!("  {connections} connections, round {number} of {}", wish.rounds);
        }
        rows.extend(compare(connections, &ours, rival.is_some().then_some(&theirs)));
        answered = [answered[0] + ours.answered, answered[1] + theirs.answered];
    }
    // Read before anything else is asked, so that the peak is that of the load.
    let ours = insignia.program.memory()?;
    let theirs = rival.as_ref().map(|rival| rival.program.memory()).transpose()?;
    let kept = u64::from(insignia.sign_in().await?.list("").await?.total);
    expect("Insignia", answered[0], kept)?;

    println!(
        "\nCommits of the smallest valid application: {} bytes of JSON with {} file(s), each with an id of its own; \
         {} rounds of {} s in turns, medians. Closed loop, load generator and servers on the same machine (load average \
         before: {load}).",
        grouped(commits.template.bytes() as f64),
        commits.template.files,
        wish.rounds,
        wish.seconds
    );
    println!(
        "\n| connections | system | per second | least–most | p50 | p99 | core time each | ratio | budget |"
    );
    println!("|---:|---|---:|---:|---:|---:|---:|---:|---|");
    rows.iter().for_each(|row| println!("{row}"));
    println!("\n| peak memory under that load | resident | budget |\n|---|---:|---:|");
    println!("| Insignia | {} | {MEMORY_MIB} MiB |", mebibytes(ours.peak));
    match (rival, theirs) {
        (Some(rival), Some(memory)) => {
            println!("| {} | {} | |", rival.version, mebibytes(memory.peak));
            expect("PocketBase", answered[1], rival.count().await?)?;
        }
        _ => println!("| PocketBase | not measured | |"),
    }
    println!(
        "\n{} commits acknowledged, as many listed afterwards; every 64th receipt verified.",
        grouped(kept as f64)
    );
    Ok(())
}

fn compare(connections: usize, ours: &Series, theirs: Option<&Series>) -> Vec<String> {
    let Some(theirs) = theirs else {
        return vec![
            ours.row("Insignia", connections, "not measured", "needs PocketBase"),
            format!("| {connections} | PocketBase | not measured | | | | | | |"),
        ];
    };
    let ratios = ours.rates.iter().zip(&theirs.rates).map(|(ours, theirs)| ours / theirs);
    let p99 = |series: &Series| median(series.p99.iter().copied());
    let verdict = if p99(ours) <= p99(theirs) { "no worse" } else { "worse" };
    vec![
        ours.row(
            "Insignia",
            connections,
            &format!("{:.2} ×", median(ratios)),
            &format!("{RATIO} ×, p99 no worse (is {verdict})"),
        ),
        theirs.row("PocketBase", connections, "1", ""),
    ]
}

fn expect(system: &str, acknowledged: u64, kept: u64) -> Outcome {
    if acknowledged == kept {
        Ok(())
    } else {
        Err(format!("{system} acknowledged {acknowledged} and kept {kept}"))
    }
}
