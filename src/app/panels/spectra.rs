//! Mean Fourier power of the population or of one module, with the wave vectors k₁ k₂ k₃.

use crate::analysis::{Report, Spectrum};
use crate::app::ask::Ask;
use crate::app::kit::csv::{spectra_table, waves_table};
use crate::app::kit::empty_ui;
use crate::app::kit::map_texture::{MapTexture, key_of};
use crate::app::kit::spectrum::{FLOOR_DB, SpectrumPicture, subscript};
use crate::app::kit::whose::report_line_ui;
use crate::app::panel::{Pane, PanePlace, Panel};
use crate::app::view::View;
use crate::export::CsvTable;
use eframe::egui::{self, Id, Rect, Role, Sense, TextStyle, Ui, Vec2, WidgetInfo, pos2, vec2};
use serde::{Deserialize, Serialize};

/// Room between a picture and that of the baseline, points.
const GAP: f32 = 8.0;

/// State of the spectra panel.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct SpectraPanel {
    /// Colour by the logarithm of the power.
    pub log_power: bool,
    #[serde(skip)]
    texture: MapTexture,
    #[serde(skip)]
    ghost: MapTexture,
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
        let choice_ui = |ui: &mut Ui| {
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
        };
        if view.has_controls {
            ui.horizontal_wrapped(choice_ui);
        }
        report_line_ui(ui, view);
        let (spectrum, of_module) = chosen(report, view.selected_module);
        if spectrum.power.is_empty() {
            empty_ui(ui, "No spectrum: no unit fires in this box");
            return asks;
        }
        let line = ui.text_style_height(&TextStyle::Body) + ui.spacing().item_spacing.y;
        let mut area = ui.available_size();
        let ghost = ghost(report, of_module, view).filter(|ghost| !ghost.power.is_empty());
        // Beside the picture where there is room, else below it.
        let is_beside = area.x > 1.25 * area.y;
        let small = if is_beside { 0.25 * area.x } else { 0.25 * area.y }.clamp(70.0, 170.0);
        if ghost.is_some() {
            if is_beside { area.x -= small + GAP } else { area.y -= small + GAP }
        }
        let side = area.x.min((area.y - 3.5 * line).max(140.0));
        let side = side.max(80.0);
        ui.vertical_centered(|ui| {
            let beside = if ghost.is_some() && is_beside { GAP + small } else { 0.0 };
            let (both, response) = ui.allocate_exact_size(vec2(side + beside, side), Sense::hover());
            let rect = Rect::from_min_size(both.min, Vec2::splat(side));
            let name = of_module.map_or_else(
                || "mean spectrum of all units".to_owned(),
                |m| format!("mean spectrum of module {}", m + 1),
            );
            response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &name));
            let key = key_of((view.reported, of_module));
            let picture = SpectrumPicture { spectrum, log_power: self.log_power, key };
            picture.paint(ui, rect, &mut self.texture, view);
            let Some(spectrum) = ghost else { return };
            let place = if is_beside {
                Rect::from_min_size(pos2(both.right() - small, both.top()), Vec2::splat(small))
            } else {
                ui.allocate_exact_size(Vec2::splat(small), Sense::hover()).0
            };
            let response = ui.interact(place, Id::unique("spectra: baseline"), Sense::hover());
            response.widget_info(|| WidgetInfo::labeled(Role::Image, true, format!("{name} of the baseline")));
            let key = key_of((view.ghost().and_then(|ghost| ghost.set.as_ref()).map(|set| set.key), of_module));
            let picture = SpectrumPicture { spectrum, log_power: self.log_power, key };
            picture.paint_ghost(ui, place, "baseline", &mut self.ghost, view);
            response
                .on_hover_text("The same of the baseline; of a module, that of the module with the nearest spacing");
        });
        for text in words(spectrum) {
            ui.add(egui::Label::new(text).wrap());
        }
        asks
    }

    fn tables(&self, view: &View<'_>) -> Vec<CsvTable> {
        let Some(report) = view.report else { return Vec::new() };
        let of_modules = report.modules.iter().zip(&report.module_spectra);
        let all = std::iter::once((None, &report.population_spectrum))
            .chain(of_modules.map(|(module, spectrum)| (Some(module.module), spectrum)));
        let waves = all.clone().map(|(module, spectrum)| (module, spectrum.peaks_cpm.as_slice()));
        vec![spectra_table(all.clone()), waves_table(waves)]
    }
}

fn chosen(report: &Report, module: Option<usize>) -> (&Spectrum, Option<usize>) {
    match module.and_then(|m| report.module_spectra.get(m).map(|s| (s, m))) {
        Some((spectrum, module)) => (spectrum, Some(module)),
        None => (&report.population_spectrum, None),
    }
}

/// The baseline's spectrum of all units, or of the module whose spacing is nearest to that of the chosen one.
fn ghost<'a>(report: &Report, module: Option<usize>, view: &View<'a>) -> Option<&'a Spectrum> {
    let ghost = view.ghost_report()?;
    let Some(module) = module else { return Some(&ghost.population_spectrum) };
    let spacing_m = report.modules.get(module)?.spacing_m;
    let off = |other: f64| (other / spacing_m).ln().abs();
    let nearest = ghost.modules.iter().min_by(|a, b| off(a.spacing_m).total_cmp(&off(b.spacing_m)))?;
    ghost.module_spectra.get(nearest.module)
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
