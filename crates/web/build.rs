//! Embeds the built assets: every file of HILO_ASSETS_OUT (`make assets` writes it), else of `assets` in the target
//! folder. Without them the program still builds; its pages are bare, and its log says so. What is text is embedded
//! packed as well.

use std::{
    env,
    fmt::Write as _,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use flate2::{Compression, write::GzEncoder};

fn main() {
    println!("cargo:rerun-if-env-changed=HILO_ASSETS_OUT");
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets OUT_DIR"));
    let assets = env::var("HILO_ASSETS_OUT").map(PathBuf::from).unwrap_or_else(|_| beside_target(&out));
    println!("cargo:rerun-if-changed={}", assets.display());
    let mut files = Vec::new();
    collect(&assets, &assets, &mut files);
    files.sort();
    let mut code = String::from("static FILES: &[(&str, &[u8], Option<&[u8]>)] = &[\n");
    for (place, (name, path)) in files.iter().enumerate() {
        println!("cargo:rerun-if-changed={}", path.display());
        let is_text = [".js", ".css", ".svg", ".json"].iter().any(|ending| name.ends_with(ending));
        let packed = is_text.then(|| pack(path, out.join(format!("{place}.gz"))));
        let packed = packed.map_or("None".to_owned(), |path| format!("Some(include_bytes!({:?}))", text(&path)));
        writeln!(code, "    ({name:?}, include_bytes!({:?}), {packed}),", text(path)).expect("text can be written");
    }
    code.push_str("];\n");
    fs::write(out.join("assets.rs"), code).expect("OUT_DIR can be written");
}

fn pack(file: &Path, to: PathBuf) -> PathBuf {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(&fs::read(file).expect("an asset can be read")).expect("memory can be written");
    fs::write(&to, packed.finish().expect("memory can be written")).expect("OUT_DIR can be written");
    to
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

/// OUT_DIR is `<target>/<profile>/build/<crate>/out`.
fn beside_target(out: &Path) -> PathBuf {
    out.ancestors().nth(4).unwrap_or(out).join("assets")
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, PathBuf)>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        if path.is_dir() {
            collect(root, &path, files);
        } else if let Ok(name) = path.strip_prefix(root) {
            files.push((name.to_string_lossy().replace('\\', "/"), path.clone()));
        }
    }
}
