//! One unit's tile: its map, its numbers, and what a pointer gets from it.

use super::map_texture::peak;
use super::number_or_dash;
use super::rate::rate;
use super::score::lattice_words;
use super::theme::Theme;
use super::tiles::Block;
use crate::analysis::UnitReport;
use crate::app::ask::Ask;
use crate::app::view::View;
use crate::maps::RateMaps;
use eframe::egui::{
    self, Align2, Color32, CornerRadius, FontId, Painter, Pos2, Rangef, Rect, Response, Role, Sense, Shape, Stroke,
    StrokeKind, TextStyle, TextureId, Ui, Vec2, WidgetInfo, pos2, vec2,
};

/// Font of the numbers on tiles.
pub(crate) fn caption_font(ui: &Ui) -> FontId {
    let body = TextStyle::Body.resolve(ui.style());
    FontId::new((body.size * 0.86).max(11.5), body.family)
}

/// Which number stands on a tile: the one that sorts the tiles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum TileNumber {
    /// The larger of the 60° and the 90° score, whichever it is.
    #[default]
    Lattice,
    /// The 60° score.
    Hexagon,
    Spacing,
}

impl TileNumber {
    /// The number with its name, and the same for tiles with little room: a score has the sign of its symmetry drawn before it
    /// there.
    fn words(self, unit: &UnitReport) -> Option<[String; 2]> {
        match self {
            Self::Lattice => Some([lattice_words(unit)?, format!("{:.2}", unit.lattice_score?)]),
            Self::Hexagon => {
                let score = unit.grid_score_adaptive?;
                Some([format!("60° {score:.2}"), format!("{score:.2}")])
            }
            Self::Spacing => unit.spacing_m.map(|spacing_m| [format!("{spacing_m:.2} m"), format!("{spacing_m:.2} m")]),
        }
    }

    /// Corners of the sign: a hexagon or a square.
    fn corners(self, unit: &UnitReport) -> Option<usize> {
        match (self, unit.lattice_turn_deg) {
            (Self::Lattice, Some(90)) => Some(4),
            (Self::Lattice, Some(_)) | (Self::Hexagon, _) => Some(6),
            (Self::Lattice, None) | (Self::Spacing, _) => None,
        }
    }

    /// How long the strip below a map is, from 0 to 1.
    fn score(self, unit: &UnitReport) -> f64 {
        let score = if self == Self::Hexagon { unit.grid_score_adaptive } else { unit.lattice_score };
        score.unwrap_or(0.0).clamp(0.0, 1.0)
    }
}

/// Where a tile stands, and where its pictures are.
#[derive(Clone, Copy)]
pub(crate) struct TilePlace {
    pub rect: Rect,
    pub block: Block,
    /// Its map in the texture of all maps.
    pub uv: Rect,
    /// The baseline's map of the same unit, for a corner.
    pub ghost: Option<(TextureId, Rect)>,
}

impl TilePlace {
    /// Smaller maps have no corner to spare, points.
    const LEAST_SIDE: f32 = 44.0;
    /// The part of a side that a corner takes.
    const CORNER: f32 = 0.38;

    /// Where its map is drawn.
    pub(crate) fn image(&self) -> Rect {
        Rect::from_min_size(self.rect.min + vec2(0.0, self.block.caption), Vec2::splat(self.block.side))
    }

    /// Draws the baseline's map of the unit into the lower right corner, pale.
    fn ghost_ui(&self, painter: &Painter, theme: &Theme) {
        let Some((texture, uv)) = self.ghost.filter(|_| self.block.side >= Self::LEAST_SIDE) else { return };
        let image = self.image();
        let corner = Rect::from_min_max(image.max - Vec2::splat(Self::CORNER * self.block.side), image.max);
        painter.rect_filled(corner, CornerRadius::ZERO, theme.wall);
        painter.image(texture, corner, uv, Color32::WHITE.gamma_multiply(0.7));
        painter.rect_stroke(corner, CornerRadius::ZERO, Stroke::new(1.5, theme.ghost), StrokeKind::Inside);
    }
}

/// What every tile needs to be drawn.
pub(crate) struct UnitTile<'a> {
    /// Whose map it is, after a comma: where the same unit has several tiles.
    pub of: &'a str,
    pub view: &'a View<'a>,
    pub maps: &'a RateMaps,
    pub texture: TextureId,
    pub font: FontId,
    pub number: TileNumber,
}

impl UnitTile<'_> {
    /// Draws one unit's map with its numbers; a click selects the unit.
    pub(crate) fn show(&self, ui: &Ui, place: TilePlace, unit: usize, asks: &mut Vec<Ask>) {
        let entry = self.view.report.and_then(|r| r.units.get(unit)).filter(|u| u.unit == unit);
        let response = ui.interact(place.rect, ui.scope_id().with(("tile", unit)), Sense::click());
        let selected = self.view.selected_unit == Some(unit);
        response.widget_info(|| {
            WidgetInfo::selected(Role::Button, true, selected, format!("unit {}{}", self.view.unit_name(unit), self.of))
        });
        let module = entry.and_then(|u| u.module);
        let dimmed = self.view.selected_module.is_some_and(|m| module != Some(m))
            || entry.is_some_and(|u| !u.active) && !selected;
        self.paint(ui, place, entry, if dimmed { 0.35 } else { 1.0 });
        place.ghost_ui(ui.painter(), self.view.theme);
        outline_ui(ui, place.image(), &response, selected, self.view.theme);
        if response.clicked() {
            asks.push(Ask::SelectUnit(Some(unit)));
        }
        self.tooltip(response, unit, entry);
    }

    fn paint(&self, ui: &Ui, place: TilePlace, entry: Option<&UnitReport>, strength: f32) {
        let painter = ui.painter();
        let theme = self.view.theme;
        let TilePlace { rect, block, uv, .. } = place;
        let image = place.image();
        painter.image(self.texture, image, uv, Color32::WHITE.gamma_multiply(strength));
        let Some(entry) = entry else { return };
        if block.caption > 0.0 {
            let colour = ui.visuals().text_color().gamma_multiply(strength.max(0.5));
            let y = rect.top() + block.caption / 2.0;
            let peak = if entry.active { rate(entry.peak_rate, self.view.rate_unit()) } else { String::new() };
            let left = painter.text(pos2(rect.left(), y), Align2::LEFT_CENTER, peak, self.font.clone(), colour);
            self.number_ui(painter, entry, rect.x_range(), left.right(), y);
        }
        if entry.active {
            let top = image.bottom() + 1.0;
            let track = Rect::from_min_max(pos2(rect.left(), top), pos2(rect.right(), top + Block::STRIP - 2.0));
            let colour = theme.module(entry.module).gamma_multiply(strength);
            painter.rect_filled(track, CornerRadius::ZERO, colour.gamma_multiply(0.3));
            let length = self.number.score(entry) as f32 * track.width();
            let filled = Rect::from_min_size(track.min, vec2(length, track.height()));
            painter.rect_filled(filled, CornerRadius::ZERO, colour);
        }
    }

    /// The number that sorts, at the right end: with its name, else with its sign, else not at all.
    fn number_ui(&self, painter: &Painter, entry: &UnitReport, across: Rangef, taken: f32, y: f32) {
        const GAP: f32 = 6.0;
        let Some([long, short]) = self.number.words(entry) else { return };
        let colour = self.view.theme.weak_text;
        let room = across.max - taken - GAP;
        let lay = |text: String| painter.layout_no_wrap(text, self.font.clone(), colour);
        let mut galley = lay(long);
        let radius = 0.36 * self.font.size;
        let corners = self.number.corners(entry);
        let sign = corners.filter(|_| galley.size().x > room);
        let beside = if sign.is_some() { 2.0 * radius + 3.0 } else { 0.0 };
        if galley.size().x > room {
            galley = lay(short);
        }
        if galley.size().x + beside > room {
            return;
        }
        let left = across.max - galley.size().x;
        if let Some(corners) = sign {
            paint_polygon(painter, pos2(left - radius - 3.0, y), radius, corners, Stroke::new(1.2, colour));
        }
        painter.galley(pos2(left, y - galley.size().y / 2.0), galley, colour);
    }

    fn tooltip(&self, response: Response, unit: usize, entry: Option<&UnitReport>) {
        response.on_hover_ui(|ui| {
            let with_unit = |value: Option<f64>, decimals: usize, unit: &str| {
                value.map_or_else(|| "–".to_owned(), |v| format!("{v:.decimals$}{unit}"))
            };
            ui.strong(format!("Unit {}{}", self.view.unit_name(unit), self.of));
            let unit_of_rates = self.view.rate_unit();
            let Some(entry) = entry else {
                ui.label(format!("peak rate {}", rate(f64::from(peak(self.maps.unit(unit))), unit_of_rates)));
                return;
            };
            ui.label(entry.membership_words());
            if !entry.active {
                return;
            }
            egui::Grid::new("unit tooltip").num_columns(2).spacing([14.0, 2.0]).show(ui, |ui| {
                let mut row = |name: &str, value: String| {
                    ui.label(name);
                    ui.monospace(value);
                    ui.end_row();
                };
                row("Peak rate", rate(entry.peak_rate, unit_of_rates));
                row("60° score (adaptive)", number_or_dash(entry.grid_score_adaptive, 2));
                row("90° score", number_or_dash(entry.score_90, 2));
                row("Spacing", with_unit(entry.spacing_m, 2, " m"));
                row("Orientation", with_unit(entry.orientation_deg, 1, "°"));
                row("Stability", number_or_dash(entry.stability, 2));
            });
        });
    }
}

/// Draws around a map that it is chosen, or under the pointer.
pub(crate) fn outline_ui(ui: &Ui, image: Rect, response: &Response, selected: bool, theme: &Theme) {
    let stroke = if selected {
        Stroke::new(2.5, theme.accent)
    } else if response.hovered() {
        Stroke::new(1.5, ui.visuals().text_color())
    } else {
        return;
    };
    ui.painter().rect_stroke(image, CornerRadius::ZERO, stroke, StrokeKind::Outside);
}

/// A regular polygon that stands on a side.
fn paint_polygon(painter: &Painter, centre: Pos2, radius: f32, corners: usize, stroke: Stroke) {
    let step = std::f32::consts::TAU / corners as f32;
    let corner = |i: usize| centre + radius * Vec2::angled((i as f32 + 0.5) * step + std::f32::consts::FRAC_PI_2);
    painter.add(Shape::closed_line((0..corners).map(corner).collect(), stroke));
}
