//! `homecoming config`: every key with its default, and the variables that set them.

use crate::config::{Config, ENVIRONMENT};

/// Prints a configuration file that changes nothing.
pub fn run() -> anyhow::Result<()> {
    print!("{}", text()?);
    Ok(())
}

fn text() -> anyhow::Result<String> {
    let mut text = String::from(
        "# Homecoming: every key that has a default, with its default. Hand the file to the server with --config FILE.\n\
         # The environment wins over the file:\n",
    );
    for (variable, key) in ENVIRONMENT {
        text.push_str(&format!("#   {variable:<24} {key}\n"));
    }
    text.push('\n');
    text.push_str(&toml::to_string_pretty(&Config::default())?);
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_can_be_handed_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("homecoming.toml");
        std::fs::write(&path, text().unwrap()).unwrap();
        let read = Config::load(Some(&path)).unwrap();
        assert_eq!(read.mail.from, Config::default().mail.from);
    }
}
