//! What the states do far away and after a long time: four figures.

use super::boxes::topic_key;
use crate::analysis::generalisation::{DistanceDensity, Generalisation, PathIntegration, PermutedPaths, SeparationMap};
use crate::app::kit::axes::{Axis, tick_font};
use crate::app::kit::chart::{GridPicture, Line, lines_ui, mark_ui, top_of};
use crate::app::kit::figure::{Figure, FigureShape, columns_ui};
use crate::app::kit::map_texture::{MapTexture, key_of};
use crate::app::kit::widgets::short;
use crate::app::kit::{count, number_or_dash};
use crate::app::view::View;
use crate::measure::{ArenaChoice, Topic};
use eframe::egui::{Align2, Ui, Vec2, pos2, vec2};

/// The figures there are data for.
pub(super) fn figures_ui(
    ui: &mut Ui,
    textures: [&mut MapTexture; 2],
    topic: &Topic<ArenaChoice>,
    found: &Generalisation,
    view: &View<'_>,
) {
    enum FarFigure<'a> {
        Distance(&'a DistanceDensity),
        Separation(&'a SeparationMap),
        Drift(&'a PathIntegration),
        Permuted(&'a [PermutedPaths]),
    }
    let mut shown: Vec<FarFigure<'_>> = Vec::new();
    shown.extend(found.distance.as_ref().map(FarFigure::Distance));
    shown.extend(found.separation.as_ref().map(FarFigure::Separation));
    shown.extend(found.path_integration.as_ref().map(FarFigure::Drift));
    shown.extend((!found.permuted_paths.is_empty()).then_some(FarFigure::Permuted(&found.permuted_paths)));
    let [first, second] = textures;
    let key = key_of((topic_key(topic), view.colour_map as u8, view.theme.dark));
    let shape = FigureShape { least_width: 300.0, aspect: 0.62, tallest: 292.0 };
    columns_ui(ui, shape, shown.len(), |ui, index, size| match shown[index] {
        FarFigure::Distance(distance) => distance_ui(ui, size, first, key, distance, view),
        FarFigure::Separation(separation) => separation_ui(ui, size, second, key, separation, view),
        FarFigure::Drift(drift) => drift_ui(ui, size, drift, view),
        FarFigure::Permuted(paths) => permuted_ui(ui, size, paths, view),
    });
}

/// Mean state distance and the training range over the density.
fn distance_ui(ui: &mut Ui, size: Vec2, texture: &mut MapTexture, key: u64, found: &DistanceDensity, view: &View<'_>) {
    let reach_m = found.columns as f64 * found.distance_step_m;
    let far = found.rows as f64 * found.state_step;
    let centre = |column: usize| (column as f64 + 0.5) * found.distance_step_m;
    let mean = found.mean_distance.iter().enumerate().map(|(c, mean)| [centre(c), mean.unwrap_or(f64::NAN)]).collect();
    // Shares share the axis: 1 is as high as the figure.
    let share = |(column, share): (usize, &f64)| [(column as f64 + 1.0) * found.distance_step_m, share * far];
    let lines = [
        Line::solid("mean", view.theme.over_map, mean),
        Line::dashed(
            "training pairs nearer",
            view.theme.accent,
            found.training_cdf.iter().enumerate().map(share).collect(),
        ),
    ];
    // The picture is dark in both themes: names in its colours would vanish on a light ground.
    let names = [
        Line { colour: ui.visuals().strong_text_color(), ..Line::solid("mean", view.theme.text, Vec::new()) },
        Line::dashed("share of training pairs that are nearer", view.theme.accent, Vec::new()),
    ];
    let axes = [Axis::linear(0.0, reach_m, "|x| (m)"), Axis::linear(0.0, far, "|g(0) − g(x)|")];
    let figure = Figure {
        title: "State distance against distance",
        about: "Colour: density of |g(0) − g(x)| among walks at a distance |x| from the start, in the largest box\n\
                Dashed, from 0 at the foot to 1 at the top: cumulative distribution of distances in a training batch",
        caption: &format!(
            "{} far away, half of it at {} m",
            number_or_dash(found.plateau, 2),
            number_or_dash(found.half_rise_m, 2)
        ),
    };
    let picture = GridPicture::new(&found.density, found.columns, key, view, |high| format!("{:.0} %", 100.0 * high));
    figure.show(ui, size, |ui, rect| {
        let (painter, frame) = picture.show(ui, rect, axes, texture, &names);
        for line in &lines {
            line.paint(&painter, &frame, Some(view.theme.over_map_outline));
        }
    });
}

/// Mean state distance against separation in space and in time.
fn separation_ui(ui: &mut Ui, size: Vec2, texture: &mut MapTexture, key: u64, found: &SeparationMap, view: &View<'_>) {
    let values: Vec<f32> = found.mean_distance.iter().map(|mean| mean.map_or(f32::NAN, |mean| mean as f32)).collect();
    let axes = [
        Axis::linear(0.0, found.columns as f64 * found.space_step_m, "separation in space (m)"),
        Axis::linear(0.0, found.rows as f64 * found.time_step, "separation in time (steps)"),
    ];
    let figure = Figure {
        title: "State distance against separation",
        about: "Mean |g(t) − g(t′)| of places so far apart, visited so many steps apart, in the first box\n\
                A path integrator is dark along the left edge, however long ago the place was visited",
        caption: &format!(
            "{} at the same place, {} there after long, {} elsewhere",
            number_or_dash(found.same_place, 2),
            number_or_dash(found.same_place_late, 2),
            number_or_dash(found.other_place, 2)
        ),
    };
    let picture = GridPicture::new(&values, found.columns, key, view, |high| format!("{high:.2}"));
    figure.show(ui, size, |ui, rect| _ = picture.show(ui, rect, axes, texture, &[]));
}

/// Error of the decoded place against time.
fn drift_ui(ui: &mut Ui, size: Vec2, found: &PathIntegration, view: &View<'_>) {
    let points = |errors: &[f64]| found.steps.iter().zip(errors).map(|(step, error)| [*step as f64, *error]).collect();
    let last = found.steps.last().map_or(1.0, |step| *step as f64);
    let chance = vec![[0.0, found.chance_error_m], [last, found.chance_error_m]];
    let [text, sky, orange, green, ..] = view.theme.series;
    let lines = [
        Line::solid("mean", text, points(&found.mean_error_m)),
        Line::solid("median", sky, points(&found.median_error_m)),
        Line::solid("within 0.3 m", green, points(&found.local_error_m)),
        Line::dashed("guessing", orange, chance),
    ];
    let axes = [Axis::linear(0.0, last, "steps since the start"), Axis::linear(0.0, top_of(&lines), "error (m)")];
    let figure = Figure {
        title: "Path integration",
        about: "Distance between the true place and the one whose state is nearest, in the first box\n\
                Within 0.3 m: only places that near the true one are asked; guessing among them gives 0.2 m",
        caption: &format!(
            "{}; at the end {} m (mean); diffusion {} m² a step",
            count(found.walks, "walk"),
            number_or_dash(found.mean_error_m.last().copied(), 2),
            found.diffusion_m2_per_step.map_or_else(|| "–".to_owned(), short)
        ),
    };
    figure.show(ui, size, |ui, rect| {
        let (painter, frame) = lines_ui(ui, rect, axes, &lines);
        let length = view.preset.params.trajectory_length as f64;
        mark_ui(ui, &painter, &frame, length, "training", view.theme.mark);
    });
}

/// Distance between end states of the same steps in other orders.
fn permuted_ui(ui: &mut Ui, size: Vec2, found: &[PermutedPaths], view: &View<'_>) {
    let points = |of: fn(&PermutedPaths) -> f64| found.iter().map(|paths| [paths.length as f64, of(paths)]).collect();
    let [text, sky, orange, ..] = view.theme.series;
    let lines = [
        Line::solid("same end", sky, points(|paths| paths.mean_distance)),
        Line::dashed("same end, largest", sky, points(|paths| paths.largest_distance)),
        Line::solid("other ends", orange, points(|paths| paths.between_distance)),
    ];
    let (first, last) = (found.first(), found.last());
    let ends = [first, last].map(|paths| paths.map_or(1.0, |paths| paths.length as f64));
    let ratio = |paths: Option<&PermutedPaths>| number_or_dash(paths.and_then(|paths| paths.ratio), 2);
    let axes = [
        Axis::log(0.8 * ends[0].max(1.0), 1.25 * ends[1].max(1.0), "steps of a path"),
        Axis::linear(0.0, top_of(&lines), "state distance"),
    ];
    let figure = Figure {
        title: "Permuted paths to the same end",
        about: "Distance between end states when the same steps are taken in other orders, and between ends of other steps\n\
                0 for a perfect path integrator",
        caption: &format!(
            "same over other ends: {} after {}, {} after {}",
            ratio(first),
            count(ends[0] as usize, "step"),
            ratio(last),
            ends[1]
        ),
    };
    figure.show(ui, size, |ui, rect| {
        let (painter, frame) = lines_ui(ui, rect, axes, &lines);
        // Ticks of a logarithmic axis need not fall on the lengths.
        for paths in found {
            let at = frame.at([paths.length as f64, frame.y.min]);
            let words = paths.length.to_string();
            painter.text(
                pos2(at.x, frame.rect.bottom()) - vec2(0.0, 3.0),
                Align2::CENTER_BOTTOM,
                words,
                tick_font(ui),
                text,
            );
        }
    });
}
