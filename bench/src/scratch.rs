//! A folder for the data of one measurement, deleted at the end, also after a failure.

use std::path::{Path, PathBuf};

use crate::Outcome;

/// Number by which Linux knows a file system in memory.
const TMPFS: i64 = 0x0102_1994;

pub struct Scratch(PathBuf);

impl Scratch {
    /// Makes a folder that no other run has. Refuses memory in place of a disk, where nothing durable can be measured.
    pub fn new(parent: &Path) -> Outcome<Self> {
        let said = |fault: std::io::Error| format!("{}: {fault}", parent.display());
        std::fs::create_dir_all(parent).map_err(said)?;
        let folder = parent.join(format!("run-{}", std::process::id()));
        std::fs::create_dir(&folder).map_err(said)?;
        let scratch = Self(std::path::absolute(folder).map_err(said)?);
        let system = rustix::fs::statfs(scratch.path()).map_err(|fault| said(fault.into()))?;
        #[allow(clippy::useless_conversion, reason = "the type of the number differs between machines")]
        if i64::from(system.f_type) == TMPFS {
            return Err(format!(
                "{} lies in memory, not on a disk: nothing durable can be measured.",
                parent.display()
            ));
        }
        Ok(scratch)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(fault) = std::fs::remove_dir_all(&self.0) {
            eprintln!("{} could not be deleted: {fault}", self.0.display());
        }
    }
}
