//! A file system for SQLite that keeps a `Disk` beside the real files. It has no `xFetch`, so nothing is mapped.
#![allow(unsafe_code, reason = "SQLite speaks to file systems through C")]

use std::{
    ffi::{CStr, CString, c_char, c_int, c_void},
    ptr,
    sync::{Mutex, MutexGuard, PoisonError},
};

use rusqlite::ffi::{self, sqlite3_file, sqlite3_int64, sqlite3_io_methods, sqlite3_vfs};

use crate::disks::{Disk, Refusal};

/// A registered file system. It lives as long as the process.
pub struct Vfs {
    real: *mut sqlite3_vfs,
    disk: Mutex<Disk>,
    pub name: String,
}

// SAFETY: the real file system is SQLite's own, which may be used by all threads.
unsafe impl Send for Vfs {}
// SAFETY: as above; the disk is behind its lock.
unsafe impl Sync for Vfs {}

impl Vfs {
    /// Registers a file system with a name of its own.
    pub fn register() -> &'static Vfs {
        let name = format!("test-{:016x}", u64::from_le_bytes(crate::home::random()));
        // SAFETY: SQLite gives its default file system, which is never freed.
        let real = unsafe {
            ffi::sqlite3_initialize();
            ffi::sqlite3_vfs_find(ptr::null())
        };
        let vfs: &'static Vfs = Box::leak(Box::new(Vfs { real, disk: Mutex::default(), name: name.clone() }));
        let name = CString::new(name).expect("no zero byte").into_raw();
        // SAFETY: the structure is leaked, so it outlives every use; its functions are below.
        unsafe {
            let own = Box::new(sqlite3_vfs {
                szOsFile: (*real).szOsFile + size_of::<Open>() as c_int,
                pNext: ptr::null_mut(),
                zName: name,
                pAppData: ptr::from_ref(vfs).cast_mut().cast(),
                xOpen: Some(open),
                xDelete: Some(delete),
                xAccess: Some(access),
                xFullPathname: Some(full_path),
                xDlOpen: None,
                xDlError: None,
                xDlSym: None,
                xDlClose: None,
                xRandomness: Some(randomness),
                xSleep: Some(sleep),
                xCurrentTime: Some(current_time),
                xCurrentTimeInt64: Some(current_time_int),
                iVersion: 2,
                ..*real
            });
            assert_eq!(ffi::sqlite3_vfs_register(Box::into_raw(own), 0), ffi::SQLITE_OK);
        }
        vfs
    }

    pub fn disk(&self) -> MutexGuard<'_, Disk> {
        self.disk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A file of ours; the real one lies behind it in memory.
#[repr(C)]
struct Open {
    file: sqlite3_file,
    vfs: *const Vfs,
    path: *mut String,
}

// SAFETY (all below): SQLite hands back the files that `open` made, and the file system that `register` made.

unsafe fn real(file: *mut sqlite3_file) -> *mut sqlite3_file {
    unsafe { file.cast::<u8>().add(size_of::<Open>()).cast() }
}

macro_rules! to_real {
    ($file:ident . $method:ident ( $($argument:expr),* )) => {{
        let real = unsafe { real($file) };
        let method = unsafe { (*(*real).pMethods).$method }.expect("a method of the real file");
        unsafe { method(real $(, $argument)*) }
    }};
}

macro_rules! passed_on {
    ($($name:ident => $method:ident ( $($argument:ident : $kind:ty),* ) $(-> $out:ty)?;)*) => { $(
        unsafe extern "C" fn $name(file: *mut sqlite3_file $(, $argument: $kind)*) $(-> $out)? {
            to_real!(file.$method($($argument),*))
        }
    )* };
}

passed_on! {
    read => xRead(to: *mut c_void, amount: c_int, at: sqlite3_int64) -> c_int;
    file_size => xFileSize(size: *mut sqlite3_int64) -> c_int;
    lock => xLock(kind: c_int) -> c_int;
    unlock => xUnlock(kind: c_int) -> c_int;
    check_reserved_lock => xCheckReservedLock(found: *mut c_int) -> c_int;
    sector_size => xSectorSize() -> c_int;
    device_characteristics => xDeviceCharacteristics() -> c_int;
    shm_map => xShmMap(page: c_int, size: c_int, extend: c_int, to: *mut *mut c_void) -> c_int;
    shm_lock => xShmLock(offset: c_int, n: c_int, flags: c_int) -> c_int;
    shm_barrier => xShmBarrier();
    shm_unmap => xShmUnmap(delete: c_int) -> c_int;
}

static METHODS: sqlite3_io_methods = sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

/// Tells the disk of a change, where the file has a name; gives the code of its refusal.
unsafe fn told(file: *mut sqlite3_file, tell: impl FnOnce(&mut Disk, &str) -> Result<(), Refusal>) -> c_int {
    let open = unsafe { &*file.cast::<Open>() };
    if open.path.is_null() {
        return ffi::SQLITE_OK;
    }
    let (vfs, path) = unsafe { (&*open.vfs, &*open.path) };
    code(tell(&mut vfs.disk(), path))
}

fn code(outcome: Result<(), Refusal>) -> c_int {
    match outcome {
        Ok(()) => ffi::SQLITE_OK,
        Err(Refusal::Full) => ffi::SQLITE_FULL,
        Err(Refusal::SyncFails) => ffi::SQLITE_IOERR_FSYNC,
        Err(Refusal::PowerIsOff) => ffi::SQLITE_IOERR_WRITE,
    }
}

unsafe extern "C" fn close(file: *mut sqlite3_file) -> c_int {
    let open = unsafe { &mut *file.cast::<Open>() };
    if !open.path.is_null() {
        drop(unsafe { Box::from_raw(open.path) });
        open.path = ptr::null_mut();
    }
    to_real!(file.xClose())
}

unsafe extern "C" fn write(file: *mut sqlite3_file, from: *const c_void, amount: c_int, at: sqlite3_int64) -> c_int {
    let bytes = unsafe { std::slice::from_raw_parts(from.cast::<u8>(), amount as usize) };
    match unsafe { told(file, |disk, name| disk.written(name, at as u64, bytes)) } {
        ffi::SQLITE_OK => to_real!(file.xWrite(from, amount, at)),
        refused => refused,
    }
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, size: sqlite3_int64) -> c_int {
    match unsafe { told(file, |disk, name| disk.sized(name, size as u64)) } {
        ffi::SQLITE_OK => to_real!(file.xTruncate(size)),
        refused => refused,
    }
}

unsafe extern "C" fn sync(file: *mut sqlite3_file, _: c_int) -> c_int {
    unsafe { told(file, Disk::synced) }
}

unsafe extern "C" fn file_control(file: *mut sqlite3_file, wish: c_int, argument: *mut c_void) -> c_int {
    // Both would change the real file behind the disk's back.
    if [ffi::SQLITE_FCNTL_SIZE_HINT, ffi::SQLITE_FCNTL_MMAP_SIZE].contains(&wish) {
        return ffi::SQLITE_NOTFOUND;
    }
    to_real!(file.xFileControl(wish, argument))
}

unsafe fn of<'v>(own: *mut sqlite3_vfs) -> &'v Vfs {
    unsafe { &*(*own).pAppData.cast::<Vfs>() }
}

unsafe fn text<'t>(name: *const c_char) -> &'t str {
    unsafe { CStr::from_ptr(name) }.to_str().expect("paths of tests are UTF-8")
}

unsafe extern "C" fn open(
    own: *mut sqlite3_vfs,
    name: *const c_char,
    file: *mut sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    let vfs = unsafe { of(own) };
    let opened = unsafe { &mut *file.cast::<Open>() };
    opened.file.pMethods = ptr::null();
    opened.vfs = vfs;
    opened.path = ptr::null_mut();
    if !name.is_null() {
        let path = unsafe { text(name) };
        if !std::path::Path::new(path).exists() {
            match code(vfs.disk().created(path)) {
                ffi::SQLITE_OK => {}
                refused => return refused,
            }
        }
        opened.path = Box::into_raw(Box::new(path.to_owned()));
    }
    let real_open = unsafe { (*vfs.real).xOpen }.expect("the real file system opens files");
    let outcome = unsafe { real_open(vfs.real, name, real(file), flags, out) };
    if !unsafe { (*real(file)).pMethods }.is_null() {
        opened.file.pMethods = &raw const METHODS;
    }
    outcome
}

unsafe extern "C" fn delete(own: *mut sqlite3_vfs, name: *const c_char, and_sync: c_int) -> c_int {
    let vfs = unsafe { of(own) };
    match code(vfs.disk().removed(unsafe { text(name) }, and_sync != 0)) {
        ffi::SQLITE_OK => unsafe { (*vfs.real).xDelete.expect("files can be deleted")(vfs.real, name, 0) },
        refused => refused,
    }
}

macro_rules! passed_to_vfs {
    ($($name:ident => $method:ident ( $($argument:ident : $kind:ty),* );)*) => { $(
        unsafe extern "C" fn $name(own: *mut sqlite3_vfs $(, $argument: $kind)*) -> c_int {
            let vfs = unsafe { of(own) };
            let method = unsafe { (*vfs.real).$method }.expect("a method of the real file system");
            unsafe { method(vfs.real $(, $argument)*) }
        }
    )* };
}

passed_to_vfs! {
    access => xAccess(name: *const c_char, flags: c_int, found: *mut c_int);
    full_path => xFullPathname(name: *const c_char, size: c_int, to: *mut c_char);
    randomness => xRandomness(size: c_int, to: *mut c_char);
    sleep => xSleep(micros: c_int);
    current_time => xCurrentTime(to: *mut f64);
    current_time_int => xCurrentTimeInt64(to: *mut sqlite3_int64);
}
