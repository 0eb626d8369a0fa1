//! `config.toml`: where it is, and what is in it.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::settings::{AliasWish, Changes, Chosen, ColourWish, KeyWish, patched, read};

/// A file of more bytes is not ours.
const BYTES_MAX: u64 = 1 << 20;
/// Links that lead to one another end here, as in the kernel.
const LINKS_MAX: usize = 40;

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
    let placed = |wish: AliasWish| AliasWish { place: format!("{name} {}", wish.place), ..wish };
    let aliases = said.aliases.into_iter().map(placed).collect();
    let complaints = said.complaints.into_iter().map(|complaint| format!("{name} {complaint}")).collect();
    Chosen { settings: said.settings, keys, colours, aliases, complaints }
}

/// Writes what was changed into the file, and gives its path: afterwards it holds all of it or what it held before.
///
/// # Errors
/// What keeps it from being written, in words; the file stays as it is.
pub fn save(given: Option<&Path>, changes: &Changes) -> Result<PathBuf, String> {
    let path =
        config_file(given).ok_or("there is no folder for settings here: --config FILE names a file")?;
    let failed = |error: &dyn std::fmt::Display| format!("{}: {error}; nothing was saved", path.display());
    let real = linked(&path);
    let before = match text(&real) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(failed(&error)),
    };
    let after = patched(before.as_deref().unwrap_or_default(), changes).map_err(|why| failed(&why))?;
    replace(&real, &after).map_err(|error| failed(&error))?;
    Ok(path)
}

/// What the links lead to, also where it is not there yet: many keep such files elsewhere, and their links stay.
fn linked(path: &Path) -> PathBuf {
    let mut real = path.to_owned();
    for _ in 0..LINKS_MAX {
        let Ok(target) = std::fs::read_link(&real) else { break };
        real = real.parent().unwrap_or_else(|| Path::new("")).join(target);
    }
    real
}

/// Writes a file whole or not at all; one that is there keeps its permissions.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or_else(|| Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut new = tempfile::NamedTempFile::new_in(folder)?;
    new.write_all(text.as_bytes())?;
    if let Ok(old) = std::fs::metadata(path) {
        new.as_file().set_permissions(old.permissions())?;
    }
    new.as_file().sync_all()?;
    new.persist(path).map_err(|failed| failed.error)?;
    Ok(())
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
    use super::{Path, chosen, save};
    use crate::settings::{Changes, Settings};

    fn bell() -> Changes {
        Changes { settings: vec![("bell", "true".to_owned())], ..Changes::default() }
    }

    #[test]
    fn what_was_changed_is_saved_in_a_new_file_and_in_one_that_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/mine.toml");
        assert_eq!(save(Some(&path), &bell()), Ok(path.clone()));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "bell = true\n");
        std::fs::write(&path, "# mine\nbell = false # at night\nascii = true\n").unwrap();
        assert_eq!(save(Some(&path), &bell()), Ok(path.clone()));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "# mine\nbell = true # at night\nascii = true\n");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link_and_permissions_stay() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("real.toml"), folder.path().join("link.toml"));
        std::fs::write(&real, "").unwrap();
        std::fs::set_permissions(&real, std::fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&real, &link).unwrap();
        assert_eq!(save(Some(&link), &bell()), Ok(link.clone()));
        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(std::fs::read_to_string(&real).unwrap(), "bell = true\n");
        assert_eq!(std::fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
        std::fs::remove_file(&real).unwrap();
        let far = folder.path().join("far.toml");
        symlink("link.toml", &far).unwrap();
        assert_eq!(save(Some(&far), &bell()), Ok(far.clone()));
        let is_link = |path| std::fs::symlink_metadata(path).unwrap().is_symlink();
        assert!(is_link(&link) && is_link(&far) && !is_link(&real));
        std::fs::remove_file(&real).unwrap();
        symlink("far.toml", &real).unwrap();
        assert!(save(Some(&far), &bell()).is_err() && is_link(&real), "they lead round");
    }

    #[test]
    fn a_file_that_is_no_toml_or_no_file_is_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mine.toml");
        std::fs::write(&path, "ascii = true\nbell = = 1\n").unwrap();
        let why = save(Some(&path), &bell()).unwrap_err();
        assert!(why.contains("line 2: this is no TOML") && why.ends_with("; nothing was saved"), "{why}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "ascii = true\nbell = = 1\n");
        for path in [folder.path(), Path::new("/dev/null/config.toml")] {
            assert!(save(Some(path), &bell()).is_err(), "{}", path.display());
        }
    }

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
