//! A recording for tests: a rat's walk in a box of 1 m, and units that fire where grid cells of 0.35 m would.

use crate::files::{Numbers, write_npz};
use crate::numerics::Draws;
use std::fmt::Write as _;
use std::path::Path;

/// Five minutes at 20 samples a second.
pub(crate) struct TestWalk {
    pub(crate) t: Vec<f64>,
    pub(crate) x: Vec<f64>,
    pub(crate) y: Vec<f64>,
    pub(crate) spike_times: Vec<f64>,
    pub(crate) spike_units: Vec<f64>,
}

impl TestWalk {
    pub(crate) const SAMPLES: usize = 6000;

    pub(crate) fn new() -> Self {
        let mut draws = Draws::new(1, "test.walk", 0);
        let (mut at, mut heading) = ([0.5f64, 0.5], 0.0f64);
        let mut walk = Self { t: vec![], x: vec![], y: vec![], spike_times: vec![], spike_units: vec![] };
        for sample in 0..Self::SAMPLES {
            heading += f64::from(draws.symmetric(0.5));
            let next = [at[0] + 0.0125 * heading.cos(), at[1] + 0.0125 * heading.sin()];
            if next.iter().all(|x| (0.01..0.99).contains(x)) {
                at = next;
            } else {
                heading += f64::from(draws.symmetric(3.0));
            }
            let time = 0.05 * sample as f64;
            (0..3).filter(|unit| fires(*unit, at)).for_each(|unit| {
                walk.spike_times.push(time + 0.01);
                walk.spike_units.push(f64::from(unit));
            });
            walk.t.push(time);
            walk.x.push(at[0]);
            walk.y.push(at[1]);
        }
        walk
    }

    /// Places in other units, or elsewhere.
    pub(crate) fn moved(mut self, times: f64, plus: f64) -> Self {
        self.x.iter_mut().chain(&mut self.y).for_each(|x| *x = *x * times + plus);
        self
    }

    /// As an archive of cells.
    pub(crate) fn write_cells(&self, path: &Path) {
        let (samples, spikes) = ([self.t.len()], [self.spike_times.len()]);
        let arrays: [(&str, &[usize], Numbers<'_>); 5] = [
            ("t", &samples, Numbers::F64(&self.t)),
            ("x", &samples, Numbers::F64(&self.x)),
            ("y", &samples, Numbers::F64(&self.y)),
            ("spike_times", &spikes, Numbers::F64(&self.spike_times)),
            ("spike_units", &spikes, Numbers::F64(&self.spike_units)),
        ];
        write_npz(path, &arrays).expect("writable");
    }

    /// As a table of the track.
    pub(crate) fn write_table(&self, path: &Path) {
        let mut text = "t,x,y\n".to_owned();
        for ((t, x), y) in self.t.iter().zip(&self.x).zip(&self.y) {
            writeln!(text, "{t},{x},{y}").expect("a text takes everything");
        }
        std::fs::write(path, text).expect("writable");
    }
}

fn fires(unit: u32, [x, y]: [f64; 2]) -> bool {
    let k = 4.0 * std::f64::consts::PI / (3f64.sqrt() * 0.35);
    let wave =
        |turn: f64| (k * (turn.to_radians().cos() * (x - 0.1 * f64::from(unit)) + turn.to_radians().sin() * y)).cos();
    wave(17.0) + wave(77.0) + wave(137.0) > 1.0
}
