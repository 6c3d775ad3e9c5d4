//! Files that are known to be broken, each by one fault, with words that their refusal has to have.

use super::forms::Form;
use super::member::{Member, pack};
use super::place::Place;
use super::readers::Kind;

/// A file with one fault.
pub struct Broken {
    pub kind: Kind,
    pub fault: &'static str,
    pub file: Vec<u8>,
    /// Words of the refusal, with spaces between.
    pub words: &'static str,
}

type Fault = (&'static str, Vec<u8>, &'static str);

/// Broken files of every kind.
pub fn broken(place: &Place) -> Vec<Broken> {
    of(Kind::Preset, presets())
        .chain(of(Kind::Journal, journals()))
        .chain(of(Kind::Metrics, metrics(place)))
        .chain(of(Kind::Checkpoint, checkpoints(place)))
        .chain(of(Kind::Trajectory, trajectories()))
        .chain(of(Kind::Spikes, cells()))
        .chain(of(Kind::Archive, archives()))
        .chain(of(Kind::Exported, exported()))
        .chain(of(Kind::Recording, recordings(place)))
        .chain(of(Kind::Talk, talks()))
        .chain(of(Kind::Note, notes()))
        .chain(of(Kind::Glance, glances(place)))
        .collect()
}

/// Small files that ask for 64 GB of memory.
pub fn giants() -> Vec<Broken> {
    of(Kind::Spikes, large_cells()).chain(of(Kind::Archive, large_archives())).collect()
}

fn of(kind: Kind, faults: Vec<Fault>) -> impl Iterator<Item = Broken> {
    faults.into_iter().map(move |(fault, file, words)| Broken { kind, fault, file, words })
}

fn presets() -> Vec<Fault> {
    let of = |fault, text: &str, words| (fault, text.as_bytes().to_vec(), words);
    vec![
        ("not UTF-8", b"(version: 1, purpose: \"\xe9\")".to_vec(), "mutant.ron UTF-8"),
        of("nothing in it", "", "mutant.ron:1:1"),
        of("a control character in a name", "(version: 1, parameters: (un\u{7}its: 3))", "mutant.ron:1:"),
        of("an escape sequence as a word", "(version: 1, parameters: (schedule: \u{1b}[31mred))", "mutant.ron:1:"),
        of("an escape sequence in a text", "(version: 1, parameters: (units: \"\u{1b}[31m\"))", "mutant.ron:1: units"),
        of("too many units", "(version: 1, parameters: (units: 18446744073709551616))", "mutant.ron:1: units"),
        of("no number", "(version: 1, parameters: (sigma_x: NaN))", "mutant.ron:1: sigma_x"),
        of("parentheses without end", &"(version: ".repeat(10_000), "mutant.ron:1:"),
        of("a number of many digits", &format!("(version: 1, seed: {})", "9".repeat(100_000)), "mutant.ron:1: seed"),
        of("a name of many letters", &format!("(version: 1, {}: 1)", "x".repeat(100_000)), "mutant.ron:1:"),
        of("a script that is no list", "(version: 1, journal: (step: 1))", "mutant.ron:1:23 journal"),
        of(
            "a script that goes back",
            r#"(version: 1, journal: [(step: 2, name: "rate.hold", value: true), (step: 1, name: "rate.hold", value: false)])"#,
            "mutant.ron:1:74 follows",
        ),
        of(
            "a script of a parameter with a control character",
            "(version: 1, journal: [(step: 2, name: \"\u{7}\", value: true)])",
            "mutant.ron:1:40 nearest",
        ),
    ]
}

fn exported() -> Vec<Fault> {
    let of = |fault, text: &str, words| (fault, text.as_bytes().to_vec(), words);
    vec![
        of("nothing in it", "", "mutant none valid:"),
        of("a table that nobody stamped", "a,b\n1,2\n", "mutant does not say"),
        of("an escape sequence in what it says", "# gridscope {\"seed\": \"\u{1b}[31m\"}\na,b\n", "mutant damaged"),
        of("a negative step", "# gridscope {\"program\": \"g\", \"step\": -1}\na,b\n", "mutant damaged"),
        of("brackets without end", &format!("# gridscope {}\na,b\n", "[".repeat(100_000)), "mutant damaged"),
        of("a report without end", &"{\"gridscope\":".repeat(10_000), "mutant damaged"),
        ("a picture that ends early", b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffiTXtgridscope\0".to_vec(), "mutant too early"),
    ]
}

fn notes() -> Vec<Fault> {
    vec![
        ("nothing in it", Vec::new(), "no note"),
        ("nothing but blanks", b" \n\t\n".to_vec(), "no note"),
        ("not UTF-8", b"\xe9".to_vec(), "no note"),
        ("more than anybody reads", vec![b'x'; 1 << 20], "no note"),
    ]
}

/// The run's own look with one fault.
fn glances(place: &Place) -> Vec<Fault> {
    let own = String::from_utf8(std::fs::read(place.glance().2).expect("just kept")).expect("text");
    let of = |fault, text: String| (fault, text.into_bytes(), "nobody has looked");
    let checked =
        |body: &str| Form::Checked { head: b"gridscope glance 1".to_vec(), body: body.as_bytes().to_vec() }.file();
    let body = own.split_once('\n').expect("a first line").1;
    vec![
        of("nothing in it", String::new()),
        of("half of it", own[..own.len() / 2].to_owned()),
        of("another version", own.replace("glance 1", "glance 2")),
        of("another number, and the old checksum", own.replace("\"step\":3", "\"step\":2")),
        ("another step", checked(&body.replace("\"step\":3", "\"step\":2")), "nobody has looked"),
        ("a sheet of another size", checked(&body.replace("\"across\":4", "\"across\":8")), "nobody has looked"),
        ("brackets without end", checked(&"[".repeat(100_000)), "nobody has looked"),
    ]
}

fn talks() -> Vec<Fault> {
    let of = |fault, scene: &str, words| (fault, format!("(version: 1, scenes: [({scene})])").into_bytes(), words);
    vec![
        ("nothing in it", Vec::new(), "talk.ron:1:1"),
        ("no scenes", b"(version: 1, scenes: [])".to_vec(), "talk.ron:1:22: scenes"),
        of("nothing to show", "title: \"A\"", "talk.ron:1: recording preset"),
        of("a recording that is not there", "recording: \"none\"", "talk.ron:1: none.gsrec"),
        of("a recording elsewhere", "recording: \"../../etc/passwd\"", "talk.ron:1: recording"),
        of("no such panel", "preset: \"instant\", panel: \"\u{1b}[31m\"", "talk.ron:1: panel rate_maps"),
        of(
            "no such parameter",
            "preset: \"instant\", interventions: [(step: 1, name: \"sigma\", value: 1)]",
            "talk.ron:1: sigma",
        ),
        of("a note of many letters", &format!("preset: \"instant\", note: \"{}\"", "x".repeat(100_000)), "note"),
        of("parentheses without end", &"(title: ".repeat(10_000), "talk.ron:1:"),
    ]
}

fn journals() -> Vec<Fault> {
    let entry = |fault, entry: &str, words| (fault, format!("(entries: [{entry}])").into_bytes(), words);
    vec![
        entry("a step before the first", r#"(step:-1,name:"a",old:"b",new:"c")"#, "1:"),
        entry("a step after the last", r#"(step:18446744073709551616,name:"a",old:"b",new:"c")"#, "1:"),
        entry("a field too many", r#"(step:1,name:"a",old:"b",new:"c",by:"d")"#, "1:"),
        entry("a field too few", r#"(step:1,name:"a",old:"b")"#, "new"),
        entry("an escape sequence as a field", "(\u{1b}[31m:1)", "1:"),
        entry("parentheses without end", &"(".repeat(10_000), "1:"),
        ("half a file", b"(entries: [\n    (step:1,name:\"a\",old:\"b\",ne".to_vec(), "2:"),
    ]
}

/// The run's own rows with one fault.
fn metrics(place: &Place) -> Vec<Fault> {
    let own = String::from_utf8(place.good("metrics.csv").1.to_vec()).expect("text");
    let lines: Vec<&str> = own.lines().collect();
    let (header, first) = (lines[0], lines[1]);
    let rows = lines[1..].join("\n");
    let quoted = first.split(',').map(|value| format!("\"{value}\"")).collect::<Vec<_>>().join(",");
    let of = |fault, text: String| (fault, text.into_bytes(), "metrics.csv line");
    vec![
        of("semicolons", own.replace(',', ";")),
        of("quotes", format!("{header}\n{quoted}\n")),
        of("line ends of another system", own.replace('\n', "\r\n")),
        of("a column too many", own.replace('\n', ",0\n")),
        of("a column too few", format!("{header}\n{}\n", first.rsplit_once(',').expect("columns").0)),
        of("no header", format!("{rows}\n")),
        of("the header again", format!("{own}{header}\n{rows}\n")),
        of("a step twice", format!("{header}\n{first}\n{first}\n")),
        of("a step that goes back", format!("{header}\n{}\n{first}\n", lines[2])),
        of("an empty line", format!("{header}\n\n{rows}\n")),
        of("a word", format!("{header}\n{first}\n2,many,0,0,0,0,0,0\n")),
        of("an escape sequence", format!("{header}\n{first}\n2,\u{1b}[31m,0,0,0,0,0,0\n")),
        of("a line without end", format!("{header}\n{}", "0,".repeat(100_000))),
    ]
}

/// The run's own checkpoint with one fault.
fn checkpoints(place: &Place) -> Vec<Fault> {
    let own = place.good("checkpoint-000000003.safetensors").1;
    let with = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut file = own.to_vec();
        change(&mut file);
        file
    };
    let middle_of_data = own.len() - 100;
    let mut faults: Vec<Fault> = vec![
        ("nothing in it", Vec::new(), "checkpoint-000000003"),
        ("half a file", own[..own.len() / 2].to_vec(), "checkpoint-000000003"),
        ("a byte too many", [own, &[0]].concat(), "checkpoint-000000003"),
        ("a bit of a number", with(&|file| file[middle_of_data] ^= 1), "checkpoint-000000003"),
        ("a header longer than the file", with(&|file| file[..8].fill(0x7f)), "checkpoint-000000003"),
        ("a header of all bytes there are", with(&|file| file[..8].fill(0xff)), "checkpoint-000000003"),
        ("a header one byte shorter", with(&|file| file[0] = file[0].wrapping_sub(1)), "checkpoint-000000003"),
    ];
    for (fault, key, text) in [
        ("another version", "gridscope.version", "3"),
        ("an escape sequence as its version", "gridscope.version", "\u{1b}[31m1"),
        ("an escape sequence as its step", "gridscope.step", "\u{1b}[31m1"),
        ("a step before the first", "gridscope.step", "-1"),
        ("the last step that there is", "gridscope.step", "18446744073709551615"),
        ("more updates than steps", "gridscope.updates", "4"),
        ("a schedule that begins later", "gridscope.schedule.origin", "18446744073709551615"),
        ("a rate that is no number", "gridscope.schedule.held", "9221120237041090560"),
        ("another network", "gridscope.preset", "(version: 1, parameters: (units: 7))"),
        ("a preset out of range", "gridscope.preset", "(version: 1, parameters: (units: 0))"),
        ("no journal", "gridscope.journal", ""),
        (
            "another step than its journal",
            "gridscope.journal",
            "(entries: [(step:9,name:\"rate.hold\",old:\"false\",new:\"true\")])",
        ),
    ] {
        let mut form = Form::checkpoint(own).expect("a good one");
        let Form::Checkpoint { words, .. } = &mut form else { unreachable!("just made") };
        words.iter_mut().find(|(name, _)| name == key).expect("it is there").1 = text.as_bytes().to_vec();
        faults.push((fault, form.file(), ""));
    }
    for (fault, value) in [("a number that is none", f32::NAN), ("an infinite number", f32::INFINITY)] {
        let mut form = Form::checkpoint(own).expect("a good one");
        form.parts().pop().expect("arrays")[..4].copy_from_slice(&value.to_le_bytes());
        faults.push((fault, form.file(), "checkpoint-000000003"));
    }
    faults
}

/// A recording with one fault.
fn recordings(place: &Place) -> Vec<Fault> {
    let own = std::fs::read(place.recorded()).expect("just recorded");
    let blocks = super::blocks::blocks(&own).expect("a good one");
    let with = |change: &dyn Fn(&mut Vec<super::blocks::RecordedBlock>)| {
        let mut blocks = blocks.clone();
        change(&mut blocks);
        super::blocks::record(&blocks)
    };
    let mut flipped = own.clone();
    *flipped.last_mut().expect("bytes") ^= 1;
    let place_of = |kind: u8| blocks.iter().position(|block| block.head[0] == kind).expect("it has one");
    vec![
        ("nothing in it", Vec::new(), "mutant.gsrec recording"),
        ("text", b"gridscope recording 2\n".to_vec(), "mutant.gsrec recording"),
        ("half a file", own[..own.len() / 2].to_vec(), "byte step"),
        ("no end", with(&|blocks| drop(blocks.pop())), "not ended"),
        ("a bit of a checksum", flipped, "byte"),
        ("no head", with(&|blocks| drop(blocks.remove(0))), "mutant.gsrec head"),
        ("two heads", with(&|blocks| blocks.insert(1, blocks[0].clone())), "second head"),
        ("an unknown block", with(&|blocks| blocks[1].head[0] = 99), "kind 99"),
        ("losses twice", with(&|blocks| blocks.push(blocks[place_of(2)].clone())), "grow"),
        ("maps that go back", with(&|blocks| blocks.push(blocks[place_of(4)].clone())), "order"),
        ("maps that are cut off", with(&|blocks| blocks[place_of(4)].content.truncate(40)), "maps"),
        (
            "an escape sequence in its head",
            with(&|blocks| blocks[0].content[1..3].copy_from_slice(b"\x1b[")),
            "mutant.gsrec",
        ),
    ]
}

fn trajectories() -> Vec<Fault> {
    let csv = |fault, text: &str, words| (fault, text.as_bytes().to_vec(), words);
    let npz = |fault, t: &[f64], x: &[f64], words| {
        let count = t.len() as u64;
        let [t, x, y] =
            [("t", t), ("x", x), ("y", &vec![0.0; x.len()])].map(|(name, v)| Member::new(name, &[count], v));
        (fault, pack(&[t, x, y]), words)
    };
    let npy = |fault, shape: &[u64], values: &[f64], words| (fault, Member::new("a", shape, values).file(), words);
    vec![
        npy("maps instead of rows", &[2, 2, 2], &[0.0; 8], "mutant.npy float64 numpy.savez"),
        npy("rows without end", &[1 << 40, 3], &[0.0; 3], "mutant.npy 3298534883328"),
        npy("half a row", &[2, 3], &[0.0; 5], "mutant.npy"),
        npy("a time that stands still", &[2, 3], &[0.0; 6], "mutant.npy sample 1"),
        ("a pickle", b"\x80\x04\x95\x10\0\0\0".to_vec(), "mutant.csv pickle"),
        csv("times at both ends of all numbers", "-1e308,0,0\n1e308,1,1\n", "mutant.csv"),
        csv("places at both ends of all numbers", "0,-1e308,0\n1,1e308,1\n", "mutant.csv"),
        csv("a time that is infinite", "0,0,0\ninf,1,1\n", "mutant.csv line 2"),
        csv("a time that is none", "0,0,0\nnan,1,1\n", "mutant.csv line 2"),
        csv("an escape sequence as a name", "t\u{1b}[31m,x,y\n0,0,0\n1,1,1\n", "mutant.csv line 1"),
        csv("an escape sequence as a number", "0,0,0\n1,\u{1b}[31m1,1\n", "mutant.csv line 2"),
        csv("a field of many characters", &format!("0,0,0\n1,{},1\n", "a".repeat(100_000)), "mutant.csv line 2"),
        csv("names without end", &format!("t,{}\n", "name,".repeat(100_000)), "mutant.csv line 1"),
        npz("times at both ends of all numbers", &[-1e308, 0.0, 1e308], &[0.0, 1.0, 0.5], "mutant.npz"),
        npz("times too near to be told apart", &[0.0, 5e-324, 1.0], &[0.0, f64::MAX, 0.5], "mutant.npz"),
    ]
}

/// A track of four samples, and more arrays.
fn with_track(times: [f64; 4], more: &[Member]) -> Vec<u8> {
    let [x, y] = [[0.0, 1.0, 0.0, 1.0], [0.0, 0.0, 1.0, 1.0]];
    let track = [("t", times), ("x", x), ("y", y)].map(|(name, values)| Member::new(name, &[4], &values));
    pack(&[&track, more].concat())
}

fn cells() -> Vec<Fault> {
    let even = [0.0, 1.0, 2.0, 3.0];
    let spikes = |name: &str| Member::new(name, &[1], &[1.5]);
    let box_m = Member::new("box_m", &[], &[1.0]);
    let map = || Member::new("rate_maps", &[1, 1], &[1.0]);
    let names = |shape: &[u64]| Member::typed("unit_labels", "<U1", shape, &[97, 0, 0, 0, 98, 0, 0, 0]);
    vec![
        (
            "the last number as a unit",
            with_track(even, &[spikes("spikes_18446744073709551615")]),
            "spikes_18446744073709551615",
        ),
        (
            "times at both ends of all numbers",
            with_track([-1e308, 0.0, 1.0, 1e308], &[spikes("spikes_0")]),
            "mutant.npz `t`",
        ),
        (
            "an escape sequence in a name",
            pack(&[Member::new("\u{1b}[31mrates", &[1], &[1.0])]),
            "mutant.npz `rate_maps`",
        ),
        (
            "a name of many characters",
            pack(&[Member::new(&"r".repeat(60_000), &[1], &[1.0])]),
            "mutant.npz `rate_maps`",
        ),
        ("maps without places", pack(&[Member::new("rate_maps", &[2, 0, 3], &[]), box_m.clone()]), "`rate_maps`"),
        (
            "rates beyond single precision",
            pack(&[Member::new("rate_maps", &[1, 1], &[1e300]), box_m.clone()]),
            "`rate_maps`",
        ),
        ("visits of other bins", pack(&[map(), box_m.clone(), Member::new("visits", &[1, 2], &[1.0; 2])]), "`visits`"),
        ("fewer visits than none", pack(&[map(), box_m.clone(), Member::new("visits", &[1, 1], &[-1.0])]), "`visits`"),
        (
            "three halves",
            pack(&[map(), box_m.clone(), Member::new("half_rate_maps", &[3, 1, 1, 1], &[1.0; 3])]),
            "`half_rate_maps`",
        ),
        ("names for other units", pack(&[map(), box_m.clone(), names(&[2])]), "`unit_labels`"),
        ("numbers for names", pack(&[map(), box_m, Member::new("unit_labels", &[1], &[7.0])]), "`unit_labels`"),
        (
            "heads for half of the samples",
            with_track(even, &[spikes("spikes_0"), Member::new("head_rad", &[2], &[0.0; 2])]),
            "`head_rad`",
        ),
    ]
}

fn archives() -> Vec<Fault> {
    let good = pack(&[Member::new("a", &[2], &[1.0, 2.0])]);
    let with = |at: usize, bytes: &[u8]| {
        let mut file = good.clone();
        file[at..at + bytes.len()].copy_from_slice(bytes);
        file
    };
    let directory = good.len() - 22 - 46 - "a.npy".len();
    vec![
        ("no archive", b"no archive".to_vec(), "mutant.npz numpy.savez"),
        ("half a file", good[..good.len() / 2].to_vec(), "mutant.npz"),
        ("text instead of numbers", pack(&[Member::typed("a", "<U3", &[1], &[0; 12])]), "mutant.npz `a`"),
        ("encrypted", with(directory + 8, &[1]), "mutant.npz encrypted"),
        ("compressed by another method", with(directory + 10, &[12]), "mutant.npz method 12"),
        ("a size of four gigabytes", with(directory + 24, &[0xf0, 0xff, 0xff, 0xff]), "mutant.npz"),
        ("a directory outside", with(good.len() - 6, &[0xff; 4]), "mutant.npz"),
    ]
}

fn large_archives() -> Vec<Fault> {
    // Many names for one compressed array of a megabyte: 64 GB from a file of 3 MB.
    let large = Member::new("a", &[1 << 17], &vec![0.0; 1 << 17]).deflated();
    let many = pack(&[large]);
    let start = many.len() - 22 - 46 - "a.npy".len();
    let entries = many[start..many.len() - 22].repeat(64_000);
    let size = (entries.len() as u32).to_le_bytes();
    let end =
        [b"PK\x05\x06\0\0\0\0\x00\xfa\x00\xfa".as_slice(), &size, &(start as u32).to_le_bytes(), &[0; 2]].concat();
    vec![("one array under 64 000 names", [&many[..start], &entries, &end].concat(), "mutant.npz")]
}

fn large_cells() -> Vec<Fault> {
    let box_m = |side: f64| Member::new("box_m", &[], &[side]);
    let units: Vec<f64> = (0..20_000).map(f64::from).collect();
    let spikes = [
        Member::new("spike_times", &[20_000], &vec![1.5; 20_000]),
        Member::new("spike_units", &[20_000], &units),
        box_m(10.0),
    ];
    vec![
        (
            "no numbers for all those maps",
            pack(&[Member::new("rate_maps", &[100_000, 400, 400], &[]), box_m(1.0)]),
            "`rate_maps`",
        ),
        ("maps of no width", pack(&[Member::new("rate_maps", &[100_000, 0, 400], &[]), box_m(1.0)]), "`rate_maps`"),
        ("units without end in a large arena", with_track([0.0, 1.0, 2.0, 3.0], &spikes), "mutant.npz 20000"),
    ]
}
