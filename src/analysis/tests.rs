//! Whole analyses of populations: modules, spectra, threads.

use super::test_maps::{Noise, centres, hexagon, hexagon_at, population, rectified, square, stretched};
use super::*;

const BOX_M: f32 = 2.4;
const BINS: usize = 48;

/// `count` hexagonal cells with spacings scattered by `scatter` (relative SD), random phases, one orientation, some
/// noise.
fn module(noise: &mut Noise, count: usize, spacing_m: f64, scatter: f64, orientation_deg: f64) -> Vec<Vec<f32>> {
    let cell = |_| {
        let a = spacing_m * (1.0 + scatter * noise.normal());
        let phase = [noise.next() * 2.0 - 1.0, noise.next() * 2.0 - 1.0];
        let map = rectified(BINS, 2.4, a, orientation_deg, phase);
        map.into_iter().map(|r| r + 0.2 * noise.normal() as f32).collect()
    };
    (0..count).map(cell).collect()
}

fn report_of(maps: &[Vec<f32>], stable: bool) -> Report {
    let maps = population(maps, BINS, BOX_M);
    analyze(&maps, stable.then_some([&maps, &maps]), None)
}

#[test]
fn two_spacings_are_two_modules() {
    for ratio in [1.25, 2.0f64.sqrt()] {
        for seed in 0..4 {
            let mut noise = Noise(seed);
            let mut maps = module(&mut noise, 40, 0.5, 0.02, 10.0);
            maps.extend(module(&mut noise, 30, 0.5 * ratio, 0.02, 10.0));
            for stable in [false, true] {
                let report = report_of(&maps, stable);
                let sizes: Vec<usize> = report.modules.iter().map(|m| m.units).collect();
                assert_eq!(report.modules.len(), 2, "ratio {ratio}, seed {seed}: {sizes:?}");
                assert!(sizes[0] >= 28 && sizes[1] >= 37, "ratio {ratio}, seed {seed}: {sizes:?}");
                let spacings = [report.modules[0].spacing_m, report.modules[1].spacing_m];
                assert!((spacings[0] / spacings[1] / ratio - 1.0).abs() < 0.03, "largest first: {spacings:?}");
                assert_eq!(report.units[69].module, Some(0), "a cell of the larger spacing");
            }
        }
    }
}

#[test]
fn scatter_does_not_split_a_module() {
    for seed in 0..6 {
        let report = report_of(&module(&mut Noise(seed), 40, 0.6, 0.05, 25.0), false);
        assert_eq!(report.modules.len(), 1, "seed {seed}: {:?}", report.modules);
        let module = &report.modules[0];
        assert!(module.units >= 36 && (module.spacing_m - 0.6).abs() < 0.03, "seed {seed}: {module:?}");
        assert!((module.orientation_deg - 25.0).abs() < 2.0 && module.orientation_coherence > 0.9, "{module:?}");
    }
}

#[test]
fn two_orientations_of_one_spacing_are_two_modules() {
    let mut noise = Noise(1);
    let mut maps = module(&mut noise, 20, 0.5, 0.01, 5.0);
    maps.extend(module(&mut noise, 20, 0.5, 0.01, 33.0));
    let report = report_of(&maps, false);
    assert_eq!(report.modules.iter().map(|m| m.units).collect::<Vec<_>>(), [20, 20], "{:?}", report.modules);
}

/// Units that point anywhere else have no part in it: with them neither half agrees well enough.
#[test]
fn strays_do_not_hide_two_orientations() {
    let mut noise = Noise(1);
    let mut maps = module(&mut noise, 24, 0.5, 0.01, 5.0);
    maps.extend(module(&mut noise, 24, 0.5, 0.01, 33.0));
    for orientation_deg in [17.5, 19.0, 20.5, 47.5, 49.0, 50.5] {
        maps.extend(module(&mut noise, 2, 0.5, 0.01, orientation_deg));
    }
    let report = report_of(&maps, false);
    assert_eq!(report.modules.iter().map(|m| m.units).collect::<Vec<_>>(), [24, 24], "{:?}", report.modules);
    let half = |from: usize| {
        let units = report.units[from..from + 24].iter().chain(&report.units[48..54]);
        let waves = units.filter_map(|unit| Some((6.0 * unit.orientation_deg?.to_radians()).sin_cos()));
        let (sin, cos) = waves.fold((0.0, 0.0), |sum, wave| (sum.0 + wave.0, sum.1 + wave.1));
        sin.hypot(cos) / 30.0
    };
    assert!(half(0) < 0.85, "the case is one: {}", half(0));
    assert!(report.modules.iter().all(|module| module.orientation_coherence > 0.9), "{:?}", report.modules);
}

#[test]
fn squares_and_sheared_lattices_are_modules_too() {
    let mut noise = Noise(2);
    let phase = |noise: &mut Noise| [noise.next(), noise.next()];
    let squares: Vec<Vec<f32>> = (0..20).map(|_| square(BINS, 2.4, 0.5, 12.0, phase(&mut noise))).collect();
    let report = report_of(&squares, false);
    assert_eq!(report.modules.iter().map(|m| m.units).collect::<Vec<_>>(), [20], "{:?}", report.modules);
    assert!(report.units[0].grid_score_mean.expect("active") < 0.0, "though the hexagonal score is negative");
    let sheared = |noise: &mut Noise| -> Vec<f32> {
        let phase = phase(noise);
        let at = |position| hexagon_at(stretched(position, 0.8, 90.0), 0.6, 10.0, phase);
        centres(BINS, 2.4).map(at).collect()
    };
    let sheared: Vec<Vec<f32>> = (0..20).map(|_| sheared(&mut noise)).collect();
    let report = report_of(&sheared, false);
    assert_eq!(report.modules.iter().map(|m| m.units).collect::<Vec<_>>(), [20], "{:?}", report.modules);
}

/// Trained networks make a second module of every other field of the first: rectangles a × √3 a, in three directions.
#[test]
fn sublattices_in_three_directions_are_one_module() {
    let mut noise = Noise(4);
    let mut cell = |skipped: Option<usize>| -> Vec<f32> {
        let a = 0.5;
        let axis = |k: usize| (15.0 + 60.0 * k as f64).to_radians().sin_cos();
        let k = skipped.unwrap_or(0);
        let ((sin_1, cos_1), (sin_2, cos_2)) = (axis(k), axis(k + 1));
        let phase = [noise.next(), noise.next()];
        let field = |i: i32| (f64::from(i / 21 - 10), f64::from(i % 21 - 10));
        let kept = |&(i, _): &(f64, f64)| skipped.is_none() || i % 2.0 == 0.0;
        let place =
            |(i, j): (f64, f64)| [phase[0] + a * (i * cos_1 + j * cos_2), phase[1] + a * (i * sin_1 + j * sin_2)];
        let fields: Vec<[f64; 2]> = (0..441).map(field).filter(kept).map(place).collect();
        let bump = |(x, y): (f64, f64)| -> f64 {
            fields.iter().map(|f| (-((x - f[0]).powi(2) + (y - f[1]).powi(2)) / (2.0 * 0.09f64.powi(2))).exp()).sum()
        };
        centres(BINS, 2.4).map(|position| (bump(position) + 0.1 * noise.normal()) as f32).collect()
    };
    let maps: Vec<Vec<f32>> = (0..54).map(|_| None).chain((0..34).map(|u| Some(u % 3))).map(&mut cell).collect();
    for stable in [false, true] {
        let report = report_of(&maps, stable);
        let sizes: Vec<usize> = report.modules.iter().map(|m| m.units).collect();
        assert!(sizes.len() == 2 && sizes[0] >= 31 && sizes[1] >= 52, "stable {stable}: {:?}", report.modules);
    }
}

#[test]
fn noise_has_no_modules() {
    for seed in 0..3 {
        let mut noise = Noise(seed);
        let white: Vec<Vec<f32>> = (0..64).map(|_| noise.white(BINS)).collect();
        assert_eq!(report_of(&white, false).modules, [], "white noise, seed {seed}");
        let [first, second] =
            [0, 1].map(|_| population(&(0..64).map(|_| noise.white(BINS)).collect::<Vec<_>>(), BINS, BOX_M));
        let halves = analyze(&population(&white, BINS, BOX_M), Some([&first, &second]), None);
        assert_eq!(halves.modules, [], "white noise with halves, seed {seed}");
        // Smooth random maps, stable ones even: blobs without a lattice.
        for sd_m in [0.06, 0.12, 0.2, 0.5] {
            let smooth: Vec<Vec<f32>> = (0..96).map(|_| noise.smooth(BINS, 2.4, sd_m)).collect();
            for stable in [false, true] {
                let report = report_of(&smooth, stable);
                assert_eq!(report.modules, [], "smooth noise of {sd_m} m, seed {seed}, stable {stable}");
            }
        }
    }
}

#[test]
fn place_fields_have_no_modules() {
    let mut noise = Noise(5);
    let field = |_| -> Vec<f32> {
        let [x0, y0] = [noise.next() * 2.0 - 1.0, noise.next() * 2.0 - 1.0];
        let bump = |(x, y): (f64, f64)| (-((x - x0).powi(2) + (y - y0).powi(2)) / (2.0 * 0.15f64.powi(2))).exp();
        centres(BINS, 2.4).map(|position| (bump(position) + 0.02 * noise.normal()) as f32).collect()
    };
    let maps: Vec<Vec<f32>> = (0..96).map(field).collect();
    for stable in [false, true] {
        let report = report_of(&maps, stable);
        assert_eq!(report.modules, [], "stable {stable}");
        let single = report.units.iter().filter(|u| u.fields == 1).count();
        assert!(single > 80, "{single} of 96 have one field");
    }
}

#[test]
fn spectra_add_up_and_close() {
    let mut noise = Noise(9);
    let maps = population(&module(&mut noise, 9, 0.6, 0.0, 20.0), BINS, BOX_M);
    let spectrum = spectrum_of(&maps, &[0, 1, 2, 3, 4, 5, 6, 7, 8]);
    assert_eq!(spectrum.power.len(), spectrum.size * spectrum.size, "a full picture");
    assert!(spectrum.size % 2 == 1 && spectrum.power.iter().all(|p| (0.0..=1.0).contains(p)), "scaled to peak 1");
    let [first, second, third] = spectrum.peaks_cpm[..] else { panic!("three waves: {:?}", spectrum.peaks_cpm) };
    for axis in 0..2 {
        assert!((first[axis] - second[axis] + third[axis]).abs() < 0.05, "k2 = k1 + k3: {:?}", spectrum.peaks_cpm);
    }
    let frequency = 2.0 / (3.0f64.sqrt() * 0.6);
    for wave in [first, second, third] {
        assert!((wave[0].hypot(wave[1]) / frequency - 1.0).abs() < 0.03, "wavelength: {wave:?}");
    }
    // The picture is where the peaks say it is.
    let at = |f: f64| ((f / spectrum.step_cpm).round() + (spectrum.size / 2) as f64) as usize;
    let power = spectrum.power[at(first[1]) * spectrum.size + at(first[0])];
    assert!(power > 0.5, "power at k1: {power}");
    let report = analyze(&maps, None, None);
    assert_eq!(report.module_spectra.len(), 1, "one module");
    for (a, b) in report.population_spectrum.power.iter().zip(&spectrum.power) {
        assert!((a - b).abs() < 1e-5, "the population is its only module");
    }
    assert_eq!(spectrum_of(&maps, &[]), Spectrum::default(), "no units");
    assert_eq!(spectrum_of(&maps, &[77]), Spectrum::default(), "no such unit");
}

#[test]
fn threads_change_nothing() {
    let maps = population(&module(&mut Noise(3), 7, 0.5, 0.02, 0.0), BINS, BOX_M);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().expect("two threads");
    let alone = analyze(&maps, None, None);
    let shared = analyze(&maps, None, Some(&pool));
    assert_eq!(alone.units, shared.units);
    assert_eq!(alone.population_spectrum, shared.population_spectrum);
}

#[test]
fn noise_is_rarely_periodic_and_lattices_always_are() {
    let periodic = |map: &[f32]| -> bool {
        let correlator = Correlator::new(BINS);
        let mut work = correlator.workspace();
        let mask = correlator.mask(map, &mut work);
        let lattice = Lattice::of(&correlator.autocorrelogram(map, &mask, &mut work));
        lattice.is_some_and(|lattice| is_periodic(&lattice, BINS, None))
    };
    let mut noise = Noise(11);
    let white = (0..64).filter(|_| periodic(&noise.white(BINS))).count();
    assert_eq!(white, 0, "white noise");
    for sd_m in [0.06, 0.12, 0.2] {
        let smooth = (0..64).filter(|_| periodic(&noise.smooth(BINS, 2.4, sd_m))).count();
        assert!(smooth <= 16, "smooth noise of {sd_m} m: {smooth} of 64");
    }
    // Noise as strong as the signal.
    let noisy = |mut map: Vec<f32>, noise: &mut Noise| {
        let mean = map.iter().sum::<f32>() / map.len() as f32;
        let sd = (map.iter().map(|r| (r - mean).powi(2)).sum::<f32>() / map.len() as f32).sqrt();
        for rate in &mut map {
            *rate += sd * noise.normal() as f32;
        }
        map
    };
    let cells = (0..32).filter(|_| periodic(&noisy(hexagon(BINS, 2.4, 0.6, 20.0, [0.1, 0.2]), &mut noise))).count();
    let squares = (0..32).filter(|_| periodic(&noisy(square(BINS, 2.4, 0.5, 20.0, [0.1, 0.2]), &mut noise))).count();
    assert!(cells == 32 && squares >= 28, "{cells} and {squares} of 32 lattices under noise");
}
