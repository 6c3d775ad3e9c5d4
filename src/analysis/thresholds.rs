//! Every number that decides between "yes" and "no", in one place.
//!
//! The least area of a firing field decides which regions count:
//!
//! ```
//! use gridscope::Arena;
//! use gridscope::analysis::{count_fields, thresholds::FIELD_AREA_M2};
//!
//! let arena = Arena::with_side(1.0); // 20 × 20 bins of 5 cm
//! let least = (FIELD_AREA_M2 / 0.05f64.powi(2)).round() as usize;
//! let firing_in = |bins: usize| (0..400).map(|bin| if bin < bins { 1.0 } else { 0.0 }).collect::<Vec<f32>>();
//! assert_eq!([least - 1, least].map(|bins| count_fields(&firing_in(bins), arena)), [0, 1]);
//! ```

/// A map whose standard deviation is below this share of its largest absolute rate counts as constant. Maps are means
/// of single-precision rates, so a collapsed network still shows a relative scatter of about 1e-6.
pub const SILENT_RELATIVE_SD: f64 = 1e-5;
/// … or below this absolute value: nothing fires.
pub const SILENT_ABSOLUTE_SD: f64 = 1e-9;
/// A unit whose rates vary less than this share of what those of the most variable unit do is silent: it leaks, it does
/// not fire. Trained networks leave a gap between about 1 % and 10 %.
pub const SILENT_SHARE: f64 = 0.02;
/// Rates that together vary over the arena by less than this share of their mean square do not tell places apart: of a
/// network, all states are one. Two states are then √(2 · 0.001) = 0.045 of their length apart on average; those of trained
/// networks 0.8 to 1.2.
pub const COLLAPSED_SHARE: f64 = 1e-3;
/// A recorded cell with fewer spikes on the track has no map to speak of: some customs ask for 50, others for 100 …
pub const LEAST_SPIKES: usize = 50;
/// … and so has one that fires less often than this in the mean, spikes a second.
pub const LEAST_RATE_HZ: f64 = 0.05;
/// Rates of a file of maps that reach this are spikes a second: states of networks are of length 1 and stay below.
pub const SPIKING_RATE_HZ: f64 = 1.0;
/// Fewer visited bins than this make no map (one paraboloid needs more).
pub const MIN_BINS: usize = 4;

/// A local maximum of the autocorrelogram below this correlation is not a peak (Stensola et al. 2012 used 0.1 to 0.2).
pub const PEAK_FLOOR: f64 = 0.1;
/// A peak this close in direction to a nearer one belongs to the second shell.
pub const PEAK_SEPARATION_DEG: f64 = 15.0;

/// Mean height of the six peaks that a lattice must have. Noise as strong as the signal halves the peaks of a lattice;
/// white noise alone stays near [`PEAK_FLOOR`].
pub const PERIODIC_PEAK_HEIGHT: f64 = 0.25;
/// Largest |v₁ − v₂ + v₃| of the three peak vectors, as a share of the spacing. 0 for every lattice, sheared or square
/// ones too; blobs thrown at random rarely stay below.
pub const PERIODIC_CLOSURE: f64 = 0.15;
/// Least lattice score of a stable unit whose peaks are lower or close worse than that. Units of trained networks often fire in
/// two of three sublattices, with fields of unequal strength: their peaks suffer, their symmetry does not.
pub const PERIODIC_LATTICE_SCORE: f64 = 0.4;
/// … and largest spacing of such a unit, as a share of the box, which then holds two periods: the autocorrelogram of one field
/// has peaks of noise far out.
pub const PERIODIC_SCORE_SPACING_SHARE: f64 = 0.5;
/// A spacing above this share of the box rests on a few bins at the rim of the autocorrelogram.
pub const LARGEST_SPACING_SHARE: f64 = 0.75;

/// Beyond this ratio of its axes an ellipse is not corrected: every lattice is a sheared hexagon, and at √3 = 1.73 a
/// square one would pass for it.
pub const LARGEST_ELLIPSE_RATIO: f64 = 1.5;
/// Spacings from autocorrelogram and Fourier transform that differ by more than this share disagree. On ideal lattices,
/// sheared and square ones too, they differ by up to 2 %.
pub const SPACING_AGREEMENT: f64 = 0.1;

/// A firing field is where the rate exceeds this share of the peak (half width at half height).
pub const FIELD_LEVEL: f64 = 0.5;
/// A smaller field is a speck: 200 cm², the customary least area (Solstad et al. 2008).
pub const FIELD_AREA_M2: f64 = 0.02;
/// A region that covers more than this share of the visited bins is the ground, and what it leaves are holes. The fields of a
/// square lattice cover half of it, those of a hexagonal one less.
pub const FIELD_LARGEST_SHARE: f64 = 0.6;
/// Maps are smoothed by a Gaussian of this standard deviation before it is asked whether there are fields at all, bins: the
/// noise of single bins hides none.
pub const FIELD_SMOOTHING_BINS: f32 = 1.0;
/// … but of a recorded grid cell whose fields have to be smaller, down to this share of its spacing squared: half of what a
/// field of three plane waves covers above half of its peak, π · 2 / k² = 0.12 a² with k = 4π / (√3 a).
pub const FIELD_SPACING_SHARE: f64 = 0.06;
/// The border score's fields reach down to this share of the peak (Solstad et al. 2008).
pub const BORDER_FIELD_LEVEL: f64 = 0.3;

/// Bandwidth of the kernel density of log spacing: 5 %, the scatter inside one module of recorded cells.
pub const MODULE_BANDWIDTH: f64 = 0.05;
/// A unit farther than this from its module in log spacing belongs to none: three bandwidths, and less than ln 1.25.
pub const MODULE_TIGHTNESS: f64 = 0.15;
/// A member of a module has half maps that share at least half of their variance (0.7²). Without permutations of the
/// trajectories the state depends on the path, and its maps stay below; units of trained networks lie above 0.8.
pub const MODULE_STABILITY: f64 = 0.7;
/// Modules with fewer units are dropped (Stensola et al. 2012) …
pub const MODULE_UNITS: usize = 3;
/// … and so are those below this share of the active units, which chance makes in a large population.
pub const MODULE_SHARE: f64 = 0.04;
/// Two units share a lattice when the angular patterns of their autocorrelograms correlate at least this well. For
/// unrelated smooth maps that happens in a few per cent of pairs.
pub const SHARED_LATTICE_CORRELATION: f64 = 0.7;
/// A member shares its lattice with at least this share of the other members. One in three does where a module is
/// made of three equivalent sublattices, turned by 60°.
pub const SHARED_LATTICE_PARTNERS: f64 = 0.15;
/// Equal spacing is split by orientation only into parts at least this far apart (30° is the most there is).
pub const ORIENTATION_SPLIT_DEG: f64 = 15.0;
/// … each of which agrees this well (length of the mean of exp(6iθ)) …
pub const ORIENTATION_SPLIT_COHERENCE: f64 = 0.85;
/// … and whose units are hexagons: |mean exp(6iθ)| over the six peaks of a unit. For a square lattice it is 1/3, and
/// the orientation mod 60° depends on which of two equal diagonals is found.
pub const HEXAGONAL_PEAKS: f64 = 0.6;

/// Nulls decide at this level (one in twenty), divided by the number of comparisons made.
pub const NULL_LEVEL: f64 = 0.05;
/// Two units have one lattice when its points are displaced by less than this share of their distance.
pub const SAME_LATTICE: f64 = 0.1;
/// Modules are never called commensurate with a larger residual: 5 %, the scatter inside one module of recorded cells.
pub const COMMENSURATE_RESIDUAL: f64 = 0.05;

/// Waves longer than the box over this are not told from a gradient or a lone field, cycles a box.
pub const WAVE_PERIODS: f64 = 1.2;
/// Waves above this share of the sampling frequency are bin noise.
pub const LARGEST_FREQUENCY: f64 = 0.45;
/// Waves this close in direction are one component of the spectrum, degrees.
pub const WAVE_SEPARATION_DEG: f64 = 25.0;
/// A wave below this share of the strongest power is not a component (Krupic et al. 2012).
pub const WAVE_POWER: f64 = 0.1;

/// Waves belong to one lattice when |k₁ − k₂ + k₃| is at most this share of their mean length.
pub const WAVES_CLOSURE: f64 = 0.15;
/// Angles between the waves of a hexagon, degrees (Gardner et al. 2022 count stripes 50° to 70° apart) …
pub const HEXAGON_ANGLES_DEG: std::ops::RangeInclusive<f64> = 50.0..=70.0;
/// … whose lengths, like those of the two waves of a square, differ by at most this factor (same source).
pub const LATTICE_LENGTH_RATIO: f64 = 1.25;
/// Least angle between the two waves of a square, degrees: as far from 90 as hexagons may be from 60.
pub const SQUARE_LEAST_ANGLE_DEG: f64 = 80.0;
/// Phases of a module close when the median of |φ₁ − φ₂ + φ₃| is below this, radians. Trained networks have 0.02 to 0.1,
/// unrelated phases π/2.
pub const PHASES_CLOSE_RAD: f64 = 0.5;
/// … and units share a lattice only if its waves carry this share of their variance, in the median: 1 for sums of
/// cosines, 0.6 for fields as narrow as a tenth of the spacing; place cells stay below 0.4.
pub const WAVES_VARIANCE_SHARE: f64 = 0.4;
/// Phases are told from uniform ones where chance does as much at most this often, in each tail.
pub const UNIFORMITY_LEVEL: f64 = 0.01;
/// A ring is a ring, not a cloud, when the mean of its radius is this many standard deviations. A Gaussian cloud has
/// 1.9, modules of trained networks 4 to 8.
pub const RING_QUALITY: f64 = 2.5;
/// More units lie above the chance level of a score than chance puts there, when so many or more would with at most this
/// probability: of a hundred units one always lies above a 99th percentile.
pub const ABOVE_CHANCE_LEVEL: f64 = 0.01;
/// A score of a recorded cell is beyond chance where at most this share of its shifted spike trains score as high.
pub const SIGNIFICANCE_LEVEL: f64 = 0.01;
/// … of which a border cell must reach this border score (Solstad et al. 2008).
pub const BORDER_CELL_SCORE: f64 = 0.5;
/// … and a head-direction cell a mean vector of this length: (1 + cos θ)/2, the broadest tuning to speak of, has 0.5.
pub const HEAD_CELL_VECTOR: f64 = 0.4;
/// Spikes are shifted along the track by this time or more, seconds: the animal is somewhere else by then (Langston et al.
/// 2010).
pub const LEAST_SHIFT_S: f64 = 20.0;
/// Share of random maps that a score must beat to mean something …
pub const NULL_PERCENTILE: f64 = 0.99;
/// … and the number of maps without which that share cannot be told.
pub const NULL_VALUES: usize = 100;
