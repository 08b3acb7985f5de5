//! Tables through Arrow's C data interface (<https://arrow.apache.org/docs/format/CDataInterface.html>), written by hand:
//! it is three structs. All `unsafe` of this package is here.

use crate::rows::{Field, Kind, Rows, Source, Values};
use std::ffi::{CString, c_char, c_int, c_void};
use std::ptr;

/// The column may have missing values.
const NULLABLE: i64 = 2;
/// The errors that a stream reports.
const FAILED: c_int = 5;

/// `struct ArrowSchema`
#[repr(C)]
pub(crate) struct ArrowSchema {
    format: *const c_char,
    name: *const c_char,
    metadata: *const c_char,
    flags: i64,
    n_children: i64,
    children: *mut *mut ArrowSchema,
    dictionary: *mut ArrowSchema,
    release: Option<unsafe extern "C" fn(*mut ArrowSchema)>,
    private_data: *mut c_void,
}

/// `struct ArrowArray`
#[repr(C)]
pub(crate) struct ArrowArray {
    length: i64,
    null_count: i64,
    offset: i64,
    n_buffers: i64,
    n_children: i64,
    buffers: *mut *const c_void,
    children: *mut *mut ArrowArray,
    dictionary: *mut ArrowArray,
    release: Option<unsafe extern "C" fn(*mut ArrowArray)>,
    private_data: *mut c_void,
}

/// `struct ArrowArrayStream`
#[repr(C)]
pub(crate) struct ArrowArrayStream {
    get_schema: Option<unsafe extern "C" fn(*mut ArrowArrayStream, *mut ArrowSchema) -> c_int>,
    get_next: Option<unsafe extern "C" fn(*mut ArrowArrayStream, *mut ArrowArray) -> c_int>,
    get_last_error: Option<unsafe extern "C" fn(*mut ArrowArrayStream) -> *const c_char>,
    release: Option<unsafe extern "C" fn(*mut ArrowArrayStream)>,
    private_data: *mut c_void,
}

// SAFETY: each owns all that its pointers reach, none of which belongs to a thread.
unsafe impl Send for ArrowSchema {}
// SAFETY: as above.
unsafe impl Send for ArrowArray {}
// SAFETY: as above; sources are `Send`.
unsafe impl Send for ArrowArrayStream {}

/// The memory behind an exported schema.
struct SchemaParts {
    format: CString,
    name: CString,
    metadata: Vec<u8>,
    children: Vec<*mut ArrowSchema>,
    dictionary: Option<Box<ArrowSchema>>,
}

/// The memory behind an exported array.
struct ArrayParts {
    /// Kept for their addresses.
    _owned: Vec<Buffer>,
    buffers: Vec<*const c_void>,
    children: Vec<*mut ArrowArray>,
    dictionary: Option<Box<ArrowArray>>,
}

/// The source of an exported stream.
struct StreamParts {
    source: Box<dyn Source>,
    error: CString,
}

/// Memory of a column.
enum Buffer {
    Bytes(Vec<u8>),
    Codes(Vec<u16>),
    Days(Vec<i32>),
    Wholes(Vec<u64>),
    Numbers(Vec<f64>),
}

impl Buffer {
    fn address(&self) -> *const c_void {
        match self {
            Self::Bytes(own) => own.as_ptr().cast(),
            Self::Codes(own) => own.as_ptr().cast(),
            Self::Days(own) => own.as_ptr().cast(),
            Self::Wholes(own) => own.as_ptr().cast(),
            Self::Numbers(own) => own.as_ptr().cast(),
        }
    }
}

/// Returns the text up to its first zero byte.
fn c_string(text: &str) -> CString {
    let sound = text.split('\0').next().unwrap_or_default();
    CString::new(sound).unwrap_or_default()
}

/// Returns a key with its value in the form of `ArrowSchema::metadata`.
fn metadata(key: &str, value: &str) -> Vec<u8> {
    let mut bytes = 1_i32.to_ne_bytes().to_vec();
    for text in [key, value] {
        bytes.extend(i32::try_from(text.len()).unwrap_or(0).to_ne_bytes());
        bytes.extend(text.bytes());
    }
    bytes
}

impl ArrowSchema {
    /// Returns the schema of rows with these columns.
    pub(crate) fn of_rows(fields: &[Field]) -> Self {
        let children = fields.iter().map(Self::of_field).collect();
        Self::new("+s", "", Vec::new(), 0, children, None)
    }

    fn of_field(field: &Field) -> Self {
        let about = match field.description.as_str() {
            "" => Vec::new(),
            words => metadata("description", words),
        };
        let (format, dictionary) = match &field.kind {
            Kind::Text => ("u", None),
            Kind::Number => ("g", None),
            Kind::Whole => ("L", None),
            Kind::Date => ("tdD", None),
            Kind::Truth => ("b", None),
            Kind::Name(_) => {
                ("S", Some(Self::new("u", "", Vec::new(), NULLABLE, Vec::new(), None)))
            }
        };
        Self::new(format, &field.name, about, NULLABLE, Vec::new(), dictionary)
    }

    fn new(
        format: &str,
        name: &str,
        metadata: Vec<u8>,
        flags: i64,
        children: Vec<Self>,
        dictionary: Option<Self>,
    ) -> Self {
        let children = children.into_iter().map(|child| Box::into_raw(Box::new(child))).collect();
        let mut parts = Box::new(SchemaParts {
            format: c_string(format),
            name: c_string(name),
            metadata,
            children,
            dictionary: dictionary.map(Box::new),
        });
        let metadata = &parts.metadata;
        Self {
            format: parts.format.as_ptr(),
            name: parts.name.as_ptr(),
            metadata: if metadata.is_empty() { ptr::null() } else { metadata.as_ptr().cast() },
            flags,
            n_children: count(parts.children.len()),
            children: parts.children.as_mut_ptr(),
            dictionary: parts.dictionary.as_deref_mut().map_or(ptr::null_mut(), ptr::from_mut),
            release: Some(release_schema),
            private_data: Box::into_raw(parts).cast(),
        }
    }
}

impl ArrowArray {
    /// Returns rows as an array of structs.
    pub(crate) fn of_rows(fields: &[Field], rows: Rows) -> Self {
        let length = rows.count;
        let columns = fields.iter().zip(rows.columns);
        let children =
            columns.map(|(field, values)| Self::of_column(&field.kind, values)).collect();
        Self::new(length, 0, vec![None], children, None)
    }

    fn of_column(kind: &Kind, values: Values) -> Self {
        match values {
            Values::Text(cells) => Self::of_texts(&cells),
            Values::Number(cells) => Self::of_plain(&cells, Buffer::Numbers),
            Values::Whole(cells) => Self::of_plain(&cells, Buffer::Wholes),
            Values::Date(cells) => Self::of_plain(&cells, Buffer::Days),
            Values::Truth(cells) => {
                let bits = bits(cells.iter().map(|cell| *cell == Some(true)));
                let (validity, missing) = validity(&cells);
                Self::new(cells.len(), missing, vec![validity, Some(bits)], Vec::new(), None)
            }
            Values::Code(cells) => {
                let names: Vec<Option<String>> = match kind {
                    Kind::Name(names) => names.iter().cloned().map(Some).collect(),
                    _ => Vec::new(),
                };
                let (validity, missing) = validity(&cells);
                let codes = cells.iter().map(|cell| cell.unwrap_or_default()).collect();
                let buffers = vec![validity, Some(Buffer::Codes(codes))];
                Self::new(cells.len(), missing, buffers, Vec::new(), Some(Self::of_texts(&names)))
            }
        }
    }

    fn of_plain<T: Copy + Default>(cells: &[Option<T>], buffer: impl Fn(Vec<T>) -> Buffer) -> Self {
        let (validity, missing) = validity(cells);
        let plain = cells.iter().map(|cell| cell.unwrap_or_default()).collect();
        Self::new(cells.len(), missing, vec![validity, Some(buffer(plain))], Vec::new(), None)
    }

    fn of_texts(cells: &[Option<String>]) -> Self {
        let (validity, missing) = validity(cells);
        let (mut ends, mut bytes) = (vec![0_i32], Vec::new());
        for cell in cells {
            bytes.extend(cell.as_deref().unwrap_or_default().bytes());
            // no table of ours has two gigabytes of text
            ends.push(i32::try_from(bytes.len()).unwrap_or(i32::MAX));
        }
        let buffers = vec![validity, Some(Buffer::Days(ends)), Some(Buffer::Bytes(bytes))];
        Self::new(cells.len(), missing, buffers, Vec::new(), None)
    }

    fn new(
        length: usize,
        missing: usize,
        owned: Vec<Option<Buffer>>,
        children: Vec<Self>,
        dictionary: Option<Self>,
    ) -> Self {
        let address = |own: &Option<Buffer>| own.as_ref().map_or(ptr::null(), Buffer::address);
        let buffers = owned.iter().map(address).collect();
        let children = children.into_iter().map(|child| Box::into_raw(Box::new(child))).collect();
        let mut parts = Box::new(ArrayParts {
            buffers,
            _owned: owned.into_iter().flatten().collect(),
            children,
            dictionary: dictionary.map(Box::new),
        });
        Self {
            length: count(length),
            null_count: count(missing),
            offset: 0,
            n_buffers: count(parts.buffers.len()),
            n_children: count(parts.children.len()),
            buffers: parts.buffers.as_mut_ptr(),
            children: parts.children.as_mut_ptr(),
            dictionary: parts.dictionary.as_deref_mut().map_or(ptr::null_mut(), ptr::from_mut),
            release: Some(release_array),
            private_data: Box::into_raw(parts).cast(),
        }
    }
}

impl ArrowArrayStream {
    /// Returns a stream that reads from a source.
    pub(crate) fn new(source: Box<dyn Source>) -> Self {
        let parts = Box::new(StreamParts { source, error: CString::default() });
        Self {
            get_schema: Some(get_schema),
            get_next: Some(get_next),
            get_last_error: Some(get_last_error),
            release: Some(release_stream),
            private_data: Box::into_raw(parts).cast(),
        }
    }
}

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

/// Returns the bits of cells that are there, and how many are missing; no bits if all are there.
fn validity<T>(cells: &[Option<T>]) -> (Option<Buffer>, usize) {
    let missing = cells.iter().filter(|cell| cell.is_none()).count();
    ((missing > 0).then(|| bits(cells.iter().map(Option::is_some))), missing)
}

/// Returns truth values as bits, the first lowest.
fn bits(values: impl Iterator<Item = bool>) -> Buffer {
    let mut bytes = Vec::new();
    for (at, value) in values.enumerate() {
        if at % 8 == 0 {
            bytes.push(0);
        }
        if let Some(last) = bytes.last_mut() {
            *last |= u8::from(value) << (at % 8);
        }
    }
    Buffer::Bytes(bytes)
}

impl Drop for ArrowSchema {
    fn drop(&mut self) {
        if let Some(release) = self.release {
            // SAFETY: it was not released, as that takes the function away.
            unsafe { release(self) }
        }
    }
}

impl Drop for ArrowArray {
    fn drop(&mut self) {
        if let Some(release) = self.release {
            // SAFETY: as above.
            unsafe { release(self) }
        }
    }
}

impl Drop for ArrowArrayStream {
    fn drop(&mut self) {
        if let Some(release) = self.release {
            // SAFETY: as above.
            unsafe { release(self) }
        }
    }
}

/// Releases a schema of ours, with its children unless a consumer moved these away.
unsafe extern "C" fn release_schema(schema: *mut ArrowSchema) {
    // SAFETY: consumers call this once, with the struct as we filled it; a child that was moved has no release.
    unsafe {
        (*schema).release = None;
        let mut parts = Box::from_raw((*schema).private_data.cast::<SchemaParts>());
        for child in parts.children.drain(..) {
            drop(Box::from_raw(child));
        }
    }
}

/// Releases an array of ours, with its children unless a consumer moved these away.
unsafe extern "C" fn release_array(array: *mut ArrowArray) {
    // SAFETY: as for schemas.
    unsafe {
        (*array).release = None;
        let mut parts = Box::from_raw((*array).private_data.cast::<ArrayParts>());
        for child in parts.children.drain(..) {
            drop(Box::from_raw(child));
        }
    }
}

unsafe extern "C" fn release_stream(stream: *mut ArrowArrayStream) {
    // SAFETY: as for schemas.
    unsafe {
        (*stream).release = None;
        drop(Box::from_raw((*stream).private_data.cast::<StreamParts>()));
    }
}

unsafe extern "C" fn get_schema(stream: *mut ArrowArrayStream, out: *mut ArrowSchema) -> c_int {
    // SAFETY: consumers pass a stream that was not released, and room for a schema.
    unsafe {
        let parts = &mut *(*stream).private_data.cast::<StreamParts>();
        match parts.source.fields() {
            Ok(fields) => {
                ptr::write(out, ArrowSchema::of_rows(&fields));
                0
            }
            Err(why) => parts.failed(&why),
        }
    }
}

unsafe extern "C" fn get_next(stream: *mut ArrowArrayStream, out: *mut ArrowArray) -> c_int {
    // SAFETY: as above; an array without release marks the end.
    unsafe {
        let parts = &mut *(*stream).private_data.cast::<StreamParts>();
        match parts.source.fields().and_then(|fields| Ok((fields, parts.source.next()?))) {
            Ok((fields, Some(rows))) => ptr::write(out, ArrowArray::of_rows(&fields, rows)),
            Ok((_, None)) => ptr::addr_of_mut!((*out).release).write(None),
            Err(why) => return parts.failed(&why),
        }
        0
    }
}

unsafe extern "C" fn get_last_error(stream: *mut ArrowArrayStream) -> *const c_char {
    // SAFETY: as above.
    unsafe { (*(*stream).private_data.cast::<StreamParts>()).error.as_ptr() }
}

impl StreamParts {
    fn failed(&mut self, why: &str) -> c_int {
        self.error = c_string(why);
        FAILED
    }
}
