//! The system's own dialog for choosing a file or a folder.

use super::dialog::{Chosen, Wanted};
#[cfg(all(unix, not(target_os = "macos")))]
use super::portal;

/// Shows the system's dialog under this title and waits until somebody has answered, however long that takes: not for the
/// thread that draws.
#[must_use]
pub fn choose(wanted: Wanted, title: &str) -> Chosen {
    #[cfg(all(unix, not(target_os = "macos")))]
    return desktop::choose(wanted, title);
    #[cfg(not(all(unix, not(target_os = "macos"))))]
    {
        let dialog = rfd::FileDialog::new().set_title(title);
        let path = match wanted {
            Wanted::File => dialog.pick_file(),
            Wanted::Folder => dialog.pick_folder(),
        };
        path.map_or(Chosen::Nothing, Chosen::Path)
    }
}

/// Desktops that have no dialog of their own: the portal of the session, or else a program that shows one.
#[cfg(all(unix, not(target_os = "macos")))]
mod desktop {
    use super::portal::PortalError;
    use super::{Chosen, Wanted, portal};
    use std::ffi::OsString;
    use std::os::unix::ffi::OsStringExt as _;
    use std::process::{Command, Output, Stdio};

    pub(super) fn choose(wanted: Wanted, title: &str) -> Chosen {
        let portal = match portal::choose(wanted, title) {
            Ok(chosen) => return chosen,
            Err(error @ PortalError::Bus(_)) => format!("portal: {error}"),
            // It was shown: another dialog on top of it helps nobody.
            Err(error) => return Chosen::NoDialog(error.to_string()),
        };
        let mut why = vec![portal];
        for mut program in programs(wanted, title) {
            match program.stdin(Stdio::null()).output() {
                Ok(output) => match answer(output) {
                    Chosen::NoDialog(error) => why.push(format!("{}: {error}", program.get_program().display())),
                    chosen => return chosen,
                },
                Err(error) => why.push(format!("{}: {error}", program.get_program().display())),
            }
        }
        Chosen::NoDialog(why.join("; "))
    }

    /// Programs of desktops that show a dialog and print what was chosen.
    fn programs(wanted: Wanted, title: &str) -> [Command; 2] {
        let [mut zenity, mut kdialog] = ["zenity", "kdialog"].map(Command::new);
        zenity.arg("--file-selection").arg(format!("--title={title}"));
        kdialog.arg("--title").arg(title);
        match wanted {
            Wanted::File => kdialog.args(["--getopenfilename", "."]),
            Wanted::Folder => {
                zenity.arg("--directory");
                kdialog.args(["--getexistingdirectory", "."])
            }
        };
        [zenity, kdialog]
    }

    /// Such programs end with 0 and a path in one line, or with 1 where nothing was chosen.
    fn answer(output: Output) -> Chosen {
        let mut path = output.stdout;
        if path.last() == Some(&b'\n') {
            path.pop();
        }
        match output.status.code() {
            Some(0) if !path.is_empty() => Chosen::Path(OsString::from_vec(path).into()),
            Some(0 | 1) => Chosen::Nothing,
            _ => Chosen::NoDialog(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;
        use std::os::unix::process::ExitStatusExt as _;
        use std::process::ExitStatus;

        #[test]
        fn what_a_program_prints_is_a_path_as_it_is() {
            let done = |code: i32, printed: &[u8]| {
                let status = ExitStatus::from_raw(code << 8);
                answer(Output { status, stdout: printed.to_vec(), stderr: b"no display\n".to_vec() })
            };
            assert_eq!(
                done(0, b"/home/a b/\xff .npz \n"),
                Chosen::Path(OsString::from_vec(b"/home/a b/\xff .npz ".to_vec()).into())
            );
            assert_eq!([done(1, b""), done(0, b"\n")], [Chosen::Nothing, Chosen::Nothing], "closed");
            assert_eq!(done(127, b""), Chosen::NoDialog("no display".into()));
        }
    }
}
