//! The script of a preset as interventions of a run.

use crate::preset::{Params, Preset, ScriptedChange, Value};
use crate::stream::{Intervention, Journal};

/// The interventions that a run of a preset makes by itself, just as its journal will have them, and words about changes
/// that cannot be made. What changes nothing is no intervention.
pub(crate) fn scripted_interventions(preset: &Preset) -> (Vec<Intervention>, Vec<String>) {
    let (mut params, mut is_held) = (preset.params.clone(), false);
    let (mut planned, mut words) = (Vec::new(), Vec::new());
    for change in &preset.script {
        let old = text(&params, &change.name);
        let made = match change.make(&mut params) {
            Ok(made) => made,
            Err(fault) => {
                words.push(format!("the script's change at step {} is left out: {fault}", change.step));
                continue;
            }
        };
        let ScriptedChange { step, name, value } = made;
        let (old, new) = match name.as_str() {
            Intervention::HOLD => ((value != "true").to_string(), value),
            Intervention::RESTART => ("false".to_owned(), value),
            _ => (old, text(&params, &name)),
        };
        let is_hold_as_before = name == Intervention::HOLD && (new == "true") == is_held;
        if old == new || is_hold_as_before {
            continue;
        }
        is_held = match name.as_str() {
            Intervention::HOLD => new == "true",
            Intervention::RESTART => false, // the schedule goes on
            _ => is_held,
        };
        planned.push(Intervention { step, name, old, new });
    }
    (planned, words)
}

/// The value of a parameter as a journal has it.
fn text(params: &Params, name: &str) -> String {
    params.get(name).map(|value| value.to_string()).unwrap_or_default()
}

/// A preset to begin again with: what its script has changed has the value from before, unless it was changed by hand since.
pub(crate) fn without_script_s_changes(mut preset: Preset, journal: &Journal) -> Preset {
    let params = before_script(&preset.params, &preset.script, &journal.entries);
    if params.check().is_ok() {
        preset.params = params;
    }
    preset
}

/// Parameters without what a script has changed; what was changed by hand since stays.
pub(crate) fn before_script(params: &Params, script: &[ScriptedChange], made: &[Intervention]) -> Params {
    let is_scripted = |entry: &Intervention| {
        let is_of = |change: &ScriptedChange| change.step == entry.step && change.name == entry.name;
        script.iter().any(is_of)
    };
    let mut params = params.clone();
    for entry in made.iter().rev().filter(|entry| is_scripted(entry)) {
        undo(&mut params, entry);
    }
    params
}

/// What is still to come of the script of a run that stands at a step with these interventions made. A parameter that was
/// changed by hand is left to the hand; of the others the script goes on.
pub(crate) fn script_left(preset: &Preset, step: u64, made: &[Intervention]) -> Vec<Intervention> {
    if preset.script.is_empty() {
        return Vec::new();
    }
    let (params, _) = as_script(&preset.params, made);
    let (mut planned, _) = scripted_interventions(&Preset { params, ..preset.clone() });
    let is_same = |a: &Intervention, b: &Intervention| a.step == b.step && a.name == b.name && a.new == b.new;
    let is_by_hand = |entry: &&Intervention| !planned.iter().any(|plan| is_same(plan, entry));
    let in_hand: Vec<&str> = made.iter().filter(is_by_hand).map(|entry| subject(&entry.name)).collect();
    planned.retain(|plan| {
        let is_to_come = plan.step >= step && !made.iter().any(|entry| is_same(entry, plan));
        is_to_come && !in_hand.contains(&subject(&plan.name))
    });
    planned
}

/// What an intervention changes: the parameter, or the schedule of the learning rate.
fn subject(name: &str) -> &str {
    match name {
        Intervention::HOLD | Intervention::RESTART => "rate",
        name => name,
    }
}

/// The parameters before an intervention; those that have another value than it gave them stay.
pub(crate) fn undo(params: &mut Params, entry: &Intervention) {
    let value = |text: &str| crate::preset::find(&entry.name).and_then(|spec| Value::parse(spec, text).ok());
    if let (Some(old), Some(new)) = (value(&entry.old), value(&entry.new))
        && params.get(&entry.name) == Some(new)
    {
        let _ = params.set(&entry.name, &old); // it is one of its own: it was parsed by its row
    }
}

/// The parameters at step 0 and the script that makes these interventions of them again.
pub(crate) fn as_script(params: &Params, interventions: &[Intervention]) -> (Params, Vec<ScriptedChange>) {
    let mut params = params.clone();
    for entry in interventions.iter().rev() {
        undo(&mut params, entry);
    }
    let change =
        |entry: &Intervention| ScriptedChange { step: entry.step, name: entry.name.clone(), value: entry.new.clone() };
    (params, interventions.iter().map(change).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Compute;
    use crate::train::Trainer;

    fn preset() -> Preset {
        let text = r#"(version: 1, parameters: (units: 8, hidden: 4, trajectory_length: 6, trajectories: 2), journal: [
            (step: 0, name: "sigma_g", value: 0.3),
            (step: 1, name: "sigma_g", value: 0.30),
            (step: 1, name: "rate.hold", value: true),
            (step: 2, name: "rate.hold", value: true),
            (step: 2, name: "rate.restart", value: true),
            (step: 3, name: "conformal_radius", value: 0.1),
            (step: 3, name: "rate.hold", value: false),
            (step: 3, name: "sigma_g", value: 0.5),
        ])"#;
        Preset::from_ron("scripted", text).expect("valid")
    }

    #[test]
    fn the_plan_is_the_journal_that_comes_of_it() {
        let (planned, words) = scripted_interventions(&preset());
        assert_eq!(words, [""; 0]);
        let mut trainer = Trainer::new(preset(), Compute::cpu()).expect("a small run");
        for change in &preset().script {
            while trainer.step() < change.step {
                trainer.train_step();
            }
            trainer.apply(&change.name, &change.value).expect("possible");
        }
        assert_eq!(trainer.journal().entries, planned);
        assert_eq!(planned.len(), 5, "what changes nothing is left out: {planned:?}");
    }

    #[test]
    fn a_journal_becomes_the_script_it_came_of() {
        let (planned, _) = scripted_interventions(&preset());
        let mut params = preset().params;
        for change in &preset().script {
            change.make(&mut params).expect("possible");
        }
        let (at_start, script) = as_script(&params, &planned);
        assert_eq!(at_start, preset().params);
        let again = Preset { script, ..preset() };
        assert_eq!(scripted_interventions(&again).0, planned);
    }

    #[test]
    fn a_script_goes_on_for_all_that_was_not_changed_by_hand() {
        let (planned, _) = scripted_interventions(&preset());
        let by_hand = |step, name: &str, old: &str, new: &str| Intervention {
            step,
            name: name.into(),
            old: old.into(),
            new: new.into(),
        };
        assert_eq!(script_left(&preset(), 0, &[]), planned, "nothing was made yet");
        let made = &planned[..2]; // up to step 2, at which more is to come
        let mut at_two = preset();
        assert_eq!(script_left(&at_two, 2, made), planned[2..]);
        assert_eq!(script_left(&at_two, 4, made), [], "a step that is past does not come again");

        at_two.params.set_text("sigma_g", "0.25").expect("valid");
        let with_width = [made, &[by_hand(2, "sigma_g", "0.4", "0.25")]].concat();
        let names = |left: Vec<Intervention>| left.into_iter().map(|entry| entry.name).collect::<Vec<_>>();
        let left = names(script_left(&at_two, 2, &with_width));
        assert_eq!(left, ["rate.restart", "conformal_radius"], "the width of separation is in hand");
        let with_rate = [made, &[by_hand(2, Intervention::HOLD, "false", "true")]].concat();
        let left = names(script_left(&preset(), 2, &with_rate));
        assert_eq!(left, ["conformal_radius", "sigma_g"], "so is the schedule of the rate");
    }

    #[test]
    fn what_cannot_be_made_is_said_and_left_out() {
        let mut preset = preset();
        preset.script.insert(0, ScriptedChange { step: 0, name: "sigma_g".into(), value: "99".into() });
        let (planned, words) = scripted_interventions(&preset);
        assert!(planned.len() == 5 && words.len() == 1 && words[0].contains("99"), "{words:?}");
    }

    #[test]
    fn a_run_that_begins_again_has_the_values_from_before_its_script() {
        let (planned, _) = scripted_interventions(&preset());
        let mut later = preset();
        later.params.set_text("sigma_g", "0.5").expect("valid");
        later.params.set_text("conformal_radius", "0.2").expect("valid"); // by hand, after the script's 0.1
        let again = without_script_s_changes(later, &Journal { entries: planned });
        assert!((again.params.sigma_g - preset().params.sigma_g).abs() < 1e-12);
        assert_eq!(again.params.conformal_radius, Some(0.2), "what was chosen by hand stays");
    }
}
