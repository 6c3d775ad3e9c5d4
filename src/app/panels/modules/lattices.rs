//! Are two modules parts of one lattice? Both lattices on one another, and the numbers the verdict rests on.

use super::lattice_picture::{Layer, Overlay, waves};
use super::nulls::{NULLS, nulls_ui};
use crate::analysis::{Commensurability, ModulePair, Relation, Report};
use crate::app::ask::Ask;
use crate::app::kit::axes::{Axis, Frame, tick_font};
use crate::app::kit::theme::Theme;
use crate::app::kit::widgets::badge_ui;
use crate::app::kit::{capitalised, count, empty_ui};
use crate::app::view::View;
use eframe::egui::{
    Align2, CornerRadius, FontId, Id, Label, Painter, Pos2, Rect, RichText, Role, ScrollArea, Sense, Stroke, TextStyle,
    Ui, Vec2, WidgetInfo, pos2, vec2,
};

/// The chosen pair of modules: verdict, numbers, pictures.
pub(super) fn lattices_ui(ui: &mut Ui, chosen: &mut usize, report: &Report, view: &View<'_>, asks: &mut Vec<Ask>) {
    let comparable = report.evidence.lattices.iter().filter(|lattices| !lattices.is_empty()).count();
    if comparable < 2 && NULLS.found(view).is_none() {
        empty_ui(ui, too_few(report));
        return;
    }
    let Some(nulls) = nulls_ui(ui, view, asks) else {
        empty_ui(ui, "Lattices are judged beside random ones");
        return;
    };
    if nulls.pairs.is_empty() {
        empty_ui(ui, too_few(report));
        return;
    }
    *chosen = (*chosen).min(nulls.pairs.len() - 1);
    let pair = &nulls.pairs[*chosen];
    ui.horizontal_wrapped(|ui| {
        verdict_badge_ui(ui, &pair.commensurability, view.theme);
        if nulls.pairs.len() > 1 {
            for (index, other) in nulls.pairs.iter().enumerate() {
                let name = format!("{} and {}", other.larger + 1, other.smaller + 1);
                ui.selectable_value(chosen, index, name).on_hover_text("Which modules are compared");
            }
        }
    });
    let area = ui.available_size();
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let top = ui.cursor().top();
        figures_ui(ui, &figures(&pair.commensurability));
        ui.add(Label::new(capitalised(&pair.verdict)).wrap());
        let used = ui.cursor().top() - top;
        let legend = 2.0 * ui.text_style_height(&TextStyle::Body) + 10.0 + gauge_height(ui);
        pictures_ui(ui, vec2(area.x, area.y - used - legend), pair, view.theme);
        legend_ui(ui, pair, view.theme);
        misfit_ui(ui, &pair.commensurability, view.theme);
    });
}

fn too_few(report: &Report) -> &'static str {
    match report.modules.len() {
        0 => "No modules: there are no lattices to compare",
        1 => "One module: there is no other lattice to compare it with",
        _ => "The units of these modules do not share a lattice that could be compared",
    }
}

fn verdict_badge_ui(ui: &mut Ui, found: &Commensurability, theme: &Theme) {
    if found.claimed { badge_ui(ui, "Commensurate", theme.live) } else { badge_ui(ui, "Not claimed", theme.weak_text) }
        .on_hover_text(
            "Claimed when random lattices, of other spacing or of other orientation, fit as well in at most a share α (Holm's \
             levels over all pairs, 5 % together), and the residual is at most 5 %. What is not claimed is not refuted",
        );
}

/// Value, name and explanation of everything the verdict rests on.
fn figures(found: &Commensurability) -> Vec<(String, String, &'static str)> {
    let mut figures = Vec::new();
    if let Some(relation) = &found.relation {
        let Relation { finer_index, coarser_index, residual, turn_deg, .. } = *relation;
        let index =
            if finer_index == 1 { coarser_index.to_string() } else { format!("{coarser_index} : {finer_index}") };
        figures.push((index, "index".to_owned(), "Cells of the common lattice in one cell of each"));
        figures.push((
            format!("{:.2}", found.spacing_ratio),
            format!("ratio, √{} = {:.2}", fraction(coarser_index, finer_index), relation.spacing_ratio()),
            "Ratio of the spacings as measured, and as it would be exactly: the root of the ratio of the cells' areas",
        ));
        let turn = turn_deg.round() + 0.0; // without the sign of −0
        figures.push((format!("{turn}°"), "turn".to_owned(), "Turn of the similarity that comes closest"));
        figures.push((
            format!("{:.1} %", 100.0 * residual),
            "residual, limit 5 %".to_owned(),
            "How far the coarser lattice is from the exact one, as a share of the distance",
        ));
    }
    if let Some(misfit) = found.misfit {
        let chance = found.null_misfit.map_or_else(|| "–".to_owned(), |null| format!("{null:.3}"));
        figures.push((
            format!("{misfit:.3}"),
            format!("misfit, chance {chance}"),
            "Residual times the root of both indices; 5 % of random lattices stay below the chance level",
        ));
    }
    figures.push((
        format!("{:.3}", found.p_value),
        format!("p, α {:.3}", found.level),
        "Share of random lattices that fit as well; α is 5 %, or less where several pairs are judged together",
    ));
    figures
}

fn fraction(above: u32, below: u32) -> String {
    if below == 1 { above.to_string() } else { format!("({above}/{below})") }
}

/// Large numbers with small names, as many beside each other as there is room for.
fn figures_ui(ui: &mut Ui, figures: &[(String, String, &'static str)]) {
    let large =
        FontId::new(TextStyle::Heading.resolve(ui.style()).size * 1.1, TextStyle::Heading.resolve(ui.style()).family);
    let small = tick_font(ui);
    let wide = |(_, name, _): &(String, String, &str)| {
        ui.painter().layout_no_wrap(name.clone(), small.clone(), ui.visuals().text_color()).size().x
    };
    let widest = figures.iter().map(wide).fold(1.0, f32::max);
    let width = ui.available_width();
    let most = ((width / (widest + 10.0)) as usize).clamp(1, figures.len().max(1));
    let rows = figures.len().div_ceil(most);
    let columns = figures.len().div_ceil(rows.max(1)).max(1);
    let each = vec2(width / columns as f32, 1.25 * large.size + 1.5 * small.size);
    let (rect, _) = ui.allocate_exact_size(vec2(width, each.y * rows as f32), Sense::hover());
    let (strong, weak) = (ui.visuals().strong_text_color(), ui.visuals().text_color());
    for (i, (value, name, about)) in figures.iter().enumerate() {
        let corner = rect.min + vec2((i % columns) as f32 * each.x, (i / columns) as f32 * each.y);
        let place = Rect::from_min_size(corner, each);
        let response = ui.interact(place, Id::unique(("modules: figure", i)), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{name}: {value}")));
        response.on_hover_text(*about);
        ui.painter().text(corner, Align2::LEFT_TOP, value, large.clone(), strong);
        ui.painter().text(corner + vec2(0.0, 1.25 * large.size), Align2::LEFT_TOP, name, small.clone(), weak);
    }
}

/// Both pictures side by side.
fn pictures_ui(ui: &mut Ui, area: Vec2, pair: &ModulePair, theme: &Theme) {
    let font = tick_font(ui).size;
    let gap = ui.spacing().item_spacing.x;
    // What title, numbers and rims take.
    let around = vec2(2.3 * font, 4.7 * font);
    let width = (area.x - gap) / 2.0;
    let frame = (vec2(width, area.y) - around).max(vec2(40.0, 150.0));
    // As high as there is room for: lattices go on in all directions.
    let aspect = (frame.y / frame.x).clamp(0.6, 1.5);
    let size = vec2(width.max(20.0), (aspect * frame.x).min(frame.y) + around.y);
    let found = &pair.commensurability;
    let picture = found.picture(f64::from(aspect));
    let modules = finer_and_coarser(pair);
    let colours = modules.map(|module| theme.module(Some(module)));
    let layer = |i: usize, vectors, points| Layer { vectors, points, colour: colours[i] };
    let space = Overlay {
        title: "Lattices",
        unit: "m",
        reach: [picture.reach_m, picture.aspect * picture.reach_m],
        finer: layer(0, found.finer.vectors(), &picture.finer_m),
        coarser: layer(1, found.coarser.vectors(), &picture.coarser_m),
        common: &picture.common_m,
    };
    let reciprocal = Overlay {
        title: "Reciprocal lattices",
        unit: "cycles/m",
        reach: [picture.reach_cpm, picture.aspect * picture.reach_cpm],
        finer: layer(0, waves(&found.finer), &picture.finer_cpm),
        coarser: layer(1, waves(&found.coarser), &picture.coarser_cpm),
        common: &[],
    };
    ui.horizontal_top(|ui| {
        space.show(ui, size, theme);
        reciprocal.show(ui, size, theme);
    });
}

/// Which module has the finer lattice, and which the coarser.
fn finer_and_coarser(pair: &ModulePair) -> [usize; 2] {
    if pair.commensurability.first_is_finer { [pair.larger, pair.smaller] } else { [pair.smaller, pair.larger] }
}

/// What dots, rings and halos are.
fn legend_ui(ui: &mut Ui, pair: &ModulePair, theme: &Theme) {
    let [finer, coarser] = finer_and_coarser(pair);
    let units = |module: usize| pair.units[usize::from(module != pair.larger)];
    let name = |module: usize| format!("module {} ({})", module + 1, count(units(module), "unit"));
    ui.horizontal_wrapped(|ui| {
        let colour = theme.module(Some(finer));
        sign_ui(ui, |painter, at| {
            painter.circle_filled(at, 4.5, colour);
        });
        ui.label(name(finer));
        let colour = theme.module(Some(coarser));
        sign_ui(ui, |painter, at| {
            painter.circle_stroke(at, 7.0, Stroke::new(2.0, colour));
        });
        ui.label(name(coarser));
        if pair.commensurability.claimed {
            sign_ui(ui, |painter, at| {
                painter.circle_filled(at, 8.0, theme.live.gamma_multiply(0.45));
            });
            ui.label("shared");
        }
        ui.label(RichText::new("filled: one cell of each").weak());
    });
}

fn sign_ui(ui: &mut Ui, paint: impl FnOnce(&Painter, Pos2)) {
    let (rect, _) = ui.allocate_exact_size(vec2(18.0, 18.0), Sense::hover());
    paint(ui.painter(), pos2(rect.center().x, rect.center().y));
}

fn gauge_height(ui: &Ui) -> f32 {
    6.2 * tick_font(ui).size
}

/// The misfit beside that of random lattices.
fn misfit_ui(ui: &mut Ui, found: &Commensurability, theme: &Theme) {
    let (Some(misfit), Some(chance)) = (found.misfit, found.null_misfit) else { return };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), gauge_height(ui)), Sense::hover());
    let name = format!("misfit {misfit:.3}; 5 % of random lattices stay below {chance:.3}");
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &name));
    let font = tick_font(ui);
    let most = (1.6 * misfit.max(chance)).max(1e-6);
    let outer = Rect::from_min_max(rect.min + vec2(0.0, 0.8 * font.size), rect.max);
    let frame = Frame::layout(ui, outer, Axis::linear(0.0, most, "misfit"), Axis::bare(0.0, 1.0), false);
    let painter = frame.paint(ui, false);
    let zone = Rect::from_two_pos(frame.at([0.0, 0.0]), frame.at([chance, 1.0]));
    painter.rect_filled(zone, CornerRadius::ZERO, theme.live.gamma_multiply(0.3));
    let words = painter.layout_no_wrap("5 % of random lattices".to_owned(), font, ui.visuals().text_color());
    let fits = zone.width() >= words.size().x + 8.0;
    let left = if fits { zone.right() - words.size().x - 4.0 } else { zone.right() + 4.0 };
    painter.galley(pos2(left, zone.center().y - words.size().y / 2.0), words, ui.visuals().text_color());
    let x = frame.at([misfit, 0.0]).x;
    let colour = if found.claimed { theme.live } else { theme.weak_text };
    painter.vline(x, frame.rect.y_range(), Stroke::new(4.0, colour));
}
