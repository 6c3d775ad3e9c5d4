//! Evaluation walks: smooth, wall-avoiding paths in a square arena, all starting at its centre.
//!
//! Velocities come from a small codebook, so that W(v) is formed once per entry and not once per step.

use super::Draws;

/// How to walk.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WalkSettings {
    /// Side of the arena, metres.
    pub box_m: f32,
    /// Number of walks.
    pub walks: usize,
    /// Steps of a walk.
    pub length: usize,
    /// Largest speed per axis, as in training, metres per step.
    pub max_speed_m: f32,
}

/// Walks over a velocity codebook.
#[derive(Clone, Debug, PartialEq)]
pub struct Walks {
    /// Distinct velocities, metres per step.
    pub codebook: Vec<[f32; 2]>,
    /// Codebook entry of every step, `[walk][step]`.
    pub choices: Vec<u32>,
    /// Position after every step, metres, `[walk][step]`.
    pub positions_m: Vec<[f32; 2]>,
    /// Steps of a walk.
    pub length: usize,
}

impl Walks {
    /// Headings of the codebook.
    const HEADINGS: usize = 24;
    /// Speeds of the codebook, as shares of the largest speed per axis.
    const SPEEDS: [f32; 4] = [0.3, 0.55, 0.8, 1.0];
    /// Standard deviation of the turn per step, radians.
    const TURN_SD: f32 = 0.35;

    /// Draws walks; the same seed gives the same walks.
    #[must_use]
    pub fn draw(seed: u64, settings: WalkSettings) -> Self {
        let WalkSettings { box_m, walks, length, max_speed_m } = settings;
        let mut draws = Draws::new(seed, "evaluation", 0);
        let codebook = Self::codebook(max_speed_m, draws.uniform());
        let wall = box_m / 2.0;
        let (mut choices, mut positions_m) = (Vec::new(), Vec::new());
        for walk in 0..walks {
            let mut draws = Draws::new(seed, "evaluation", walk as u64 + 1);
            let mut heading = draws.uniform() * Self::HEADINGS as f32;
            let turn_sd = Self::TURN_SD / std::f32::consts::TAU * Self::HEADINGS as f32;
            let mut at = [0.0f32; 2];
            for _ in 0..length {
                heading += draws.normal() * turn_sd;
                let speed = draws.below(Self::SPEEDS.len() as u32) as usize;
                // Turn step by step to the side that leads away from the wall soonest.
                let side = if draws.uniform() < 0.5 { 1 } else { -1 };
                let choice = (0..=Self::HEADINGS as i32 / 2)
                    .flat_map(|turn| [turn * side, -turn * side])
                    .map(|turn| Self::entry(heading + turn as f32, speed))
                    .find(|&entry| {
                        let [vx, vy] = codebook[entry];
                        (at[0] + vx).abs() < wall && (at[1] + vy).abs() < wall
                    });
                let Some(choice) = choice else {
                    // No heading stays inside (the arena is smaller than a step): stand where the slowest step leads.
                    choices.push(Self::entry(heading, 0) as u32);
                    positions_m.push(at);
                    continue;
                };
                heading = (choice / Self::SPEEDS.len()) as f32;
                at = [at[0] + codebook[choice][0], at[1] + codebook[choice][1]];
                choices.push(choice as u32);
                positions_m.push(at);
            }
        }
        Self { codebook, choices, positions_m, length }
    }

    fn codebook(max_speed_m: f32, offset: f32) -> Vec<[f32; 2]> {
        (0..Self::HEADINGS)
            .flat_map(|heading| {
                let angle = (heading as f32 + offset) / Self::HEADINGS as f32 * std::f32::consts::TAU;
                Self::SPEEDS.map(|share| [angle.cos() * share * max_speed_m, angle.sin() * share * max_speed_m])
            })
            .collect()
    }

    fn entry(heading: f32, speed: usize) -> usize {
        let heading = (heading.round() as i64).rem_euclid(Self::HEADINGS as i64) as usize;
        heading * Self::SPEEDS.len() + speed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn walks_stay_inside_and_add_up(seed in any::<u64>(), box_m in 0.5f32..4.0, length in 1usize..80) {
            let walks = Walks::draw(seed, WalkSettings { box_m, walks: 3, length, max_speed_m: 0.15 });
            prop_assert_eq!(walks.positions_m.len(), 3 * length);
            for (choices, path) in walks.choices.chunks(length).zip(walks.positions_m.chunks(length)) {
                let mut at = [0.0f64; 2];
                for (choice, position) in choices.iter().zip(path) {
                    let [vx, vy] = walks.codebook[*choice as usize];
                    at = [at[0] + f64::from(vx), at[1] + f64::from(vy)];
                    prop_assert!((at[0] - f64::from(position[0])).abs() < 1e-4);
                    prop_assert!((at[1] - f64::from(position[1])).abs() < 1e-4);
                    prop_assert!(position.iter().all(|x| x.abs() <= box_m / 2.0));
                }
            }
        }
    }

    #[test]
    fn a_box_is_covered() {
        let settings = WalkSettings { box_m: 3.0, walks: 400, length: 100, max_speed_m: 0.15 };
        let walks = Walks::draw(0, settings);
        let mut seen = [[false; 12]; 12];
        for [x, y] in &walks.positions_m {
            seen[((y + 1.5) * 4.0) as usize][((x + 1.5) * 4.0) as usize] = true;
        }
        assert!(seen.iter().flatten().all(|s| *s), "every 25 cm tile of the arena is visited");
    }
}
