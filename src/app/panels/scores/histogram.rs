//! The histogram of one score, stacked by module, with what 99 % of the surrogates stay below.

use crate::analysis::thresholds::NULL_PERCENTILE;
use crate::analysis::{Report, Score, ScoreBins, ScoreNull, ScoreSummary, UnitReport, above_chance};
use crate::app::kit::axes::{Axis, Frame, tick_font};
use crate::app::kit::score::{score_about, score_name};
use crate::app::kit::widgets::grouped;
use crate::app::kit::{count, number_or_dash};
use crate::app::view::View;
use crate::numerics::median;
use eframe::egui::{
    Align2, CornerRadius, Label, Painter, Rect, Role, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo, pos2, vec2,
};

/// Chance levels of the maps on screen.
#[derive(Clone, Copy)]
pub(super) struct ChanceLevels<'a> {
    pub null: &'a ScoreNull,
    /// The step of the earlier state of these maps that they are of: no unit of now is counted against them.
    pub earlier: Option<u64>,
}

/// One score of all units.
pub(super) struct ScoreHistogram<'a> {
    pub score: Score,
    pub report: &'a Report,
    /// Scores of surrogates, once they are known.
    pub null: Option<ChanceLevels<'a>>,
    pub view: &'a View<'a>,
}

impl ScoreHistogram<'_> {
    /// Draws name, count beyond chance, bars and chance level.
    pub(super) fn show(&self, ui: &mut Ui, size: Vec2) {
        let (outer, response) = ui.allocate_exact_size(size, Sense::hover());
        let of_now = self.null.filter(|levels| levels.earlier.is_none()).map(|levels| levels.null);
        let summary = ScoreSummary::of(self.score, &self.report.units, of_now);
        let level = self.null.and_then(|levels| levels.null.level(self.score));
        let (name, words) = (score_name(self.score, self.view.rate_unit()), words(&summary));
        let earlier = self.null.and_then(|levels| levels.earlier).zip(level);
        let earlier =
            earlier.map_or_else(String::new, |(step, level)| format!("; chance of step {}: {level:.2}", grouped(step)));
        let ghost = self.ghost();
        let before = ghost.as_ref().map_or_else(String::new, |scores| {
            format!("; baseline: median {}", number_or_dash(median(scores.clone()), 2))
        });
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, format!("{name}: {words}{earlier}{before}")));
        let font = tick_font(ui);
        let line = font.size * 1.3;
        let above = ui.painter().with_clip_rect(outer.intersect(ui.clip_rect()));
        above.text(outer.left_top(), Align2::LEFT_TOP, name, font.clone(), ui.visuals().strong_text_color());
        let below = outer.left_top() + vec2(0.0, line);
        above.text(below, Align2::LEFT_TOP, &words, font.clone(), ui.visuals().text_color());
        let rect = Rect::from_min_max(outer.min + vec2(0.0, 2.0 * line), outer.max);
        if summary.units == 0 {
            ui.painter().text(rect.center(), Align2::CENTER_CENTER, "none", font, ui.visuals().weak_text_color());
            response.on_hover_text(score_about(self.score));
            return;
        }
        let scores = || self.active().filter_map(|unit| self.score.of(unit));
        let bins = ScoreBins::around(scores().chain(level).chain(ghost.iter().flatten().copied()));
        let stacks = self.stacks(&bins);
        let mut ghosts = vec![0; bins.count];
        ghost.iter().flatten().for_each(|score| ghosts[bins.bin(*score)] += 1);
        let sums = stacks.iter().map(|stack| stack.iter().sum::<usize>());
        let highest = sums.chain(ghosts.iter().copied()).max().unwrap_or(0).max(1) as f64;
        let y = Axis::linear(0.0, (1.12 * highest).max(2.0), "units");
        let frame = Frame::layout(ui, rect, Axis::linear(bins.low, bins.high(), ""), y, false);
        let painter = frame.paint(ui, false);
        self.bars(&painter, &frame, &bins, &stacks);
        if ghost.is_some() {
            self.outline(&painter, &frame, &bins, &ghosts);
        }
        if let Some(level) = level {
            self.chance(ui, &painter, &frame, level);
        }
        self.selected(&painter, &frame);
        let hovered = response.hover_pos().filter(|pointer| frame.rect.contains(*pointer)).map(|pointer| {
            let share = f64::from((pointer.x - frame.rect.left()) / frame.rect.width());
            bins.bin(bins.low + share * (bins.high() - bins.low))
        });
        response.on_hover_ui(|ui| {
            ui.set_max_width(360.0);
            ui.strong(name);
            if let Some(bin) = hovered {
                let [low, high] = bins.ends(bin);
                ui.label(format!("{} from {low:.2} to {high:.2}", count(stacks[bin].iter().sum(), "unit")));
            }
            ui.label(format!("median {}{before}", number_or_dash(summary.median, 2)));
            if let Some((above, level)) = summary.above.zip(summary.null_99th) {
                ui.add(Label::new(above_chance(above, summary.units, level, NULL_PERCENTILE)).wrap());
            }
            ui.add(Label::new(score_about(self.score)).wrap());
        });
    }

    /// This score of the baseline's units, while there is a baseline that is known.
    fn ghost(&self) -> Option<Vec<f64>> {
        let active = self.view.ghost_report()?.units.iter().filter(|unit| unit.active);
        Some(active.filter_map(|unit| self.score.of(unit)).collect())
    }

    /// The bars of the baseline as an outline.
    fn outline(&self, painter: &Painter, frame: &Frame, bins: &ScoreBins, counts: &[usize]) {
        let steps = counts.iter().enumerate().flat_map(|(bin, &units)| {
            let [left, right] = bins.ends(bin);
            [frame.at([left, units as f64]), frame.at([right, units as f64])]
        });
        let ends = [frame.at([bins.low, 0.0]), frame.at([bins.high(), 0.0])];
        let line = std::iter::once(ends[0]).chain(steps).chain([ends[1]]).collect();
        painter.add(Shape::line(line, Stroke::new(2.0, self.view.theme.ghost)));
    }

    fn active(&self) -> impl Iterator<Item = &UnitReport> {
        self.report.units.iter().filter(|unit| unit.active)
    }

    /// Units per bin and module; the last place of a stack is for those outside any module.
    fn stacks(&self, bins: &ScoreBins) -> Vec<Vec<usize>> {
        let modules = self.report.modules.len();
        let mut stacks = vec![vec![0; modules + 1]; bins.count];
        for unit in self.active() {
            if let Some(score) = self.score.of(unit) {
                stacks[bins.bin(score)][unit.module.filter(|m| *m < modules).unwrap_or(modules)] += 1;
            }
        }
        stacks
    }

    fn bars(&self, painter: &Painter, frame: &Frame, bins: &ScoreBins, stacks: &[Vec<usize>]) {
        for (bin, stack) in stacks.iter().enumerate() {
            let [left, right] = bins.ends(bin);
            let mut foot = 0;
            for (place, &units) in stack.iter().enumerate().filter(|(_, units)| **units > 0) {
                let module = (place + 1 < stack.len()).then_some(place);
                let faded = self.view.selected_module.is_some_and(|chosen| module != Some(chosen));
                let colour = self.view.theme.module(module).gamma_multiply(if faded { 0.3 } else { 0.9 });
                let low = frame.at([left, foot as f64]) + vec2(0.5, 0.0);
                foot += units;
                let high = frame.at([right, foot as f64]) - vec2(0.5, 0.0);
                painter.rect_filled(Rect::from_two_pos(low, high), CornerRadius::ZERO, colour);
            }
        }
    }

    /// The level as a dashed line with its number, on the side where there is room.
    fn chance(&self, ui: &Ui, painter: &Painter, frame: &Frame, level: f64) {
        let earlier = self.null.and_then(|levels| levels.earlier);
        let (ink, width, words) = match earlier {
            None => (ui.visuals().strong_text_color(), 2.0, "chance".to_owned()),
            Some(step) => (self.view.theme.warning, 1.0, format!("chance of step {}", grouped(step))),
        };
        let x = frame.at([level, 0.0]).x;
        let line = [pos2(x, frame.rect.top()), pos2(x, frame.rect.bottom())];
        painter.extend(Shape::dashed_line(&line, Stroke::new(width, ink), 5.0, 4.0));
        let galley = painter.layout_no_wrap(format!("{words} {level:.2}"), tick_font(ui), ink);
        let fits = x + 5.0 + galley.size().x <= frame.rect.right();
        let left = if fits { x + 5.0 } else { (x - 5.0 - galley.size().x).max(frame.rect.left()) };
        let place = Rect::from_min_size(pos2(left, frame.rect.top() + 2.0), galley.size());
        painter.rect_filled(place.expand2(vec2(2.0, 0.0)), 2.0, self.view.theme.panel.gamma_multiply(0.8));
        painter.galley(place.min, galley, ink);
    }

    /// Where the selected unit stands.
    fn selected(&self, painter: &Painter, frame: &Frame) {
        let unit = self.view.selected_unit.and_then(|unit| self.report.units.get(unit));
        let Some(score) = unit.filter(|unit| unit.active).and_then(|unit| self.score.of(unit)) else { return };
        let foot = frame.at([score, 0.0]);
        let corners = vec![foot, foot + vec2(-5.0, 9.0), foot + vec2(5.0, 9.0)];
        let painter = painter.with_clip_rect(frame.rect.expand2(vec2(6.0, 10.0)));
        painter.add(Shape::convex_polygon(corners, self.view.theme.accent, Stroke::NONE));
    }
}

/// How many units there are, and how many of them lie beyond chance.
fn words(summary: &ScoreSummary) -> String {
    let ScoreSummary { units, none, above, .. } = summary;
    let without = if *none == 0 { String::new() } else { format!(" · {none} none") };
    match above {
        Some(above) => format!("{above} of {units} above{without}"),
        None => format!("{}{without}", count(*units, "unit")),
    }
}
