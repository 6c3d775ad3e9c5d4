//! What the topology of a population's states is found to be, as plain data.

use super::bars::Bar;
use serde::Serialize;

/// How much to compute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct TopologySettings {
    /// Landmarks for dimensions 0 and 1 (published: 1200 of 15 000 states).
    pub landmarks: usize,
    /// Landmarks for dimension 2, whose cost grows with the fourth power of their number; at most [`Self::landmarks`].
    pub cavity_landmarks: usize,
    /// Shuffles behind the band of each dimension.
    pub shuffles: usize,
    /// States used to find landmarks, at most; memory grows with the square.
    pub most_states: usize,
}

impl TopologySettings {
    /// For states of moments: of noisy ones fewer landmarks lie closer to the middle of the cloud.
    #[must_use]
    pub fn of_activity() -> Self {
        Self { landmarks: 300, cavity_landmarks: 250, shuffles: 20, most_states: 3000 }
    }
}

impl Default for TopologySettings {
    fn default() -> Self {
        Self { landmarks: 400, cavity_landmarks: 300, shuffles: 20, most_states: 3000 }
    }
}

/// What the states of a population are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StatesOf {
    /// Mean rates in the bins of rate maps: a state a place.
    MeanMaps,
    /// Rates at moments of a recording: a state a moment.
    SimultaneousActivity,
}

/// The barcode of one dimension, beside those of shuffled populations.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Barcode {
    /// 0: components, 1: loops, 2: cavities.
    pub dimension: usize,
    /// Landmarks it was computed from.
    pub landmarks: usize,
    /// Bars, longest first; distances are −log of a fuzzy membership.
    pub bars: Vec<Bar>,
    /// The distance up to which bars were followed.
    pub threshold: f64,
    /// The longest lifetime of each shuffle (in dimension 0: of the components that merge).
    pub shuffled_longest: Vec<f64>,
    /// The longest of those: the edge of the shuffled band.
    pub band: f64,
    /// Bars that live longer than any shuffled one. In dimension 0, components that never merge count too.
    pub beyond_band: usize,
    /// Of those, the ones that live at least [`LONG`](super::LONG) times as long as any shuffled one, without those that
    /// stand far behind the bars of a torus ([`APART`](super::APART)).
    pub long: usize,
}

/// Circular coordinates from the two longest classes of dimension 1, decoded for every state.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DecodedAngles {
    /// Two angles of each sample of the population, radians in (−π, π]; NaN (JSON: null) for states left out. Of
    /// simultaneous activity a measurement keeps their means in the bins of the arena.
    pub angles_rad: [Vec<f32>; 2],
    /// The distance at which the classes were read.
    pub distance: f64,
}

/// What tells a twisted torus (hexagonal lattice) from a square one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ShapeEvidence {
    /// Power of units at the strongest four waves over the two angles, as shares of the strongest. The third and fourth
    /// are the sum and the difference of the first two: on a twisted torus one of them is as strong as those, on a square
    /// torus they are alike.
    pub wave_shares: [f64; 4],
    /// (third − fourth) / second: near 1 for a twisted torus, near 0 for a square one.
    pub twist: f64,
    /// Wave vectors of the two angles in space, cycles per metre, reduced; none where places are not known or where
    /// stripes fit badly.
    pub waves_cpm: Option<[[f64; 2]; 2]>,
    /// The angle between them, degrees, 60 to 90 for reduced vectors of a regular lattice.
    pub angle_deg: Option<f64>,
    /// The longer over the shorter.
    pub length_ratio: Option<f64>,
    /// How well the angles follow plane waves through space, 0 to 1, the worse of the two; none where places are not
    /// known.
    pub stripe_fit: Option<f64>,
    /// Share of the units' variance that the two angles explain, each state predicted by the others of the same angles.
    pub explained_by_angles: f64,
    /// The same of the place; none where places are not known.
    pub explained_by_place: Option<f64>,
}

/// Whether the states lie on a torus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// One component, two loops and one cavity are long, and nothing else is.
    Torus,
    /// Less than two loops are beyond the band: none was found. Few units or states may hide one.
    NoTorusFound,
    /// Two loops or more, but not the barcode of a torus, or by a thin margin only; or a torus whose angles do not tell what the
    /// units do.
    Undecided,
}

/// The lattice whose unit cell, with opposite sides joined, is the torus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TorusShape {
    /// That of a hexagonal lattice: three waves, 60° apart.
    Twisted,
    /// That of a square lattice: two waves at right angles.
    Square,
    /// Between the two, or the signs contradict each other.
    Unclear,
}

impl std::fmt::Display for StatesOf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::MeanMaps => "mean maps",
            Self::SimultaneousActivity => "simultaneous activity",
        })
    }
}

impl std::fmt::Display for Verdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Torus => "torus",
            Self::NoTorusFound => "no torus found",
            Self::Undecided => "undecided",
        })
    }
}

impl std::fmt::Display for TorusShape {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Twisted => "twisted torus",
            Self::Square => "square torus",
            Self::Unclear => "torus of unclear shape",
        })
    }
}

/// The topology of a population's states.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Topology {
    /// What the states are.
    pub source: StatesOf,
    /// How much was computed.
    pub settings: TopologySettings,
    /// Seed of the shuffles.
    pub seed: u64,
    /// Units that vary.
    pub units: usize,
    /// States that were used to find landmarks.
    pub states: usize,
    /// Share of the variance that the six principal components hold.
    pub variance_share: f64,
    /// Dimensions 0, 1 and 2.
    pub barcodes: Vec<Barcode>,
    /// Angles, where two classes of dimension 1 live at the same time.
    pub angles: Option<DecodedAngles>,
    /// Signs of the shape, where there are angles.
    pub evidence: Option<ShapeEvidence>,
    /// Torus or not.
    pub verdict: Verdict,
    /// Which torus, if it is one.
    pub shape: Option<TorusShape>,
    /// What the verdict rests on, a sentence each.
    pub reasons: Vec<String>,
    /// Time it took.
    pub elapsed_ms: f64,
}

impl Topology {
    /// The verdict by its full name: "twisted torus of mean maps", "no torus of simultaneous activity found".
    #[must_use]
    pub fn words(&self) -> String {
        let source = self.source;
        match (self.verdict, self.shape) {
            (Verdict::Torus, Some(shape)) => format!("{shape} of {source}"),
            (Verdict::Torus, None) => format!("torus of {source}"),
            (Verdict::NoTorusFound, _) => format!("no torus of {source} found"),
            (Verdict::Undecided, _) => format!("torus of {source} undecided"),
        }
    }
}
