//! Pictures one after the other into a file that moves: GIF, APNG, a folder of PNG files, or MP4 where ffmpeg is installed.

use super::colours::FilmColours;
use super::video::Video;
use crate::draw::sheet::PixelImage;
use crate::export::provenance::Provenance;
use crate::export::stamp::stamped_png;
use crate::export::writing::ExportError;
use crate::files::{AtomicFile, disk, write_atomically};
use std::borrow::Cow;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// What a film is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FilmKind {
    Gif,
    Apng,
    /// A folder of pictures.
    Pictures,
    Mp4,
}

impl FilmKind {
    /// By the ending of a file; a path without one is a folder of pictures.
    ///
    /// # Errors
    /// In words, for another ending.
    pub(crate) fn of(path: &Path) -> Result<Self, String> {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        match ending.as_deref() {
            Some("gif") => Ok(Self::Gif),
            Some("png" | "apng") => Ok(Self::Apng),
            Some("mp4") => Ok(Self::Mp4),
            None => Ok(Self::Pictures),
            Some(other) => Err(format!(
                "a film cannot be a .{other} file; valid: .gif, .png (moving), .mp4, or a folder for single pictures"
            )),
        }
    }

    /// How its files end; nothing of a folder.
    pub(crate) fn ending(self) -> &'static str {
        match self {
            Self::Gif => ".gif",
            Self::Apng => ".png",
            Self::Pictures => "",
            Self::Mp4 => ".mp4",
        }
    }
}

/// A file that an encoder writes into and does not give back.
#[derive(Clone)]
struct SharedFile(Arc<Mutex<Option<AtomicFile>>>);

impl SharedFile {
    fn begin(path: &Path) -> Result<Self, ExportError> {
        Ok(Self(Arc::new(Mutex::new(Some(AtomicFile::begin(path)?)))))
    }

    /// Puts it into its place.
    fn replace(&self) -> Result<(), ExportError> {
        let file = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        file.map_or(Ok(()), |file| Ok(file.replace()?))
    }
}

impl Write for SharedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        file.as_mut().map_or(Err(io::ErrorKind::BrokenPipe.into()), |file| file.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

type Buffered = BufWriter<SharedFile>;

/// What is behind a film that is being written.
enum Behind {
    Gif(Box<gif::Encoder<Buffered>>, SharedFile),
    Apng(Box<png::Writer<Buffered>>, SharedFile),
    Pictures,
    Mp4(Video),
}

/// A film that is being written. Dropped before [`finish`](Self::finish), it leaves nothing but single pictures.
pub(crate) struct FilmFile {
    path: PathBuf,
    behind: Behind,
    colours: &'static FilmColours,
    /// Columns and rows.
    size: [usize; 2],
    frames_per_s: f64,
    from: Provenance,
    written: usize,
}

impl FilmFile {
    /// Begins a film of so many pictures of this size.
    ///
    /// # Errors
    /// When it cannot be begun.
    pub(crate) fn begin(
        path: &Path,
        kind: FilmKind,
        [width, height]: [usize; 2],
        (pictures, frames_per_s): (usize, f64),
        from: &Provenance,
    ) -> Result<Self, ExportError> {
        let failed = |reason: String| ExportError::Picture { path: path.to_path_buf(), reason };
        let colours = FilmColours::get();
        let folder = if kind == FilmKind::Pictures { path } else { path.parent().unwrap_or(Path::new(".")) };
        if !folder.as_os_str().is_empty() {
            disk::create_folders(folder).map_err(|error| failed(error.to_string()))?;
        }
        let behind = match kind {
            FilmKind::Gif => {
                let side = |pixels: usize| u16::try_from(pixels).map_err(|_| failed("too large for a GIF".into()));
                let file = SharedFile::begin(path)?;
                let mut encoder =
                    gif::Encoder::new(BufWriter::new(file.clone()), side(width)?, side(height)?, &colours.bytes())
                        .map_err(|error| failed(error.to_string()))?;
                encoder.set_repeat(gif::Repeat::Infinite).map_err(|error| failed(error.to_string()))?;
                let line = format!("{} {}", Provenance::KEY, from.to_line());
                let comment: Vec<&[u8]> = line.as_bytes().chunks(255).collect();
                let label = gif::Extension::Comment.into();
                encoder.write_raw_extension(label, &comment).map_err(|error| failed(error.to_string()))?;
                Behind::Gif(Box::new(encoder), file)
            }
            FilmKind::Apng => {
                let side = |pixels: usize| u32::try_from(pixels).map_err(|_| failed("too large".into()));
                let file = SharedFile::begin(path)?;
                let mut encoder = png::Encoder::new(BufWriter::new(file.clone()), side(width)?, side(height)?);
                encoder.set_color(png::ColorType::Indexed);
                encoder.set_depth(png::BitDepth::Eight);
                encoder.set_palette(colours.bytes());
                let count = u32::try_from(pictures.max(1)).unwrap_or(u32::MAX);
                let writer = encoder
                    .set_animated(count, 0)
                    .and_then(|()| encoder.set_frame_delay(delay_ms(frames_per_s), 1000))
                    .and_then(|()| encoder.add_itxt_chunk(Provenance::KEY.to_owned(), from.to_line()))
                    .and_then(|()| encoder.write_header());
                Behind::Apng(Box::new(writer.map_err(|error| failed(error.to_string()))?), file)
            }
            FilmKind::Pictures => Behind::Pictures,
            FilmKind::Mp4 => {
                Behind::Mp4(Video::begin(path, [width, height], frames_per_s, &from.to_line()).map_err(failed)?)
            }
        };
        let (path, from) = (path.to_path_buf(), from.clone());
        Ok(Self { path, behind, colours, size: [width, height], frames_per_s, from, written: 0 })
    }

    /// Appends a picture.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn add(&mut self, image: &PixelImage) -> Result<(), ExportError> {
        debug_assert_eq!([image.width, image.height], self.size, "pictures of one size");
        let index = self.written;
        self.written += 1;
        let failed = |reason: String| ExportError::Picture { path: self.path.clone(), reason };
        match &mut self.behind {
            Behind::Gif(encoder, _) => {
                let frame = gif::Frame {
                    width: image.width as u16,
                    height: image.height as u16,
                    // Hundredths of a second.
                    delay: (delay_ms(self.frames_per_s) / 10).max(1),
                    buffer: Cow::Owned(self.colours.indices(image)),
                    ..gif::Frame::default()
                };
                encoder.write_frame(&frame).map_err(|error| failed(error.to_string()))
            }
            Behind::Apng(writer, _) => {
                writer.write_image_data(&self.colours.indices(image)).map_err(|error| failed(error.to_string()))
            }
            Behind::Pictures => {
                let path = self.path.join(format!("picture_{index:05}.png"));
                let file = image.png().map_err(failed)?;
                Ok(write_atomically(&path, &stamped_png(&file, &self.from))?)
            }
            Behind::Mp4(video) => video.add(image).map_err(failed),
        }
    }

    /// Puts the whole film into its place.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn finish(self) -> Result<(), ExportError> {
        let failed = |reason: String| ExportError::Picture { path: self.path.clone(), reason };
        match self.behind {
            Behind::Gif(encoder, file) => {
                let mut rest = encoder.into_inner().map_err(|error| failed(error.to_string()))?;
                rest.flush().map_err(|error| failed(error.to_string()))?;
                file.replace()
            }
            Behind::Apng(writer, file) => {
                writer.finish().map_err(|error| failed(error.to_string()))?;
                file.replace()
            }
            Behind::Pictures => Ok(()),
            Behind::Mp4(video) => video.finish().map_err(failed),
        }
    }
}

/// Time of a picture.
fn delay_ms(frames_per_s: f64) -> u16 {
    (1000.0 / frames_per_s.clamp(0.1, 100.0)).round().clamp(10.0, 60_000.0) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: [usize; 2] = [24, 10];

    /// A picture that is dark but for one bright column.
    fn picture(column: usize) -> PixelImage {
        let pixel = |at: usize| if at % SIZE[0] == column { [255; 4] } else { [0, 0, 0, 255] };
        PixelImage { width: SIZE[0], height: SIZE[1], rgba: (0..SIZE[0] * SIZE[1]).flat_map(pixel).collect() }
    }

    fn film(path: &Path, pictures: usize) {
        let from = Provenance { what: "film".into(), ..Provenance::default() };
        let kind = FilmKind::of(path).expect("an ending that is known");
        let mut film = FilmFile::begin(path, kind, SIZE, (pictures, 10.0), &from).expect("writable");
        (0..pictures).for_each(|index| film.add(&picture(index)).expect("writable"));
        film.finish().expect("writable");
    }

    #[test]
    fn a_gif_holds_every_picture_and_says_where_it_is_from() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("a.gif");
        film(&path, 7);
        let bytes = std::fs::read(&path).expect("a file");
        let mut options = gif::DecodeOptions::new();
        options.set_color_output(gif::ColorOutput::RGBA);
        let mut reader = options.read_info(bytes.as_slice()).expect("a GIF");
        let mut pictures = 0;
        while let Some(frame) = reader.read_next_frame().expect("whole") {
            let bright: Vec<usize> =
                frame.buffer.chunks(4).take(SIZE[0]).enumerate().filter(|(_, p)| p[0] > 128).map(|(x, _)| x).collect();
            assert_eq!((bright, frame.delay), (vec![pictures], 10), "a tenth of a second each");
            pictures += 1;
        }
        assert_eq!(pictures, 7);
        let text = String::from_utf8_lossy(&bytes);
        assert!(text.contains("gridscope {") && text.contains("film"), "a comment");
    }

    #[test]
    fn a_moving_png_holds_every_picture_and_says_where_it_is_from() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("a.png");
        film(&path, 5);
        let mut decoder = png::Decoder::new(io::BufReader::new(std::fs::File::open(&path).expect("a file")));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().expect("a PNG");
        assert_eq!(reader.info().animation_control.expect("it moves").num_frames, 5);
        assert_eq!(reader.info().utf8_text[0].keyword, Provenance::KEY);
        let mut pixels = vec![0; reader.output_buffer_size().expect("small")];
        for index in 0..5 {
            reader.next_frame(&mut pixels).expect("whole");
            let bright = pixels.chunks(3).take(SIZE[0]).position(|pixel| pixel[0] > 128);
            assert_eq!(bright, Some(index));
        }
    }

    #[test]
    fn a_folder_holds_a_file_a_picture() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        film(&folder.path().join("film"), 3);
        let names = std::fs::read_dir(folder.path().join("film")).expect("a folder");
        assert_eq!(names.count(), 3);
        assert!(FilmKind::of(Path::new("a.avi")).is_err_and(|why| why.contains("valid: .gif")));
    }

    #[test]
    fn without_a_finish_nothing_is_left() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("a.gif");
        let begun = FilmFile::begin(&path, FilmKind::Gif, SIZE, (2, 10.0), &Provenance::default());
        drop(begun.expect("writable"));
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0);
    }
}
