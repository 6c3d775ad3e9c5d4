//! Pictures and arrays of the modules that were taken apart.

use super::barcode::barcodes;
use super::cloud::{DotCloud, clouds_svg};
use super::picture::{Colours, MapTile, wall};
use super::stamped_folder::StampedFolder;
use super::writing::ExportError;
use crate::analysis::Members;
use crate::analysis::dissection::{Dissection, ModuleHistogram, turned};
use crate::analysis::topology::{StatesOf, Topology};
use crate::draw::chart::{Chart, PointSet, column};
use crate::draw::palette::on_paper;
use crate::files::Numbers;
use std::f64::consts::TAU;

/// From where clouds in three dimensions are seen, radians.
const TURN: f32 = 0.6;
const TILT: f32 = 0.85;

/// Pictures and arrays of the dissection of a module, counted from 1.
pub(crate) fn dissection(folder: StampedFolder<'_>, module: usize, found: &Dissection) -> Result<(), ExportError> {
    let file = |ending: &str| format!("dissection_module{module}{ending}");
    let power = MapTile::own_scale(&found.spectrum.power, found.spectrum.size);
    folder.picture(&file("_spectrum.png"), &wall(&[power], Colours::Inferno))?;
    let clouds = clouds(found);
    let title = format!("Module {module}: {}", found.summary);
    folder.svg(&file(".svg"), &clouds_svg(&clouds, &title))?;
    folder.picture(&file(".png"), &crate::export::cloud::picture(&clouds))?;
    folder.svg(&file("_histograms.svg"), &column(&histograms(found), &title))?;
    arrays(folder, &file(".npz"), found)
}

/// Rings, pairs of phases, the states and the torus of their phases; the colour tells k·x of the ring's own wave, elsewhere
/// that of k₁.
fn clouds(found: &Dissection) -> Vec<DotCloud> {
    let mut clouds = Vec::new();
    for (index, ring) in found.rings.iter().enumerate() {
        let quality = ring.quality.map_or_else(|| "–".to_owned(), |quality| format!("{quality:.1}"));
        let points = ring.points.iter().zip(&ring.position_rad);
        clouds.push(DotCloud::new(
            format!("ring k{}, quality {quality}", index + 1),
            points.map(|([re, im], angle)| ([f64::from(*re), f64::from(*im)], f64::from(*angle) / TAU)).collect(),
        ));
    }
    let waves = found.waves.waves_cpm.len();
    for (a, b) in [(0, 1), (1, 2), (0, 2)].into_iter().filter(|(_, b)| *b < waves) {
        let pair = |unit: &crate::analysis::dissection::UnitPhases| {
            Some(([*unit.phases_rad.get(a)?, *unit.phases_rad.get(b)?], f64::NAN))
        };
        clouds.push(DotCloud::new(
            format!("phases {} and {} (−π to π)", a + 1, b + 1),
            found.units.iter().filter_map(pair).collect(),
        ));
    }
    let wave = found.waves.waves_cpm.first().copied().unwrap_or_default();
    let turn = |state: usize| found.positions_m.get(state).map_or(f64::NAN, |[x, y]| wave[0] * x + wave[1] * y);
    // The nearest last, so that it covers what is behind it.
    let seen = |points: &mut dyn Iterator<Item = ([f32; 3], usize)>| {
        let mut seen: Vec<([f32; 3], usize)> =
            points.map(|(point, state)| (turned(point, TURN, TILT), state)).collect();
        seen.sort_by(|a, b| a.0[2].total_cmp(&b.0[2]));
        seen.into_iter().map(|([right, up, _], state)| ([f64::from(right), f64::from(up)], turn(state))).collect()
    };
    if let Some(embedding) = &found.embedding {
        let mut points = embedding.points.iter().copied().zip(embedding.indices.iter().copied());
        clouds.push(DotCloud::new("state space".into(), seen(&mut points)));
    }
    if let Some(torus) = &found.phase_torus {
        let mut points = torus.points.iter().copied().zip(0..);
        clouds.push(DotCloud::new("analytic torus (a torus by construction)".into(), seen(&mut points)));
    }
    clouds
}

/// Steps along the upper edges of the bars.
fn outline(ModuleHistogram { start, width, counts }: &ModuleHistogram) -> Vec<[f64; 2]> {
    let edge = |index: usize| start + width * index as f64;
    let bar = |(index, count): (usize, &usize)| [[edge(index), *count as f64], [edge(index + 1), *count as f64]];
    counts.iter().enumerate().flat_map(bar).collect()
}

fn histograms(found: &Dissection) -> [Chart; 3] {
    let units = |counts: &ModuleHistogram| vec![PointSet::line("units", 0, outline(counts))];
    let shares = found.dimension.variance_shares.iter().enumerate();
    let shares = shares.map(|(index, share)| [(index + 1) as f64, *share]).collect();
    let chart = |title: &str, axes, sets| Chart { title: title.to_owned(), axes, sets, from_zero: true };
    [
        chart("Orientation", ["orientation_deg (mod 60)", "units"], units(&found.lattices.orientation_deg)),
        chart("Spacing", ["spacing_m (lattice constant, m)", "units"], units(&found.lattices.spacing_m)),
        chart(
            "Variance along principal components",
            ["component", "share"],
            vec![PointSet::dots("variance_shares", on_paper(0), shares)],
        ),
    ]
}

fn arrays(folder: StampedFolder<'_>, name: &str, found: &Dissection) -> Result<(), ExportError> {
    let (states, waves) = (found.positions_m.len(), found.waves.waves_cpm.len());
    let unit: Vec<i64> = found.units.iter().map(|unit| unit.unit as i64).collect();
    let phases: Vec<f64> = found.units.iter().flat_map(|unit| unit.phases_rad.iter().copied()).collect();
    let rings: Vec<f32> = found.rings.iter().flat_map(|ring| ring.points.as_flattened()).copied().collect();
    let embedding = found.embedding.clone().unwrap_or_default();
    let indices: Vec<i64> = embedding.indices.iter().map(|index| *index as i64).collect();
    let torus = found.phase_torus.clone().unwrap_or_default();
    let tensors: &[[f32; 3]] = found.metric.as_ref().map_or(&[], |metric| &metric.tensors);
    let size = found.spectrum.size;
    folder.arrays(
        name,
        &[
            ("unit", &[unit.len()], Numbers::I64(&unit)),
            ("waves_cpm", &[waves, 2], Numbers::F64(found.waves.waves_cpm.as_flattened())),
            ("phases_rad", &[unit.len(), waves], Numbers::F64(&phases)),
            ("positions_m", &[states, 2], Numbers::F64(found.positions_m.as_flattened())),
            ("rings", &[found.rings.len(), states, 2], Numbers::F32(&rings)),
            ("embedding", &[embedding.points.len(), 3], Numbers::F32(embedding.points.as_flattened())),
            ("embedding_state", &[indices.len()], Numbers::I64(&indices)),
            ("phase_torus", &[torus.points.len(), 3], Numbers::F32(torus.points.as_flattened())),
            ("phase_torus_angles_rad", &[torus.angles_rad.len(), 2], Numbers::F32(torus.angles_rad.as_flattened())),
            ("metric", &[tensors.len(), 3], Numbers::F32(tensors.as_flattened())),
            ("firing_units", &[found.coverage.firing_units.len()], Numbers::F32(&found.coverage.firing_units)),
            ("spectrum", &[size, size], Numbers::F32(&found.spectrum.power)),
        ],
    )
}

/// Pictures and arrays of the topology of some units; `bins` are those of the maps.
pub(crate) fn topology(
    folder: StampedFolder<'_>,
    members: Members,
    found: &Topology,
    bins: usize,
) -> Result<(), ExportError> {
    let whose = match members {
        Members::Module(module) => format!("module{}", module + 1),
        Members::AllActive => "all".to_owned(),
    };
    let source = match found.source {
        StatesOf::MeanMaps => "",
        StatesOf::SimultaneousActivity => "of_activity_",
    };
    let file = |ending: &str| format!("topology_{source}{whose}{ending}");
    folder.svg(&file(".svg"), &barcodes(&found.barcodes, &format!("{members}: {}", found.words())))?;
    let turns = |angle: &f32| *angle / std::f32::consts::TAU;
    let angles: Vec<Vec<f32>> = found
        .angles
        .iter()
        .flat_map(|angles| &angles.angles_rad)
        .filter(|angles| angles.len() == bins * bins)
        .map(|angles| angles.iter().map(turns).collect())
        .collect();
    let tiles: Vec<MapTile<'_>> =
        angles.iter().map(|values| MapTile { values, columns: bins, range: [0.0, 1.0] }).collect();
    folder.picture(&file("_angles.png"), &wall(&tiles, Colours::Cyclic))?;
    let radians: Vec<f32> = found.angles.iter().flat_map(|angles| angles.angles_rad.concat()).collect();
    let shape = if radians.len() == 2 * bins * bins { vec![2, bins, bins] } else { vec![radians.len()] };
    // Dimension, birth, death; a class that lives on has no death.
    let bars: Vec<f64> = found
        .barcodes
        .iter()
        .flat_map(|code| {
            code.bars.iter().flat_map(|bar| [code.dimension as f64, bar.birth, bar.death.unwrap_or(f64::INFINITY)])
        })
        .collect();
    let band: Vec<f64> = found.barcodes.iter().map(|code| code.band).collect();
    folder.arrays(
        &file(".npz"),
        &[
            ("angles_rad", &shape, Numbers::F32(&radians)),
            ("bars", &[bars.len() / 3, 3], Numbers::F64(&bars)),
            ("band", &[band.len()], Numbers::F64(&band)),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::dissection::dissect;
    use crate::analysis::topology::{Population, TopologySettings, topology};
    use crate::export::Provenance;
    use crate::files::Npz;
    use crate::maps::{Arena, RateMaps};
    use crate::numerics::Progress;

    /// Units of a square lattice.
    fn maps() -> RateMaps {
        let arena = Arena { box_m: 1.2, bins: 16 };
        let rate = |i: usize| {
            let (unit, bin) = (i / 256, i % 256);
            let wave = |at: usize, shift: usize| (TAU * f64::from(arena.centre_m(at)) / 0.5 + 0.7 * shift as f64).cos();
            (wave(bin % 16, unit) + wave(bin / 16, unit * unit)) as f32 + 2.0
        };
        RateMaps { arena, units: 12, rates: (0..12 * 256).map(rate).collect(), visits: vec![1.0; 256] }
    }

    #[test]
    fn pictures_and_arrays_are_written() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (maps, units) = (maps(), (0..12).collect::<Vec<_>>());
        let found = dissect(&maps, &units, 1, &mut Progress::none()).expect("nobody cancels it");
        let from = Provenance::here("");
        let stamped = StampedFolder { folder: folder.path(), from: &from };
        dissection(stamped, 1, &found).expect("writable");
        let settings = TopologySettings { landmarks: 60, cavity_landmarks: 30, shuffles: 1, most_states: 100 };
        let population = Population::of_maps(&maps, &units);
        let shape = topology(&population, settings, 1, &mut Progress::none()).expect("enough of everything");
        check_topology(stamped, &shape);
        for name in ["_spectrum.png", ".svg", ".png", "_histograms.svg"] {
            assert!(folder.path().join(format!("dissection_module1{name}")).is_file(), "{name}");
        }
        let arrays = Npz::read(&folder.path().join("dissection_module1.npz")).expect("just written");
        assert_eq!(arrays.array("rings").expect("rings").shape, [found.rings.len(), 256, 2]);
        assert_eq!(arrays.array("phases_rad").expect("phases").shape, [12, found.waves.waves_cpm.len()]);
        let svg = std::fs::read_to_string(folder.path().join("dissection_module1.svg")).expect("written");
        assert!(svg.contains("ring k1, quality") && svg.contains("phases 1 and 2"), "titles");
    }

    fn check_topology(stamped: StampedFolder<'_>, found: &Topology) {
        let folder = stamped.folder;
        super::topology(stamped, Members::Module(1), found, 16).expect("writable");
        let arrays = Npz::read(&folder.join("topology_module2.npz")).expect("just written");
        let bars: usize = found.barcodes.iter().map(|code| code.bars.len()).sum();
        assert_eq!(arrays.array("bars").expect("bars").shape, [bars, 3]);
        assert_eq!(arrays.list("band").expect("bands").len(), 3);
        assert!(folder.join("topology_module2.svg").is_file() && folder.join("topology_module2_angles.png").is_file());
    }

    #[test]
    fn a_silent_module_is_written_too() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let stamped = StampedFolder { folder: folder.path(), from: &Provenance::here("") };
        dissection(stamped, 3, &Dissection::default()).expect("writable");
        assert!(folder.path().join("dissection_module3.png").is_file());
    }
}
