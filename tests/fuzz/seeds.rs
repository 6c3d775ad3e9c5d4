//! Good files of every kind, small, and together with everything that a reader knows.

use super::blocks::RecordedBlock;
use super::forms::Form;
use super::member::Member;
use super::place::Place;
use super::readers::{Kind, PHY, sample};
use gridscope::export::{Provenance, stamped_csv, stamped_png, stamped_svg};
use gridscope::preset::bundled;
use gridscope::stream::Journal;

/// Good files of a kind.
pub fn seeds(kind: Kind, place: &Place) -> Vec<Form> {
    match kind {
        Kind::Preset => presets(),
        Kind::Journal => texts(&[
            JOURNAL,
            "(entries: [])\n",
            &Journal::from_ron(JOURNAL).expect("a journal").to_ron(),
            "(entries:[(step:0,name:\"rate.restart\",old:\"false\",new:\"true\")])",
        ]),
        Kind::Run => vec![Form::Text(place.good("run.ron").1.to_vec())],
        Kind::Checkpoint => checkpoints(place),
        Kind::Metrics => metrics(place),
        Kind::Archive => archives(),
        Kind::Spikes => spikes(),
        Kind::Trajectory => trajectories(),
        Kind::Exported => exported(),
        Kind::Recording => vec![recording()],
        Kind::Nwb => samples(&["nwb/one.nwb"]),
        Kind::Matlab => samples(&[
            "sargolini/10073-17010302_POS.mat",
            "hafting/11015-07020405_POS.mat",
            "one_cell/cell_01.mat",
            "cellexplorer/rat1.spikes.cellinfo.mat",
            "cellexplorer/rat1.openfield.behavior.mat",
        ]),
        Kind::Matlab73 => {
            samples(&["cellexplorer73/rat2.spikes.cellinfo.mat", "cellexplorer73/rat2.openfield.behavior.mat"])
        }
        Kind::Pickled => pickled(),
        Kind::Phy => samples(&PHY[..4].iter().map(|name| format!("phy/{name}")).collect::<Vec<_>>()),
        Kind::DeepLabCut => samples(&["deeplabcut/rat1DLC_resnet50.csv"]),
        Kind::Talk => texts(&[include_str!("../../presets/talk/talk.ron"), TALK]),
        Kind::Note => {
            texts(&["the good one\n", "σ_g = 0.3\n\n  two lines, and \"quotes\"", "\u{feff}from elsewhere\r\nx"])
        }
        Kind::Glance => {
            let bytes = std::fs::read(place.glance().2).expect("just kept");
            vec![Form::of(kind, &bytes).expect("a good one")]
        }
    }
}

fn texts(texts: &[&str]) -> Vec<Form> {
    texts.iter().map(|text| Form::Text(text.as_bytes().to_vec())).collect()
}

/// Files of other programs in `tests/formats`, as they are.
fn samples<N: AsRef<str>>(names: &[N]) -> Vec<Form> {
    names.iter().map(|name| Form::Text(sample(name.as_ref()))).collect()
}

/// Dictionaries and arrays of other programs, each array apart where that can be.
fn pickled() -> Vec<Form> {
    let names = [
        "gardner/rat_s_grid_modules_1.npz",
        "canns/dictionary.npz",
        "canns/list.npz",
        "canns/counts.npz",
        "canns/dictionary.npy",
        "pynapple/spikes.npz",
        "pynapple/position.npz",
        "ratinabox/box.npz",
    ];
    // What is no archive of plain arrays is broken elsewhere, byte by byte.
    names.iter().filter_map(|name| Form::of(Kind::Pickled, &sample(name))).collect()
}

const JOURNAL: &str = r#"(entries: [
    (step:12,name:"sigma_g",old:"0.4",new:"0.25"),
    (step:12,name:"capacity.enabled",old:"true",new:"false"),
    (step:40,name:"rate.hold",old:"false",new:"true"),
    (step:18446744073709551615,name:"conformal_radius",old:"auto",new:"0.12 \"σ\" \\ \n"),
])
"#;

const TALK: &str = r#"(version: 1, title: "two \"scenes\"", idle_s: 6e1, scenes: [
    (title: "A", look_at: "", note: "σ", preset: "instant", panel: "losses", beside: "cells", module: 2, unit: 7, duration_s: 5.5,
     interventions: [(step: 500, name: "capacity.enabled", value: false), (after_s: 0, name: "conformal_radius", value: auto)]),
    (recording: "not there", preset: "hexagons", step: 18446744073709551615, steps_per_second: 5_0, arena_m: 3, measure: "topology"),
])
"#;

const PRESET: &str = r##"// by hand
(
    version: 1, // the only one
    purpose: "say \"hello\" \u{3c3}\n",
    look_at: r#"two
lines"#,
    seed: 18446744073709551615,
    parameters: (
        units: 64, hidden: 3_2, training_steps: 2e6, /* many */
        separation: (weight: 2), invariance: (), capacity: (enabled: false),
        conformal_radius: auto, schedule: plateau, initial_state: learned,
    ),
    journal: [
        (step: 0, name: "rate.hold", value: true), // at once
        (step: 2_000, name: "capacity.enabled", value: true), (step: 2000, name: "sigma_g", value: 3e-1),
        (name: "schedule", value: warmup_decay, step: 4611686018427387903), (step: 4611686018427387903, name: "rate.restart", value: true),
    ],
)
"##;

fn presets() -> Vec<Form> {
    let bundled = bundled().iter().flat_map(|preset| [preset.to_ron(), preset.to_full_ron()]);
    let by_hand = [PRESET.to_owned(), "(version: 1)".to_owned()];
    bundled.chain(by_hand).map(|text| Form::Text(text.into_bytes())).collect()
}

/// The place's own; one of a network with a learned start and another schedule; and one as the first version wrote it.
fn checkpoints(place: &Place) -> Vec<Form> {
    let other = Place::with(&[("initial_state", "learned"), ("schedule", "plateau"), ("layers", "1")]);
    let of = |place: &Place| Form::checkpoint(place.good("checkpoint-000000003.safetensors").1).expect("a good one");
    let mut oldest = of(place);
    if let Form::Checkpoint { words, is_hashed, .. } = &mut oldest {
        words.retain(|(name, _)| name != "gridscope.run");
        words.iter_mut().filter(|(name, _)| name == "gridscope.version").for_each(|(_, text)| *text = b"1".to_vec());
        *is_hashed = false;
    }
    vec![of(place), of(&other), oldest]
}

/// The run's own rows; more of them, with numbers of all sizes; and half a row at the end.
fn metrics(place: &Place) -> Vec<Form> {
    let own = String::from_utf8(place.good("metrics.csv").1.to_vec()).expect("text");
    let (header, row) = (own.lines().next().expect("a header"), own.lines().nth(1).expect("a row"));
    let values = row.split_once(',').expect("values").1;
    let many: Vec<String> = (1..12).map(|step| format!("{step},{values}\n")).collect();
    let half = &own[..own.len() - 9];
    texts(&[&own, &format!("{header}\n{}", many.concat()), half, &format!("{header}\n")])
}

/// What an information dictionary of a PDF file says.
fn page(line: &str) -> Vec<u8> {
    let hex: Vec<String> = line.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
    let hex = hex.concat();
    format!("%PDF-1.7\n1 0 obj\n<<\n  /Title (a \\(b\\))\n  /gridscope <FEFF{hex}>\n>>\nendobj\n%%EOF").into_bytes()
}

/// Files of every kind that is exported, and one whose text chunk another program wrote.
fn exported() -> Vec<Form> {
    let from = Provenance {
        what: "scores & \"σ\" <x>".into(),
        preset: "instant".into(),
        step: Some(u64::MAX),
        ..Provenance::here("")
    };
    let line = from.to_line();
    let chunk = |name: &[u8], data: &[u8]| {
        let named = [name, data].concat();
        [&(data.len() as u32).to_be_bytes(), named.as_slice(), &crc32fast::hash(&named).to_be_bytes()].concat()
    };
    let begin = [b"\x89PNG\r\n\x1a\n".as_slice(), &chunk(b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0])].concat();
    let end = [chunk(b"IDAT", &[0; 9]), chunk(b"IEND", b"")].concat();
    let plain = [begin.as_slice(), &chunk(b"tEXt", format!("gridscope\0{line}").as_bytes()), &end].concat();
    let bytes = Member::typed("gridscope", "|u1", &[line.len() as u64], line.as_bytes());
    let header = serde_json::json!({ "__metadata__": { "gridscope": line } }).to_string();
    let mut forms: Vec<Form> = [
        stamped_png(&[begin, end].concat(), &from),
        plain,
        stamped_svg("<?xml version=\"1.0\"?>\n<svg width=\"3\"><rect/></svg>\n", &from).into_bytes(),
        stamped_csv("unit,spacing_m\n0,0.5\n", &from).into_bytes(),
        format!("{{\"units\": [], \"gridscope\": {line}}}").into_bytes(),
        page(&line),
        [&(header.len() as u64).to_le_bytes(), header.as_bytes(), &[0; 8]].concat(),
    ]
    .map(Form::Text)
    .into();
    forms.push(Form::Archive(vec![Member::new("x", &[1], &[1.0]), bytes]));
    forms
}

/// Every type, order and layout of arrays.
fn archives() -> Vec<Form> {
    let bytes: Vec<u8> = (0..96).collect();
    let types = ["<f8", ">f8", "<f4", ">f4", "<f2", "<i8", "<i4", ">i2", "|i1", "<u8", ">u4", "<u2", "|u1", "|b1"];
    let typed = types.map(|kind| {
        let size = u64::from(kind.as_bytes()[2] - b'0');
        Member::typed(kind, kind, &[2, 3], &bytes[..6 * size as usize])
    });
    let mut columns = Member::new("columns", &[2, 3], &[1.0, 4.0, 2.0, 5.0, 3.0, 6.0]);
    columns.header = b"{'descr': '<f8', 'fortran_order': True, 'shape': (2, 3), }          \n".to_vec();
    let single = Member::new("single", &[], &[2.2]).deflated();
    let many = Member::new("many", &[400], &[0.5; 400]).deflated();
    vec![Form::Archive(typed.into()), Form::Archive(vec![columns, single, many]), Form::Archive(vec![])]
}

/// Samples of the good tracks.
const SAMPLES: u64 = 60;

/// A track through a box of a metre: times, then places along two axes.
fn track() -> [Vec<f64>; 3] {
    let time_s = (0..SAMPLES).map(|sample| 0.1 * sample as f64).collect::<Vec<_>>();
    let along = |speed: f64| time_s.iter().map(|t| 1.0 + 0.5 * (speed * t).sin()).collect();
    [time_s.clone(), along(1.0), along(1.7)]
}

fn track_members() -> Vec<Member> {
    let track = track();
    ["t", "x", "y"].iter().zip(&track).map(|(name, values)| Member::new(name, &[SAMPLES], values)).collect()
}

/// The same with one array of places.
fn places_members() -> Vec<Member> {
    let [time_s, x, y] = track();
    let places: Vec<f64> = x.iter().zip(&y).flat_map(|(x, y)| [*x, *y]).collect();
    vec![Member::new("t", &[SAMPLES], &time_s), Member::new("pos", &[SAMPLES, 2], &places).deflated()]
}

fn spikes() -> Vec<Form> {
    let rates: Vec<f64> = (0..3 * 8 * 6).map(|i| if i % 7 == 0 { f64::NAN } else { f64::from(i % 5) }).collect();
    let maps = vec![Member::new("rate_maps", &[3, 8, 6], &rates), Member::new("box_m", &[2], &[0.6, 0.8])];
    let one = vec![Member::new("rate_maps", &[8, 6], &rates[..48]).deflated(), Member::new("box_m", &[], &[1.0])];
    let mut own = maps.clone();
    own.extend([Member::new("visits", &[8, 6], &[0.25; 48]), Member::new("rates_in_hz", &[], &[1.0])]);
    own.push(Member::new("half_rate_maps", &[2, 3, 8, 6], &rates.repeat(2)));
    own.push(Member::new("half_visits", &[2, 8, 6], &[0.125; 96]));
    let names: Vec<u8> = "a1b2β\0".chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
    own.push(Member::typed("unit_labels", "<U2", &[3], &names));
    let times = [0.15, 1.05, 2.0, 2.05, 5.85];
    let mut flat = track_members();
    flat.push(Member::new("spike_times", &[5], &times));
    flat.push(Member::typed("spike_units", "<i4", &[5], &[0i32, 0, 1, 3, 3].map(i32::to_le_bytes).concat()));
    let mut each = places_members();
    each.extend([Member::new("spikes_0", &[5], &times), Member::new("spikes_2", &[2], &times[..2])]);
    each.push(Member::new("box_m", &[], &[1.2]));
    each.push(Member::new("head_rad", &[SAMPLES], &track()[0]));
    [maps, own, one, flat, each].map(Form::Archive).into()
}

/// A run of a few steps, with a change, maps of an arena, and the place to which it went back.
fn recording() -> Form {
    let place = Place::new();
    let path = place.recorded();
    let mut form = Form::of(Kind::Recording, &std::fs::read(path).expect("just recorded")).expect("a good one");
    if let Form::Recording(blocks) = &mut form {
        let back = [&[7u8][..], &2u64.to_le_bytes(), &0u32.to_le_bytes()].concat();
        blocks.insert(blocks.len() - 1, RecordedBlock { head: back, content: Vec::new() });
    }
    form
}

fn trajectories() -> Vec<Form> {
    let [time_s, x, y] = track();
    let row = |i: usize, separator: &str| [time_s[i], x[i], y[i]].map(|value| format!("{value:.4}")).join(separator);
    let rows = |separator: &str| (0..20).map(|i| row(i, separator) + "\n").collect::<String>();
    let lost = "# a rat\n\"Y_m\";\"X_m\";speed;\"time_s\"\r\n0.1;0;9;0\r\n;;;0.5\r\n0.2;1;9;1\r\n";
    let mut forms = texts(&[&format!("t,x,y\n{}", rows(",")), &rows("\t"), &rows("  "), lost]);
    forms.extend([track_members(), places_members()].map(Form::Archive));
    let rows: Vec<f64> = (0..20).flat_map(|i| [time_s[i], x[i], y[i]]).collect();
    forms.push(Form::Text(Member::new("rows", &[20, 3], &rows).file()));
    forms
}
