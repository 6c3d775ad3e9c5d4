//! Cells of a recording whose numbers are known.

use super::cell_measures;
use crate::data::{ArenaShape, CellTrack, RecordedCells, RecordedUnit};
use crate::maps::{Arena, MapSet, MapSettings, Origin, RateUnit, RecordedSet, SpikeMapper};
use crate::numerics::{Cancelled, Draws, Progress};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

const ARENA: Arena = Arena { box_m: 1.0, bins: 20 };

/// Twenty minutes of a walk through a box of 1 m at about 0.2 m/s, fifty samples a second.
fn walk() -> CellTrack {
    let mut draws = Draws::new(3, "walk", 0);
    let (mut place, mut heading) = ([0.0f32; 2], 0.0f32);
    let (mut position_m, mut head_rad) = (Vec::new(), Vec::new());
    for step in 0..60_000 {
        heading += 0.12 * draws.normal();
        let speed = 0.2 + 0.15 * (step as f32 * 0.003).sin();
        for (x, part) in place.iter_mut().zip([heading.cos(), heading.sin()]) {
            *x += 0.02 * speed * part;
        }
        if place.iter().any(|x| x.abs() > 0.495) {
            place = place.map(|x| x.clamp(-0.495, 0.495));
            heading += 1.0;
        }
        position_m.push(place);
        head_rad.push(heading);
    }
    CellTrack { time_s: (0..60_000).map(|i| f64::from(i) * 0.02).collect(), position_m, head_rad }
}

/// Spikes of a Poisson cell with this rate at each sample.
fn spikes(track: &CellTrack, index: u64, rate: impl Fn(usize) -> f64) -> Vec<f64> {
    let mut draws = Draws::new(5, "spikes", index);
    // Anywhere within the sample: times on the clock of the samples would have its frequency, 50 Hz, above all others.
    let fires = |sample: usize| {
        let [chance, place] = [draws.uniform(), draws.uniform()].map(f64::from);
        (chance < 0.02 * rate(sample)).then(|| track.time_s[sample] + 0.02 * place)
    };
    (0..track.time_s.len()).filter_map(fires).collect()
}

/// Spikes of a Poisson cell of constant rate, at any distance from each other: one spike a sample at most would be a dip in the
/// autocorrelogram, and power at all low frequencies.
fn steady(rate_hz: f64, duration_s: f64) -> Vec<f64> {
    let mut draws = Draws::new(5, "steady", 0);
    let mut time_s = 0.0;
    std::iter::from_fn(|| {
        time_s -= (1.0 - f64::from(draws.uniform())).ln() / rate_hz;
        (time_s < duration_s).then_some(time_s)
    })
    .collect()
}

fn set(track: CellTrack, units: Vec<RecordedUnit>) -> MapSet {
    let shape = ArenaShape::Rectangle { width_m: 1.0, height_m: 1.0 };
    let settings = MapSettings { bin_m: 0.05, smoothing_m: 0.05, ..MapSettings::default() };
    let cells = RecordedCells { track, units, shape };
    let mapper = SpikeMapper::new(&cells.track, ARENA, settings);
    let maps = mapper.maps(&cells.units, 0..mapper.samples());
    let labels = cells.units.iter().map(|unit| unit.label.clone()).collect();
    let recorded = Some(Arc::new(RecordedSet { cells, settings }));
    MapSet { recorded, labels, rate_unit: RateUnit::Hz, ..MapSet::new(Origin::File("cells.npz".into()), None, maps) }
}

#[test]
fn each_kind_of_cell_has_its_numbers() {
    let track = walk();
    let speeds = track.speeds_m_s();
    let head = |sample: usize| f64::from(track.head_rad[sample]);
    let place = |sample: usize| track.position_m[sample].map(f64::from);
    let unit = |label: &str, spikes_s| RecordedUnit { label: label.into(), spikes_s };
    let in_field = |sample: usize| {
        let [x, y] = place(sample);
        12.0 * (-((x - 0.2).powi(2) + (y + 0.1).powi(2)) / (2.0 * 0.01)).exp()
    };
    let units = vec![
        unit("place", spikes(&track, 0, in_field)),
        unit("head", spikes(&track, 1, |sample| 10.0 * (3.0 * ((head(sample) - 1.0).cos() - 1.0)).exp())),
        unit("speed", spikes(&track, 2, |sample| 60.0 * f64::from(speeds[sample]))),
        unit(
            "theta",
            spikes(&track, 3, |sample| 8.0 * (1.0 + (std::f64::consts::TAU * 8.0 * track.time_s[sample]).cos())),
        ),
        unit("none", steady(5.0, 1200.0)),
        unit("silent", Vec::new()),
    ];
    let counts: Vec<u64> = units.iter().map(|unit| unit.spikes_s.len() as u64).collect();
    let found = cell_measures(&set(track, units), &mut Progress::none()).expect("nobody cancels");
    let [place, head, speed, theta, none, silent] = &found[..] else { panic!("six cells") };
    assert!(found.iter().zip(&counts).all(|(cell, count)| cell.spikes == Some(*count)));
    assert_eq!((place.label.as_str(), place.unit, silent.spikes), ("place", 0, Some(0)));

    assert!(place.fields.len() == 1 && place.information_bits_per_spike > Some(1.0), "{place:?}");
    let field = place.fields[0];
    assert!((field.x_m - 0.2).abs() < 0.03 && (field.y_m + 0.1).abs() < 0.03, "{field:?}");
    // Above half of a Gaussian of 0.1 m, with 0.05 m of smoothing: a radius of 0.132 m.
    assert!((0.03..0.075).contains(&field.area_m2) && field.peak_rate > 6.0, "{field:?}");
    assert!(place.sparsity < Some(0.35) && place.selectivity > Some(4.0) && place.coherence > Some(0.7), "{place:?}");
    assert!(none.sparsity > Some(0.8) && none.coherence < Some(0.3), "{none:?}");
    let rate = none.session_rate_hz.expect("tracked");
    assert!((rate - none.spikes.expect("some") as f64 / 1200.0).abs() < 1e-6 && (rate - 5.0).abs() < 0.3, "{rate}");
    let bits = place.information_bits_per_spike.zip(place.mean_rate).map(|(bits, rate)| bits * rate);
    assert!((bits.expect("it fires") - place.information_bits_per_s.expect("it fires")).abs() < 1e-9);

    // A von Mises curve of concentration 3 has I₁(3)/I₀(3) = 0.81.
    assert!(head.head_mean_vector.is_some_and(|r| (r - 0.81).abs() < 0.05), "{head:?}");
    assert!(head.head_preferred_deg.is_some_and(|deg| (deg - 57.3).abs() < 6.0), "{head:?}");
    assert!(head.head_rayleigh_p < Some(1e-6) && none.head_mean_vector < Some(0.15), "{head:?} {none:?}");
    assert!(speed.speed_score > Some(0.5) && none.speed_score.is_some_and(|r| r.abs() < 0.1), "{speed:?} {none:?}");
    assert!(theta.theta_index > Some(5.0) && none.theta_index < Some(5.0), "{theta:?} {none:?}");
    assert!(theta.theta_frequency_hz.is_some_and(|hz| (hz - 8.0).abs() < 0.5), "{theta:?}");
    assert!(silent.mean_rate.is_none() && silent.speed_score.is_none() && silent.fields.is_empty(), "{silent:?}");
}

#[test]
fn maps_alone_have_what_maps_say_and_no_more() {
    let track = walk();
    let units = vec![RecordedUnit { label: "7".into(), spikes_s: spikes(&track, 9, |_| 5.0) }];
    let recorded = set(track, units);
    let plain = MapSet { recorded: None, rate_unit: RateUnit::Activity, labels: Vec::new(), ..recorded };
    let found = &cell_measures(&plain, &mut Progress::none()).expect("nobody cancels")[0];
    assert!(found.label == "0" && found.mean_rate.is_some() && found.coherence.is_some(), "{found:?}");
    assert!(
        found.spikes.is_none() && found.information_bits_per_s.is_none() && found.theta_index.is_none(),
        "{found:?}"
    );
    let cancel = AtomicBool::new(true);
    assert_eq!(cell_measures(&plain, &mut Progress::new(&cancel, &mut |_| ())), Err(Cancelled));
}
