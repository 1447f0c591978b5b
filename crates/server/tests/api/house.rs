//! The arrows between the rooms of the server, read from its `use` lines.

use std::fs;
use std::path::{Path, PathBuf};

/// A room and what its files must never name.
const RULES: &[(&str, &[&str])] = &[
    ("controllers", &["store::", "sea_orm", "str0m"]),
    ("views", &["store::", "sea_orm", "crate::services"]),
    (
        "services",
        &[
            "axum::extract",
            "axum::response",
            "axum::routing",
            "axum::Json",
            "crate::controllers",
            "crate::views",
            "crate::words",
        ],
    ),
    ("words", &["store::", "crate::controllers", "crate::services", "crate::views"]),
    ("jobs", &["axum::", "crate::controllers", "crate::words"]),
    ("realtime", &["sea_orm", "crate::controllers"]),
    ("providers", &["store::", "crate::controllers"]),
    ("media", &["store::", "crate::services", "crate::controllers"]),
];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder is there").flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] }).collect()
}

#[test]
fn no_room_reaches_into_one_it_must_not_know() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut broken = Vec::new();
    for (room, banned) in RULES {
        for file in sources(&source.join(room)) {
            let text = fs::read_to_string(&file).expect("a text file");
            let uses = text
                .lines()
                .filter(|line| line.trim_start().starts_with("use ") || line.contains("    use "));
            for line in uses.filter(|line| banned.iter().any(|name| line.contains(name))) {
                broken.push(format!("{}: {}", file.display(), line.trim()));
            }
        }
    }
    assert!(broken.is_empty(), "rooms that reach too far:\n{}", broken.join("\n"));
}
