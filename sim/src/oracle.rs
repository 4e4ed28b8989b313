//! What must hold, whatever happened.

use shared::answers::Answer;
use shared::call::Reception;
use shared::history::DraftCopy;
use shared::sealed::Sending;

use crate::disk::Write;
use crate::events::At;
use crate::saving::values_in;
use crate::tab::Tab;
use crate::world::World;

impl World {
    /// "Sent" is shown only of what the server has durably with all files, "committed" only of what it has.
    pub fn check_shown(&mut self) {
        let shown = self.devices.iter().flat_map(|device| &device.tabs).filter(|tab| tab.alive);
        let wrong =
            shown.filter_map(|tab| Some((tab.shows(), tab.sealed.as_ref()?))).find(|(shows, sealed)| {
                match shows {
                    Sending::Sent => !self.server.is_complete(&sealed.sha256),
                    Sending::Committed { .. } | Sending::Sending { committed: true, .. } => {
                        self.server.version(&sealed.sha256).is_none()
                    }
                    _ => false,
                }
            });
        if let Some((shows, _)) = wrong {
            self.break_with(format!("the page shows {shows:?}, which is not so"));
        }
    }

    /// Nothing is deleted here that the server has not.
    pub fn check_delete(&mut self, device: usize) {
        let disk = &self.devices[device].disk;
        let safe = disk.sealed.as_ref().is_some_and(|sealed| {
            self.server.is_complete(&sealed.sha256) && sealed.manifest.answers == disk.fold().answers
        });
        if !safe {
            self.break_with("a draft was deleted that the server has not whole");
        }
    }

    /// Every value is still there, unless somebody wrote over it or it was not saved when its page went.
    pub fn check_values(&self) -> Result<(), String> {
        for (number, device) in self.devices.iter().enumerate().filter(|(_, device)| device.disk.exists) {
            let there = reachable(&device.disk.copy());
            for (value, fate) in self.values.iter().enumerate().filter(|(value, _)| !there.contains(value)) {
                let may_be_gone = self.was_replaced(value, &there) || (fate.excused && !fate.saved);
                if !may_be_gone {
                    let saved = if fate.saved { "saved" } else { "typed" };
                    return Err(format!("value {value} was {saved} and is gone from device {number}"));
                }
            }
        }
        Ok(())
    }

    /// Whether something that was written over a value, or over that, has taken its place and not only been tried.
    fn was_replaced(&self, value: usize, there: &[usize]) -> bool {
        let fate = &self.values[value];
        let took_place =
            |by: &usize| self.values[*by].saved || there.contains(by) || self.was_replaced(*by, there);
        fate.cleared || fate.overwritten_by.iter().any(took_place)
    }

    /// Once the line is well, everything that was finished arrives.
    pub fn check_sent(&self) -> Result<(), String> {
        let open = self.server.call.reception(self.server_time(), None) != Reception::Closed;
        for tab in self.devices.iter().flat_map(|device| &device.tabs).filter(|tab| tab.can_write()) {
            let Some(sealed) = &tab.sealed else { continue };
            let due = open || self.server.version(&sealed.sha256).is_some();
            if due && tab.shows() != Sending::Sent {
                return Err(format!("never sent: the page shows {:?}", tab.shows()));
            }
        }
        Ok(())
    }

    /// One submission, its versions linked, each once, each with a receipt that verifies and says when it came.
    pub fn check_server(&mut self) -> Result<(), String> {
        if self.server.submissions.len() > 1 {
            return Err(format!("{} submissions of one draft", self.server.submissions.len()));
        }
        let closes = self.server.call.closes_at.seconds;
        let versions = self.server.submissions.iter().flat_map(|submission| &submission.versions);
        for (at, version) in versions.enumerate() {
            let said = &version.receipt.statement;
            let sha256 = version.manifest.sha256();
            if !self.verified.holds(&version.receipt, Some(&sha256)) {
                return Err("a receipt that does not verify".into());
            }
            let number = u32::try_from(at + 1).unwrap_or(0);
            if said.version != number || said.submission != version.manifest.submission {
                return Err(format!("version {} stands in place {number}", said.version));
            }
            if !self.sealed.contains(&sha256) {
                return Err("a version that nobody finished".into());
            }
            let stamped = |(of, when): &(String, i64)| *of == sha256 && *when <= closes;
            let proved = version.stamped_at.is_some_and(|when| when <= closes);
            if proved && !self.stamps.iter().any(stamped) {
                return Err("a stamp that nobody made".into());
            }
            if said.late != (said.received_at > closes && !proved) {
                return Err(format!(
                    "late is {}, received {} after closing",
                    said.late,
                    said.received_at - closes
                ));
            }
            self.life.versions += 1;
            self.life.late += u32::from(said.late);
        }
        Ok(())
    }

    /// Somebody tidies up: drafts that are sent and were not changed since may go.
    pub fn delete_sent(&mut self) {
        for device in 0..self.devices.len() {
            let same =
                |tab: &Tab| tab.sealed.as_ref().is_some_and(|sealed| sealed.manifest.answers == tab.answers);
            let sent = |tab: &Tab| tab.can_write() && tab.shows() == Sending::Sent && same(tab);
            if let Some(tab) = self.devices[device].tabs.iter().position(sent) {
                self.write(At { device, tab }, Write::Delete);
            }
        }
    }
}

/// Every value that a person can still get at in a draft.
fn reachable(copy: &DraftCopy) -> Vec<usize> {
    let answers = copy.answers.0.values();
    let hidden = copy.history.hidden.iter().filter_map(|hidden| hidden.answer.as_ref());
    answers.chain(hidden).flat_map(|answer: &Answer| values_in(answer)).collect()
}
