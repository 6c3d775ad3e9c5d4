//! A tour of the window: a few cards, each beside what it is about.

use crate::app::ask::Ask;
use crate::app::kit::theme::Theme;
use crate::app::layout::Layout;
use crate::app::panel::Panel as _;
use crate::app::panels::controls::ControlsPanel;
use crate::app::panels::losses::LossesPanel;
use crate::app::panels::modules::ModulesPanel;
use crate::app::panels::rate_maps::RateMapsPanel;
use crate::app::panels::unit::UnitPanel;
use eframe::egui::{self, Area, Context, Id, LayerId, Order, Pos2, Rect, RichText, Stroke, StrokeKind, Ui, pos2, vec2};

/// What a card is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Region {
    /// The panel of this name, which is brought to the front.
    Pane(&'static str),
    /// The bar at the top.
    TopBar,
}

/// One card.
struct TourStep {
    region: Region,
    title: &'static str,
    text: &'static str,
}

const STEPS: [TourStep; 6] = [
    TourStep {
        region: Region::Pane(RateMapsPanel::PANE.name),
        title: "The wall",
        text: "Each tile is the rate map of one unit: how strongly it fires at each place of the box. The network trains \
               as you watch, and grid cells form within minutes",
    },
    TourStep {
        region: Region::Pane(LossesPanel::PANE.name),
        title: "The losses",
        text: "What training minimises, step by step. A vertical line marks each change that you make",
    },
    TourStep {
        region: Region::Pane(ControlsPanel::PANE.name),
        title: "The controls",
        text: "Switch a loss off or move a weight while the network trains, and watch what becomes of the maps. I or a \
               right click on a control explains it",
    },
    TourStep {
        region: Region::Pane(UnitPanel::PANE.name),
        title: "One unit",
        text: "Click a tile of the wall to look at its unit here: its map, its autocorrelogram and its scores",
    },
    TourStep {
        region: Region::Pane(ModulesPanel::PANE.name),
        title: "The modules",
        text: "Units with the same spacing and orientation form a module. How many there are depends on the losses and \
               their weights",
    },
    TourStep {
        region: Region::TopBar,
        title: "Keep and find",
        text: "Save preset keeps these parameters under a name; every run is recorded by itself. Ctrl+K finds everything \
               by its name, and Menu, Window, Tour begins this tour again",
    },
];

/// Size of a card, and room between it and what it is about, points.
const WIDTH: f32 = 320.0;
const LEAST_HEIGHT: f32 = 150.0;
const GAP: f32 = 12.0;
/// Height of the bar at the top, points.
const TOP_BAR: f32 = 42.0;

/// The tour while it goes on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tour {
    step: usize,
    /// The panel of this step was asked for.
    has_shown: bool,
}

impl Tour {
    /// Draws the card of the present step; `false` when the tour is over.
    pub(crate) fn ui(&mut self, ctx: &Context, layout: &Layout, theme: &Theme, asks: &mut Vec<Ask>) -> bool {
        let Some(step) = STEPS.get(self.step) else { return false };
        if let (Region::Pane(name), false) = (step.region, self.has_shown) {
            asks.push(Ask::ShowPane(name));
        }
        self.has_shown = true;
        let screen = ctx.content_rect();
        let region = match step.region {
            Region::Pane(name) => layout.rect_of(name).unwrap_or(screen),
            Region::TopBar => Rect::from_min_max(screen.min, pos2(screen.right(), screen.top() + TOP_BAR)),
        };
        let edge = Stroke::new(2.0, theme.accent);
        let outline = ctx.layer_painter(LayerId::new(Order::Foreground, Id::unique("outline of the tour")));
        outline.rect_stroke(region.shrink(1.0), 4.0, edge, StrokeKind::Inside);
        let area = Area::new(Id::unique("tour")).order(Order::Foreground).fixed_pos(place(region, screen));
        let shown = area.constrain_to(screen.shrink(8.0)).show(ctx, |ui| {
            let frame = egui::Frame::new().fill(theme.raised).stroke(edge).corner_radius(8);
            frame.inner_margin(egui::Margin::symmetric(14, 10)).show(ui, |ui| self.card_ui(ui, step, theme, asks)).inner
        });
        shown.inner
    }

    /// The words and the buttons; whether the tour goes on.
    fn card_ui(&mut self, ui: &mut Ui, step: &TourStep, theme: &Theme, asks: &mut Vec<Ask>) -> bool {
        ui.set_width(WIDTH);
        ui.horizontal(|ui| {
            ui.label(RichText::new(step.title).strong().heading());
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                ui.label(RichText::new(format!("{} of {}", self.step + 1, STEPS.len())).color(theme.weak_text));
            });
        });
        ui.add(egui::Label::new(step.text).wrap());
        ui.add_space(6.0);
        let is_last = self.step + 1 == STEPS.len();
        let mut goes_on = true;
        ui.horizontal(|ui| {
            let next = ui.button(RichText::new(if is_last { "Done" } else { "Next" }).strong());
            if next.clicked() {
                (self.step, self.has_shown) = (self.step + 1, false);
                if is_last {
                    asks.push(Ask::EndTour);
                    goes_on = false;
                }
            }
            if !is_last {
                let skip = ui.button("Skip").on_hover_text("Leave the tour for now; it comes again at the next start");
                goes_on &= !skip.clicked();
                let never = ui.button("Do not show again").on_hover_text("The menu Window still has it");
                if never.clicked() {
                    asks.push(Ask::EndTour);
                    goes_on = false;
                }
            }
        });
        goes_on
    }
}

/// Where the card stands: beside its region where there is room, else in it.
fn place(region: Rect, screen: Rect) -> Pos2 {
    let (width, height) = (WIDTH + 30.0, LEAST_HEIGHT);
    if screen.bottom() - region.bottom() > height + GAP && region.height() < 0.3 * screen.height() {
        pos2(region.center().x - 0.5 * width, region.bottom() + GAP)
    } else if screen.right() - region.right() > width + GAP {
        region.right_top() + vec2(GAP, GAP)
    } else if region.left() - screen.left() > width + GAP {
        region.left_top() + vec2(-width - GAP, GAP)
    } else {
        region.center() - 0.5 * vec2(width, height)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_covers_what_it_is_about_only_where_there_is_no_room_beside() {
        let screen = Rect::from_min_size(Pos2::ZERO, vec2(1280.0, 800.0));
        let card = |region: Rect| Rect::from_min_size(place(region, screen), vec2(WIDTH + 30.0, LEAST_HEIGHT));
        for region in [
            Rect::from_min_max(pos2(0.0, 42.0), pos2(310.0, 760.0)),
            Rect::from_min_max(pos2(870.0, 42.0), pos2(1280.0, 400.0)),
            Rect::from_min_max(pos2(0.0, 0.0), pos2(1280.0, 42.0)),
        ] {
            assert!(!card(region).intersects(region) && screen.contains_rect(card(region)), "{region:?}");
        }
        assert!(screen.contains_rect(card(screen)));
    }

    #[test]
    fn a_card_is_read_at_a_glance() {
        for step in STEPS {
            assert!(step.text.len() < 220 && !step.text.ends_with('.'), "{}", step.title);
        }
    }
}
