//! What is found of one unit: plain data for panels, files and the command line.

use super::membership::Membership;
use serde::Serialize;

/// Scores of one unit. `None` means that the quantity does not exist for this map (silent unit, no peaks), never zero.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct UnitReport {
    /// Index of the unit in the network.
    pub unit: usize,
    /// Whether the unit fires. Of a network: its map is not constant, its rates vary by at least 2 % of what those of the most
    /// variable unit do, and the states of the population have not collapsed into one. Of recorded cells it is a unit's own
    /// matter: see [`Rules`](crate::analysis::Rules).
    pub active: bool,
    /// Largest rate in any bin.
    pub peak_rate: f64,
    /// (C60 + C120)/2 − (C30 + C90 + C150)/3, best of ten rings (Banino et al. 2018).
    pub grid_score_mean: Option<f64>,
    /// min(C60, C120) − max(C30, C90, C150), best of ten rings (Sargolini et al. 2006).
    pub grid_score_min_max: Option<f64>,
    /// Min–max version with Pearson correlations on the ring 0.5 to 1.5 spacings: the one that may be compared between
    /// arenas.
    pub grid_score_adaptive: Option<f64>,
    /// The adaptive score of the autocorrelogram after its ellipse was made a circle; `None` beyond a ratio of 1.5.
    pub grid_score_ellipse_corrected: Option<f64>,
    /// C90 − (C45 + C135)/2, best of ten rings.
    pub score_90: Option<f64>,
    /// How much of a lattice the unit is, hexagonal or square: the larger of its adaptive 60° score and its 90° score …
    pub lattice_score: Option<f64>,
    /// … and which of them that is, 60 or 90.
    pub lattice_turn_deg: Option<u32>,
    /// Correlation of the map with the plane wave that fits it best: 1 for a band, 0.58 for a hexagon of three waves.
    pub band_score: Option<f64>,
    /// (c − d) / (c + d) of wall coverage and distance (Solstad et al. 2008); above 0.5 for a border cell.
    pub border_score: Option<f64>,
    /// Spatial information (Skaggs et al. 1993), bits.
    pub spatial_information_bits: Option<f64>,
    /// Symmetry of the Fourier power around its strongest ring: min(C60, C120) − max(C30, C90, C150) …
    pub fourier_hexagonality: Option<f64>,
    /// … and C90 − (C45 + C135)/2.
    pub fourier_squareness: Option<f64>,
    /// Pearson correlation of the maps from two disjoint halves of the samples.
    pub stability: Option<f64>,
    /// Lattice constant, metres (not the Fourier wavelength, which is √3/2 of it).
    pub spacing_m: Option<f64>,
    /// Lattice constant of a hexagon with the waves of the strongest Fourier ring, metres; for other lattices it is off
    /// by their shape.
    pub fourier_spacing_m: Option<f64>,
    /// Whether the two spacings differ by less than 10 %; where they do not, neither should be taken at its word.
    pub spacings_agree: Option<bool>,
    /// Direction of one lattice vector, degrees, mod 60.
    pub orientation_deg: Option<f64>,
    /// Long over short axis of the ellipse through the six peaks: 1 for a regular hexagon, √3 for a square lattice.
    pub ellipse_ratio: Option<f64>,
    /// Direction of the long axis, degrees, mod 180.
    pub ellipse_tilt_deg: Option<f64>,
    /// Regions above half of the peak rate that cover 200 cm² or more; of a recorded unit with a spacing less where its fields
    /// have to be smaller ([`FIELD_SPACING_SHARE`](crate::analysis::thresholds::FIELD_SPACING_SHARE)). Whether a unit has fields at all, without which it has no
    /// score of a pattern, is another question: see [`has_fields`](crate::analysis::has_fields).
    pub fields: usize,
    /// The module this unit belongs to, from 0 (largest spacing first).
    pub module: Option<usize>,
    /// Whether it is in one, or why not.
    pub membership: Membership,
}

impl UnitReport {
    /// The unit's module, or why it is in none, in words.
    #[must_use]
    pub fn membership_words(&self) -> String {
        self.membership.of_unit(self.module, self.stability)
    }
}

/// Mean Fourier power of some units, centred: frequency 0 in the middle.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spectrum {
    /// Samples per side (odd).
    pub size: usize,
    /// Spacing of the samples, cycles per metre.
    pub step_cpm: f64,
    /// Power `[fy][fx]`, scaled to peak 1.
    pub power: Vec<f32>,
    /// k₁ k₂ k₃ in cycles per metre (strongest peaks, at least 25° apart), where they exist; k₂ ≈ k₁ + k₃.
    pub peaks_cpm: Vec<[f64; 2]>,
}
