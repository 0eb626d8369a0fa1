//! A page as a file that a person named, and what is said about that.

use std::path::Path;

use crate::text::escape;

use super::account::Account;
use super::html::html;
use super::markdown::markdown;
use super::page::Page;

/// The contents of the file: HTML where its name ends so, else Markdown.
pub fn file(page: &Page, path: &Path) -> String {
    let is_html = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("html"));
    if is_html { html(page) } else { markdown(page) }
}

/// What is said when it is written.
pub fn written(path: &Path, account: &Account) -> String {
    let secrets = if account.is_taught() { ", and holds the secrets of the session" } else { "" };
    format!("{} is written; only you can read it{secrets}", escape(&path.display().to_string()))
}

/// What is said when there is no session to explain.
pub fn nothing(name: Option<&str>) -> String {
    match name {
        Some(name) => format!("no session with {name} is remembered"),
        None => "there was no session yet".to_owned(),
    }
}
