//! A draft that travels: exported by one device, merged by another one.

use shared::answers::{Answers, Path};
use shared::history::DraftCopy;
use shared::journal::Snapshot;
use shared::merge::{merge, merge_files};

use crate::disk::Write;
use crate::events::At;
use crate::mutation::Mutation;
use crate::world::World;

impl World {
    /// Merges what another device has exported: its durable draft.
    pub fn import(&mut self, into: usize, from: usize) {
        let tabs = &self.devices[into].tabs;
        let open = tabs.iter().rposition(|tab| tab.alive && tab.token.is_some() && !tab.merging);
        let Some(tab) = open.filter(|_| self.devices[from].disk.exists) else { return };
        let at = At { device: into, tab };
        if !self.tab(at).is_settled() {
            return self.flush(at);
        }
        let (theirs, mine) = (self.devices[from].disk.copy(), self.devices[into].disk.copy());
        let files = merge_files(self.devices[into].disk.files.clone(), self.devices[from].disk.files.clone());
        let DraftCopy { answers, history } = if self.mutation == Some(Mutation::LastClockWins) {
            last_clock(mine, theirs)
        } else {
            let merged = merge(mine, theirs);
            self.life.conflicts += u32::try_from(merged.conflicts.len()).unwrap_or(0);
            merged.copy
        };
        let disk = &self.devices[into].disk;
        let (seq, saved_at, locale) = (disk.last_seq(), self.device_time(into), disk.snapshot.locale.clone());
        let version = self.devices[from].disk.form_version;
        self.devices[into].disk.form_version = version.max(disk.form_version);
        self.tab(at).merging = true;
        self.write(at, Write::Merge(Snapshot { seq, saved_at, locale, answers, history }, files));
    }

    pub fn merged(&mut self, at: At, full: bool) {
        self.tab(at).merging = false;
        if full {
            return;
        }
        let disk = &self.devices[at.device].disk;
        let (answers, files, version) = (disk.fold().answers, disk.files.clone(), disk.form_version);
        let tab = self.tab(at);
        (tab.answers, tab.files, tab.unfolded) = (answers, files, 0);
        tab.read_only = version > tab.program;
    }
}

/// How it must not be done.
fn last_clock(mine: DraftCopy, theirs: DraftCopy) -> DraftCopy {
    let at = |copy: &DraftCopy, path: &Path| {
        copy.history.versions.iter().find(|(known, _)| known == path).map(|(_, version)| version.at)
    };
    let mut answers: Answers = mine.answers.clone();
    for (path, _) in &theirs.history.versions {
        if at(&theirs, path) > at(&mine, path)
            && let Some(answer) = theirs.answers.get(path)
        {
            answers.set(path, answer.clone());
        }
    }
    DraftCopy { answers, history: mine.history }
}
