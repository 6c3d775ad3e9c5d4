//! A walk in progress.

use super::codebook::Codebook;

/// Steps taken so far, and where they led.
pub(super) struct WalkPath<'a> {
    pub(super) codebook: &'a Codebook,
    /// Half a side of the arena, metres.
    pub(super) wall_m: f64,
    /// Summed in double precision, so that long walks are still exact.
    pub(super) at: [f64; 2],
    pub(super) choices: Vec<u32>,
    pub(super) positions_m: Vec<[f32; 2]>,
    /// Whether each step counts in maps.
    pub(super) counts: Vec<bool>,
}

impl<'a> WalkPath<'a> {
    /// At the centre of an arena of `box_m` metres.
    pub(super) fn new(codebook: &'a Codebook, box_m: f32) -> Self {
        let wall_m = f64::from(box_m) / 2.0;
        Self { codebook, wall_m, at: [0.0; 2], choices: Vec::new(), positions_m: Vec::new(), counts: Vec::new() }
    }

    /// Back to the centre: a new walk begins.
    pub(super) fn begin(&mut self) {
        self.at = [0.0; 2];
    }

    /// Where a step leads, metres.
    fn after(&self, entry: usize) -> [f64; 2] {
        let [vx, vy] = self.codebook.velocity(entry);
        [self.at[0] + f64::from(vx), self.at[1] + f64::from(vy)]
    }

    /// Whether a step stays inside the arena.
    pub(super) fn stays_inside(&self, entry: usize) -> bool {
        self.after(entry).iter().all(|x| x.abs() < self.wall_m)
    }

    /// The step that ends nearest to the centre: the way out of a corner.
    pub(super) fn inward(&self) -> usize {
        let reach = |entry: usize| self.after(entry).iter().fold(0.0f64, |far, x| far.max(x.abs()));
        (0..self.codebook.len()).min_by(|&a, &b| reach(a).total_cmp(&reach(b))).unwrap_or(0)
    }

    /// Takes a step.
    pub(super) fn step(&mut self, entry: usize) {
        self.at = self.after(entry);
        self.choices.push(entry as u32);
        self.positions_m.push(self.at.map(|x| x as f32));
        self.counts.push(true);
    }

    /// Takes a step that leads to where something begins, and counts in no map.
    pub(super) fn lead(&mut self, entry: usize) {
        self.step(entry);
        self.counts.pop();
        self.counts.push(false);
    }
}
