//! Where the animal went, and where it was when the unit fired.

use crate::app::kit::axes::{Axis, Frame};
use crate::app::kit::map_texture::{MapTexture, key_of, whole};
use crate::app::view::View;
use crate::export::CsvTable;
use crate::maps::{Arena, MapKey, MapSettings, RecordedSet, SpikeMapper};
use eframe::egui::{Color32, ColorImage, Rect, TextureOptions, Ui};

/// Pixels a side of the picture: however long the recording, drawing it costs as little.
const SIDE: usize = 400;

/// The picture, and the path of the recording that it is of.
#[derive(Default)]
pub(super) struct PathPicture {
    texture: MapTexture,
    /// The pixels that the path crosses, and of which maps.
    path: Option<(MapKey, Vec<bool>)>,
}

impl PathPicture {
    /// Draws path and spikes at the scale of the rate map.
    pub(super) fn ui(&mut self, ui: &mut Ui, rect: Rect, view: &View<'_>, unit: usize) {
        let Some((set, recorded)) = view.set.and_then(|set| Some((set, set.recorded.as_deref()?))) else { return };
        let arena = set.maps.arena;
        let half = f64::from(arena.box_m) / 2.0;
        let axis = |name: &str| Axis::linear(-half, half, format!("{name} (m)"));
        let frame = Frame::layout(ui, rect, axis("x"), axis("y"), true);
        if self.path.as_ref().is_none_or(|(of, _)| *of != set.key) {
            self.path = Some((set.key, path_of(recorded, arena)));
        }
        let path = self.path.as_ref().map_or(&[][..], |(_, path)| path);
        let key = key_of((set.key, unit, view.theme.dark));
        let texture = self.texture.update(ui.ctx(), "path and spikes", key, TextureOptions::LINEAR, || {
            let colours = [view.theme.wall, view.theme.weak_text.gamma_multiply(0.55), view.theme.error];
            picture(path, &spikes_of(recorded, arena, unit), colours)
        });
        frame.paint(ui, false).image(texture, frame.rect, whole(), Color32::WHITE);
    }
}

/// The pixel of a place; `None` outside the arena.
fn pixel(place: [f32; 2], arena: Arena) -> Option<usize> {
    Arena { bins: SIDE, ..arena }.bin(place)
}

/// The pixels that the path crosses, row 0 at the bottom. Nothing is drawn across gaps and where the animal was lost.
fn path_of(recorded: &RecordedSet, arena: Arena) -> Vec<bool> {
    let track = &recorded.cells.track;
    let longest_s = track.longest_step_s();
    let mut crossed = vec![false; SIDE * SIDE];
    for (places, times) in track.position_m.windows(2).zip(track.time_s.windows(2)) {
        let [from, to] = [places[0], places[1]];
        let is_whole = from.iter().chain(&to).all(|x| x.is_finite()) && times[1] - times[0] <= longest_s;
        let way = (to[0] - from[0]).abs().max((to[1] - from[1]).abs()) * SIDE as f32 / arena.box_m;
        // A step of more than the whole picture is no step of an animal.
        let steps = if is_whole && way < 2.0 * SIDE as f32 { way.ceil().max(1.0) as usize } else { 0 };
        for step in 0..steps {
            let share = step as f32 / steps as f32;
            if let Some(pixel) = pixel([0, 1].map(|axis| from[axis] + share * (to[axis] - from[axis])), arena) {
                crossed[pixel] = true;
            }
        }
    }
    crossed
}

/// The sample and the place of each spike of a unit that fell on the track.
fn spikes_on_track(recorded: &RecordedSet, arena: Arena, unit: usize) -> Vec<(usize, [f32; 2])> {
    let track = &recorded.cells.track;
    let Some(unit) = recorded.cells.units.get(unit) else { return Vec::new() };
    // All spikes, also those of moments in which the animal was too slow to count.
    let mapper = SpikeMapper::new(track, arena, MapSettings { speed_gate_m_s: 0.0, ..recorded.settings });
    mapper.samples_of(&unit.spikes_s).map(|sample| (sample, track.position_m[sample])).collect()
}

fn spikes_of(recorded: &RecordedSet, arena: Arena, unit: usize) -> Vec<usize> {
    spikes_on_track(recorded, arena, unit).iter().filter_map(|(_, place)| pixel(*place, arena)).collect()
}

/// Ground, path and spikes as pixels, the top row first; a spike is a dot of three pixels.
fn picture(path: &[bool], spikes: &[usize], [ground, line, dot]: [Color32; 3]) -> ColorImage {
    let mut pixels: Vec<Color32> = path.iter().map(|crossed| if *crossed { line } else { ground }).collect();
    pixels.resize(SIDE * SIDE, ground);
    for spike in spikes {
        let (y, x) = (spike / SIDE, spike % SIDE);
        for row in y.saturating_sub(1)..(y + 2).min(SIDE) {
            pixels[row * SIDE + x.saturating_sub(1)..row * SIDE + (x + 2).min(SIDE)].fill(dot);
        }
    }
    let turned = pixels.chunks_exact(SIDE).rev().flatten().copied().collect();
    ColorImage::new([SIDE, SIDE], turned)
}

/// Where the animal went, a row a sample, and where it was at each spike of the unit.
pub(super) fn tables(recorded: &RecordedSet, arena: Arena, unit: usize) -> [CsvTable; 2] {
    let track = &recorded.cells.track;
    let mut path = CsvTable::new("path", &["time_s", "x_m", "y_m"]);
    for (time_s, [x_m, y_m]) in track.time_s.iter().zip(&track.position_m) {
        path.push(&[time_s, x_m, y_m]);
    }
    let mut spikes = CsvTable::new("spikes", &["sample", "x_m", "y_m"]);
    for (sample, [x_m, y_m]) in spikes_on_track(recorded, arena, unit) {
        spikes.push(&[&sample, &x_m, &y_m]);
    }
    [path, spikes]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{ArenaShape, CellTrack, RecordedCells, RecordedUnit};

    const ARENA: Arena = Arena { box_m: 1.0, bins: 10 };

    /// Along the lower edge from the left, then after a gap up the right edge; a spike at the start and one after the gap.
    fn recorded() -> RecordedSet {
        let place =
            |i: usize| if i < 50 { [-0.49 + 0.015 * i as f32, -0.45] } else { [0.45, -0.4 + 0.015 * (i - 50) as f32] };
        let time = |i: usize| i as f64 * 0.1 + if i < 50 { 0.0 } else { 100.0 };
        let track = CellTrack {
            time_s: (0..100).map(time).collect(),
            position_m: (0..100).map(place).collect(),
            head_rad: Vec::new(),
        };
        let units = vec![RecordedUnit { label: "a".into(), spikes_s: vec![0.05, 50.0, 105.05] }];
        let cells = RecordedCells { track, units, shape: ArenaShape::Rectangle { width_m: 1.0, height_m: 1.0 } };
        RecordedSet { cells, settings: MapSettings::default() }
    }

    #[test]
    fn the_path_is_whole_but_for_the_gap_and_spikes_are_where_they_fell() {
        let recorded = recorded();
        let path = path_of(&recorded, ARENA);
        let at = |x: f32, y: f32| path[pixel([x, y], ARENA).expect("inside")];
        assert!(at(-0.3, -0.45) && at(0.0, -0.45) && at(0.45, 0.2), "along both edges");
        assert!(!at(0.35, -0.43) && !at(0.0, 0.0), "not across the gap");
        let spikes = spikes_on_track(&recorded, ARENA, 0);
        let samples: Vec<usize> = spikes.iter().map(|(sample, _)| *sample).collect();
        assert_eq!(samples, [0, 50], "the one in the gap fell nowhere");
        let [ground, line, dot] = [Color32::BLACK, Color32::GRAY, Color32::RED];
        let image = picture(&path, &spikes_of(&recorded, ARENA, 0), [ground, line, dot]);
        let red = image.pixels.iter().filter(|pixel| **pixel == dot).count();
        assert!(image.size == [SIDE, SIDE] && red == 18, "two dots of nine pixels: {red}");
        // 2.5 cm around so many rows from the top.
        let is_crossed = |y: usize| image.pixels[(y - 5) * SIDE..(y + 5) * SIDE].contains(&line);
        assert!(is_crossed(SIDE - 20) && !is_crossed(20), "y grows upwards");
        assert!(spikes_of(&recorded, ARENA, 9).is_empty());
        assert_eq!(tables(&recorded, ARENA, 0).map(|table| table.rows()), [100, 2]);
    }
}
