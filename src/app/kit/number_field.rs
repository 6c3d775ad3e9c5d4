//! Fields for numbers, to type into or to drag. What cannot be is refused where it was typed, and changes nothing.

use super::refusal::{refusable_ui, refusal_ui};
use super::widgets::short;
use eframe::egui::accesskit::{Action, ActionData};
use eframe::egui::{self, DragValue, Id, Key, Response, TextEdit, Ui};
use std::cell::RefCell;
use std::ops::RangeInclusive;

/// From here on, a float does not hold every whole number.
pub(crate) const EXACT: u64 = 1 << 53;

/// A field for a number in a range, both ends included.
#[derive(Clone, Debug)]
pub(crate) struct NumberField<'a> {
    /// What screen readers and tests call it.
    pub name: &'a str,
    pub range: RangeInclusive<f64>,
    pub is_whole: bool,
    /// After the number; may be typed, too. Empty for plain numbers.
    pub unit: &'a str,
    /// Change for a drag by one point.
    pub speed: f64,
    /// Room, points.
    pub size: egui::Vec2,
}

/// What stands in a field instead of its value.
#[derive(Clone, Debug)]
struct Draft {
    text: String,
    /// The bits of the value that it is to replace. Once that is another one, nobody means the text any more.
    of: u64,
    is_refused: bool,
}

impl Draft {
    fn load(ui: &Ui, id: Id, of: u64) -> Option<Self> {
        ui.data(|data| data.get_temp::<Self>(id)).filter(|draft| draft.of == of)
    }

    fn keep(draft: Option<Self>, ui: &Ui, id: Id) {
        ui.data_mut(|data| match draft {
            Some(draft) => drop(data.insert_temp(id, draft)),
            None => data.remove::<Self>(id),
        });
    }

    /// When the field was left: the number that it says; what says none is refused, and can be mended at once after Enter.
    fn leave<T>(draft: &mut Option<Self>, field: &Response, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let number = read(&draft.as_ref()?.text);
        if number.is_some() {
            *draft = None;
        } else if let Some(draft) = draft {
            draft.is_refused = true;
            field.ctx.request_repaint();
            if field.ctx.input(|input| input.key_pressed(Key::Enter)) {
                field.request_focus();
            }
        }
        number
    }
}

impl NumberField<'_> {
    /// The valid numbers in words: `0.001 to 2.0 m`, `whole number from 2 to 1024`.
    #[must_use]
    pub(crate) fn valid(&self) -> String {
        let unit = if self.unit.is_empty() { String::new() } else { format!(" {}", self.unit) };
        let (min, max) = (self.range.start(), self.range.end());
        if self.is_whole {
            format!("whole number from {min} to {max}{unit}")
        } else {
            format!("{min:?} to {max:?}{unit}")
        }
    }

    /// Draws it; returns the field, and the number that the user asks for, if that is another one.
    pub(crate) fn ui(&self, ui: &mut Ui, value: f64) -> (Response, Option<f64>) {
        let id = ui.make_persistent_id(("number", self.name));
        let mut draft = Draft::load(ui, id, value.to_bits());
        let refused = draft.as_ref().filter(|draft| draft.is_refused).map(|draft| draft.text.clone());
        let typed = RefCell::new(None);
        let mut moved = value;
        let response = refusable_ui(ui, refused.is_some(), |ui| {
            let unit =
                if refused.is_some() || self.unit.is_empty() { String::new() } else { format!(" {}", self.unit) };
            // What is typed is noted and judged here: by itself the widget would take the nearest number in the range.
            let field = DragValue::new(&mut moved)
                .range(self.range.clone())
                .clamp_existing_to_range(false)
                .speed(self.speed)
                .min_size(self.size)
                .clip_text(true)
                .custom_formatter(|number, _| refused.clone().unwrap_or_else(|| self.face(number)))
                .custom_parser(|text| {
                    *typed.borrow_mut() = Some(text.to_owned());
                    None
                })
                .suffix(unit);
            ui.add(field)
        });
        response.ctx.accesskit_node_builder(response.id, |node| node.set_label(self.name));

        if response.changed() {
            let asked = self.moved_to(moved, &response);
            let refused = || Draft { text: moved.to_string(), of: value.to_bits(), is_refused: true };
            Draft::keep(asked.is_none().then(refused), ui, id);
            return (response, asked.filter(|asked| asked.to_bits() != value.to_bits()));
        }
        // Later it would be a text that Escape has taken back already: egui looks at it once more when it has left the field.
        let is_typed_in = response.has_focus() || ui.input(|input| input.key_pressed(Key::Enter));
        if let Some(text) = typed.into_inner().filter(|_| is_typed_in) {
            let stands = refused.unwrap_or_else(|| self.face(value));
            if text != stands {
                draft = Some(Draft { text, of: value.to_bits(), is_refused: false });
            } else if !draft.as_ref().is_some_and(|draft| draft.is_refused) {
                draft = None; // as it was: a number that is shown rounded must not become a round one
            }
        }
        let mut asked = None;
        if ui.input(|input| input.key_pressed(Key::Escape)) {
            draft = None;
        } else if response.lost_focus() {
            asked = Draft::leave(&mut draft, &response, |text| self.read(text));
        }
        if draft.as_ref().is_some_and(|draft| draft.is_refused) {
            refusal_ui(ui, &response, &format!("Valid: {}", self.valid()));
        }
        Draft::keep(draft, ui, id);
        (response, asked.filter(|number| number.to_bits() != value.to_bits()))
    }

    /// The number that a text says, if it is valid.
    fn read(&self, text: &str) -> Option<f64> {
        let text = text.trim();
        let text = if self.unit.is_empty() { text } else { text.strip_suffix(self.unit).unwrap_or(text) };
        // Of whole numbers a comma could part thousands as well.
        let may_have_comma = !self.is_whole || !text.contains(',');
        number_in(text).filter(|number| may_have_comma && self.is_valid(*number))
    }

    /// A number as the field shows it.
    fn face(&self, number: f64) -> String {
        if self.is_whole { format!("{number:.0}") } else { field_text(number) }
    }

    /// The number that a drag or an arrow means: one of the range. What a tool sets, such as a screen reader, is as good as
    /// typed.
    fn moved_to(&self, number: f64, field: &Response) -> Option<f64> {
        let is_set = field.ctx.input(|input| {
            let mut requests = input.accesskit_action_requests(field.id, Action::SetValue);
            requests.any(|request| matches!(request.data, Some(ActionData::NumericValue(_))))
        });
        if is_set {
            return Some(number).filter(|number| self.is_valid(*number));
        }
        let number = if self.is_whole { number.round() } else { three_digits(number) };
        Some(number.clamp(*self.range.start(), *self.range.end()))
    }

    fn is_valid(&self, number: f64) -> bool {
        self.range.contains(&number) && (!self.is_whole || number.fract() == 0.0 && number.abs() <= EXACT as f64)
    }
}

/// A field for a whole number of any size; returns it when the user leaves the field with another number in it.
pub(crate) fn any_whole_ui(ui: &mut Ui, name: &str, value: u64, width: f32) -> Option<u64> {
    let id = ui.make_persistent_id(("whole", name));
    let mut draft = Draft::load(ui, id, value);
    let is_refused = draft.as_ref().is_some_and(|draft| draft.is_refused);
    let mut text = draft.as_ref().map_or_else(|| value.to_string(), |draft| draft.text.clone());
    let response = refusable_ui(ui, is_refused, |ui| {
        let edit = TextEdit::singleline(&mut text).id(id.with("edit")).desired_width(width);
        ui.add(edit.font(egui::TextStyle::Monospace))
    });
    response.ctx.accesskit_node_builder(response.id, |node| node.set_label(name));
    if response.changed() {
        draft = Some(Draft { text, of: value, is_refused: false });
    }
    let mut asked = None;
    if ui.input(|input| input.key_pressed(Key::Escape)) {
        draft = None;
    } else if response.lost_focus() {
        asked = Draft::leave(&mut draft, &response, |text| ungrouped(text.trim())?.parse().ok());
    }
    if draft.as_ref().is_some_and(|draft| draft.is_refused) {
        refusal_ui(ui, &response, "Valid: whole number from 0 to 2^64 - 1");
    }
    Draft::keep(draft, ui, id);
    asked.filter(|asked| *asked != value)
}

/// The finite number that a text says. A decimal comma is a point, and digits may stand in groups of three. What is too small
/// for a float is not 0.
#[must_use]
pub(crate) fn number_in(text: &str) -> Option<f64> {
    let text = ungrouped(text.trim())?.replace('−', "-");
    let text = match text.matches(',').count() {
        0 => text,
        1 if !text.contains('.') => text.replace(',', "."),
        _ => return None,
    };
    let number: f64 = text.parse().ok()?;
    let before_exponent = text.split(['e', 'E']).next().unwrap_or_default();
    let is_lost = number == 0.0 && before_exponent.contains(|c| ('1'..='9').contains(&c));
    (number.is_finite() && !is_lost).then_some(number + 0.0) // + 0.0: one zero, not two
}

/// A number without the spaces between its groups of three digits; `None` where spaces stand elsewhere.
fn ungrouped(text: &str) -> Option<String> {
    let groups: Vec<&str> = text.split_whitespace().collect();
    let (first, rest) = groups.split_first()?;
    let is_number = |text: &str| (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let last = rest.len().checked_sub(1);
    let is_group = |(at, group): (usize, &&str)| {
        let whole = if Some(at) == last { group.split(['.', ',', 'e', 'E']).next().unwrap_or_default() } else { group };
        whole.len() == 3 && is_number(whole)
    };
    let is_right = rest.is_empty()
        || is_number(first.trim_start_matches(['-', '−', '+'])) && rest.iter().enumerate().all(is_group);
    is_right.then(|| groups.concat())
}

/// Three significant digits: what a slider or a drag can mean, and what reads well in a preset.
#[must_use]
pub(crate) fn three_digits(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    format!("{value:.2e}").parse().expect("a float's own text")
}

/// A number as a field shows it: every digit that was typed, unless there are too many to read.
fn field_text(value: f64) -> String {
    let tiny = value != 0.0 && value.abs() < 0.001;
    let full = if tiny { format!("{value:e}") } else { format!("{value}") };
    if full.len() <= 8 { full } else { short(value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, number) in [
            ("0.7", 0.7_f64),
            ("0.7", 0.7_f64),
            (" 12 ", 12.0),
            ("-1", -1.0),
            ("−1", -1.0),
            ("+1", 1.0),
            ("2e6", 2e6),
            ("1,5e-3", 1.5e-3),
            (".5", 0.5),
            ("12 000", 12_000.0),
            ("1 234 567,5", 1_234_567.5),
            ("-0", 0.0),
            ("0e-400", 0.0),
        ] {
            assert_eq!(number_in(text).map(f64::to_bits), Some(number.to_bits()), "{text}");
        }
        for text in
            ["", "  ", "nan", "inf", "-inf", "abc", "1e-400", "1e400", "5 m", "1 2", "12 00", "1,2,3", "1.2,3", "0x1"]
        {
            assert_eq!(number_in(text), None, "{text}");
        }
    }

    #[test]
    fn a_field_takes_its_unit_and_whole_numbers_without_a_comma() {
        let field = |is_whole, unit| NumberField {
            name: "it",
            range: 0.0..=5000.0,
            is_whole,
            unit,
            speed: 1.0,
            size: egui::Vec2::ZERO,
        };
        assert_eq!(field(false, "m").read("5 m"), Some(5.0), "as it is shown");
        assert_eq!(field(false, "s").read("5 m"), None, "another unit");
        assert_eq!(field(true, "steps").read("12e2"), Some(1200.0));
        for text in ["0.5", "1,000", "5001", "-1"] {
            assert_eq!(field(true, "steps").read(text), None, "{text}");
        }
        assert_eq!(field(true, "steps").valid(), "whole number from 0 to 5000 steps");
        assert_eq!(field(false, "").valid(), "0.0 to 5000.0");
    }

    #[test]
    fn drags_give_readable_numbers() {
        for (value, rounded) in [(0.048_273_6, 0.0483), (1.0, 1.0), (0.0, 0.0), (3.141_59e-4, 3.14e-4), (9.999, 10.0)] {
            assert!((three_digits(value) - rounded).abs() < 1e-12, "{value}");
        }
        assert_eq!(field_text(0.05), "0.05");
        assert_eq!(field_text(3e-4), "3e-4");
        assert_eq!(field_text(1.0), "1");
        assert_eq!(field_text(0.123_456_789), "0.123", "too many digits to read");
    }
}
