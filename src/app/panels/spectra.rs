//! Mean Fourier power of the population or of one module, with the wave vectors k₁ k₂ k₃.

use crate::analysis::{Report, Spectrum};
use crate::app::ask::Ask;
use crate::app::kit::empty_ui;
use crate::app::kit::map_texture::{MapTexture, key_of};
use crate::app::kit::spectrum::{FLOOR_DB, SpectrumPicture, subscript};
use crate::app::kit::whose::report_line_ui;
use crate::app::panel::{Pane, PanePlace, Panel};
use crate::app::view::View;
use eframe::egui::{self, Role, Sense, TextStyle, Ui, WidgetInfo, vec2};
use serde::{Deserialize, Serialize};

/// State of the spectra panel.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct SpectraPanel {
    /// Colour by the logarithm of the power.
    pub log_power: bool,
    #[serde(skip)]
    texture: MapTexture,
}

impl Panel for SpectraPanel {
    const PANE: Pane = Pane { name: "spectra", title: "Spectra", place: PanePlace::Right, is_wall: false };

    /// Mean Fourier power with its wave vectors.
    fn ui(&mut self, ui: &mut Ui, view: &View<'_>) -> Vec<Ask> {
        let mut asks = Vec::new();
        let Some(report) = view.report else {
            empty_ui(ui, "The mean spectrum appears after the first analysis");
            return asks;
        };
        ui.horizontal_wrapped(|ui| {
            if ui.selectable_label(view.selected_module.is_none(), "Population").clicked() {
                asks.push(Ask::SelectModule(None));
            }
            for module in &report.modules {
                let chosen = view.selected_module == Some(module.module);
                if ui.selectable_label(chosen, format!("Module {}", module.module + 1)).clicked() {
                    asks.push(Ask::SelectModule(Some(module.module)));
                }
            }
            ui.checkbox(&mut self.log_power, "Log power")
                .on_hover_text(format!("Colour by decibels below the peak, down to −{FLOOR_DB:.0} dB"));
        });
        report_line_ui(ui, view);
        let (spectrum, of_module) = chosen(report, view.selected_module);
        if spectrum.power.is_empty() {
            empty_ui(ui, "No spectrum: no unit fires in this box");
            return asks;
        }
        let line = ui.text_style_height(&TextStyle::Body) + ui.spacing().item_spacing.y;
        let area = ui.available_size();
        let side = area.x.min((area.y - 3.5 * line).max(140.0));
        ui.vertical_centered(|ui| {
            let (rect, response) = ui.allocate_exact_size(vec2(side.max(80.0), side.max(80.0)), Sense::hover());
            let name = of_module.map_or_else(
                || "mean spectrum of all units".to_owned(),
                |m| format!("mean spectrum of module {}", m + 1),
            );
            response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &name));
            let key = key_of((view.reported, of_module));
            let picture = SpectrumPicture { spectrum, log_power: self.log_power, key };
            picture.paint(ui, rect, &mut self.texture, view);
        });
        for text in words(spectrum) {
            ui.add(egui::Label::new(text).wrap());
        }
        asks
    }
}

fn chosen(report: &Report, module: Option<usize>) -> (&Spectrum, Option<usize>) {
    match module.and_then(|m| report.module_spectra.get(m).map(|s| (s, m))) {
        Some((spectrum, module)) => (spectrum, Some(module)),
        None => (&report.population_spectrum, None),
    }
}

/// The peaks in words. Lattice constant a = 2/(√3·|k|).
fn words(spectrum: &Spectrum) -> Vec<String> {
    if spectrum.peaks_cpm.is_empty() {
        return vec!["No peaks: there is no wave in these maps".to_owned()];
    }
    let lengths: Vec<f64> = spectrum.peaks_cpm.iter().map(|k| k[0].hypot(k[1])).collect();
    let listed: Vec<String> = lengths.iter().enumerate().map(|(i, k)| format!("k{} {k:.2}", subscript(i))).collect();
    let mean = lengths.iter().sum::<f64>() / lengths.len() as f64;
    let mut text = vec![format!("{} cycles/m", listed.join(" · "))];
    if mean > 0.0 {
        let spacing_m = 2.0 / (3f64.sqrt() * mean);
        text.push(format!("A hexagonal lattice with these waves has a spacing of {spacing_m:.2} m"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spectrum(size: usize, step_cpm: f64, peaks_cpm: Vec<[f64; 2]>) -> Spectrum {
        Spectrum { size, step_cpm, power: vec![0.5; size * size], peaks_cpm }
    }

    #[test]
    fn spacing_follows_from_the_wave_vectors() {
        // A lattice of 0.6 m has waves of 2/(√3·0.6) = 1.925 cycles/m.
        let k = 2.0 / (3f64.sqrt() * 0.6);
        let text = words(&spectrum(3, 0.1, vec![[k, 0.0], [k * 0.5, k * 0.75f64.sqrt()]])).join(" ");
        assert!(text.contains("k₁ 1.92 · k₂ 1.92 cycles/m"), "{text}");
        assert!(text.contains("0.60 m"), "{text}");
        assert_eq!(words(&spectrum(3, 0.1, Vec::new())).len(), 1);
    }
}
