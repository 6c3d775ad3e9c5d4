//! MP4 by ffmpeg, where that is installed: pictures go to it as they are made.

use crate::draw::sheet::PixelImage;
use crate::files::disk;
use std::io::{BufWriter, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

/// ffmpeg at work. Dropped before it is done, it is ended, and leaves nothing.
pub(super) struct Video {
    child: Child,
    pictures: Option<BufWriter<ChildStdin>>,
    unfinished: PathBuf,
    path: PathBuf,
    /// Columns and rows that are kept: codecs take even numbers only.
    size: [usize; 2],
}

impl Video {
    /// Begins a film.
    ///
    /// # Errors
    /// In words, when ffmpeg is not there.
    pub(super) fn begin(
        path: &Path,
        [width, height]: [usize; 2],
        frames_per_s: f64,
        comment: &str,
    ) -> Result<Self, String> {
        let size = [width - width % 2, height - height % 2];
        let name = path.file_name().ok_or("it names no file")?.to_string_lossy().into_owned();
        let unfinished = path.with_file_name(format!(".gridscope-{}-{name}.tmp", std::process::id()));
        let child = Command::new("ffmpeg")
            .args(["-hide_banner", "-loglevel", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24"])
            .args(["-s", &format!("{}x{}", size[0], size[1]), "-r", &format!("{frames_per_s}"), "-i", "-"])
            .args(["-an", "-pix_fmt", "yuv420p", "-movflags", "+faststart"])
            .args(["-metadata", &format!("comment=gridscope {comment}"), "-f", "mp4"])
            .arg(&unfinished)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn();
        let mut child = child.map_err(|error| {
            let why = if error.kind() == std::io::ErrorKind::NotFound {
                "is not installed".into()
            } else {
                error.to_string()
            };
            format!("ffmpeg {why}; without it, write a .gif, a .png that moves, or a folder of pictures")
        })?;
        let pictures = child.stdin.take().map(BufWriter::new);
        Ok(Self { child, pictures, unfinished, path: path.to_path_buf(), size })
    }

    /// Appends a picture.
    pub(super) fn add(&mut self, image: &PixelImage) -> Result<(), String> {
        let [width, height] = self.size;
        let Some(pictures) = &mut self.pictures else { return Err("it was finished".into()) };
        let mut row = Vec::with_capacity(3 * width);
        for pixels in image.rgba.chunks_exact(4 * image.width).take(height) {
            row.clear();
            pixels.chunks_exact(4).take(width).for_each(|pixel| row.extend(&pixel[..3]));
            if pictures.write_all(&row).is_err() {
                return Err(self.words());
            }
        }
        Ok(())
    }

    /// Waits for it, and puts the film into its place.
    pub(super) fn finish(mut self) -> Result<(), String> {
        let flushed = self.pictures.take().map(|mut pictures| pictures.flush());
        let status = self.child.wait().map_err(|error| error.to_string())?;
        if !status.success() || flushed.is_some_and(|flushed| flushed.is_err()) {
            return Err(self.words());
        }
        disk::rename(&self.unfinished, &self.path).map_err(|error| error.to_string())
    }

    /// What it said last.
    fn words(&mut self) -> String {
        let mut said = String::new();
        if let Some(stderr) = &mut self.child.stderr {
            let _ = stderr.take(4096).read_to_string(&mut said); // it may have said nothing
        }
        let said = said.trim();
        if said.is_empty() { "ffmpeg ended early".to_owned() } else { format!("ffmpeg: {said}") }
    }
}

impl Drop for Video {
    fn drop(&mut self) {
        drop(self.pictures.take());
        let _ = self.child.kill(); // it has ended already where all went well
        let _ = self.child.wait();
        let _ = disk::remove(&self.unfinished);
    }
}
