//! *Compare*: two networks beside each other: the run and its twin, or a baseline and what is on screen.

mod deltas;
mod numbers;
mod pair;
mod walls;

use crate::analysis::stability;
use crate::app::ask::Ask;
use crate::app::kit::axes::tick_font;
use crate::app::kit::differences::{differences, summary};
use crate::app::kit::twin_menu::twin_menu_ui;
use crate::app::panel::{Pane, PanePlace, Panel};
use crate::app::view::View;
use crate::export::CsvTable;
use crate::stream::Command;
use deltas::can_subtract;
use eframe::egui::{self, FontFamily, FontId, Label, RichText, ScrollArea, Ui};
use numbers::numbers_ui;
use pair::{Against, Pair};
use serde::{Deserialize, Serialize};
use walls::{Walls, heads_ui};

/// With less room than this only the first numbers stand above the walls, unless all are wanted, points.
const LOW: f32 = 380.0;

/// State of the panel.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct ComparePanel {
    against: Against,
    /// In a low panel, too, all numbers stand above the walls.
    all_numbers: bool,
    #[serde(skip)]
    walls: Walls,
}

impl Panel for ComparePanel {
    const PANE: Pane = Pane { name: "compare", title: "Compare", place: PanePlace::Middle, is_wall: true };

    /// Who is compared, the numbers, both walls and that of the differences.
    fn ui(&mut self, ui: &mut Ui, view: &View<'_>) -> Vec<Ask> {
        let mut asks = Vec::new();
        controls_ui(ui, &mut self.against, view, &mut asks);
        let Some(pair) = Pair::of(self.against, view) else {
            nothing_ui(ui);
            return asks;
        };
        let words = format!("{} · {}", pair.from.words, pair.to.words);
        ui.add(Label::new(RichText::new(words).color(view.theme.weak_text)).wrap());
        if let Some(changed) = &pair.changed {
            let words = RichText::new(changed).font(digits(ui)).color(view.theme.weak_text);
            ui.add(Label::new(words).wrap()).on_hover_text("Parameters: those of the baseline, then those of now");
        }
        let outcomes = [pair.from.outcome(), pair.to.outcome()];
        let rows = differences(&outcomes[0], &outcomes[1]);
        // The walls come first where there is little room.
        let is_low = ui.available_height() < LOW;
        if is_low {
            ui.horizontal_wrapped(|ui| {
                let words = RichText::new(summary(&outcomes[0], &outcomes[1])).font(digits(ui));
                ui.label(words);
                ui.checkbox(&mut self.all_numbers, "All numbers")
                    .on_hover_text("Scores, spacings and losses of both, above the walls");
            });
        } else {
            numbers_ui(ui, &rows, view.theme);
        }
        let do_heads_stay = !(is_low && self.all_numbers);
        if do_heads_stay {
            heads_ui(ui, &pair);
        }
        let area = ui.available_size();
        ScrollArea::vertical().auto_shrink(false).show_viewport(ui, |ui, viewport| {
            let top = ui.cursor().top();
            if !do_heads_stay {
                numbers_ui(ui, &rows, view.theme);
                heads_ui(ui, &pair);
            }
            let above = ui.cursor().top() - top;
            let viewport = viewport.translate(egui::vec2(0.0, -above));
            self.walls.ui(ui, &pair, (area, viewport), view, &mut asks);
        });
        asks
    }

    /// The numbers, and how alike the maps of every unit are.
    fn tables(&self, view: &View<'_>) -> Vec<CsvTable> {
        let Some(pair) = Pair::of(self.against, view) else { return Vec::new() };
        let mut numbers = CsvTable::new("differences", &["what", "from", "to", "change"]);
        for row in differences(&pair.from.outcome(), &pair.to.outcome()) {
            numbers.push(&[&row.name, &row.from, &row.to, &row.change]);
        }
        let mut units = CsvTable::new("units", &["unit", "correlation"]);
        if let (Some(from), Some(to)) = (pair.from.side.set, pair.to.side.set)
            && can_subtract(from, to)
        {
            for unit in 0..to.maps.units {
                units.push(&[&unit, &stability(from.maps.unit(unit), to.maps.unit(unit))]);
            }
        }
        vec![numbers, units]
    }

    /// What is compared stays chosen in a copy of the panel.
    fn follow(&mut self, shown: &Self) {
        self.against = shown.against;
    }

    /// Who is where is found anew.
    fn forget_run(&mut self) {
        self.walls.forget();
    }
}

/// Small letters that have an arrow, which those of other words have not.
fn digits(ui: &Ui) -> FontId {
    FontId::new(tick_font(ui).size, FontFamily::Monospace)
}

/// What can be begun, chosen and ended, on one line.
fn controls_ui(ui: &mut Ui, against: &mut Against, view: &View<'_>, asks: &mut Vec<Ask>) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        if view.twin.is_some() && view.baseline.is_some() {
            ui.selectable_value(against, Against::Twin, "Twin").on_hover_text("The first network and its twin");
            let about = "The baseline and what is on screen";
            ui.selectable_value(against, Against::Baseline, "Baseline").on_hover_text(about);
            ui.separator();
        }
        let (name, about) = if view.baseline.is_some() {
            ("Unfreeze baseline", "The baseline goes: its curves, maps and numbers (B)")
        } else {
            ("Freeze baseline", "Keep curves, maps and numbers of now to compare with, whatever is loaded next (B)")
        };
        if ui.button(name).on_hover_text(about).clicked() {
            asks.push(Ask::ToggleBaseline);
        }
        if view.twin.is_some() {
            twin_end_ui(ui, asks);
        } else if view.is_live {
            twin_menu_ui(ui, view, asks);
        }
    });
}

/// The buttons that end a twin, each with what becomes of the two runs.
fn twin_end_ui(ui: &mut Ui, asks: &mut Vec<Ask>) {
    let promote = ui.button("Promote");
    let about = "The twin becomes the run, in a folder of its own that names this run as its parent. This run ends here and keeps \
                 its folder with the present state";
    if promote.on_hover_text(about).clicked() {
        asks.push(Ask::Send(Command::PromoteTwin));
    }
    let discard = ui.button("Discard");
    let about = "The twin ends and nothing of it is kept; this run goes on as if it had been alone";
    if discard.on_hover_text(about).clicked() {
        asks.push(Ask::Send(Command::DiscardTwin));
    }
}

/// What there is to read while there is nothing to compare.
fn nothing_ui(ui: &mut Ui) {
    ui.add_space(10.0);
    let texts = [
        "A baseline keeps curves, maps and numbers of now. It stays behind what follows, also behind another preset",
        "A twin is a second network that trains beside this one from the same state, one parameter apart",
    ];
    for text in texts {
        ui.add(Label::new(RichText::new(text).weak()).wrap());
        ui.add_space(4.0);
    }
}
