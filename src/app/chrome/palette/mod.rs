//! One field that finds everything by its name, and does it.

mod entries;
mod entry;
mod parameters;
mod row;
mod score;

use super::dialogs::Folders;
use super::preset_row::own_presets;
use crate::app::ask::Ask;
use crate::app::kit::theme::Theme;
use crate::app::kit::widgets::in_front_of_all;
use crate::app::panel::Pane;
use crate::app::view::View;
use crate::runs::recent_runs;
use eframe::egui::text::{CCursor, CCursorRange};
use eframe::egui::{self, Align2, Context, Id, Key, Modifiers, Role, ScrollArea, TextEdit, Ui};
use entries::{Known, find};
use entry::{Does, Entry, EntryGroup};
use row::{heading_ui, row_id, row_ui};

/// Recent runs that can be found.
const RUNS: usize = 20;
/// Where it hangs, below the top, and its size, points.
const TOP: f32 = 56.0;
const WIDTH: f32 = 680.0;
const LIST_HEIGHT: f32 = 420.0;

/// The open field.
#[derive(Clone, Debug)]
pub(crate) struct Palette {
    query: String,
    /// The line that Enter chooses.
    chosen: usize,
    known: Known,
    has_focused: bool,
    /// The chosen line is to be brought into sight.
    scrolls: bool,
}

/// What became of the field in a frame.
enum Answer {
    Open,
    Closed,
    Chosen(usize),
}

impl Palette {
    /// A fresh field that knows what is there now.
    #[must_use]
    pub(crate) fn new(folders: &Folders, panes: Vec<Pane>) -> Self {
        let own_presets = own_presets(folders.presets.as_deref());
        let runs = folders.runs.as_deref().map(|runs| recent_runs(runs, RUNS)).unwrap_or_default();
        let known = Known { panes, own_presets, runs };
        Self { query: String::new(), chosen: 0, known, has_focused: false, scrolls: false }
    }

    /// Draws it; `false` when it is done.
    pub(crate) fn ui(&mut self, ctx: &Context, view: &View<'_>, asks: &mut Vec<Ask>) -> bool {
        let found = find(&self.query, &self.known, view, ctx);
        self.chosen = self.chosen.min(found.len().saturating_sub(1));
        // Before the field can take them.
        let mut answer = self.keys(ctx, found.len());
        let window = egui::Window::new("Find").title_bar(false).collapsible(false).resizable(false);
        let window = window.anchor(Align2::CENTER_TOP, [0.0, TOP]).show(ctx, |ui| {
            ui.set_width(WIDTH.min(ui.ctx().content_rect().width() - 60.0));
            let is_changed = self.field_ui(ui, !found.is_empty());
            ui.add_space(2.0);
            if let Some(clicked) = self.list_ui(ui, &found, view.theme) {
                answer = Answer::Chosen(clicked);
            }
            if is_changed {
                // The list of the new text comes with the next frame.
                (self.chosen, self.scrolls) = (0, true);
                ui.ctx().request_repaint();
            }
        });
        in_front_of_all(ctx, window.as_ref(), view.theme);
        match answer {
            Answer::Open => true,
            Answer::Closed => false,
            Answer::Chosen(at) => found.get(at).is_none_or(|entry| self.choose(ctx, entry, asks)),
        }
    }

    /// What keys mean beside the letters that are typed; they are taken.
    fn keys(&mut self, ctx: &Context, lines: usize) -> Answer {
        let take = |modifiers, key| ctx.input_mut(|input| input.consume_key(modifiers, key));
        if take(Modifiers::NONE, Key::Escape) || take(Modifiers::COMMAND, Key::K) {
            return Answer::Closed;
        }
        let last = lines.saturating_sub(1);
        for (key, to) in [
            (Key::ArrowDown, if self.chosen >= last { 0 } else { self.chosen + 1 }),
            (Key::ArrowUp, self.chosen.checked_sub(1).unwrap_or(last)),
            (Key::PageDown, (self.chosen + 10).min(last)),
            (Key::PageUp, self.chosen.saturating_sub(10)),
        ] {
            if take(Modifiers::NONE, key) {
                (self.chosen, self.scrolls) = (to, true);
            }
        }
        if take(Modifiers::NONE, Key::Enter) { Answer::Chosen(self.chosen) } else { Answer::Open }
    }

    /// The field; whether its text was changed.
    fn field_ui(&mut self, ui: &mut Ui, has_lines: bool) -> bool {
        let hint = "An action, a panel, a preset, sigma_g 0.3, unit 17, map 3 m";
        let edit = TextEdit::singleline(&mut self.query).id(field_id()).desired_width(f32::INFINITY);
        let field = ui.add(edit.hint_text(hint).font(egui::TextStyle::Heading).margin(egui::Margin::symmetric(8, 6)));
        if !std::mem::replace(&mut self.has_focused, true) || !field.has_focus() {
            field.request_focus(); // what is typed is meant for it, also after a click on a line that cannot be chosen
        }
        let chosen = row_id(self.chosen).accesskit_id();
        field.ctx.accesskit_node_builder(field.id, |node| {
            node.set_label("Find");
            if has_lines {
                node.set_active_descendant(chosen);
            }
        });
        field.changed()
    }

    /// The lines, with a heading over each group; the one that was clicked.
    fn list_ui(&mut self, ui: &mut Ui, found: &[Entry], theme: &Theme) -> Option<usize> {
        if found.is_empty() {
            ui.weak("Nothing has such a name");
            return None;
        }
        let mut clicked = None;
        let area = ScrollArea::vertical().max_height(LIST_HEIGHT).min_scrolled_height(LIST_HEIGHT);
        let area = area.auto_shrink([false, true]);
        area.show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let list = ui.scope(|ui| {
                let mut group: Option<EntryGroup> = None;
                for (at, entry) in found.iter().enumerate() {
                    if group.replace(entry.group) != Some(entry.group) {
                        heading_ui(ui, entry.group.title(), theme);
                    }
                    let response = row_ui(ui, at, entry, at == self.chosen, theme);
                    if at == self.chosen && self.scrolls {
                        response.scroll_to_me(None);
                    }
                    if response.clicked() {
                        clicked = Some(at);
                    }
                }
            });
            let response = list.response;
            response.ctx.accesskit_node_builder(response.id, |node| {
                node.set_role(Role::ListBox);
                node.set_label("Found");
            });
        });
        self.scrolls = false;
        clicked
    }

    /// Carries out what a line means; whether the field stays open.
    fn choose(&mut self, ctx: &Context, entry: &Entry, asks: &mut Vec<Ask>) -> bool {
        match &entry.does {
            Ok(Does::Asks(meant)) => {
                asks.extend(meant.iter().cloned());
                false
            }
            Ok(Does::Types(text)) => {
                self.query.clone_from(text);
                (self.chosen, self.scrolls) = (0, true);
                self.go_to_end(ctx);
                true
            }
            Err(_) => true, // it says why
        }
    }

    /// Puts the cursor behind what was filled in.
    fn go_to_end(&self, ctx: &Context) {
        let mut state = TextEdit::load_state(ctx, field_id()).unwrap_or_default();
        let end = CCursor::new(self.query.chars().count());
        state.cursor.set_char_range(Some(CCursorRange::one(end)));
        state.store(ctx, field_id());
    }
}

fn field_id() -> Id {
    Id::unique("find")
}
