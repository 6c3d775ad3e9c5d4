//! What the formats of vectors ask of egui's shapes alike.

use eframe::egui::epaint::{BandShape, ClippedShape, ColorMode, CornerRadius, PathStroke};
use eframe::egui::{Pos2, Rect, Shape, Stroke, StrokeKind, pos2};

/// What is seen of a frame, each with the rectangle that it is cut off at; that is the whole sheet where nothing is cut off.
pub(super) fn seen_shapes(shapes: &[ClippedShape], whole: Rect) -> impl Iterator<Item = (Rect, &Shape)> {
    shapes.iter().filter_map(move |ClippedShape { clip_rect, shape, .. }| {
        let (seen, around) = (clip_rect.intersect(whole), shape.visual_bounding_rect());
        let is_seen = seen.is_positive() && around.intersects(seen);
        is_seen.then(|| (if seen.contains_rect(around) { whole } else { seen }, shape))
    })
}

/// The outline of a path; one whose colour changes along it has that of its middle.
pub(super) fn plain_stroke(stroke: &PathStroke, around: Rect) -> Stroke {
    let color = match &stroke.color {
        ColorMode::Solid(colour) => *colour,
        ColorMode::UV(of) => of(around, around.center()),
    };
    Stroke { width: stroke.width, color }
}

/// Where the middle of a rectangle's outline runs.
pub(super) fn outlined(rect: Rect, stroke: Stroke, kind: StrokeKind) -> Rect {
    rect.expand(match kind {
        _ if stroke.is_empty() => 0.0,
        StrokeKind::Inside => -stroke.width / 2.0,
        StrokeKind::Middle => 0.0,
        StrokeKind::Outside => stroke.width / 2.0,
    })
}

/// How round all corners of a rectangle are, points.
pub(super) fn roundness(rect: Rect, CornerRadius { nw, ne, sw, se }: CornerRadius) -> f32 {
    f32::from(nw.max(ne).max(sw).max(se)).min(rect.width() / 2.0).min(rect.height() / 2.0)
}

/// Around a band: along its upper edge and back along its lower one.
pub(super) fn around_band(band: &BandShape) -> impl Iterator<Item = Pos2> {
    let above = band.points.iter().map(|point| pos2(point.x, point.y.min));
    above.chain(band.points.iter().rev().map(|point| pos2(point.x, point.y.max)))
}
