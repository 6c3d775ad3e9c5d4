//! What the window and the run cost: every frame's own work, what is uploaded, who draws and who trains.

use crate::app::ask::Ask;
use crate::app::frames::{FrameCost, Percentiles, Performance};
use crate::app::kit::axes::{Axis, Frame, tick_font};
use crate::app::kit::empty_ui;
use crate::app::kit::widgets::speed;
use crate::app::panel::{Pane, PanePlace, Panel};
use crate::app::view::View;
use crate::export::CsvTable;
use crate::ops::cpu::instruction_set;
use crate::platform::peak_memory_mib;
use eframe::egui::{
    Align2, CornerRadius, Grid, Label, Rect, RichText, Role, ScrollArea, Sense, Stroke, Ui, UiBuilder, WidgetInfo, pos2,
};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Width of a frame in the trace, points.
const BAR: f32 = 2.0;
/// The trace reaches at least this high, so that quiet frames look quiet.
const LEAST_MS: f64 = 4.0;

/// The panel keeps nothing.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct PerformancePanel {}

impl Panel for PerformancePanel {
    const PANE: Pane = Pane { name: "performance", title: "Performance", place: PanePlace::Below, is_wall: false };

    /// A trace of the newest frames beside the figures.
    fn ui(&mut self, ui: &mut Ui, view: &View<'_>) -> Vec<Ask> {
        let area = ui.available_rect_before_wrap();
        let is_wide = area.width() >= 1.5 * area.height();
        let (trace, table) = if is_wide {
            area.split_left_right_at_fraction((1.0 - 330.0 / area.width()).clamp(0.4, 0.6))
        } else {
            area.split_top_bottom_at_y(area.top() + (0.4 * area.height()).clamp(60.0, 260.0))
        };
        ui.scope_builder(UiBuilder::new().max_rect(trace), |ui| trace_ui(ui, view));
        let table = if is_wide { table.with_min_x(table.left() + 10.0) } else { table.with_min_y(table.top() + 6.0) };
        ui.scope_builder(UiBuilder::new().max_rect(table), |ui| {
            ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                Grid::new("performance").num_columns(2).spacing([12.0, 3.0]).show(ui, |ui| {
                    for (name, value, about) in rows(view) {
                        ui.label(RichText::new(name).color(view.theme.weak_text)).on_hover_text(about);
                        ui.add(Label::new(value).wrap()).on_hover_text(about);
                        ui.end_row();
                    }
                });
            });
        });
        Vec::new()
    }

    fn tables(&self, view: &View<'_>) -> Vec<CsvTable> {
        let mut figures = CsvTable::new("figures", &["name", "value"]);
        for (name, value, _) in rows(view) {
            figures.push(&[&name, &value]);
        }
        let columns = ["began_s", "layout_ms", "handover_ms", "waiting_ms", "drawing_ms", "uploads", "upload_bytes"];
        let mut frames = CsvTable::new("frames", &columns);
        for cost in view.performance.frames.iter() {
            let FrameCost { began, layout_ms, handover_ms, waiting_ms, drawing_ms, uploads, upload_bytes } = cost;
            let began_s = began.as_secs_f64();
            frames.push(&[&began_s, layout_ms, handover_ms, waiting_ms, drawing_ms, uploads, upload_bytes]);
        }
        vec![figures, frames]
    }
}

/// One bar a frame, newest at the right: layout below, handing over above it; lines at half and at 99 of 100 frames.
fn trace_ui(ui: &mut Ui, view: &View<'_>) {
    let frames = &view.performance.frames;
    if frames.last().is_none() {
        empty_ui(ui, "Frame times appear in a window");
        return;
    }
    let own = frames.own();
    let (outer, response) = ui.allocate_exact_size(ui.available_size(), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, format!("own work of a frame: {}", words(own))));
    let newest: Vec<&FrameCost> = frames.iter().rev().take((outer.width() / BAR) as usize).collect();
    let highest = newest.iter().map(|frame| frame.own_ms()).fold(LEAST_MS.max(own.p99_ms), f64::max);
    let y = |top_ms: f64| Axis::linear(0.0, top_ms, "own work (ms)");
    let x = |shown: usize| Axis::linear(-(shown.max(1) as f64), 0.0, "frames ago");
    // As many bars as fit beside the labels.
    let inner = Frame::layout(ui, outer, x(1), y(highest), false).rect;
    let shown = (inner.width() / BAR) as usize;
    // Above the highest line there is room for its name.
    let name_share = f64::from(1.4 * tick_font(ui).size / inner.height()).min(0.4);
    let frame = Frame::layout(ui, outer, x(shown), y(highest / (1.0 - name_share)), false);
    let painter = frame.paint(ui, false);
    let theme = view.theme;
    for (i, cost) in newest.iter().take(shown).enumerate() {
        let right = frame.rect.right() - BAR * i as f32;
        let bar = |from_ms: f64, to_ms: f64, colour| {
            let (low, high) = (frame.at([0.0, from_ms]).y, frame.at([0.0, to_ms]).y);
            let part = Rect::from_min_max(pos2(right - BAR, high), pos2(right - 0.5, low));
            painter.rect_filled(part, CornerRadius::ZERO, colour);
        };
        bar(0.0, cost.layout_ms, theme.accent);
        bar(cost.layout_ms, cost.own_ms(), theme.accent.gamma_multiply(0.5));
    }
    let heights = [own.p50_ms, own.p99_ms].map(|ms| frame.at([0.0, ms]).y);
    // Lines that lie close together have their names above and below them.
    let below = if heights[0] - heights[1] < 1.3 * tick_font(ui).size { Align2::LEFT_TOP } else { Align2::LEFT_BOTTOM };
    let names = [(own.p50_ms, "p50", below), (own.p99_ms, "p99", Align2::LEFT_BOTTOM)];
    for ((ms, name, anchor), y) in names.into_iter().zip(heights) {
        painter.line_segment([pos2(frame.rect.left(), y), pos2(frame.rect.right(), y)], Stroke::new(1.0, theme.mark));
        let at = pos2(frame.rect.left() + 4.0, y - 1.0);
        painter.text(at, anchor, format!("{name} {ms:.1} ms"), tick_font(ui), theme.text);
    }
}

fn words(times: Percentiles) -> String {
    let Percentiles { p50_ms, p99_ms, worst_ms } = times;
    format!("p50 {p50_ms:.1} · p99 {p99_ms:.1} · worst {worst_ms:.1} ms")
}

/// The three numbers in the same order without their names.
fn short(times: Percentiles) -> String {
    format!("{:.1} · {:.1} · {:.1} ms", times.p50_ms, times.p99_ms, times.worst_ms)
}

/// Name, value, and what it means.
fn rows(view: &View<'_>) -> Vec<(&'static str, String, &'static str)> {
    let (performance, status) = (view.performance, view.status);
    let Performance { frames, now, first_frame, first_picture, renderer } = performance;
    let layout = Percentiles::of(frames.iter().map(|frame| frame.layout_ms));
    let handover = Percentiles::of(frames.iter().map(|frame| frame.handover_ms));
    let waiting = Percentiles::of(frames.iter().map(|frame| frame.waiting_ms));
    let rates = frames.rates(*now);
    let mut rows = Vec::new();
    if frames.last().is_some() {
        rows.extend([
            (
                "Own work",
                words(frames.own()),
                "Layout and handing over, of the last 1000 frames; the very first is told below",
            ),
            (
                "Layout",
                short(layout),
                "Events taken in, controls and shapes laid out, maps coloured (solid in the trace)",
            ),
            ("Handing over", short(handover), "Triangles made, textures given to the driver (pale in the trace)"),
            (
                "Waiting",
                short(waiting),
                "Time in both in which other threads, those that train perhaps, had every core",
            ),
            (
                "Drawing",
                short(frames.drawing()),
                "Commands to the renderer; a renderer on the CPU goes on in threads of its own",
            ),
            (
                "Repaints",
                format!("{:.1} /s", rates.frames),
                "Frames drawn, mean of two seconds; none while nothing changes",
            ),
            (
                "Textures",
                format!("{:.1} /s · {:.2} MB/s", rates.uploads, rates.upload_bytes / 1e6),
                "Uploads of textures or parts of them; what did not change is not uploaded",
            ),
        ]);
    }
    rows.push(("Training", speed(status), "Steps a second, over the last seconds"));
    let share = format!("{:.1} % of training time", 100.0 * status.picture_share);
    rows.push(("Pictures", share, "What live rate maps and paths cost the training thread"));
    let mut told = |name, value: &str, about| {
        if !value.is_empty() {
            rows.push((name, value.to_owned(), about));
        }
    };
    told("Device", &status.device, "Where the network trains");
    told("Kernels", &status.kernels, "Which implementation of the operations runs");
    told("Instructions", instruction_set(), "The vector instructions and matrix tiles that the kernels of the CPU use");
    told("Drawn by", renderer, "The OpenGL renderer of the window");
    for (name, time, about) in [
        ("First frame", first_frame, "From the start of the program to the drawing of its first frame"),
        ("First maps", first_picture, "From the start of the program to the drawing of its first rate maps"),
    ] {
        told(name, &time.map(seconds).unwrap_or_default(), about);
    }
    if let Some(mib) = peak_memory_mib() {
        told("Memory", &format!("{mib:.0} MiB at most"), "The largest memory that this program had so far");
    }
    rows
}

fn seconds(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}
