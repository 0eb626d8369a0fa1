//! `config.toml`: where it is, and what is in it.

use std::io;
use std::path::{Path, PathBuf};

use crate::settings::{Chosen, ColourWish, KeyWish, read};

/// A file of more bytes is not ours.
const BYTES_MAX: u64 = 1 << 20;

/// The file that is read: `--config FILE`, else `config.toml` in `$XDG_CONFIG_HOME/peerscope` or the platform's
/// folder for such files.
pub fn config_file(given: Option<&Path>) -> Option<PathBuf> {
    let variable = std::env::var_os("XDG_CONFIG_HOME").filter(|folder| !folder.is_empty());
    let usual = || match variable {
        Some(folder) => Some(PathBuf::from(folder).join("peerscope")),
        None => directories::ProjectDirs::from("", "", "peerscope").map(|dirs| dirs.config_dir().to_owned()),
    };
    given.map(Path::to_owned).or_else(|| usual().map(|folder| folder.join("config.toml")))
}

/// Reads the file; one that is not there is no fault unless it was asked for.
pub fn chosen(given: Option<&Path>) -> Chosen {
    let Some(path) = config_file(given) else { return Chosen::default() };
    let text = match text(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound && given.is_none() => {
            return Chosen::default();
        }
        Err(error) => {
            let complaints = vec![format!("{}: {error}; the defaults count", path.display())];
            return Chosen { complaints, ..Chosen::default() };
        }
    };
    let said = read(&text);
    let name = path.display();
    let placed = |wish: KeyWish| KeyWish { place: format!("{name} {}", wish.place), ..wish };
    let keys = said.keys.into_iter().map(placed).collect();
    let placed = |wish: ColourWish| ColourWish { place: format!("{name} {}", wish.place), ..wish };
    let colours = said.colours.into_iter().map(placed).collect();
    let complaints = said.complaints.into_iter().map(|complaint| format!("{name} {complaint}")).collect();
    Chosen { settings: said.settings, keys, colours, complaints }
}

fn text(path: &Path) -> io::Result<String> {
    let file = std::fs::metadata(path)?;
    if !file.is_file() || file.len() > BYTES_MAX {
        return Err(io::Error::other("this is no file of settings"));
    }
    std::fs::read_to_string(path)
}

#[cfg(test)]
mod tests {
    use super::{Path, chosen};
    use crate::settings::Settings;

    #[test]
    fn a_file_counts_and_is_named_in_its_complaints() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mine.toml");
        std::fs::write(&path, "bell = true\nbel = true\n").unwrap();
        let found = chosen(Some(&path));
        assert_eq!(found.settings, Settings { bell: true, ..Settings::default() });
        let expected = format!("{} line 2: there is no setting \"bel\": did you mean bell?", path.display());
        assert_eq!(found.complaints, [expected]);
    }

    #[test]
    fn what_cannot_be_read_is_named_and_the_defaults_count() {
        let folder = tempfile::tempdir().unwrap();
        let binary = folder.path().join("binary");
        std::fs::write(&binary, [0xff, 0xfe, 0]).unwrap();
        for path in [Path::new("/nowhere/config.toml"), folder.path(), Path::new("/dev/zero"), &binary] {
            let found = chosen(Some(path));
            assert_eq!(found.settings, Settings::default());
            assert_eq!(found.complaints.len(), 1, "{}", path.display());
            assert!(found.complaints[0].contains(path.to_str().unwrap()), "{:?}", found.complaints);
        }
    }
}
