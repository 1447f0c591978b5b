//! Lists in pages.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use model::Violations;

/// A page of a list.
#[derive(Serialize, ToSchema)]
pub struct Page<T> {
    /// The things, in the list's order.
    pub items: Vec<T>,
    /// Hand this back as `cursor` for the next page; null at the end.
    pub next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// A page of at most `limit` things; one more was asked for to know whether there is a next page.
    pub fn cut(mut items: Vec<T>, limit: u64, cursor: impl Fn(&T) -> String) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let has_more = items.len() > limit;
        items.truncate(limit);
        let next_cursor = items.last().filter(|_| has_more).map(cursor);
        Self { items, next_cursor }
    }
}

/// How much of a list is wanted, and from where on.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// 1 to 100; 20 when left out.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

impl PageQuery {
    /// The number of things wanted.
    pub fn limit(&self) -> Result<u64, Violations> {
        match self.limit {
            None => Ok(20),
            Some(limit @ 1..=100) => Ok(limit),
            Some(_) => Err(Violations::one("/limit", "out_of_range", "is 1 to 100")),
        }
    }

    /// The cursor as the type that the list pages by.
    pub fn cursor<T: std::str::FromStr>(&self) -> Result<Option<T>, Violations> {
        self.cursor
            .as_deref()
            .map(|cursor| {
                cursor
                    .parse()
                    .map_err(|_| Violations::one("/cursor", "unknown_cursor", "is not a cursor of this list"))
            })
            .transpose()
    }
}
