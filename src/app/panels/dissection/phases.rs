//! Phase coverage: the phases of the units in pairs, and on the planes on which three phases of one place lie.

use super::state::{DissectionPanel, ShownDissection};
use crate::analysis::dissection::{Dissection, Uniformity};
use crate::app::kit::axes::{Axis, Frame, tick_font};
use crate::app::kit::count;
use crate::app::kit::dots::paint_dots;
use crate::app::kit::figure::{Figure, FigureShape, columns_ui};
use crate::app::kit::spectrum::subscript;
use crate::app::kit::turntable::Turntable;
use eframe::egui::{Align2, Color32, Id, Rect, Stroke, TextureId, Ui};
use std::f32::consts::PI;

/// Pairs of waves, by index.
const PAIRS: [[usize; 2]; 3] = [[0, 1], [1, 2], [0, 2]];
/// The cube of phases reaches this far from its middle, corner to corner, and its names a little farther.
const EXTENT: f32 = 1.95 * PI;

/// Three scatter plots and the planes; one plot where there are two waves, none where there is one.
pub(super) fn phases_ui(ui: &mut Ui, panel: &mut DissectionPanel, shown: &ShownDissection<'_, '_>) {
    let found = shown.found;
    let waves = found.waves.waves_cpm.len();
    let pairs: &[[usize; 2]] = match waves {
        0 | 1 => return,
        2 => &PAIRS[..1],
        _ => &PAIRS,
    };
    let (disc, turntable) = (panel.disc.texture(ui), &mut panel.phases);
    let shape = FigureShape { least_width: 148.0, aspect: 0.95, tallest: 250.0 };
    let count = pairs.len() + usize::from(waves == 3);
    columns_ui(ui, shape, count, |ui, index, size| {
        if let Some([a, b]) = pairs.get(index) {
            let title = format!("Phases φ{} φ{}", subscript(*a), subscript(*b));
            let about = "Phase of every unit on two waves: a unit with a field at p has φ = k·p";
            Figure { title: &title, caption: "", about }
                .show(ui, size, |ui, rect| pair_ui(ui, rect, found, [*a, *b], disc, shown.view.theme.accent));
        } else {
            let about = "Phases that belong to one place lie on the planes φ₁ − φ₂ + φ₃ = 0, ±2π; \
                         drag to turn, double-click to turn back";
            Figure { title: "Phase planes", caption: "", about }
                .show(ui, size, |ui, rect| planes_ui(ui, rect, disc, turntable, shown));
        }
    });
    let words = words(found);
    if !words.is_empty() {
        ui.vertical_centered(|ui| ui.weak(words).on_hover_text(Uniformity::DEFINITION));
    }
}

/// Coverage and closure in words.
fn words(found: &Dissection) -> String {
    let mut words = vec![count(found.units.len(), "unit")];
    if let Some(uniformity) = &found.uniformity {
        words.push(uniformity.sentence());
        let (empty, expected) = (100.0 * uniformity.empty_tiles, 100.0 * uniformity.empty_tiles_expected);
        words.push(format!("{empty:.0} % of the cell empty, {expected:.0} % expected"));
    }
    if let Some(closure) = &found.closure {
        let within = 100.0 * closure.share_within_half_rad;
        words.push(format!("closure error {:.2} rad (median), {within:.0} % within 0.5 rad", closure.median_rad));
    }
    words.join(" · ")
}

fn pair_ui(ui: &Ui, rect: Rect, found: &Dissection, [a, b]: [usize; 2], disc: TextureId, colour: Color32) {
    let axis = |wave: usize| Axis::linear(-f64::from(PI), f64::from(PI), format!("φ{} (rad)", subscript(wave)));
    let frame = Frame::layout(ui, rect, axis(a), axis(b), true);
    let painter = frame.paint(ui, true);
    let dots = found.units.iter().filter_map(|unit| {
        let point = [*unit.phases_rad.get(a)?, *unit.phases_rad.get(b)?];
        Some((frame.at(point), 3.2, colour))
    });
    paint_dots(&painter, disc, dots);
}

fn planes_ui(ui: &Ui, rect: Rect, disc: TextureId, turntable: &mut Turntable, shown: &ShownDissection<'_, '_>) {
    turntable.drag_ui(ui, rect, Id::unique("dissection: phase planes"));
    let scene = turntable.scene(rect, EXTENT);
    let painter = ui.painter_at(rect);
    let weak = ui.visuals().weak_text_color();
    for edge in cube() {
        scene.line(&painter, &edge, Stroke::new(1.0, weak.gamma_multiply(0.45)));
    }
    let plane = shown.view.theme.accent.gamma_multiply(0.16);
    for corners in planes() {
        let corners: Vec<_> = corners.iter().map(|corner| scene.at(*corner).0).collect();
        painter.add(eframe::egui::Shape::convex_polygon(corners, plane, Stroke::new(1.0, weak)));
    }
    let names = [[1.16, -1.0, -1.0], [-1.0, 1.16, -1.0], [-1.0, -1.0, 1.16]];
    for (wave, name) in names.iter().enumerate() {
        let text = format!("φ{}", subscript(wave));
        painter.text(
            scene.at(name.map(|x| x * PI)).0,
            Align2::CENTER_CENTER,
            text,
            tick_font(ui),
            ui.visuals().text_color(),
        );
    }
    let points = shown.found.units.iter().filter_map(|unit| {
        let &[a, b, c] = unit.phases_rad.as_slice() else { return None };
        Some(([a as f32, b as f32, c as f32], shown.view.theme.accent))
    });
    scene.points(&painter, disc, 3.6, shown.view.theme.panel, points);
}

/// The twelve edges of the cube of phases.
fn cube() -> impl Iterator<Item = [[f32; 3]; 2]> {
    let signs = [[-PI, -PI], [-PI, PI], [PI, PI], [PI, -PI]];
    (0..3).flat_map(move |axis| {
        signs.map(|[a, b]| {
            [-PI, PI].map(|along| {
                let mut corner = [a, b, a];
                corner[axis] = along;
                corner[(axis + 1) % 3] = a;
                corner[(axis + 2) % 3] = b;
                corner
            })
        })
    })
}

/// The parts of φ₁ − φ₂ + φ₃ = −2π, 0, 2π inside the cube.
fn planes() -> [Vec<[f32; 3]>; 3] {
    let middle = vec![[PI, PI, 0.0], [0.0, PI, PI], [-PI, 0.0, PI], [-PI, -PI, 0.0], [0.0, -PI, -PI], [PI, 0.0, -PI]];
    let far = vec![[PI, 0.0, PI], [PI, -PI, 0.0], [0.0, -PI, PI]];
    let near = far.iter().map(|corner| corner.map(|x: f32| -x)).collect();
    [middle, far, near]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corners_lie_on_the_planes_and_in_the_cube() {
        for (corners, sum) in planes().iter().zip([0.0, 2.0 * PI, -2.0 * PI]) {
            for [a, b, c] in corners {
                assert!((a - b + c - sum).abs() < 1e-5, "{a} {b} {c}");
                assert!([a, b, c].iter().all(|x| x.abs() <= PI), "{a} {b} {c}");
            }
        }
        let edges: Vec<_> = cube().collect();
        assert_eq!(edges.len(), 12);
        for [from, to] in &edges {
            assert_eq!(from.iter().zip(to).filter(|(a, b)| (*a - *b).abs() > 1.0).count(), 1, "along one axis");
        }
        for (i, edge) in edges.iter().enumerate() {
            assert!(!edges[..i].contains(edge), "each once");
        }
    }
}
