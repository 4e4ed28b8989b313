//! The lossless form: the manifests byte for byte, each with its receipt. One line for each application.

use std::io::Write;

use shared::manifest::canonical;
use tokio::runtime::Handle;

use super::Export;
use crate::error::Result;
use crate::store::applications::StoredVersion;

pub fn write(export: &Export, runtime: &Handle, to: &mut impl Write) -> Result<()> {
    to.write_all(b"[")?;
    for (at, stored) in export.applications(runtime).enumerate() {
        to.write_all(if at == 0 { b"\n" } else { b",\n" })?;
        write_one(&stored?, to)?;
    }
    Ok(to.write_all(b"\n]\n")?)
}

/// The manifest is put in as the text it is: its hash must be the one in the receipt.
fn write_one(stored: &StoredVersion, to: &mut impl Write) -> Result<()> {
    let (receipt, state) = (canonical(&stored.receipt), stored.row.state.name());
    Ok(write!(to, "{{\"manifest\":{},\"receipt\":{receipt},\"state\":\"{state}\"}}", stored.manifest_json)?)
}
