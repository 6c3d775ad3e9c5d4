//! The desktop portal: how a program asks a Linux desktop, whichever it is, for its file dialog
//! (org.freedesktop.portal.FileChooser, over the session's message bus).

use super::dialog::{Chosen, Wanted};
use futures_lite::StreamExt as _;
use std::collections::HashMap;
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;
use std::path::PathBuf;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};
use zbus::{Connection, Proxy};

const PORTAL: &str = "org.freedesktop.portal.Desktop";
const OBJECT: &str = "/org/freedesktop/portal/desktop";
const CHOOSER: &str = "org.freedesktop.portal.FileChooser";
const REQUEST: &str = "org.freedesktop.portal.Request";
/// Names this request among those of the connection, which makes only one.
const TOKEN: &str = "gridscope";

/// Why there was no dialog.
#[derive(Debug, thiserror::Error)]
pub(super) enum PortalError {
    #[error(transparent)]
    Bus(#[from] zbus::Error),
    /// It answered, but not because of what somebody did.
    #[error("it ended by itself (response {0})")]
    Ended(u32),
    /// What was chosen is no file of this machine.
    #[error("`{0}` is no file")]
    NoFile(String),
}

/// Has the dialog shown and waits for the answer.
pub(super) fn choose(wanted: Wanted, title: &str) -> Result<Chosen, PortalError> {
    zbus::block_on(async { ask(&Connection::session().await?, wanted, title).await })
}

async fn ask(bus: &Connection, wanted: Wanted, title: &str) -> Result<Chosen, PortalError> {
    let own_name = bus.unique_name().map(|name| name.trim_start_matches(':').replace('.', "_")).unwrap_or_default();
    // Listens before it asks: an answer can come sooner than the reply.
    let request = Proxy::new(bus, PORTAL, format!("{OBJECT}/request/{own_name}/{TOKEN}"), REQUEST).await?;
    let mut answers = request.receive_signal("Response").await?;
    let options: HashMap<&str, Value<'_>> =
        [("handle_token", TOKEN.into()), ("directory", (wanted == Wanted::Folder).into())].into();
    let chooser = Proxy::new(bus, PORTAL, OBJECT, CHOOSER).await?;
    let parent = ""; // a window of its own: names of windows differ between display servers
    let _handle: OwnedObjectPath = chooser.call("OpenFile", &(parent, title, options)).await?;
    let Some(answer) = answers.next().await else { return Err(zbus::Error::InvalidReply.into()) };
    let (response, mut results): (u32, HashMap<String, OwnedValue>) = answer.body().deserialize()?;
    match response {
        0 => {}
        1 => return Ok(Chosen::Nothing),
        other => return Err(PortalError::Ended(other)),
    }
    let uris: Vec<String> = match results.remove("uris") {
        Some(uris) => uris.try_into().map_err(zbus::Error::from)?,
        None => Vec::new(),
    };
    let Some(uri) = uris.into_iter().next() else { return Ok(Chosen::Nothing) };
    path_of(&uri).map(Chosen::Path).ok_or(PortalError::NoFile(uri))
}

/// The path of `file:///…`, in which bytes may be written as `%41`.
fn path_of(uri: &str) -> Option<PathBuf> {
    let mut rest = uri.strip_prefix("file://")?.as_bytes();
    let mut path = Vec::with_capacity(rest.len());
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte == b'%' {
            let (digits, after) = rest.split_at_checked(2)?;
            rest = after;
            path.push(u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?);
        } else {
            path.push(byte);
        }
    }
    path.starts_with(b"/").then(|| OsString::from_vec(path).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufRead as _, BufReader};
    use std::process::{Child, Command, Stdio};
    use std::sync::{Arc, Mutex};
    use zbus::connection::Builder;
    use zbus::message::Header;

    /// A message bus of its own.
    struct Bus(Child, String);

    impl Bus {
        /// `None` where there is no program for it.
        fn start() -> Option<Self> {
            let mut program = Command::new("dbus-daemon");
            program.args(["--session", "--nofork", "--nopidfile", "--print-address=1"]);
            let mut child = program.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
            let mut address = String::new();
            let output = child.stdout.take().expect("piped");
            BufReader::new(output).read_line(&mut address).expect("it says where it is");
            Some(Self(child, address.trim().to_owned()))
        }

        fn connect(&self) -> Builder<'_> {
            Builder::address(self.1.as_str()).expect("an address")
        }
    }

    impl Drop for Bus {
        fn drop(&mut self) {
            let _ = self.0.kill(); // it may have ended by itself
            let _ = self.0.wait();
        }
    }

    /// A portal whose user always does the same.
    struct Portal {
        response: u32,
        uris: Option<Vec<&'static str>>,
        /// Title and whether a folder is wanted.
        asked: Arc<Mutex<Option<(String, bool)>>>,
    }

    #[zbus::interface(name = "org.freedesktop.portal.FileChooser")]
    impl Portal {
        async fn open_file(
            &self,
            #[zbus(header)] header: Header<'_>,
            #[zbus(connection)] bus: &Connection,
            parent: &str,
            title: &str,
            options: HashMap<&str, Value<'_>>,
        ) -> OwnedObjectPath {
            assert_eq!(parent, "", "the dialog belongs to no window");
            let directory = matches!(options.get("directory"), Some(Value::Bool(true)));
            *self.asked.lock().expect("nobody panics with it") = Some((title.to_owned(), directory));
            let sender = header.sender().expect("somebody asks");
            let Some(Value::Str(token)) = options.get("handle_token") else { panic!("a token is needed") };
            let path = format!("{OBJECT}/request/{}/{token}", sender.trim_start_matches(':').replace('.', "_"));
            let path = OwnedObjectPath::try_from(path).expect("a path");
            let uris = self.uris.as_ref().map(|uris| ("uris", Value::from(uris.clone())));
            let results: HashMap<&str, Value<'_>> = uris.into_iter().collect();
            bus.emit_signal(Some(sender.clone()), &path, REQUEST, "Response", &(self.response, results))
                .await
                .expect("sent");
            path
        }
    }

    #[test]
    fn the_portal_is_asked_and_its_answer_understood() {
        let Some(bus) = Bus::start() else {
            eprintln!("skipped: dbus-daemon is not installed");
            return;
        };
        let answered = |response: u32, uris: Option<Vec<&'static str>>, wanted: Wanted| {
            let asked = Arc::default();
            let portal = Portal { response, uris, asked: Arc::clone(&asked) };
            let chosen = zbus::block_on(async {
                let portal = bus.connect().name(PORTAL)?.serve_at(OBJECT, portal)?.build().await?;
                let chosen = ask(&bus.connect().build().await?, wanted, "Open it").await;
                drop(portal);
                chosen
            });
            let asked = asked.lock().expect("nobody panics with it").take();
            assert_eq!(asked, Some(("Open it".to_owned(), wanted == Wanted::Folder)), "what was asked for");
            chosen.map_err(|error| error.to_string())
        };
        let uri = "file:///home/h/grid%20cells/%C3%A9t%c3%a9.npz";
        let path = Chosen::Path("/home/h/grid cells/été.npz".into());
        assert_eq!(answered(0, Some(vec![uri]), Wanted::File), Ok(path));
        assert_eq!(answered(0, Some(vec!["file:///runs/a"]), Wanted::Folder), Ok(Chosen::Path("/runs/a".into())));
        assert_eq!(answered(1, None, Wanted::File), Ok(Chosen::Nothing), "closed");
        assert_eq!(answered(0, Some(Vec::new()), Wanted::File), Ok(Chosen::Nothing), "nothing in it");
        assert!(answered(2, None, Wanted::File).is_err_and(|words| words.contains("ended by itself")), "not the user");
        let remote = answered(0, Some(vec!["sftp://host/a"]), Wanted::File);
        assert!(remote.is_err_and(|words| words.contains("sftp://host/a")), "no file of this machine");

        let nobody = zbus::block_on(async { ask(&bus.connect().build().await?, Wanted::File, "Open it").await });
        assert!(nobody.is_err_and(|error| error.to_string().contains(PORTAL)), "a bus without a portal");
    }

    #[test]
    fn addresses_of_files_are_paths() {
        let bytes = OsString::from_vec(b"/a\xff%".to_vec());
        assert_eq!(path_of("file:///a%ff%25"), Some(bytes.into()));
        for uri in ["file://host/a", "http:///a", "file:///a%4", "file:///a%zz", "/a", ""] {
            assert_eq!(path_of(uri), None, "{uri}");
        }
    }
}
