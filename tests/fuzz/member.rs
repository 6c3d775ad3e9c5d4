//! The members of a ZIP archive that hold arrays, as NumPy writes them, and an archive of members whatever they hold.

/// One array of an archive; all parts may be nonsense.
#[derive(Clone, Debug)]
pub struct Member {
    pub name: Vec<u8>,
    /// The text of the array's header: a Python dictionary.
    pub header: Vec<u8>,
    pub data: Vec<u8>,
    /// Whether the member is compressed.
    pub is_deflated: bool,
}

/// Numbers that a changed shape may ask for before the array is left without enough of them.
const MOST_NUMBERS: u64 = 1 << 16;

impl Member {
    /// An array of double precision.
    pub fn new(name: &str, shape: &[u64], values: &[f64]) -> Self {
        let data = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        Self { name: format!("{name}.npy").into_bytes(), header: header("<f8", shape), data, is_deflated: false }
    }

    /// An array of another type, with its bytes.
    pub fn typed(name: &str, kind: &str, shape: &[u64], data: &[u8]) -> Self {
        Self { header: header(kind, shape), data: data.to_vec(), ..Self::new(name, &[], &[]) }
    }

    pub fn deflated(self) -> Self {
        Self { is_deflated: true, ..self }
    }

    /// Another shape, with as many numbers as it asks for where these are not too many.
    pub fn reshape(&mut self, shape: &[u64]) {
        self.header = header("<f8", shape);
        let count = shape.iter().try_fold(1u64, |count, axis| count.checked_mul(*axis));
        if let Some(count) = count.filter(|count| *count <= MOST_NUMBERS) {
            let bytes = 8 * count as usize;
            let own = if self.data.is_empty() { vec![0; 8] } else { std::mem::take(&mut self.data) };
            self.data = own.into_iter().cycle().take(bytes).collect();
        }
    }

    /// The array as a file: magic, version, length of the header, header, numbers.
    pub fn file(&self) -> Vec<u8> {
        let length = (self.header.len() as u32).to_le_bytes();
        [b"\x93NUMPY\x02\x00", length.as_slice(), &self.header, &self.data].concat()
    }
}

fn header(kind: &str, shape: &[u64]) -> Vec<u8> {
    let axes: Vec<String> = shape.iter().map(|axis| format!("{axis},")).collect();
    format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': ({}), }}\n", axes.concat()).into_bytes()
}

/// The archive of members, with the right checksums and lengths.
pub fn pack(members: &[Member]) -> Vec<u8> {
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for member in members {
        let file = member.file();
        let packed = if member.is_deflated { miniz_oxide::deflate::compress_to_vec(&file, 6) } else { file.clone() };
        let shared = shared_fields(member, &file, packed.len());
        let local = (archive.len() as u32).to_le_bytes();
        archive.extend([b"PK\x03\x04", shared.as_slice(), &member.name, &packed].concat());
        // The directory's own version comes first, and no comment, disk or attributes after what both have.
        let entry = [b"PK\x01\x02\x14\x00", shared.as_slice(), &[0; 10], &local, &member.name].concat();
        directory.extend(entry);
    }
    let [start, size] = [archive.len(), directory.len()].map(|bytes| (bytes as u32).to_le_bytes());
    let count = (members.len() as u16).to_le_bytes();
    archive.extend(directory);
    archive.extend([b"PK\x05\x06\0\0\0\0", count.as_slice(), &count, &size, &start, &[0; 2]].concat());
    archive
}

/// What the local header and the directory both say: version, flags, method, time and date, checksum, sizes, length of the
/// name, and no extra field.
fn shared_fields(member: &Member, file: &[u8], packed: usize) -> Vec<u8> {
    let method = if member.is_deflated { 8u16 } else { 0 };
    let short = [20, 0, method, 0, 0x21].map(u16::to_le_bytes).concat();
    let long = [crc32fast::hash(file), packed as u32, file.len() as u32].map(u32::to_le_bytes).concat();
    let lengths = [member.name.len() as u16, 0].map(u16::to_le_bytes).concat();
    [short, long, lengths].concat()
}

/// The members of an archive that [`pack`] made and something may have changed; `None` where it is no such archive any more.
pub fn unpack(archive: &[u8]) -> Option<Vec<Member>> {
    let mut members = Vec::new();
    let mut rest = archive;
    while let Some(local) = rest.strip_prefix(b"PK\x03\x04") {
        let (shared, after) = local.split_at_checked(26)?;
        let short = |at: usize| usize::from(u16::from_le_bytes([shared[at], shared[at + 1]]));
        let (name, after) = after.split_at_checked(short(22))?;
        let (packed, after) = after.split_at_checked(short(14) | short(16) << 16)?;
        let is_deflated = short(4) != 0;
        let file = if is_deflated { inflated(packed)? } else { packed.to_vec() };
        let (length, text) = file.strip_prefix(b"\x93NUMPY\x02\x00")?.split_first_chunk::<4>()?;
        let (header, data) = text.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        members.push(Member { name: name.to_vec(), header: header.to_vec(), data: data.to_vec(), is_deflated });
        rest = after;
    }
    Some(members)
}

fn inflated(packed: &[u8]) -> Option<Vec<u8>> {
    miniz_oxide::inflate::decompress_to_vec_with_limit(packed, 1 << 20).ok()
}
