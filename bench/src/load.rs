//! A closed loop: each connection sends the next request when the answer to its last has come.

use std::cell::Cell;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use futures_util::future::try_join_all;

use crate::Outcome;
use crate::figures::Latencies;
use crate::http::{Answer, Connection};

/// A server under load: what it is sent, and what a right answer is.
pub trait Target {
    fn address(&self) -> SocketAddr;
    /// Time that its process had on a core so far.
    fn core_time(&self) -> Outcome<Duration>;
    /// Writes the request of this number. No number is sent twice.
    fn write_request(&self, number: u64, request: &mut Vec<u8>);
    fn check(&self, number: u64, answer: &Answer) -> Outcome;
}

/// What one round came to.
pub struct Round {
    /// Answers that came, and were right, within the time.
    pub per_second: f64,
    /// All answers, those after the end of the time included.
    pub answered: u64,
    pub latencies: Latencies,
    /// Core time of the server for one answer, in microseconds. Other work on the machine hardly changes it.
    pub core_microseconds: f64,
}

/// Ends a round early, so that no disk fills up.
const MOST: u64 = 400_000;

/// Sends requests over so many connections for so long. `next` is the number of the next request.
pub async fn round(
    target: &impl Target,
    connections: usize,
    time: Duration,
    next: &Cell<u64>,
) -> Outcome<Round> {
    let mut open = Vec::with_capacity(connections);
    for _ in 0..connections {
        open.push(Connection::open(target.address()).await?);
    }
    let core_time = target.core_time()?;
    let (begin, first) = (Instant::now(), next.get());
    let until = begin + time;
    let in_time = Cell::new(0_u64);
    let loops = open.into_iter().map(|mut connection| {
        let in_time = &in_time;
        async move {
            let (mut request, mut latencies) = (Vec::new(), Vec::new());
            while Instant::now() < until && next.get() - first < MOST {
                let number = next.replace(next.get() + 1);
                request.clear();
                target.write_request(number, &mut request);
                let sent = Instant::now();
                let answer = connection.send(&request).await?;
                let came = Instant::now();
                target.check(number, &answer)?;
                latencies.push(came - sent);
                in_time.set(in_time.get() + u64::from(came <= until));
            }
            Ok::<_, String>(latencies)
        }
    });
    let latencies: Vec<Duration> = try_join_all(loops).await?.into_iter().flatten().collect();
    let seconds = begin.elapsed().min(time).as_secs_f64();
    let core_time = target.core_time()?.saturating_sub(core_time);
    Ok(Round {
        core_microseconds: core_time.as_secs_f64() * 1e6 / latencies.len().max(1) as f64,
        per_second: in_time.get() as f64 / seconds,
        answered: latencies.len() as u64,
        latencies: Latencies::new(latencies),
    })
}
