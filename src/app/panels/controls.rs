//! The controls, made from the parameter table: loss terms, trajectories and rate act at once; the rest restarts.

use crate::app::ask::Ask;
use crate::app::kit::param_row::{RowLook, param_row_ui};
use crate::app::kit::theme::Theme;
use crate::app::kit::twin_menu::{can_part, twin_button_ui};
use crate::app::kit::widgets::{reading_ui, short};
use crate::app::panel::{Pane, PanePlace, Panel};
use crate::app::view::View;
use crate::export::CsvTable;
use crate::preset::{LOSS_TERMS, ParamGroup, ParamSpec, TABLE, Value, find};
use crate::stream::{Command, Intervention, Series};
use eframe::egui::{self, CollapsingHeader, RichText, Ui};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a symbol, a slider and a field take beside each other, points.
const LEAST_WIDTH: f32 = 284.0;

/// What the controls keep.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct ControlsPanel {
    /// Restart parameters that were edited and not applied yet.
    #[serde(skip)]
    edits: BTreeMap<String, Value>,
    /// Why the edits cannot be applied.
    #[serde(skip)]
    edit_error: Option<String>,
    /// A loss term was moved when the rate was nearly used up.
    #[serde(skip)]
    moved_late: bool,
}

impl Panel for ControlsPanel {
    const PANE: Pane = Pane { name: "controls", title: "Controls", place: PanePlace::Left, is_wall: false };

    /// Draws the controls.
    fn ui(&mut self, ui: &mut Ui, view: &View<'_>) -> Vec<Ask> {
        let mut asks = Vec::new();
        // Below the list and not in it: what waits for an answer stays in sight, and moves no control when it comes.
        if self.moved_late || !self.edits.is_empty() {
            let foot = egui::Panel::bottom("what waits").resizable(false).frame(egui::Frame::new());
            foot.show(ui, |ui| {
                late_notice_ui(ui, self, view, &mut asks);
                waiting_edits_ui(ui, self, view, &mut asks);
            });
        }
        // What is narrower than a row scrolls sideways.
        let is_slim = ui.available_width() < LEAST_WIDTH;
        egui::ScrollArea::new([is_slim, true]).auto_shrink(false).show(ui, |ui| {
            if is_slim {
                ui.set_min_width(LEAST_WIDTH);
            }
            ui.spacing_mut().item_spacing = egui::vec2(6.0, 3.0);
            // Room for the marks left of a row, and for the scroll bar.
            egui::Frame::new().inner_margin(egui::Margin { left: 10, right: 8, top: 0, bottom: 0 }).show(ui, |ui| {
                if !view.is_live {
                    ui.label(RichText::new("A recorded run cannot be changed").color(view.theme.weak_text));
                    ui.disable();
                }
                let mut live = Live { view, asks: &mut asks };
                for term in 0..LOSS_TERMS.len() {
                    live.term_ui(ui, term);
                }
                live.permutations_ui(ui);
                live.rate_ui(ui);
                live.rare_ui(ui);
                note_late_moves(self, view, &asks);
                restart_ui(ui, self, view);
            });
        });
        asks
    }

    /// Edits meant the old one.
    fn forget_run(&mut self) {
        *self = Self::default();
    }

    fn tables(&self, view: &View<'_>) -> Vec<CsvTable> {
        let mut table = CsvTable::new("parameters", &["name", "symbol", "value", "unit"]);
        for spec in TABLE {
            table.push(&[&spec.name, &spec.symbol, &spec.value_in(&view.preset.params).to_string(), &spec.unit]);
        }
        vec![table]
    }
}

/// Where a parameter stands. Every one has a place: a new row of the table is in the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    /// With the loss term of this name.
    Term(&'static str),
    Permutations,
    Rate,
    /// Folded away.
    Rare,
    /// Apart, because a change starts the run again.
    Restart,
}

fn section(spec: &ParamSpec) -> Section {
    match (spec.live, spec.term, spec.group) {
        (false, ..) => Section::Restart,
        (true, Some(term), _) => Section::Term(term),
        (true, None, ParamGroup::Trajectories) => Section::Permutations,
        (true, None, ParamGroup::LearningRate) => Section::Rate,
        (true, None, _) => Section::Rare,
    }
}

fn rows_of(wanted: Section) -> impl Iterator<Item = &'static ParamSpec> {
    TABLE.iter().filter(move |spec| section(spec) == wanted)
}

/// A block of controls that belong together.
fn block_ui(ui: &mut Ui, theme: &Theme, add_contents: impl FnOnce(&mut Ui)) {
    let frame = egui::Frame::new().fill(theme.raised).corner_radius(5).inner_margin(egui::Margin::symmetric(8, 5));
    frame.show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        add_contents(ui);
    });
    ui.add_space(3.0);
}

/// The parts whose parameters act at once.
struct Live<'a, 'v> {
    view: &'a View<'v>,
    asks: &'a mut Vec<Ask>,
}

impl Live<'_, '_> {
    /// One loss term: switch, formula, weight and length scales.
    fn term_ui(&mut self, ui: &mut Ui, index: usize) {
        let (theme, term) = (self.view.theme, &LOSS_TERMS[index]);
        let series = Series::of_term(index);
        let enabled_name = format!("{}.enabled", term.name);
        let is_on = self.shown(&enabled_name) != Some(Value::Switch(false));
        block_ui(ui, theme, |ui| {
            ui.horizontal(|ui| {
                self.titled_row_ui(ui, &enabled_name, term.title);
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    let value = self.view.history.last().zip(series).map(|(sample, series)| sample.get(series));
                    let text = value.map_or_else(|| "–".to_owned(), |value| short(f64::from(value)));
                    let colour = series.filter(|_| is_on).map_or(theme.weak_text, |s| theme.series[s as usize]);
                    let text = RichText::new(text).monospace().color(colour);
                    ui.label(text).on_hover_text(format!("{} loss of the last step, unweighted", term.title));
                });
            });
            ui.label(RichText::new(term.formula).small().color(theme.weak_text));
            for spec in rows_of(Section::Term(term.name)).filter(|spec| spec.name != enabled_name) {
                self.row_ui(ui, spec.name, is_on || spec.group == ParamGroup::LengthScales);
            }
        });
    }

    /// The permutations as a block: they are ablated like a loss term.
    fn permutations_ui(&mut self, ui: &mut Ui) {
        let theme = self.view.theme;
        block_ui(ui, theme, |ui| {
            self.titled_row_ui(ui, "permute", "Permutations");
            let text = "each trajectory takes the batch’s velocities in its own order";
            ui.label(RichText::new(text).small().color(theme.weak_text));
            for spec in rows_of(Section::Permutations).filter(|spec| spec.name != "permute") {
                self.row_ui(ui, spec.name, true);
            }
        });
    }

    /// Live parameters that are rarely moved.
    fn rare_ui(&mut self, ui: &mut Ui) {
        CollapsingHeader::new("Optimiser and pictures").show_unindented(ui, |ui| {
            for spec in rows_of(Section::Rare) {
                self.row_ui(ui, spec.name, true);
            }
        });
    }

    /// The learning rate as it is now, what holds or restarts it, and its schedule.
    fn rate_ui(&mut self, ui: &mut Ui) {
        let (status, theme) = (self.view.status, self.view.theme);
        ui.add_space(2.0);
        ui.horizontal(|ui| {
            ui.strong("Learning rate");
            reading_ui(ui, "now", &short(status.learning_rate), theme);
            let share = status.learning_rate / self.view.preset.params.learning_rate;
            if share.is_finite() {
                ui.label(RichText::new(format!("{:.0} % of η", 100.0 * share)).color(theme.weak_text));
            }
        });
        ui.horizontal(|ui| {
            let hold = ui.add(egui::Button::selectable(status.rate_held, "Hold").frame_when_inactive(true));
            if hold.on_hover_text("Keep the rate where it is, or let the schedule go on").clicked() {
                self.asks.push(Ask::Send(Command::HoldRate(!status.rate_held)));
            }
            let restart = ui.button("Restart schedule");
            if restart.on_hover_text("Begin the schedule again at the present step").clicked() {
                self.asks.push(Ask::RestartSchedule);
            }
        });
        self.row_ui(ui, "learning_rate", true);
        CollapsingHeader::new("Schedule").show_unindented(ui, |ui| {
            for spec in rows_of(Section::Rate).filter(|spec| spec.name != "learning_rate") {
                self.row_ui(ui, spec.name, true);
            }
        });
    }

    /// The value that counts for the eye: what was asked for, else what is in force.
    fn shown(&self, name: &str) -> Option<Value> {
        self.view.sent.get(name).cloned().or_else(|| self.view.preset.params.get(name))
    }

    fn row_ui(&mut self, ui: &mut Ui, name: &str, enabled: bool) {
        self.look_row_ui(ui, name, RowLook { enabled, ..RowLook::default() });
    }

    fn titled_row_ui(&mut self, ui: &mut Ui, name: &str, title: &'static str) {
        self.look_row_ui(ui, name, RowLook { enabled: true, title: Some(title), ..RowLook::default() });
    }

    fn look_row_ui(&mut self, ui: &mut Ui, name: &str, look: RowLook) {
        let (Some(spec), Some(shown)) = (find(name), self.shown(name)) else { return };
        let look = RowLook { is_sent: self.view.sent.contains_key(name), ..look };
        let theme = self.view.theme;
        let asked = if self.view.is_live && can_part(spec) {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 2.0;
                let value = self.view.preset.params.get(name).unwrap_or_else(|| shown.clone());
                twin_button_ui(ui, spec, &value, self.view, self.asks);
                param_row_ui(ui, spec, &shown, look, theme)
            })
            .inner
        } else {
            param_row_ui(ui, spec, &shown, look, theme)
        };
        if let Some(value) = asked {
            self.asks.push(Ask::Send(Command::Set { name: name.to_owned(), value }));
        }
    }
}

/// Parameters that restart the run: edits are collected, and nothing happens until they are applied.
fn restart_ui(ui: &mut Ui, state: &mut ControlsPanel, view: &View<'_>) {
    let theme = view.theme;
    ui.add_space(4.0);
    let frame = egui::Frame::new()
        .stroke(egui::Stroke::new(1.0, theme.restart))
        .corner_radius(5)
        .inner_margin(egui::Margin::symmetric(8, 5));
    frame.show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        let title = RichText::new("Network and seed").color(theme.restart);
        let folded = CollapsingHeader::new(title).id_salt("restart").show_unindented(ui, |ui| {
            for spec in rows_of(Section::Restart) {
                edit_row_ui(ui, state, spec, view);
            }
        });
        folded.header_response.on_hover_text("A change of these starts the run again, once it is applied");
    });
}

/// What is edited and waits, and the buttons that apply or discard it.
fn waiting_edits_ui(ui: &mut Ui, state: &mut ControlsPanel, view: &View<'_>, asks: &mut Vec<Ask>) {
    if state.edits.is_empty() {
        return;
    }
    let theme = view.theme;
    let frame = egui::Frame::new().fill(theme.raised).stroke(egui::Stroke::new(1.0, theme.restart)).corner_radius(5);
    frame.inner_margin(egui::Margin::symmetric(8, 6)).show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        ui.spacing_mut().item_spacing = egui::vec2(6.0, 4.0);
        let edits = state.edits.iter().map(|(name, value)| format!("{name} {value}"));
        let edits = edits.collect::<Vec<_>>().join(", ");
        ui.add(egui::Label::new(RichText::new(&edits).color(theme.restart)).truncate()).on_hover_text(edits);
        ui.horizontal_wrapped(|ui| {
            let apply = ui.button("Apply and restart");
            if apply.on_hover_text("Start the run again from step 0 with these values").clicked() {
                apply_edits(state, view, asks);
            }
            if ui.button("Discard").on_hover_text("Forget these values; the run stays as it is").clicked() {
                state.edits.clear();
                state.edit_error = None;
            }
        });
        if let Some(error) = &state.edit_error {
            ui.label(RichText::new(error).color(theme.error));
        }
    });
}

fn edit_row_ui(ui: &mut Ui, state: &mut ControlsPanel, spec: &ParamSpec, view: &View<'_>) {
    let Some(confirmed) = view.preset.params.get(spec.name) else { return };
    let edit = state.edits.get(spec.name);
    let look = RowLook { enabled: true, is_edited: edit.is_some(), ..RowLook::default() };
    let shown = edit.unwrap_or(&confirmed).clone();
    if let Some(value) = param_row_ui(ui, spec, &shown, look, view.theme) {
        state.edit_error = None;
        if value == confirmed {
            state.edits.remove(spec.name);
        } else {
            state.edits.insert(spec.name.to_owned(), value);
        }
    }
}

/// Asks for one run with all edits, so that the network is rebuilt once and not once per edit.
fn apply_edits(state: &mut ControlsPanel, view: &View<'_>, asks: &mut Vec<Ask>) {
    let mut preset = view.preset.clone();
    let applied = state.edits.iter().try_for_each(|(name, value)| preset.params.set(name, value));
    match applied.and_then(|()| preset.params.check()) {
        Ok(()) => {
            state.edits.clear();
            asks.push(Ask::load(preset));
        }
        Err(error) => state.edit_error = Some(error.to_string()),
    }
}

/// Whether the rate is nearly used up, so that a change of the loss will show little. Not during a warm-up.
fn is_rate_spent(view: &View<'_>) -> bool {
    const SPENT: f64 = 0.1;
    let (status, params) = (view.status, &view.preset.params);
    let restarts = view.interventions.iter().rev();
    let start = restarts.filter(|entry| entry.name == Intervention::RESTART).map(|entry| entry.step).next();
    let since_start = status.step.saturating_sub(start.unwrap_or(0));
    status.step > 0
        && since_start > params.warmup_steps as u64
        && (status.steps_left == 0 || status.learning_rate < SPENT * params.learning_rate)
}

/// Remembers that something that shapes the maps was moved too late to show.
fn note_late_moves(state: &mut ControlsPanel, view: &View<'_>, asks: &[Ask]) {
    let shapes_maps = |ask: &Ask| match ask {
        Ask::Send(Command::Set { name, .. }) => find(name).is_some_and(|spec| {
            matches!(spec.group, ParamGroup::LossTerms | ParamGroup::LengthScales | ParamGroup::Trajectories)
        }),
        _ => false,
    };
    let restarts = asks.contains(&Ask::RestartSchedule);
    if restarts || !is_rate_spent(view) {
        state.moved_late = false;
    } else if asks.iter().any(shapes_maps) {
        state.moved_late = true;
    }
}

fn late_notice_ui(ui: &mut Ui, state: &mut ControlsPanel, view: &View<'_>, asks: &mut Vec<Ask>) {
    if !state.moved_late {
        return;
    }
    let theme: &Theme = view.theme;
    let frame = egui::Frame::new()
        .fill(Theme::tint(theme.warning))
        .stroke(egui::Stroke::new(1.0, theme.warning))
        .corner_radius(5)
        .inner_margin(egui::Margin::symmetric(8, 6));
    frame.show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        let share = 100.0 * view.status.learning_rate / view.preset.params.learning_rate;
        ui.label(format!("The learning rate is at {share:.0} % of η: most changes will show little"));
        ui.horizontal(|ui| {
            let restart = ui.button("Restart schedule now");
            if restart.on_hover_text("Begin the schedule again at the present step").clicked() {
                asks.push(Ask::RestartSchedule);
            }
            if ui.button("Not now").on_hover_text("Put this away until the next late change").clicked() {
                state.moved_late = false;
            }
        });
    });
    ui.add_space(4.0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_loss_term_and_length_scale_of_the_table_is_in_a_block() {
        for term in LOSS_TERMS {
            let names: Vec<&str> = rows_of(Section::Term(term.name)).map(|spec| spec.name).collect();
            let [weight, enabled] = ["weight", "enabled"].map(|field| format!("{}.{field}", term.name));
            assert!(names.contains(&weight.as_str()) && names.contains(&enabled.as_str()), "{names:?}");
        }
        for spec in TABLE {
            let is_of_a_term =
                matches!(section(spec), Section::Term(name) if LOSS_TERMS.iter().any(|t| t.name == name));
            let expected = matches!(spec.group, ParamGroup::LossTerms | ParamGroup::LengthScales);
            assert_eq!(is_of_a_term, expected, "{}", spec.name);
        }
    }
}
