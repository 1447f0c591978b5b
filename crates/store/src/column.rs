//! Reading what columns hold back into the words of the model.

use std::str::FromStr;

use model::language::Language;
use model::place::PlaceId;
use model::violation::UnknownWord;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use crate::StoreError;

/// A word of one of the model's enumerations.
pub fn word<T: FromStr<Err = UnknownWord>>(column: &'static str, text: &str) -> Result<T, StoreError> {
    text.parse().map_err(|error: UnknownWord| StoreError::Unreadable { column, reason: error.to_string() })
}

/// A list kept as JSON.
pub fn list<T: DeserializeOwned>(column: &'static str, json: Json) -> Result<Vec<T>, StoreError> {
    serde_json::from_value(json).map_err(|error| StoreError::Unreadable { column, reason: error.to_string() })
}

/// The number of a place of the gazetteer.
pub fn place(column: &'static str, number: Option<i64>) -> Result<Option<PlaceId>, StoreError> {
    let read = |number: i64| u32::try_from(number).map(PlaceId);
    number.map(read).transpose().map_err(|error| StoreError::Unreadable { column, reason: error.to_string() })
}

/// The language of an account, once it is known.
pub(crate) fn language(text: Option<&str>) -> Result<Option<Language>, StoreError> {
    text.map(|text| word("users.language", text)).transpose()
}
