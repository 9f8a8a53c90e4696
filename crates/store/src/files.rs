//! Files that the database tells of: pictures, and what was sent for an import. One door, behind which is a folder or a
//! bucket.
//!
//! A file is whole and on disk before the act that tells of it commits; what an act that failed left is swept.

use std::{path::PathBuf, time::SystemTime};

use base::{Error, Result};

mod bucket;
mod folder;

use bucket::Bucket;
use folder::Folder;

/// Where files are kept.
#[derive(Clone, Debug)]
pub enum Place {
    /// A folder of this machine.
    Folder(PathBuf),
    /// A bucket of a server that speaks S3.
    Bucket(Access),
}

/// A bucket, and what opens it.
#[derive(Clone, Debug)]
pub struct Access {
    /// The address of the server: `https://s3.eu-south-2.amazonaws.com`.
    pub endpoint: String,
    /// The bucket's name.
    pub bucket: String,
    /// Its region, which is part of every signature.
    pub region: String,
    /// The public half of the key.
    pub key: String,
    /// The secret half.
    pub secret: String,
}

/// A place that was opened.
pub enum Files {
    /// A folder.
    Folder(Folder),
    /// A bucket.
    Bucket(Box<Bucket>),
}

/// A file that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its name.
    pub name: String,
    /// When it was written last.
    pub written: SystemTime,
}

impl Files {
    /// Opens a place. Nothing is asked of it yet.
    pub fn open(place: &Place) -> Result<Files> {
        match place {
            Place::Folder(path) => Ok(Files::Folder(Folder::open(path))),
            Place::Bucket(access) => Ok(Files::Bucket(Box::new(Bucket::open(access)?))),
        }
    }

    /// Writes a file, whole or not at all; it is safe when this returns. What had the name is replaced.
    pub fn put(&self, name: &str, content_type: &str, bytes: &[u8]) -> Result<()> {
        check(name)?;
        match self {
            Files::Folder(folder) => folder.put(name, bytes),
            Files::Bucket(bucket) => bucket.put(name, content_type, bytes),
        }
    }

    /// Reads a file; nothing where there is none.
    pub fn get(&self, name: &str) -> Result<Option<Vec<u8>>> {
        check(name)?;
        match self {
            Files::Folder(folder) => folder.get(name),
            Files::Bucket(bucket) => bucket.get(name),
        }
    }

    /// Removes a file, where it is there.
    pub fn remove(&self, name: &str) -> Result<()> {
        check(name)?;
        match self {
            Files::Folder(folder) => folder.remove(name),
            Files::Bucket(bucket) => bucket.remove(name),
        }
    }

    /// Shows every file, in no order. Files that do not have a name of ours are passed over.
    pub fn walk(&self, show: &mut dyn FnMut(Kept) -> Result<()>) -> Result<()> {
        let mut show = |kept: Kept| if check(&kept.name).is_ok() { show(kept) } else { Ok(()) };
        match self {
            Files::Folder(folder) => folder.walk(&mut show),
            Files::Bucket(bucket) => bucket.walk(&mut show),
        }
    }

    /// Where that is, for people.
    pub fn place(&self) -> String {
        match self {
            Files::Folder(folder) => folder.path().display().to_string(),
            Files::Bucket(bucket) => bucket.name(),
        }
    }
}

/// A name is one plain word in a drawer of two letters, `5p/pic_01k9-640.webp`, and so leads nowhere else.
fn check(name: &str) -> Result<()> {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let fits = name.split_once('/').is_some_and(|(drawer, file)| {
        drawer.len() == 2
            && drawer.bytes().all(is_plain)
            && file.len() <= 100
            && file.bytes().next().is_some_and(is_plain)
            && file.bytes().all(|byte| is_plain(byte) || b"_-.".contains(&byte))
    });
    if fits { Ok(()) } else { Err(Error::internal("a file has a name that leads elsewhere")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_nowhere_else() {
        for name in ["ab/pic_1.jpg", "7k/pic_01k9-640.webp"] {
            assert!(check(name).is_ok(), "{name}");
        }
        let wrong =
            ["", "/", "ab/", "ab/..", "../x", "ab/../x", "ab//x", "/ab/x", "ab/.part", "AB/x", "ab/x\0", "ab/c\\d"];
        for name in wrong {
            assert!(check(name).is_err(), "{name}");
        }
    }

    #[test]
    fn a_folder_keeps_what_it_is_given() {
        let folder = tempfile::tempdir().expect("a folder");
        let files = Files::open(&Place::Folder(folder.path().join("pictures"))).expect("a place");
        assert_eq!(files.get("ab/one.txt").expect("it can be read"), None);
        files.remove("ab/one.txt").expect("nothing is there to remove");
        files.walk(&mut |_| panic!("nothing is there")).expect("nothing to show");
        files.put("ab/one.txt", "text/plain", b"first").expect("written");
        files.put("ab/one.txt", "text/plain", b"second").expect("written");
        files.put("cd/two.txt", "text/plain", b"other").expect("written");
        // What a process left that was killed while it wrote is nobody's file.
        std::fs::write(folder.path().join("pictures/ab/.part-7"), "half").expect("written");
        assert_eq!(files.get("ab/one.txt").expect("it can be read").as_deref(), Some(b"second".as_slice()));
        let mut names = Vec::new();
        files
            .walk(&mut |kept| {
                let _: () = names.push(kept.name);
                Ok(())
            })
            .expect("shown");
        names.sort();
        assert_eq!(names, ["ab/one.txt", "cd/two.txt"]);
        files.remove("ab/one.txt").expect("removed");
        assert_eq!(files.get("ab/one.txt").expect("it can be read"), None);
        assert!(!folder.path().join("pictures/ab/.part-7").exists() || files.get("ab/.part-7").is_err());
    }
}
