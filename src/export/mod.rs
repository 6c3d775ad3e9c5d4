//! What an analysis leaves in a folder: pictures (PNG, SVG), numbers (CSV) and arrays (NPZ).
//!
//! | file | holds |
//! |---|---|
//! | `maps.npz` | `rate_maps` `[units, ny, nx]`, `visits`, `box_m`, `half_rate_maps`, `half_visits`, `rates_in_hz`, `unit_labels`, `autocorrelograms`, `population_spectrum`; analysed again it gives the same numbers and names |
//! | `cells.csv`, `fields.csv` | one row a cell (rates, scores, head direction, speed, theta) or firing field |
//! | `sessions_first_half_and_second_half.csv`, … | one row a cell in two parts of a recording: correlation of its maps, change of spacing and orientation |
//! | `sessions.csv` | of `gridscope analyze --beside`: the same of one session and another |
//! | `intake.json` | of cells from a file: what was found in it, what was decided, what is implausible; `report.json` of `gridscope analyze` has the same |
//! | `units.csv`, `modules.csv` | one row a unit or module, the columns named as in the JSON output |
//! | `rate_maps.png`, `autocorrelograms.png` | all units, row by row from the upper left |
//! | `spectra.png` | Fourier power of the population, then of each module |
//! | `scores.csv`, `scores.svg` | every score over the active units, with its chance level where that was measured |
//! | `lattices_1_2.svg`, … | both lattices and both reciprocal lattices of two modules |
//! | `analysis.json` | of `gridscope analyze`: what it has written, with checksums; a later call replaces that and nothing else |
//! | `modules.svg`, `losses.svg` | spacing and orientation; loss curves, where there is a run |
//! | `rate_maps_2m.png`, `maps_2m.npz`, `units_2m.csv`, … | every box of generalisation, as above |
//! | `boxes.csv`, `path_integration.csv`, `permuted_paths.csv` | generalisation, one row a box, moment or length |
//! | `distance.png`, `separation.png` (and `.npz`), `generalisation.svg` | its pictures, and their arrays |
//! | `decoding.csv`, `ranges.csv`, `geometry.csv` | capacity, one row a box (and noise level) |
//! | `coverage_2m.png`, `metric_2m.png`, `geometry_2m.npz`, …, `capacity.svg` | its pictures, and their arrays |
//! | `dissection_module1.svg`, `.png`, … `_histograms.svg`, `_spectrum.png`, `.npz` | rings, phases and tori of each module, and their arrays |
//! | `topology_module1.svg`, … `_angles.png`, `.npz` | barcodes and the two angles of each module, or of all active units, and their arrays |
//! | `topology_of_activity_module1.svg`, … | the same of simultaneous activity; angles are means in the bins of the arena |
//!
//! Every file says where it is from, as one line of JSON under the name `gridscope`: a text chunk of PNG, `<metadata>` of SVG, a
//! comment as the first line of CSV, an array of NPZ, a field of JSON. What was written can be read and analysed again:
//!
//! ```
//! use gridscope::export::{Exported, Provenance, export, whence};
//! use gridscope::measure::Findings;
//! use gridscope::{Arena, MapSet, ReadSettings, Origin, RateMaps, analyze, read_cells};
//!
//! let rates = (0..144).map(|bin| (bin as f32).sin()).collect();
//! let maps = RateMaps { arena: Arena { box_m: 1.0, bins: 12 }, units: 1, rates, visits: vec![1.0; 144] };
//! let (report, set) = (analyze(&maps, None, None), MapSet::new(Origin::File("cells.npz".into()), None, maps));
//! let folder = tempfile::tempdir()?;
//! let from = Provenance { cells: Some("cells.npz".into()), ..Provenance::here("rate maps") };
//! export(folder.path(), Exported { set: &set, report: &report, findings: &Findings::default(), run: None, from: &from })?;
//! assert!(folder.path().join("rate_maps.png").is_file());
//! assert_eq!(read_cells(&folder.path().join("maps.npz"), &ReadSettings::default())?.maps, set.maps);
//! assert_eq!(whence(&folder.path().join("units.csv"))?.cells.as_deref(), Some("cells.npz"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod barcode;
mod capacity;
mod cell_table;
mod cloud;
mod csv;
mod exported;
mod film;
mod findings;
mod folder;
mod generalisation;
mod lattices;
mod maps;
mod modules;
mod own_folder;
mod picture;
mod plots;
mod provenance;
mod rate_columns;
mod recorded;
mod run_parts;
mod scores;
mod session_table;
mod stamp;
mod stamped_folder;
mod table;
mod weights;
mod whence;
mod whence_binary;
mod whence_pdf;
mod writing;

pub use exported::{Exported, exports_folder};
pub use folder::export;
pub use provenance::Provenance;
pub use session_table::export_sessions;
pub use stamp::{stamped_csv, stamped_png, stamped_svg, write_stamped_npz};
pub use whence::{WhenceError, whence, whence_csv};
pub use writing::ExportError;

pub(crate) use cell_table::{CellRow, cell_rows, field_rows};
pub(crate) use csv::{CsvCell, CsvTable};
pub(crate) use film::{FilmError, FilmKind, FilmLook, FilmUnits, FilmWish, free_name, write_film};
pub(crate) use own_folder::OwnFolder;
pub(crate) use picture::rate_maps as rate_maps_picture;
pub(crate) use provenance::shell_word;
pub(crate) use run_parts::{FileWords, RunParts, run_parts};
pub(crate) use table::quoted as csv_quoted;
