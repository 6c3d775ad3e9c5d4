//! One unit: its autocorrelogram, its lattice, its Fourier power, and every score of its map.
//!
//! A unit that fires in an eighth of the bins tells three bits; a score that means nothing is `None`:
//!
//! ```
//! use gridscope::analysis::unit::{is_active, spatial_information};
//!
//! let mut map = [0.0; 64];
//! assert_eq!(spatial_information(&map, &[]), None);
//! map[..8].fill(3.0);
//! assert!(spatial_information(&map, &[]).is_some_and(|bits| (bits - 3.0).abs() < 1e-9));
//! assert!(is_active(&map) && !is_active(&[2.0; 64]));
//! ```

pub(crate) mod active;
pub(crate) mod autocorrelogram;
pub(crate) mod band;
pub(crate) mod border;
pub(crate) mod candidate;
pub(crate) mod detail;
pub(crate) mod ellipse;
pub(crate) mod fields;
pub(crate) mod fourier;
pub(crate) mod fourier_symmetry;
pub(crate) mod grid_score;
pub(crate) mod information;
pub(crate) mod lattice;
pub(crate) mod measure;
pub(crate) mod membership;
pub(crate) mod nonuniform;
pub(crate) mod peaks;
pub(crate) mod polar;
pub(crate) mod report;
pub(crate) mod rotation;
pub(crate) mod rules;
pub(crate) mod score;
pub(crate) mod score_bins;
pub(crate) mod score_summary;
pub(crate) mod stability;
pub(crate) mod surrogates;
pub(crate) mod tables;
pub(crate) mod turn;
pub(crate) mod weighed_rates;

pub use autocorrelogram::{Autocorrelogram, Correlator, Mask, Workspace, is_active};
pub use band::Band;
pub use border::{border_score, border_score_in};
pub use candidate::{Candidate, is_periodic, pattern};
pub use detail::{UnitDetail, unit_detail};
pub use ellipse::Ellipse;
pub use fields::{count_fields, count_grid_fields, has_fields};
pub use fourier::spectrum_of;
pub use fourier_symmetry::FourierSymmetry;
pub use grid_score::{RingScore, RingScores, adaptive_score, ring_scores};
pub use information::spatial_information;
pub use lattice::Lattice;
pub use membership::Membership;
pub use peaks::{Peak, inner_peaks};
pub use report::{Spectrum, UnitReport};
pub use rotation::{RotationTables, Rotations, TURNS, Turn};
pub use rules::Rules;
pub use score::Score;
pub use score_bins::ScoreBins;
pub use score_summary::ScoreSummary;
pub use stability::stability;
pub use surrogates::{SURROGATES, ScoreNull, score_null, score_null_of};
pub use tables::Tables;
