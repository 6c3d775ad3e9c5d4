//! What the pointer reads off a chart.

use super::curves::nearest;
use super::drawn::DrawnChart;
use crate::stream::Intervention;
use eframe::egui::{self, Ui};

/// The values nearest to a step, and the interventions near it.
pub(super) fn read_out_ui(ui: &mut Ui, chart: &DrawnChart, step: f64, near: &[&Intervention]) {
    let drawn = &chart.curves;
    ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Extend);
    if let Some(column) = drawn.first().and_then(|d| nearest(&d.columns, step).map(|i| d.columns[i])) {
        if column.first_step == column.last_step {
            ui.strong(format!("step {}", column.last_step));
        } else {
            ui.strong(format!("steps {} to {}", column.first_step, column.last_step));
        }
    }
    egui::Grid::new("read-out").num_columns(2).spacing([12.0, 2.0]).show(ui, |ui| {
        for d in drawn {
            let Some(i) = nearest(&d.columns, step) else { continue };
            let value = d.columns[i].mean;
            ui.colored_label(d.colour, d.series.spec().name);
            ui.monospace(if value.is_finite() { significant(value) } else { "not finite".to_owned() });
            ui.end_row();
            if drawn.len() == 1 {
                let smoothed = d.curve.smooth.iter().flatten();
                let at = smoothed.min_by(|a, b| (a[0] - step).abs().total_cmp(&(b[0] - step).abs()));
                if let Some(point) = at {
                    ui.label("smoothed");
                    ui.monospace(significant(chart.scale.value_at(point[1])));
                    ui.end_row();
                }
            }
        }
        // Those of other networks where they have this step.
        for d in &chart.others {
            let Some(column) = nearest(&d.columns, step).map(|i| d.columns[i]) else { continue };
            let [first, last] = d.steps();
            if (first as f64..=last as f64).contains(&step.round()) && column.mean.is_finite() {
                ui.label(d.name());
                ui.monospace(significant(column.mean));
                ui.end_row();
            }
        }
    });
    if !near.is_empty() {
        ui.separator();
    }
    for intervention in near.iter().rev().take(6).rev() {
        ui.monospace(intervention_text(intervention)); // the proportional font has no arrow
    }
}

/// An intervention in words: `sigma_g: 0.4 → 0.2 after step 1200`.
fn intervention_text(i: &Intervention) -> String {
    match i.name.as_str() {
        Intervention::HOLD if i.new == "true" => format!("learning rate held after step {}", i.step),
        Intervention::HOLD => format!("learning rate released after step {}", i.step),
        Intervention::RESTART => format!("rate schedule restarted after step {}", i.step),
        name => format!("{name}: {} → {} after step {}", i.old, i.new, i.step),
    }
}

/// Four significant digits, as short as possible.
pub(super) fn significant(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return format!("{value}");
    }
    let size = value.abs();
    if (1e-3..1e5).contains(&size) {
        let decimals = (3 - size.log10().floor() as i32).clamp(0, 6) as usize;
        format!("{value:.decimals$}")
    } else {
        format!("{value:.2e}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interventions_read_as_sentences() {
        let entry = |name: &str, old: &str, new: &str| Intervention {
            step: 1200,
            name: name.to_owned(),
            old: old.to_owned(),
            new: new.to_owned(),
        };
        assert_eq!(intervention_text(&entry("sigma_g", "0.4", "0.2")), "sigma_g: 0.4 → 0.2 after step 1200");
        assert_eq!(
            intervention_text(&entry(Intervention::HOLD, "false", "true")),
            "learning rate held after step 1200"
        );
    }

    #[test]
    fn values_have_four_digits() {
        assert_eq!(significant(0.012_345), "0.01235");
        assert_eq!(significant(-12.3456), "-12.35");
        assert_eq!(significant(3e-7), "3.00e-7");
        assert_eq!(significant(0.0), "0");
    }
}
