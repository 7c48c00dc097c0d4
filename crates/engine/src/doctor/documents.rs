//! The index beside the files, and files that cannot be read.

use contract::PackageName;
use locales::{Message, Result};

use super::{Check, FindingCode};
use crate::Home;
use crate::reads::Reads;

impl Check<'_> {
    pub(super) fn index_and_documents(&mut self) -> Result<()> {
        self.watch.cancel.check()?;
        let engine = self.engine;
        let rebuilt = || (Message::DoctorWillRebuild, Message::DoctorDidRebuild);
        // An index in memory was made from the files just now.
        let is_on_disk = !engine.is_index_in_memory();
        let problems = if is_on_disk { engine.reader().index().problems()? } else { Vec::new() };
        if let Some(first) = problems.first() {
            let message = Message::DoctorIndexDamaged { why: first.clone() };
            self.repairable(FindingCode::IndexDamaged, "store.db".into(), message, rebuilt(), || {
                engine.rebuild_index()
            });
        }
        let fresh = match problems.is_empty() && is_on_disk {
            true => {
                let (differences, fresh) = engine.index_differences()?;
                if let Some(first) = differences.first() {
                    let row = format!("{} {}", first.table, first.row);
                    let message = Message::DoctorIndexDiffers { count: differences.len() as u64, row };
                    self.repairable(FindingCode::IndexDiffers, "store.db".into(), message, rebuilt(), || {
                        engine.rebuild_index()
                    });
                }
                fresh
            }
            false => engine.fresh_index()?,
        };
        for damaged in fresh.read_index(|tables| tables.damaged())? {
            let (kind, name) = (damaged.kind.word().to_string(), damaged.name);
            let reason = damaged.reason.render(locales::Language::English);
            let message = Message::ThingDamaged { kind, name, reason };
            self.found(FindingCode::DocumentDamaged, damaged.path, message, Message::DoctorDocumentWay);
        }
        for failure in engine.unreadable_documents() {
            let thing = engine.home().path().display().to_string();
            self.found(FindingCode::DocumentDamaged, thing, failure, Message::DoctorDefaultsUsed);
        }
        Ok(())
    }

    /// The packages of all projects, each with the store seen from its project.
    pub(super) fn packages(&self) -> Result<Vec<(Home, PackageName)>> {
        let mut found = Vec::new();
        for project in self.engine.projects().all()? {
            let home = self.engine.home().in_project(&project.id);
            let entries = std::fs::read_dir(home.packages()).into_iter().flatten().flatten();
            let names = entries.filter_map(|entry| entry.file_name().into_string().ok()?.parse().ok());
            found.extend(names.map(|name: PackageName| (home.clone(), name)));
        }
        Ok(found)
    }
}
