//! Why a run may come out differently: what of then is not as here.

use super::super::chain::Link;
use super::super::run_file::{RunFile, Stretch};
use super::recorded::RecordedRun;
use crate::model::Compute;
use crate::ops::cpu::instruction_set;

/// What may explain that a run differs at a step.
pub(super) fn of(step: u64, recorded: &RecordedRun, compute: &Compute) -> Vec<String> {
    let mut reasons = Vec::new();
    if !recorded.journal_faults.is_empty() {
        reasons.push("the journal is not as it was written".to_owned());
    }
    let then = stretch(step, &recorded.chain.links);
    let set = instruction_set();
    if then.instruction_set != set {
        let flag = then.instruction_set.replace('-', "").to_lowercase();
        reasons.push(format!(
            "it was trained with the instruction set {}, and here it is {set} (`gridscope --instructions {flag} reproduce …` \
             where the machine has it)",
            then.instruction_set
        ));
    }
    // The CPU's name has the instruction set in it.
    let is_cpu = |device: &str| device.starts_with("CPU");
    if then.device != compute.name && !(is_cpu(&then.device) && is_cpu(&compute.name)) {
        reasons.push(format!("it was trained on {}, and here on {}", then.device, compute.name));
    }
    if then.operations != compute.operations {
        reasons.push(format!("its operations ran as {}, and here as {}", then.operations, compute.operations));
    }
    let program = crate::files::PROGRAM;
    if then.program != program {
        reasons.push(format!("it was trained by {}, and this is {program}", then.program));
    }
    if reasons.is_empty() {
        reasons.push(
            "device, instruction set and program are those that are recorded, and the number of threads does not matter: \
             preset.ron, metrics.csv or a checkpoint was changed since, or a machine made an error"
                .to_owned(),
        );
    }
    reasons
}

/// On what a step was trained.
fn stretch(step: u64, links: &[Link]) -> Stretch {
    let is_of = |link: &&Link| link.until.is_none_or(|until| step <= until);
    let Some(Link { file, .. }) = links.iter().find(is_of) else { return Stretch::default() };
    let later = file.resumed.iter().rev().find(|stretch| stretch.first_step < step);
    later.cloned().unwrap_or_else(|| began(file))
}

/// How a run began.
fn began(file: &RunFile) -> Stretch {
    Stretch {
        first_step: file.first_step,
        program: file.program.clone(),
        device: file.device.clone(),
        operations: file.operations.clone(),
        instruction_set: file.instruction_set.clone(),
        threads: file.threads,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stretch_of_a_step_is_the_one_that_trained_it() {
        let resumed = [10, 10, 30].map(|first_step| Stretch { first_step, ..Stretch::default() });
        let file = RunFile { threads: 7, resumed: resumed.into(), ..RunFile::default() };
        let links = [
            Link { folder: "a".into(), file: RunFile { threads: 3, ..RunFile::default() }, until: Some(5) },
            Link { folder: "b".into(), file, until: None },
        ];
        let of = |step| {
            let Stretch { first_step, threads, .. } = stretch(step, &links);
            (first_step, threads)
        };
        assert_eq!([of(5), of(6), of(10), of(11), of(31)], [(0, 3), (0, 7), (0, 7), (10, 0), (30, 0)]);
    }
}
