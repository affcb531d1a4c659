//! Tar archives, plain or compressed with gzip.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::rc::Rc;

use flate2::read::MultiGzDecoder;

use super::sink::{BOMB, EntryKind, Sink};
use crate::limits::RATIO_FLOOR;

pub(crate) fn unpack(sink: &mut Sink<'_>, file: File) -> Result<(), String> {
    entries(sink, BufReader::new(file))
}

pub(crate) fn unpack_gzip(sink: &mut Sink<'_>, file: File) -> Result<(), String> {
    let packed = Rc::new(Cell::new(0));
    let counted = Counted {
        inner: BufReader::new(file),
        count: packed.clone(),
    };
    let metered = Metered {
        inner: MultiGzDecoder::new(counted),
        packed,
        unpacked: 0,
        ratio: sink.limits().archive_ratio,
    };
    entries(sink, metered)
}

fn entries(sink: &mut Sink<'_>, reader: impl Read) -> Result<(), String> {
    let mut archive = tar::Archive::new(reader);
    let mut any = false;
    for entry in archive.entries().map_err(|error| error.to_string())? {
        if sink.is_full() {
            return Ok(());
        }
        match entry {
            Ok(mut entry) => {
                any = true;
                let kind = entry.header().entry_type();
                let kind = if kind.is_dir() {
                    EntryKind::Folder
                } else if kind.is_symlink() || kind.is_hard_link() {
                    EntryKind::Link
                } else if kind.is_file() || kind.is_contiguous() || kind.is_gnu_sparse() {
                    EntryKind::File
                } else if kind.is_pax_global_extensions() {
                    continue;
                } else {
                    EntryKind::Special
                };
                let name = entry.path_bytes().into_owned();
                sink.take(&name, kind, None, &mut entry);
            }
            // Nothing after a broken header can be found again.
            Err(error) if any => {
                sink.cut_short(&error);
                return Ok(());
            }
            Err(error) => return Err(error.to_string()),
        }
    }
    Ok(())
}

/// Counts the bytes of the archive that were read.
struct Counted<R> {
    inner: R,
    count: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.count.set(self.count.get() + read as u64);
        Ok(read)
    }
}

/// Fails once far more came out than went in: also inside long names, which the tar format keeps in memory.
struct Metered<R> {
    inner: R,
    packed: Rc<Cell<u64>>,
    unpacked: u64,
    ratio: u64,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.unpacked += read as u64;
        if self.unpacked > RATIO_FLOOR && self.unpacked > self.packed.get().max(1) * self.ratio {
            return Err(io::Error::other(BOMB));
        }
        Ok(read)
    }
}
