//! Reading what columns hold back into the words of the model.

use std::str::FromStr;

use model::violation::UnknownWord;

use crate::StoreError;

/// A word of one of the model's enumerations.
pub fn word<T: FromStr<Err = UnknownWord>>(column: &'static str, text: &str) -> Result<T, StoreError> {
    text.parse().map_err(|error: UnknownWord| StoreError::Unreadable { column, reason: error.to_string() })
}
