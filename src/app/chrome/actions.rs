//! What a user can do, in one table that feeds menus, buttons, keys, the palette and the lists of keys.

pub(crate) mod keys;
pub(crate) mod possible;
mod spec;
mod table;

pub(crate) use spec::{ActionGroup, ActionSpec};
pub(crate) use table::{ACTIONS, refuse_impossible};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::ask::Ask;
    use crate::app::ask::StageAsk;
    use crate::campaign::TALK_STUDY;

    #[test]
    fn every_action_has_one_row_and_no_key_is_used_twice() {
        use Ask as A;
        let all = [
            A::RunPause,
            A::Step,
            A::Reset,
            A::NewSeed,
            A::RestartSchedule,
            A::Checkpoint,
            A::ReproduceRun,
            A::MapArena,
            A::Open,
            A::SavePreset,
            A::ExportPanel,
            A::ExportRun,
            A::Film,
            A::PreviousUnit,
            A::NextUnit,
            A::ToggleBaseline,
            A::ChooseTwin,
            A::LogAxis,
            A::Smoothing,
            A::NextColours,
            A::TogglePane("controls"),
            A::SwitchTheme,
            A::Stage(StageAsk::Toggle),
            A::Stage(StageAsk::NextScene),
            A::Stage(StageAsk::PreviousScene),
            A::Stage(StageAsk::Notes),
            A::FitLosses,
            A::ToggleKeys,
            A::Record,
            A::StepBack,
            A::ReplayBundled,
            A::OpenShippedStudy(&TALK_STUDY),
            A::BackToRun,
            A::CopyPreset,
            A::PastePreset,
            A::TogglePalette,
            A::StartTour,
            A::ToggleAbout,
            A::ResetLayout,
            A::Quit,
            A::Keep,
            A::ReturnToKept,
            A::Undo,
            A::Redo,
        ]
        .into_iter()
        .chain((0..4).map(A::SwitchTerm));
        let all: Vec<A> = all.collect();
        assert_eq!(all.len(), ACTIONS.len(), "rows");
        for ask in all {
            assert_eq!(ACTIONS.iter().filter(|spec| spec.ask == ask).count(), 1, "{ask:?}");
        }
        for (i, a) in ACTIONS.iter().enumerate() {
            for b in &ACTIONS[i + 1..] {
                assert!(a.keys().all(|key| b.keys().all(|other| key != other)), "{:?} and {:?}: a key", a.ask, b.ask);
            }
        }
    }

    #[test]
    fn labels_follow_the_house_style() {
        for spec in ACTIONS {
            assert!(!spec.tooltip.ends_with('.'), "no full stop after one sentence: {}", spec.tooltip);
            assert!(spec.label.len() <= 22, "{} is too long for a button", spec.label);
        }
    }
}
