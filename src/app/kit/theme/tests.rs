use super::*;

/// What text and thin marks need, as WCAG 2.1 has it for text (1.4.3).
const ENOUGH: f64 = 4.5;

/// Share of the light of white (WCAG 2.1).
fn luminance(colour: Color32) -> f64 {
    assert_eq!(colour.a(), 255, "what is seen is opaque");
    let linear = |byte: u8| {
        let value = f64::from(byte) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(colour.r()) + 0.7152 * linear(colour.g()) + 0.0722 * linear(colour.b())
}

/// Both themes in all colours of lines.
fn all_themes() -> impl Iterator<Item = Theme> {
    let of = |theme: Theme| LineColours::ALL.map(|lines| theme.clone().with_lines(lines));
    of(Theme::dark()).into_iter().chain(of(Theme::light())).chain(of(Theme::projector()))
}

fn contrast(a: Color32, b: Color32) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn contrast_is_that_of_the_standard() {
    assert!((contrast(Color32::BLACK, Color32::WHITE) - 21.0).abs() < 1e-9);
    assert!((contrast(Color32::from_gray(0x77), Color32::WHITE) - 4.48).abs() < 0.01);
}

#[test]
fn text_and_thin_marks_are_told_from_every_ground() {
    for theme in all_themes() {
        let visuals = theme.visuals();
        // Every token has to be told apart here: what is seen on a ground, the grounds, and the rest.
        let Theme {
            dark,
            line: _,
            letters: _,
            series,
            modules,
            unvisited: _, // bins of a map
            accent,
            live,
            paused,
            warning,
            error,
            restart,
            mark,
            text,
            weak_text,
            panel,
            wall,
            ghost: _, // pale on purpose
            over_map,
            over_map_outline,
            bar,
            raised,
            behind_dialog: _,
            icon_field: _,
        } = theme.clone();
        let widgets = &visuals.widgets;
        let words = [
            ("text", text),
            ("weak text", weak_text),
            ("strong text", visuals.strong_text_color()),
            ("words of buttons", widgets.inactive.text_color()),
            ("accent", accent),
            ("live", live),
            ("paused", paused),
            ("warning", warning),
            ("error", error),
            ("restart", restart),
            ("mark", mark),
        ];
        let curves = series.iter().chain(&modules).map(|colour| ("curve or module", *colour));
        let stripe = |ground: Color32| ground.blend(visuals.faint_bg_color);
        let plain = [panel, wall, bar, raised, visuals.extreme_bg_color];
        let grounds = plain.into_iter().chain([panel, raised].map(stripe));
        let mut pairs: Vec<(&str, Color32, Color32)> = Vec::new();
        for ground in grounds {
            pairs.extend(words.into_iter().chain(curves.clone()).map(|(name, colour)| (name, colour, ground)));
        }
        for ground in [panel, bar, raised] {
            for colour in [accent, live, paused, warning, error, restart, weak_text] {
                let tinted = ground.blend(Theme::tint(colour));
                pairs.extend([("a badge", colour, tinted), ("text of a strip", text, tinted)]);
            }
            let chosen = ground.blend(visuals.selection.bg_fill);
            pairs.push(("what is chosen", visuals.selection.stroke.color, chosen));
        }
        for look in [&widgets.inactive, &widgets.hovered, &widgets.active, &widgets.open] {
            pairs.push(("words of a button", look.text_color(), look.weak_bg_fill));
            pairs.push(("the tick of a box", look.text_color(), look.bg_fill));
        }
        for look in [&widgets.inactive, &widgets.hovered] {
            pairs.extend([live, paused].map(|colour| ("words that run or pause", colour, look.weak_bg_fill)));
        }
        pairs.push(("what lies over maps", over_map, over_map_outline));
        for (name, colour, ground) in pairs {
            let found = contrast(colour, ground);
            let theme = if dark { "dark" } else { "light" };
            assert!(found >= ENOUGH, "{theme}: {name}, {colour:?} on {ground:?}: {found:.2}");
        }
    }
}

/// A bright room adds light to everything that a projector shows: a quarter of that of its white.
#[test]
fn a_bright_room_leaves_enough_of_a_projector() {
    let Theme { text, weak_text, accent, error, panel, bar, series, .. } = Theme::projector();
    let seen = |colour: Color32| luminance(colour) + 0.25;
    let left = |colour: Color32, ground: Color32| (seen(ground) + 0.05) / (seen(colour) + 0.05);
    for ground in [panel, bar] {
        for colour in [text, weak_text, accent, error].into_iter().chain(series) {
            let found = left(colour, ground);
            assert!(found >= 2.5, "{colour:?} on {ground:?}: {found:.2}");
        }
    }
}

#[test]
fn curves_and_modules_are_told_from_each_other() {
    // Differences of CIELAB; 20 is what a glance tells.
    let lab = |colour: Color32| {
        let linear = |byte: u8| (f64::from(byte) / 255.0).powf(2.2);
        let [r, g, b] = [colour.r(), colour.g(), colour.b()].map(linear);
        let xyz = [
            (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505,
            0.2126 * r + 0.7152 * g + 0.0722 * b,
            (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089,
        ];
        let [x, y, z] = xyz.map(|t| if t > 0.008_856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 });
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    };
    for theme in all_themes() {
        for colours in [theme.series.as_slice(), theme.modules.as_slice()] {
            for (i, a) in colours.iter().enumerate() {
                for b in &colours[i + 1..] {
                    let difference: f64 = lab(*a).iter().zip(lab(*b)).map(|(a, b)| (a - b) * (a - b)).sum();
                    assert!(difference.sqrt() > 20.0, "{a:?} {b:?}: {:.0}", difference.sqrt());
                }
            }
        }
    }
}
