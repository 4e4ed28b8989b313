//! The check of the whole form, the largest valid application: native, and as WebAssembly in Chromium.

use std::path::PathBuf;
use std::process::Command;

use crate::test::browser;
use crate::{Outcome, build, npm, paths, process, toolchain};

const BUDGET_MICROSECONDS: f64 = 100.0;
/// The program that checks in the browser, an example of `app`.
const PROGRAM: &str = "check_bench";

pub fn measure() -> Outcome {
    npm::ensure_packages()?;
    toolchain::ensure_wasm_target()?;
    let chromium = browser::ensure()?;
    let native =
        Times::read(&process::capture(&mut process::cargo(["bench", "-p", "shared", "--bench", "check"]))?)?;
    let folder = build_program()?;
    let mut node = Command::new("node");
    node.arg("check.mjs").arg(&folder).current_dir(paths::tests().join("bench"));
    let text = process::capture(node.env("INSIGNIA_CHROMIUM", chromium))?;
    let browser = Times::read(&text)?;
    let version = value(&text, "browser").unwrap_or_default();

    println!(
        "\nOne check of the largest valid application, {} bytes of JSON: median of 50 rounds of 200 checks.",
        native.bytes
    );
    println!("\n| where | median | fastest | budget | share |\n|---|---:|---:|---:|---:|");
    native.print("native", true);
    browser.print(&format!("Chromium {version}"), false);
    Ok(())
}

/// Builds the program as those of the site are built, and gives the folder where it lies with its script.
fn build_program() -> Outcome<PathBuf> {
    let of_app = ["build", "-p", "app", "--example", PROGRAM];
    process::run(process::cargo(of_app).args(["--target", toolchain::WASM, "--profile", "wasm-release"]))?;
    let name = format!("examples/{PROGRAM}");
    build::bind(&name, build::Mode::Release, true)?;
    Ok(paths::cache().join(name))
}

/// What both programs print.
struct Times {
    median: f64,
    fastest: f64,
    bytes: String,
}

impl Times {
    fn read(text: &str) -> Outcome<Self> {
        let needed = |name: &str| value(text, name).ok_or_else(|| format!("no {name} in:\n{text}"));
        let number =
            |name: &str| needed(name)?.parse().map_err(|_| format!("{name} is no number in:\n{text}"));
        Ok(Self {
            median: number("check_us_median")?,
            fastest: number("check_us_fastest")?,
            bytes: needed("manifest_bytes")?.to_owned(),
        })
    }

    fn print(&self, place: &str, budgeted: bool) {
        let (budget, share) = if budgeted {
            let share = self.median / BUDGET_MICROSECONDS * 100.0;
            (format!("{BUDGET_MICROSECONDS} µs"), format!("{share:.0} %"))
        } else {
            (String::new(), String::new())
        };
        println!("| {place} | {:.1} µs | {:.1} µs | {budget} | {share} |", self.median, self.fastest);
    }
}

/// The word after a name at the beginning of a line.
fn value<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read_by_their_names() {
        let times =
            Times::read("check_us_median 61.5\ncheck_us_fastest 60.0\nmanifest_bytes 200000\n").unwrap();
        assert_eq!((times.median, times.fastest, times.bytes.as_str()), (61.5, 60.0, "200000"));
        assert!(Times::read("check_us_median 61.5\n").is_err());
    }
}
