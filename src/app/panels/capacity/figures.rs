//! Decoding error against noise and arena; coverage and metric over the arena.

use crate::analysis::capacity::Metric;
use crate::analysis::capacity::{Capacity, DecodingError, Geometry};
use crate::app::kit::axes::{Axis, Frame};
use crate::app::kit::chart::{GridPicture, Line, lines_ui, top_of};
use crate::app::kit::figure::{Figure, FigureShape, columns_ui};
use crate::app::kit::map_texture::{MapTexture, key_of};
use crate::app::kit::number_or_dash;
use crate::app::view::View;
use eframe::egui::{Painter, Shape, Stroke, Ui, Vec2};

/// Ellipses along a side of the arena.
const ELLIPSES: usize = 10;

/// Pictures of one of the arenas.
#[derive(Default)]
pub(super) struct ArenaPictures {
    /// Which one, counted from the smallest.
    pub(super) arena: usize,
    coverage: MapTexture,
    metric: MapTexture,
}

/// What a figure is about.
#[derive(Clone, Copy)]
enum CapacityFigure<'a> {
    Noise,
    ArenaSize,
    Coverage(&'a Geometry),
    Metric(&'a Geometry, &'a Metric),
}

/// All figures; with several arenas, those of one of them stand below the choice of it.
pub(super) fn figures_ui(ui: &mut Ui, pictures: &mut ArenaPictures, key: u64, found: &Capacity, view: &View<'_>) {
    let has_boxes = found.geometry.len() > 1;
    pictures.arena = pictures.arena.min(found.geometry.len().saturating_sub(1));
    let geometry = |index: usize| found.geometry.get(index);
    let of_arena = |index: usize| {
        let metric =
            geometry(index).and_then(|geometry| Some(CapacityFigure::Metric(geometry, geometry.metric.as_ref()?)));
        geometry(index).map(CapacityFigure::Coverage).into_iter().chain(metric)
    };
    if has_boxes {
        draw_ui(ui, pictures, key, found, view, &[CapacityFigure::Noise, CapacityFigure::ArenaSize]);
        ui.horizontal_wrapped(|ui| {
            ui.label("Box");
            for (index, geometry) in found.geometry.iter().enumerate() {
                ui.selectable_value(&mut pictures.arena, index, format!("{} m", geometry.box_m));
            }
        });
        let shown: Vec<CapacityFigure<'_>> = of_arena(pictures.arena).collect();
        draw_ui(ui, pictures, key, found, view, &shown);
    } else {
        let shown: Vec<CapacityFigure<'_>> = std::iter::once(CapacityFigure::Noise).chain(of_arena(0)).collect();
        draw_ui(ui, pictures, key, found, view, &shown);
    }
}

fn draw_ui(
    ui: &mut Ui,
    pictures: &mut ArenaPictures,
    key: u64,
    found: &Capacity,
    view: &View<'_>,
    shown: &[CapacityFigure<'_>],
) {
    let key = key_of((key, pictures.arena, view.colour_map as u8, view.theme.dark));
    let shape = FigureShape { least_width: 290.0, aspect: 0.62, tallest: 292.0 };
    columns_ui(ui, shape, shown.len(), |ui, index, size| match shown[index] {
        CapacityFigure::Noise => noise_ui(ui, size, found, view),
        CapacityFigure::ArenaSize => arena_size_ui(ui, size, found, view),
        CapacityFigure::Coverage(geometry) => coverage_ui(ui, size, &mut pictures.coverage, key, geometry, view),
        CapacityFigure::Metric(geometry, metric) => {
            metric_ui(ui, size, &mut pictures.metric, key, geometry.box_m, metric, view);
        }
    });
}

/// Whether two numbers are one: they were written, not computed.
pub(super) fn is_same(a: f64, b: f64) -> bool {
    a.total_cmp(&b).is_eq()
}

/// Values without repetition, in the order in which they come.
fn distinct(errors: &[DecodingError], pick: fn(&DecodingError) -> f64) -> Vec<f64> {
    let mut values: Vec<f64> = Vec::new();
    for value in errors.iter().map(pick) {
        if !values.iter().any(|known| is_same(*known, value)) {
            values.push(value);
        }
    }
    values
}

/// A curve a box, and what guessing gives.
fn noise_ui(ui: &mut Ui, size: Vec2, found: &Capacity, view: &View<'_>) {
    let mut lines = Vec::new();
    for (index, box_m) in distinct(&found.decoding, |error| error.box_m).into_iter().enumerate() {
        let of_box = || found.decoding.iter().filter(|error| is_same(error.box_m, box_m));
        let colour = view.theme.curve(index);
        lines.push(Line::solid(format!("{box_m} m"), colour, of_box().map(|e| [e.noise, e.mean_error_m]).collect()));
        let chance = of_box().map(|error| [error.noise, error.chance_error_m]).collect();
        // One name for all of them.
        lines.push(Line::dashed(if index == 0 { "guessing" } else { "" }, colour, chance));
    }
    let most = found.decoding.iter().map(|error| error.noise).fold(0.0, f64::max);
    // The noise in the middle of what was tried.
    let middle = found.decoding.iter().find(|error| error.noise >= 0.3);
    let axes = [
        Axis::linear(-0.02, 1.04 * most.max(0.1), "noise (share of the rms rate)"),
        Axis::linear(0.0, top_of(&lines), "mean error (m)"),
    ];
    let figure = Figure {
        title: "Decoding error against noise",
        about: "The place whose noiseless state is nearest to a noisy one: mean distance from the true place\n\
                Noise of a unit as a share of the root mean square of all rates",
        caption: &middle.map_or_else(String::new, |error| {
            format!(
                "noise {} in {} m: {:.3} m, {:.0} % within 0.1 m",
                error.noise,
                error.box_m,
                error.mean_error_m,
                100.0 * error.within_10_cm
            )
        }),
    };
    figure.show(ui, size, |ui, rect| _ = lines_ui(ui, rect, axes, &lines));
}

/// A curve a noise level, and what guessing gives.
fn arena_size_ui(ui: &mut Ui, size: Vec2, found: &Capacity, view: &View<'_>) {
    let boxes_m = distinct(&found.decoding, |error| error.box_m);
    let mut lines = Vec::new();
    for (index, noise) in distinct(&found.decoding, |error| error.noise).into_iter().enumerate() {
        let of_noise = found.decoding.iter().filter(|error| is_same(error.noise, noise));
        let points = of_noise.map(|error| [error.box_m, error.mean_error_m]).collect();
        // The first name says what the numbers are.
        let name = if index == 0 { format!("noise {noise}") } else { noise.to_string() };
        lines.push(Line::solid(name, view.theme.curve(index), points));
    }
    let chance = boxes_m.iter().filter_map(|box_m| found.decoding.iter().find(|error| is_same(error.box_m, *box_m)));
    lines.push(Line::dashed("guessing", view.theme.mark, chance.map(|e| [e.box_m, e.chance_error_m]).collect()));
    let ends = [boxes_m.first(), boxes_m.last()].map(|side| side.copied().unwrap_or(1.0));
    let axes = [
        Axis::linear(ends[0] - 0.2, ends[1] + 0.2, "side of the box (m)"),
        Axis::linear(0.0, top_of(&lines), "mean error (m)"),
    ];
    let figure = Figure {
        title: "Decoding error against box size",
        about: "Mean distance between the true place and the one whose noiseless state is nearest",
        caption: "",
    };
    figure.show(ui, size, |ui, rect| _ = lines_ui(ui, rect, axes, &lines));
}

fn map_axis(box_m: f64, name: &str) -> Axis {
    Axis::linear(-box_m / 2.0, box_m / 2.0, format!("{name} (m)"))
}

fn bins_of(values: usize) -> usize {
    values.isqrt()
}

/// Units that fire at each place.
fn coverage_ui(ui: &mut Ui, size: Vec2, texture: &mut MapTexture, key: u64, geometry: &Geometry, view: &View<'_>) {
    let (values, box_m) = (&geometry.coverage.firing_units, geometry.box_m);
    let axes = [map_axis(box_m, "x"), map_axis(box_m, "y")];
    let figure = Figure {
        title: "Coverage",
        about: "Units that fire above half of their peak at each place",
        caption: &format!(
            "{} units fire at a place, on average",
            number_or_dash(geometry.coverage.mean_firing_units, 1)
        ),
    };
    let picture = GridPicture {
        is_map: true,
        ..GridPicture::new(values, bins_of(values.len()), key, view, |high| format!("{high:.0}"))
    };
    figure.show(ui, size, |ui, rect| _ = picture.show(ui, rect, axes, texture, &[]));
}

/// How far the state moves with the animal: as a scale, and in each direction.
fn metric_ui(ui: &mut Ui, size: Vec2, texture: &mut MapTexture, key: u64, box_m: f64, found: &Metric, view: &View<'_>) {
    let scale = |[e, _, g]: &[f32; 3]| f32::midpoint(*e, *g).max(0.0).sqrt();
    let values: Vec<f32> = found.tensors.iter().map(|t| if t[0].is_finite() { scale(t) } else { f32::NAN }).collect();
    let axes = [map_axis(box_m, "x"), map_axis(box_m, "y")];
    let figure = Figure {
        title: "Metric",
        about: "Colour: state distance a metre, √(½ tr G)\n\
                Ellipses: places equally far from their centre in state space; circles of one size for a conformal isometry",
        caption: &format!("{:.2} a metre, anisotropy of a place {:.2}", found.scale_per_m, found.local_anisotropy),
    };
    let picture = GridPicture {
        is_map: true,
        ..GridPicture::new(&values, bins_of(values.len()), key, view, |high| format!("{high:.1} /m"))
    };
    figure.show(ui, size, |ui, rect| {
        let (painter, frame) = picture.show(ui, rect, axes, texture, &[]);
        ellipses(&painter, &frame, found, box_m, view);
    });
}

/// Ellipses dxᵀ G dx = const on an even lattice of places; one of the mean scale is as wide as 0.6 of their distance.
fn ellipses(painter: &Painter, frame: &Frame, found: &Metric, box_m: f64, view: &View<'_>) {
    let bins = bins_of(found.tensors.len());
    let step_m = box_m / ELLIPSES as f64;
    let reach = 0.3 * step_m * found.scale_per_m;
    for index in 0..ELLIPSES * ELLIPSES {
        let at = [index % ELLIPSES, index / ELLIPSES].map(|i| (i as f64 + 0.5) / ELLIPSES as f64);
        let bin = at.map(|share| (share * bins as f64) as usize);
        let Some(tensor) = found.tensors.get(bin[1] * bins + bin[0]) else { continue };
        let outline = ellipse(tensor.map(f64::from), reach, 0.49 * step_m);
        let centre = at.map(|share| (share - 0.5) * box_m);
        let Some(outline) = outline else { continue };
        let points: Vec<_> = outline.iter().map(|p| frame.at([centre[0] + p[0], centre[1] + p[1]])).collect();
        for (width, colour) in [(3.0, view.theme.over_map_outline), (1.5, view.theme.over_map)] {
            painter.add(Shape::closed_line(points.clone(), Stroke::new(width, colour)));
        }
    }
}

/// Points dx with dxᵀ G dx = reach², none farther than `longest`; `None` where G is not known.
fn ellipse([e, f, g]: [f64; 3], reach: f64, longest: f64) -> Option<Vec<[f64; 2]>> {
    if ![e, f, g].iter().all(|entry| entry.is_finite()) {
        return None;
    }
    let (middle, root) = (f64::midpoint(e, g), ((e - g) / 2.0).hypot(f));
    // The direction of the larger eigenvalue is the short axis.
    let turn = 0.5 * (2.0 * f).atan2(e - g);
    let [short, long] = [middle + root, middle - root].map(|value| (reach / value.max(0.0).sqrt()).min(longest));
    let point = |i: u32| {
        let (sin, cos) = (f64::from(i) * std::f64::consts::TAU / 24.0).sin_cos();
        let (along, across) = (short * cos, long * sin);
        [along * turn.cos() - across * turn.sin(), along * turn.sin() + across * turn.cos()]
    };
    Some((0..24).map(point).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ellipses_are_equally_far_in_state_space() {
        let tensor = [9.0, 2.0, 4.0];
        let [e, f, g] = tensor;
        for [x, y] in ellipse(tensor, 0.5, 10.0).expect("known") {
            let far = (e * x * x + 2.0 * f * x * y + g * y * y).sqrt();
            assert!((far - 0.5).abs() < 1e-9, "{far}");
        }
        let flat = ellipse([1.0, 0.0, 0.0], 0.5, 2.0).expect("known");
        assert!(flat.iter().all(|p| p[0].abs() <= 0.5 + 1e-9 && p[1].abs() <= 2.0 + 1e-9), "bounded where G vanishes");
        assert!(ellipse([f64::NAN; 3], 1.0, 1.0).is_none());
    }
}
