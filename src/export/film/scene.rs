//! One picture of the film: the wall of maps, the step, what was changed, and the losses up to there.

use crate::draw::palette::{FAINT, LineColours, ORANGE, Rgb, SKY_BLUE};
use crate::draw::sheet::{PixelImage, Sheet, SheetSize};
use crate::maps::RateMaps;
use crate::numerics::grouped;
use crate::stream::{Intervention, LossSample, Series};
use eframe::egui::{
    Align2, Color32, ColorImage, FontId, Painter, Pos2, Rangef, Rect, Shape, Stroke, TextureHandle, TextureOptions,
    pos2, vec2,
};

/// Ground, letters, and bins that were never visited.
const GROUND: Rgb = [0x10, 0x12, 0x16];
const LETTERS: Rgb = [0xE6; 3];
const UNVISITED: Rgb = [0x55; 3];
/// Space at the edges, and between maps, pixels.
const EDGE: f32 = 14.0;
const GAP: f32 = 3.0;
/// An intervention is told for so many seconds after its step.
const TOLD_S: f64 = 2.5;
/// Changes of one step that are told with their names.
const TOLD: usize = 2;
/// Points of the curve that are drawn.
const CURVE: usize = 600;

/// How a film looks.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FilmLook {
    /// Pixels.
    pub(crate) width: usize,
    /// Pixels.
    pub(crate) height: usize,
    pub(crate) frames_per_s: f64,
    /// Neighbouring bins are blended.
    pub(crate) smooth: bool,
}

impl Default for FilmLook {
    fn default() -> Self {
        Self { width: 960, height: 720, frames_per_s: 12.0, smooth: false }
    }
}

/// What a film is about, beside the maps of each picture.
#[derive(Clone, Debug)]
pub(crate) struct FilmScene<'a> {
    pub(crate) look: FilmLook,
    pub(crate) title: String,
    /// In the order of the wall.
    pub(crate) units: Vec<usize>,
    pub(crate) losses: &'a [LossSample],
    pub(crate) interventions: &'a [Intervention],
    /// Steps of all pictures, in order.
    pub(crate) steps: Vec<u64>,
}

/// An intervention in the fewest words: `capacity off`, `sigma_g 0.4 to 0.2`.
pub(crate) fn words(Intervention { name, old, new, .. }: &Intervention) -> String {
    let plain = |name: &str| name.replace('_', " ");
    match (name.strip_suffix(".enabled"), new.as_str()) {
        (Some(term), "true") => format!("{} on", plain(term)),
        (Some(term), "false") => format!("{} off", plain(term)),
        _ if name == Intervention::RESTART => "learning rate again from the start".to_owned(),
        _ if name == Intervention::HOLD && new == "true" => "learning rate held".to_owned(),
        _ if name == Intervention::HOLD => "learning rate on its schedule".to_owned(),
        _ => format!("{} {old} to {new}", plain(name)),
    }
}

fn colour([r, g, b]: Rgb) -> Color32 {
    Color32::from_rgb(r, g, b)
}

/// A step in groups of three digits.
fn thousands(step: u64) -> String {
    grouped(step, "\u{2009}")
}

impl FilmScene<'_> {
    /// A sheet for its pictures.
    pub(crate) fn sheet(&self) -> Sheet {
        let FilmLook { width, height, .. } = self.look;
        Sheet::new(SheetSize { width: width as f32, height: height as f32, scale: 1.0 }, GROUND)
    }

    /// Draws the picture of this number with the maps of its step; the texture is for it to use again.
    pub(crate) fn picture(
        &self,
        sheet: &mut Sheet,
        texture: &mut Option<TextureHandle>,
        index: usize,
        maps: &RateMaps,
    ) -> PixelImage {
        let Some(step) = self.steps.get(index).copied() else { return sheet.pixels() };
        sheet.frame(|ui| {
            let area = ui.ctx().content_rect().shrink(EDGE);
            let painter = ui.painter().with_clip_rect(ui.ctx().content_rect());
            let letters = (area.height() / 32.0).clamp(13.0, 30.0);
            let wall_top = self.head(&painter, area, letters, index, step) + 0.5 * letters;
            let strip = if self.losses.is_empty() { 0.0 } else { (0.17 * area.height()).max(3.5 * letters) };
            let wall = Rect::from_min_max(pos2(area.left(), wall_top), pos2(area.right(), area.bottom() - strip));
            self.wall(ui.ctx(), &painter, texture, wall, maps);
            if strip > 0.0 {
                let below = Rect::from_min_max(pos2(area.left(), wall.bottom() + 0.4 * letters), area.max);
                self.losses(&painter, below, letters, step);
            }
        });
        sheet.pixels()
    }

    /// Title, what was changed, and step; where they end.
    fn head(&self, painter: &Painter, area: Rect, letters: f32, index: usize, step: u64) -> f32 {
        let font = FontId::proportional(letters);
        let title = painter.text(area.min, Align2::LEFT_TOP, &self.title, font.clone(), colour(FAINT));
        let text = format!("step {}", thousands(step));
        let step = painter.text(area.right_top(), Align2::RIGHT_TOP, text, font, colour(LETTERS));

        // Between the two, smaller where it would touch them; in the middle of the picture where that fits.
        let own = colour(LineColours::default().on_ground(ORANGE, true));
        let told = |size: f32| painter.layout_no_wrap(self.told(index), FontId::proportional(size), own);
        let room = Rangef::new(title.right() + letters, step.left() - letters);
        let (size, wanted) = (1.15 * letters, told(1.15 * letters).size().x);
        let galley = told((size * (room.span() / wanted.max(1.0)).min(1.0)).max(4.0));
        let half = galley.size().x / 2.0;
        let middle = area.center().x.min(room.max - half).max(room.min + half);
        painter.galley(pos2(middle - half, title.center().y - galley.size().y / 2.0), galley, own);
        title.bottom()
    }

    /// What was changed last, while it is news; empty otherwise. Of several changes at one step the learning rate comes last.
    fn told(&self, index: usize) -> String {
        let back = (TOLD_S * self.look.frames_per_s).round() as usize;
        // Before the first picture nobody saw how it was.
        let (Some(since), Some(until)) = (self.steps.get(index.saturating_sub(back)), self.steps.get(index)) else {
            return String::new();
        };
        let news = |entry: &&Intervention| (*since..*until).contains(&entry.step);
        let Some(step) = self.interventions.iter().rfind(news).map(|entry| entry.step) else { return String::new() };
        let mut changes: Vec<&Intervention> = self.interventions.iter().filter(|entry| entry.step == step).collect();
        changes.sort_by_key(|entry| [Intervention::RESTART, Intervention::HOLD].contains(&entry.name.as_str()));
        let more = match changes.len().saturating_sub(TOLD) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let told: Vec<String> = changes.into_iter().take(TOLD).map(words).collect();
        told.join(", ") + &more
    }

    fn wall(
        &self,
        ctx: &eframe::egui::Context,
        painter: &Painter,
        texture: &mut Option<TextureHandle>,
        place: Rect,
        maps: &RateMaps,
    ) {
        let count = self.units.len().max(1);
        let across = (1..=count).max_by(|a, b| side(*a, count, place).total_cmp(&side(*b, count, place))).unwrap_or(1);
        let (side, down) = (side(across, count, place), count.div_ceil(across));
        let bins = maps.arena.bins.max(1);
        // A rim of the same colours around each map, or neighbours would shine through where bins are blended.
        let cell = bins + 2;
        let size = [across * cell, down * cell];
        let mut image = ColorImage::filled(size, colour(GROUND));
        for (index, unit) in self.units.iter().enumerate() {
            let corner = [index % across * cell, index / across * cell];
            paint_map(&mut image, corner, maps.unit(*unit), bins);
        }
        let options = if self.look.smooth { TextureOptions::LINEAR } else { TextureOptions::NEAREST };
        let handle = match texture {
            Some(handle) => {
                handle.set(image, options);
                handle
            }
            None => texture.insert(ctx.load_texture("wall", image, options)),
        };
        let used = vec2(across as f32 * (side + GAP) - GAP, down as f32 * (side + GAP) - GAP);
        let first = place.min + (place.size() - used) * 0.5;
        for index in 0..self.units.len() {
            let (column, row) = (index % across, index / across);
            let corner = first + vec2(column as f32, row as f32) * (side + GAP);
            let texels = |cells: usize, all: usize, end: usize| (cells * cell + 1 + end) as f32 / all as f32;
            let uv = Rect::from_min_max(
                pos2(texels(column, size[0], 0), texels(row, size[1], 0)),
                pos2(texels(column, size[0], bins), texels(row, size[1], bins)),
            );
            painter.image(handle.id(), Rect::from_min_size(corner, vec2(side, side)), uv, Color32::WHITE);
        }
    }

    /// The total loss of the whole run, bright up to the present step, with marks where something was changed.
    fn losses(&self, painter: &Painter, place: Rect, letters: f32, step: u64) {
        let (first, last) = match (self.losses.first(), self.losses.last()) {
            (Some(first), Some(last)) if last.step > first.step => (first.step, last.step),
            _ => return,
        };
        let value = |sample: &LossSample| sample.get(Series::Total);
        let mut values: Vec<f32> = self.losses.iter().map(value).filter(|value| value.is_finite()).collect();
        values.sort_by(f32::total_cmp);
        let Some((least, most)) = values.first().copied().zip(values.get(values.len() * 98 / 100).copied()) else {
            return;
        };
        let font = FontId::proportional(0.75 * letters);
        let name = painter.text(place.min, Align2::LEFT_TOP, "total loss", font.clone(), colour(FAINT));
        let chart = Rect::from_min_max(pos2(place.left(), name.bottom()), place.max - vec2(0.0, letters));
        let x = |step: u64| {
            let share = (step.clamp(first, last) - first) as f32 / (last - first) as f32;
            chart.left() + share * chart.width()
        };
        let y = |value: f32| {
            let share = ((value - least) / (most - least).max(f32::MIN_POSITIVE)).clamp(0.0, 1.0);
            chart.bottom() - share * chart.height()
        };
        let stride = self.losses.len().div_ceil(CURVE).max(1);
        let line = |until: u64| -> Vec<Pos2> {
            let seen = self.losses.iter().step_by(stride).filter(|sample| sample.step <= until);
            let finite = seen.filter(|sample| value(sample).is_finite());
            finite.map(|sample| pos2(x(sample.step), y(value(sample)))).collect()
        };
        painter.add(Shape::line(line(last), Stroke::new(1.0, colour(FAINT).gamma_multiply(0.5))));
        for entry in self.interventions {
            let is_past = entry.step < step;
            let strength = if is_past { 1.0 } else { 0.4 };
            let own = colour(LineColours::default().on_ground(ORANGE, true)).gamma_multiply(strength);
            painter.vline(x(entry.step), chart.y_range(), Stroke::new(1.5, own));
        }
        painter.add(Shape::line(line(step), Stroke::new(2.0, colour(SKY_BLUE))));
        painter.vline(x(step), chart.y_range(), Stroke::new(1.0, colour(LETTERS)));
        painter.hline(chart.x_range(), chart.bottom(), Stroke::new(1.0, colour(FAINT)));
        for (at, align) in [(first, Align2::LEFT_TOP), (last, Align2::RIGHT_TOP)] {
            painter.text(pos2(x(at), chart.bottom() + 2.0), align, thousands(at), font.clone(), colour(FAINT));
        }
        let middle = pos2(chart.center().x, chart.bottom() + 2.0);
        painter.text(middle, Align2::CENTER_TOP, "training step", font, colour(FAINT));
    }
}

/// Side of the maps when so many stand beside each other, whole pixels.
fn side(across: usize, count: usize, place: Rect) -> f32 {
    let down = count.div_ceil(across.max(1));
    let one = |length: f32, count: usize| (length + GAP) / count.max(1) as f32 - GAP;
    one(place.width(), across).min(one(place.height(), down)).floor().max(2.0)
}

/// A map on its own scale, row 0 at the bottom, with a rim of one texel.
fn paint_map(image: &mut ColorImage, [left, top]: [usize; 2], map: &[f32], bins: usize) {
    let peak = map.iter().copied().filter(|rate| rate.is_finite()).fold(0.0, f32::max);
    let at = |x: usize, y: usize| {
        let rate = map.get((bins - 1 - y) * bins + x).copied().unwrap_or(f32::NAN);
        if !rate.is_finite() {
            return colour(UNVISITED);
        }
        let share = if peak > 0.0 { (rate / peak).clamp(0.0, 1.0) } else { 0.0 };
        let colorous::Color { r, g, b } = colorous::INFERNO.eval_continuous(f64::from(share));
        Color32::from_rgb(r, g, b)
    };
    let width = image.size[0];
    for y in 0..bins + 2 {
        for x in 0..bins + 2 {
            let inside = |at: usize| at.saturating_sub(1).min(bins - 1);
            image.pixels[(top + y) * width + left + x] = at(inside(x), inside(y));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(name: &str, old: &str, new: &str) -> Intervention {
        Intervention { step: 5, name: name.into(), old: old.into(), new: new.into() }
    }

    #[test]
    fn interventions_are_told_in_few_words() {
        assert_eq!(words(&changed("capacity.enabled", "true", "false")), "capacity off");
        assert_eq!(words(&changed("conformal_isometry.enabled", "false", "true")), "conformal isometry on");
        assert_eq!(words(&changed("sigma_g", "0.4", "0.2")), "sigma g 0.4 to 0.2");
        assert_eq!(words(&changed(Intervention::HOLD, "false", "true")), "learning rate held");
        assert_eq!([thousands(7), thousands(12_000)], ["7", "12\u{2009}000"]);
    }

    #[test]
    fn an_intervention_is_told_from_the_picture_that_feels_it_first() {
        let scene = FilmScene {
            look: FilmLook { width: 100, height: 100, frames_per_s: 1.0, smooth: false },
            title: String::new(),
            units: vec![0],
            losses: &[],
            interventions: &[changed("capacity.enabled", "true", "false")],
            steps: vec![1, 5, 6, 7, 8, 9, 10],
        };
        let told: Vec<bool> = (0..7).map(|index| !scene.told(index).is_empty()).collect();
        assert_eq!(told, [false, false, true, true, true, false, false], "for two and a half seconds, rounded");
        assert_eq!(scene.told(2), "capacity off");
    }

    #[test]
    fn of_several_changes_at_one_step_the_ablation_is_told_first() {
        let restart = changed(Intervention::RESTART, "false", "true");
        let told = |interventions: &[Intervention]| {
            let look = FilmLook::default();
            let steps = vec![1, 6];
            FilmScene { look, title: String::new(), units: vec![0], losses: &[], interventions, steps }.told(1)
        };
        let off = changed("separation.enabled", "true", "false");
        let older = Intervention { step: 4, ..changed("sigma_g", "0.4", "0.2") };
        assert_eq!(
            told(&[older, restart.clone(), off.clone()]),
            "separation off, learning rate again from the start",
            "both, and nothing older"
        );
        let others = [changed("sigma_x", "0.05", "0.1"), changed("sigma_g", "0.4", "0.2")];
        assert_eq!(told(&[&[off, restart], &others[..]].concat()), "separation off, sigma x 0.05 to 0.1 and 2 more");
    }
}
