//! Barcodes and angles as tables, of all units that were looked at.

use crate::app::view::View;
use crate::export::CsvTable;
use crate::measure::{ActivityTopology, ArenaTopology};

/// Of the maps on screen: verdicts, bars, bands of the shuffles, and the two angles of each place.
pub(super) fn tables(view: &View<'_>) -> Vec<CsvTable> {
    let columns = [
        "members",
        "states_of",
        "verdict",
        "shape",
        "units",
        "states",
        "variance_share",
        "twist",
        "angle_deg",
        "explained_by_angles",
        "explained_by_place",
    ];
    let mut verdicts = CsvTable::new("topology", &columns);
    let mut bars = CsvTable::new("bars", &["members", "states_of", "dimension", "birth", "death"]);
    let mut bands =
        CsvTable::new("bands", &["members", "states_of", "dimension", "longest_of_shuffled", "beyond_band", "long"]);
    let mut angles =
        CsvTable::new("angles", &["members", "states_of", "x_m", "y_m", "first_angle_rad", "second_angle_rad"]);
    let of_set = |id| view.set.is_some_and(|set| set.key.id == id);
    let of_maps = view.measurements.lane::<ArenaTopology>().findings();
    let of_activity = view.measurements.lane::<ActivityTopology>().findings();
    let all = of_maps.chain(of_activity.map(|(topic, found)| (topic, &found.0)));
    for (topic, ArenaTopology { arena, topology }) in all {
        if !of_set(topic.maps.id) {
            continue;
        }
        let (members, source) = (topic.input.to_string(), topology.source.to_string());
        let evidence = topology.evidence.as_ref();
        verdicts.push(&[
            &members,
            &source,
            &topology.verdict.to_string(),
            &topology.shape.map(|shape| shape.to_string()),
            &topology.units,
            &topology.states,
            &topology.variance_share,
            &evidence.map(|evidence| evidence.twist),
            &evidence.and_then(|evidence| evidence.angle_deg),
            &evidence.map(|evidence| evidence.explained_by_angles),
            &evidence.and_then(|evidence| evidence.explained_by_place),
        ]);
        for barcode in &topology.barcodes {
            for bar in &barcode.bars {
                bars.push(&[&members, &source, &barcode.dimension, &bar.birth, &bar.death]);
            }
            bands.push(&[&members, &source, &barcode.dimension, &barcode.band, &barcode.beyond_band, &barcode.long]);
        }
        let Some([first, second]) = topology.angles.as_ref().map(|angles| &angles.angles_rad) else { continue };
        if first.len() != arena.bins * arena.bins {
            continue; // of places that were left out nobody knows which
        }
        for (bin, (first, second)) in first.iter().zip(second).enumerate() {
            let [x_m, y_m] = [bin % arena.bins, bin / arena.bins].map(|index| arena.centre_m(index));
            angles.push(&[&members, &source, &x_m, &y_m, first, second]);
        }
    }
    [verdicts, bars, bands, angles].into_iter().filter(|table| table.rows() > 0).collect()
}
