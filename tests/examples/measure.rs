//! Maps an arena with a network and measures how much space its code tells apart.
//!
//! `cargo run --release --example measure -- RUN` (a run folder or a checkpoint; an untrained network unless said)

#![expect(clippy::print_stdout, reason = "an example says what it found")]

use gridscope::analysis::capacity::Capacity;
use gridscope::data::Movement;
use gridscope::maps::{ArenaMaps, RunId};
use gridscope::model::Compute;
use gridscope::{
    MapSet, Measurement as _, Origin, Progress, Subject, Trainer, analyze, find_checkpoint, map_arena, resolve,
};
use std::error::Error;
use std::path::Path;
use std::sync::Arc;

fn main() -> Result<(), Box<dyn Error>> {
    let mut trainer = if let Some(run) = std::env::args().nth(1) {
        Trainer::from_state(find_checkpoint(Path::new(&run))?.1, Compute::cpu())?
    } else {
        let mut preset = resolve("instant", None)?;
        preset.params.set_text("units", "16")?;
        Trainer::new(preset, Compute::cpu())?
    };
    let network = trainer.freeze();
    let ArenaMaps { maps, halves } = map_arena(&network, 1.5, &Movement::Smooth, &mut Progress::none())?;
    let report = analyze(&maps, Some(halves.each_ref()), None);
    let active = report.units.iter().filter(|unit| unit.active).count();
    println!("step {}: {active} of {} units active", trainer.step(), report.units.len());
    for module in &report.modules {
        println!("module {}: {} units, spacing {:.2} m", module.module + 1, module.units, module.spacing_m);
    }
    let set = MapSet::new(Origin::Arena(RunId::fresh()), Some(trainer.step()), maps);
    let subject = Subject::new(Arc::new(set), Arc::new(report), Some(&trainer.preset().params));
    let capacity = Capacity::run(&subject, &(), &mut Progress::none())?;
    for error in &capacity.decoding {
        println!("decoding with noise {}: {:.2} m off", error.noise, error.mean_error_m);
    }
    Ok(())
}
