//! What people do, and what fate does to them.

use shared::answers::{Answer, Path, Row};
use shared::draft::Change;
use shared::evidence::MediaType;
use shared::journal::{Entry, What};
use shared::manifest::FileEntry;
use shared::upload::CHUNK;

use crate::disk::Write;
use crate::events::{At, Event};
use crate::server::FORM_VERSION;
use crate::world::{Value, World};

const YEAR_MS: i64 = 365 * 86_400_000;

impl World {
    pub fn act(&mut self) {
        if self.acts == 0 {
            return;
        }
        self.acts -= 1;
        let next = if self.rng.per_mille(600) { self.later(20, 900) } else { self.later(1_000, 40_000) };
        self.queue.push(next, Event::Act);
        let device = self.rng.index(self.devices.len());
        match self.rng.below(100) {
            0..70 => self.work(device),
            70..76 => self.open_tab(device),
            76..84 => self.crash_some(device),
            84..88 => self.crash_server(),
            88..91 => self.jump(device),
            91..97 => self.exchange(device),
            97..99 => self.server.expire_uploads(),
            _ => self.devices[device].program = FORM_VERSION,
        }
    }

    /// Somebody works on the draft, if there is a page to do it on.
    fn work(&mut self, device: usize) {
        let Some(at) = self.writer(device) else { return };
        match self.rng.below(100) {
            0..34 => {
                let fields = if self.tab(at).program == FORM_VERSION { 5 } else { 4 };
                let field = self.rng.below(fields);
                self.type_in(at, Path::field(&format!("f{field}")));
            }
            34..56 => self.type_in_cell(at),
            56..60 => {
                let field = self.rng.below(4);
                self.clear(at, Path::field(&format!("f{field}")));
            }
            60..66 => self.add_row(at),
            66..71 => self.remove_row(at),
            71..73 => self.bring_back(at),
            73..75 => self.turn_rows(at),
            75..82 => self.add_file(at),
            82..86 => self.flush(at),
            86..90 => self.settle_kept(at),
            _ => self.seal(at),
        }
    }

    /// The value that a page shows at a path.
    fn shown(&mut self, at: At, path: &Path) -> Option<usize> {
        self.tab(at).answers.get(path).and_then(|answer| answer.text().parse().ok())
    }

    fn type_in(&mut self, at: At, path: Path) {
        let value = self.values.len();
        if let Some(shown) = self.shown(at, &path) {
            self.values[shown].overwritten_by.push(value);
        }
        self.values.push(Value { by: Some(at), typed_at: self.now, ..Value::default() });
        self.life.values += 1;
        self.change(at, Change { path, answer: Some(Answer::Text(value.to_string())) });
    }

    fn clear(&mut self, at: At, path: Path) {
        if let Some(shown) = self.shown(at, &path) {
            self.values[shown].cleared = true;
        }
        self.change(at, Change { path, answer: None });
    }

    fn rows(&mut self, at: At) -> Vec<Row> {
        self.tab(at).answers.rows("team").to_vec()
    }

    fn set_rows(&mut self, at: At, rows: Vec<Row>) {
        self.change(at, Change { path: Path::field("team"), answer: Some(Answer::Rows(rows)) });
    }

    fn type_in_cell(&mut self, at: At) {
        let rows = self.rows(at);
        if rows.is_empty() {
            return self.add_row(at);
        }
        let (row, cell) = (self.rng.index(rows.len()), self.rng.below(2));
        self.type_in(at, Path::cell("team", &rows[row].id, &format!("c{cell}")));
    }

    fn add_row(&mut self, at: At) {
        let mut rows = self.rows(at);
        self.rows += 1;
        rows.push(Row::new(format!("r{}", self.rows)));
        self.set_rows(at, rows);
    }

    fn remove_row(&mut self, at: At) {
        let mut rows = self.rows(at);
        if rows.is_empty() {
            return;
        }
        let gone = rows.remove(self.rng.index(rows.len()));
        // What was never saved goes with its row.
        for value in gone.answers.values().flat_map(crate::saving::values_in) {
            self.values[value].cleared |= !self.values[value].saved;
        }
        self.set_rows(at, rows);
    }

    fn bring_back(&mut self, at: At) {
        if !self.tab(at).is_settled() {
            return;
        }
        let removed = self.devices[at.device].disk.copy().removed_rows();
        if let Some((_, row)) = removed.into_iter().next() {
            let mut rows = self.rows(at);
            rows.push(row);
            self.set_rows(at, rows);
        }
    }

    fn turn_rows(&mut self, at: At) {
        let mut rows = self.rows(at);
        rows.reverse();
        if !rows.is_empty() {
            self.set_rows(at, rows);
        }
    }

    fn add_file(&mut self, at: At) {
        self.files += 1;
        let sha256 = format!("{:064x}", self.files);
        let size = self.rng.between(1, 3 * CHUNK);
        let name = format!("{}.pdf", self.files);
        self.write(at, Write::AddFile(FileEntry { sha256, name, size, media_type: MediaType::Pdf }));
    }

    /// Looks at what lost in a merge, and takes it or throws it away.
    fn settle_kept(&mut self, at: At) {
        if !self.tab(at).is_settled() {
            return self.flush(at);
        }
        let kept = self.devices[at.device].disk.copy().kept().first().copied().cloned();
        let Some(kept) = kept else { return };
        let value = kept.answer.as_ref().and_then(|answer| answer.text().parse::<usize>().ok());
        let what = if self.rng.per_mille(700) {
            What::Choose(kept.path, kept.version)
        } else {
            if let Some(value) = value {
                self.values[value].cleared = true;
            }
            What::Dismiss(kept.path, kept.version)
        };
        let (now, tab) = (self.device_time(at.device), self.tab(at));
        let entry = Entry { seq: tab.next_seq, at: now, by: tab.session.clone(), what };
        tab.next_seq += 1;
        // The page shows the outcome once it is stored, like that of merging.
        tab.merging = true;
        let snapshot = self.devices[at.device].disk.fold().fold(vec![entry]);
        let files = self.devices[at.device].disk.files.clone();
        self.write(at, Write::Merge(snapshot, files));
    }

    fn crash_some(&mut self, device: usize) {
        let alive = |tab: &crate::tab::Tab| tab.alive;
        let tabs: Vec<usize> = (0..self.devices[device].tabs.len())
            .filter(|tab| alive(&self.devices[device].tabs[*tab]))
            .collect();
        if !tabs.is_empty() {
            let tab = tabs[self.rng.index(tabs.len())];
            if self.rng.per_mille(400) {
                // It is closed and not killed, so it learns of its end, but not whether its last write lands.
                self.flush(At { device, tab });
            }
            self.crash_tab(At { device, tab });
        }
        if self.rng.per_mille(800) {
            self.open_tab(device);
        }
    }

    fn jump(&mut self, device: usize) {
        let by = i64::try_from(self.rng.below(20 * YEAR_MS.unsigned_abs())).unwrap_or(0);
        self.devices[device].clock = by - 10 * YEAR_MS;
    }

    fn exchange(&mut self, device: usize) {
        if self.devices.len() == 2 {
            self.import(device, 1 - device);
        }
    }
}
