//! What the finding of each measurement becomes: an exporter for each, in one list.

use super::cell_table::{cell_rows, field_rows};
use super::exported::Exported;
use super::stamped_folder::StampedFolder;
use super::writing::ExportError;
use super::{capacity, generalisation, lattices, modules, scores};
use crate::analysis::capacity::Capacity;
use crate::analysis::dissection::Dissection;
use crate::analysis::recorded::SessionComparison;
use crate::analysis::{Members, ModuleNulls, ScoreNull, ScoreSummary, Significance};
use crate::measure::{ActivityTopology, Answers, ArenaTopology, CellMeasures, Findings, Generalised, Measurement};

/// Writes a finding, if it is there.
type Exporter = fn(StampedFolder<'_>, Exported<'_>) -> Result<(), ExportError>;

/// A finding without an exporter is in the JSON output only.
const EXPORTERS: [Exporter; 9] =
    [chance_levels, lattice_pairs, cells, sessions, dissections, topologies, other_arenas, decoding, shifted_spikes];

/// Writes all findings.
pub(super) fn export(folder: StampedFolder<'_>, what: Exported<'_>) -> Result<(), ExportError> {
    EXPORTERS.iter().try_for_each(|exporter| exporter(folder, what))
}

/// What was found once.
fn one<M: Measurement>(findings: &Findings) -> Option<&M> {
    Answers::among(findings).and_then(Answers::one)
}

/// What was found for each input.
fn each<M: Measurement>(findings: &Findings) -> impl Iterator<Item = (&M::Input, &M)> {
    let all = Answers::<M>::among(findings).map_or(&[][..], Answers::each);
    all.iter().filter_map(|(input, result)| Some((input, result.as_ref().ok()?)))
}

/// Scores are written without chance levels too.
fn chance_levels(
    folder: StampedFolder<'_>,
    Exported { report, findings, .. }: Exported<'_>,
) -> Result<(), ExportError> {
    let null = one::<ScoreNull>(findings);
    folder.table("scores.csv", &ScoreSummary::all(&report.units, null))?;
    folder.svg("scores.svg", &scores::histograms(report, null))
}

fn lattice_pairs(folder: StampedFolder<'_>, Exported { findings, .. }: Exported<'_>) -> Result<(), ExportError> {
    for pair in one::<ModuleNulls>(findings).into_iter().flat_map(|nulls| &nulls.pairs) {
        let name = format!("lattices_{}_{}.svg", pair.larger + 1, pair.smaller + 1);
        folder.svg(&name, &lattices::picture(pair))?;
    }
    Ok(())
}

fn cells(folder: StampedFolder<'_>, Exported { set, report, findings, .. }: Exported<'_>) -> Result<(), ExportError> {
    let Some(CellMeasures(measures)) = one::<CellMeasures>(findings) else { return Ok(()) };
    let classes = one::<Significance>(findings);
    let rows = cell_rows(set, report, measures, |unit| classes?.class_of(unit));
    folder.table_of_rates("cells.csv", &rows, set.rate_unit)?;
    folder.table_of_rates("fields.csv", &field_rows(measures), set.rate_unit)
}

fn sessions(folder: StampedFolder<'_>, Exported { findings, .. }: Exported<'_>) -> Result<(), ExportError> {
    each::<SessionComparison>(findings).try_for_each(|(split, found)| {
        let name = split.names().map(|name| name.replace(' ', "_")).join("_and_");
        folder.table(&format!("sessions_{name}.csv"), &found.cells)
    })
}

fn dissections(folder: StampedFolder<'_>, Exported { findings, .. }: Exported<'_>) -> Result<(), ExportError> {
    for (members, dissection) in each::<Dissection>(findings) {
        if let Members::Module(module) = members {
            modules::dissection(folder, module + 1, dissection)?;
        }
    }
    Ok(())
}

fn topologies(folder: StampedFolder<'_>, Exported { findings, .. }: Exported<'_>) -> Result<(), ExportError> {
    let of_activity = each::<ActivityTopology>(findings).map(|(members, found)| (members, &found.0));
    each::<ArenaTopology>(findings).chain(of_activity).try_for_each(|(members, ArenaTopology { arena, topology })| {
        modules::topology(folder, *members, topology, arena.bins)
    })
}

fn other_arenas(folder: StampedFolder<'_>, Exported { findings, .. }: Exported<'_>) -> Result<(), ExportError> {
    one::<Generalised>(findings).map_or(Ok(()), |found| generalisation::generalisation(folder, found))
}

fn shifted_spikes(folder: StampedFolder<'_>, Exported { set, findings, .. }: Exported<'_>) -> Result<(), ExportError> {
    let Some(found) = one::<Significance>(findings) else { return Ok(()) };
    folder.table("significance.csv", &found.rows(|unit| set.label(unit)))?;
    folder.table("classes.csv", &found.classes)
}

fn decoding(folder: StampedFolder<'_>, Exported { findings, .. }: Exported<'_>) -> Result<(), ExportError> {
    one::<Capacity>(findings).map_or(Ok(()), |found| capacity::capacity(folder, found))
}
