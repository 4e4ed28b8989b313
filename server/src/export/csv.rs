//! One line for each application, for spreadsheets. No cell is ever a formula.

use std::borrow::Cow;
use std::io::Write;

use shared::forms::APPLICATION;
use shared::wire::ApplicationRow;
use tokio::runtime::Handle;

use super::Export;
use crate::error::Result;

/// Without it, Excel takes UTF-8 for something else.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// What the server knows of an application, before what the applicant answered.
const OWN: [&str; 8] =
    ["reference", "submission", "call", "state", "version", "received_at", "warnings", "files_stored_of"];

pub fn write(export: &Export, runtime: &Handle, to: &mut impl Write) -> Result<()> {
    to.write_all(BYTE_ORDER_MARK)?;
    let mut lines = writer(to);
    lines.write_record(OWN.iter().map(ToString::to_string).chain(APPLICATION.columns()))?;
    for stored in export.applications(runtime) {
        let stored = stored?;
        let cells = own(&stored.row).into_iter().chain(APPLICATION.cells(&stored.manifest.answers));
        lines.write_record(cells.map(|cell| harmless(&cell).into_owned()))?;
    }
    Ok(lines.flush()?)
}

/// Lines end as RFC 4180 wants it.
pub fn writer<W: Write>(to: W) -> ::csv::Writer<W> {
    ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(to)
}

fn own(row: &ApplicationRow) -> [String; 8] {
    [
        row.reference.clone(),
        row.submission.as_str().to_string(),
        row.call.clone(),
        row.state.name().to_string(),
        row.version.to_string(),
        shared::date::Instant::utc(row.received_at).to_string(),
        row.warnings.to_string(),
        // Not "1/2", which spreadsheets take for a date.
        format!("{} of {}", row.files_stored, row.files),
    ]
}

/// A cell that begins like a formula gets an apostrophe before it, which spreadsheets show as text.
pub fn harmless(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_begins_like_a_formula() {
        for bad in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(harmless(bad), format!("'{bad}"));
        }
        for good in ["", "Colegio", "1-2", "'=1"] {
            assert_eq!(harmless(good), good);
        }
    }
}
