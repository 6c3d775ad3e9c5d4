//! What the window knows of the twin of its run.

use super::{KnownRun, copy_news};
use crate::app::baseline::{KnownTwin, TwinView};
use crate::app::shelf::{Shelf, ShelvedMaps};
use crate::maps::Origin;
use crate::stream::{Intervention, Severity, Source, TwinEnd, TwinInfo};
use std::sync::Arc;

impl KnownRun {
    /// Whether a twin began since the last time this was asked.
    pub(in crate::app) fn take_twin_beginning(&mut self) -> bool {
        std::mem::take(&mut self.has_twin_begun)
    }

    /// The twin and the first network of a frame, if there is a twin.
    pub(in crate::app) fn twin_view<'a>(&'a self, shelf: &'a Shelf) -> Option<TwinView<'a>> {
        let side = |shelved: Option<&'a ShelvedMaps>| shelved.map(ShelvedMaps::side).unwrap_or_default();
        Some(TwinView { known: self.twin.as_ref()?, first: side(shelf.live()), twin: side(shelf.twin()) })
    }

    /// Takes the newest of the twin.
    pub(super) fn take_twin(&mut self, source: &mut dyn Source, shelf: &mut Shelf) {
        let Some((known, look)) = self.twin.as_mut().zip(source.take_twin()) else { return };
        copy_news(&look.history, &mut known.history);
        if let Some(pictures) = look.pictures.filter(|pictures| pictures.set.origin == Origin::Twin(known.run())) {
            shelf.put(Arc::clone(&pictures.set));
        }
    }

    /// A twin began.
    pub(super) fn begin_twin(&mut self, info: Arc<TwinInfo>) {
        let Intervention { step, name, old, new } = &info.change;
        let text = format!("A twin trains beside the run, with {name} {new} in place of {old}, from step {}", step + 1);
        self.log.push(Severity::Info, *step, text);
        self.twin = Some(KnownTwin::new(info));
        self.has_twin_begun = true;
    }

    /// The twin has ended.
    pub(super) fn end_twin(&mut self, end: &TwinEnd, shelf: &mut Shelf) {
        let (severity, text) = match end {
            TwinEnd::Promoted => (Severity::Info, "The twin is the run now".to_owned()),
            TwinEnd::Discarded => (Severity::Info, "The twin is discarded".to_owned()),
            TwinEnd::Failed(reason) => (Severity::Warning, format!("The twin has ended: {reason}")),
        };
        self.log.push(severity, self.status.step, text);
        self.forget_twin(shelf);
    }

    /// There is no twin, or none any more.
    pub(super) fn forget_twin(&mut self, shelf: &mut Shelf) {
        (self.twin, self.has_twin_begun) = (None, false);
        shelf.end_twin();
    }
}
