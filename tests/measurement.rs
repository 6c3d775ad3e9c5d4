//! A measurement that this crate does not know, made through the public trait.

use gridscope::analysis::analyze;
use gridscope::maps::{Arena, MapSet, Origin, RateMaps};
use gridscope::measure::{
    About, Answers, ArenaChoice, Inputs, Listed, Measurement, MeasurementAsk, Measurements, Subject, Topic, Unmeasured,
    Words, measure,
};
use gridscope::numerics::Progress;
use serde::Serialize;
use std::sync::Arc;

/// The mean over the active units of the rate in their highest bin.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct MeanPeakRate {
    units: usize,
    rate: f64,
}

impl Measurement for MeanPeakRate {
    type Input = ();

    const ABOUT: About = About {
        name: "mean peak rate",
        thread: "peak-rates",
        key: "mean_peak_rate",
        flag: Some("peaks"),
        help: "Measure how high the rates of active units get",
        is_of_networks: false,
        is_of_recordings: false,
        words: Words {
            button: "Measure the peaks",
            working: "looking for peaks",
            finding: "Peaks",
            purpose: "How high the rates of active units get",
        },
    };

    fn inputs(_subject: &Subject, _arenas: &ArenaChoice) -> Inputs<()> {
        Inputs::One(())
    }

    fn run(subject: &Subject, (): &(), progress: &mut Progress<'_>) -> Result<Self, Unmeasured> {
        let active: Vec<_> = subject.report.units.iter().filter(|unit| unit.active).collect();
        let mut sum = 0.0;
        for (done, unit) in active.iter().enumerate() {
            let rates = subject.maps().unit(unit.unit).iter().copied().filter(|rate| rate.is_finite());
            sum += f64::from(rates.fold(f32::MIN, f32::max));
            progress.tell((done + 1) as f64 / active.len() as f64)?;
        }
        if active.is_empty() {
            return Err(Unmeasured::because("no unit is active"));
        }
        Ok(Self { units: active.len(), rate: sum / active.len() as f64 })
    }
}

/// Units of a bump each, as high as asked, from a file.
fn cells(heights: &[f32]) -> Subject {
    let arena = Arena { box_m: 1.0, bins: 10 };
    let bump = |bin: usize| (-((bin % 10) as f32 - 4.0).powi(2) - ((bin / 10) as f32 - 6.0).powi(2)).exp();
    let rates = heights.iter().flat_map(|height| (0..100).map(move |bin| height * bump(bin))).collect();
    let maps = RateMaps { arena, units: heights.len(), rates, visits: vec![1.0; 100] };
    let report = analyze(&maps, None, None);
    Subject::new(Arc::new(MapSet::new(Origin::File("cells.npz".into()), None, maps)), Arc::new(report), None)
}

#[test]
fn a_measurement_of_another_crate_runs_on_a_subject() {
    let found = MeanPeakRate::run(&cells(&[2.0, 0.0, 5.0]), &(), &mut Progress::none());
    assert_eq!(found, Ok(MeanPeakRate { units: 2, rate: 3.5 }), "the silent one does not count");
    let nothing = MeanPeakRate::run(&cells(&[0.0]), &(), &mut Progress::none());
    assert_eq!(nothing, Err(Unmeasured::Reason("no unit is active".into())));
}

#[test]
fn it_takes_its_place_in_a_list() {
    let list = [Listed::of::<MeanPeakRate>()];
    let found = measure(&list, &cells(&[2.0, 5.0]), &ArenaChoice::default()).expect("two are active");
    let answers = Answers::<MeanPeakRate>::among(&found).and_then(Answers::one);
    assert_eq!(answers.map(|found| found.rate), Some(3.5));
    let why = measure(&list, &cells(&[]), &ArenaChoice::default()).err().expect("nobody is there").to_string();
    assert_eq!(why, "no mean peak rate: no unit is active");
}

#[test]
fn it_has_a_lane_of_its_own() {
    let (sender, bell) = crossbeam_channel::unbounded();
    let mut measurements = Measurements::new(Arc::new(move || {
        let _ = sender.send(()); // nobody listens at the end of the test
    }));
    let (subject, silent) = (cells(&[2.0, 5.0]), cells(&[0.0]));
    let begin = MeasurementAsk::begin::<MeanPeakRate>(());
    let finish = |measurements: &mut Measurements| {
        let mut warnings = Vec::new();
        while measurements.lane::<MeanPeakRate>().progress().is_some() {
            bell.recv().expect("it rings at the end");
            warnings.extend(measurements.poll());
        }
        warnings
    };
    measurements.carry_out(&begin, Some(&subject)).expect("there are maps");
    assert_eq!(finish(&mut measurements), [""; 0]);
    measurements.carry_out(&begin, Some(&silent)).expect("there are maps");
    assert_eq!(finish(&mut measurements), ["No mean peak rate: no unit is active"]);
    let lane = measurements.lane::<MeanPeakRate>();
    assert!(lane.failed(silent.set.key, &()).is_some() && lane.about(silent.set.key, &()).is_none());
    let found = lane.found().expect("what was found before stays");
    assert_eq!(found, (&Topic::of(&subject.set, ()), &MeanPeakRate { units: 2, rate: 3.5 }));
}
