//! A panel on a sheet of its own: of any size, without what is only there to be clicked.

use crate::app::figure_look::FigureLook;
use crate::app::kit::theme::Theme;
use crate::app::panel::AnyPanel;
use crate::app::view::View;
use crate::draw::sheet::{Sheet, SheetSize};

/// Frames until every layout has settled.
const FRAMES: usize = 4;

/// Draws a copy of a panel with the same data.
pub(super) fn figure(panel: &dyn AnyPanel, view: &View<'_>, look: FigureLook) -> Sheet {
    let FigureLook { width, height, scale, on_white } = look.checked();
    let theme = if on_white { Theme::paper() } else { view.theme.clone() };
    let ground = if panel.pane().is_wall { theme.wall } else { theme.panel };
    let [r, g, b, _] = ground.to_array();
    let mut sheet = Sheet::new(SheetSize { width, height, scale }, [r, g, b]);
    theme.apply(sheet.context());
    let mut copy = panel.copied();
    let view = View { theme: &theme, has_controls: false, on_stage: false, ..*view };
    for _ in 0..FRAMES {
        // What a figure asks for is nobody's wish.
        sheet.frame(|ui| drop(copy.draw_ui(ui, &view)));
    }
    sheet
}
