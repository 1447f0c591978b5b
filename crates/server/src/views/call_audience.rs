//! Whom a gathering is open to, in JSON.

use model::audience::{Audience, AudiencePlace};
use serde::Serialize;
use utoipa::ToSchema;

use super::person::Industry;
use crate::words::spoken_language;

/// Whom a gathering is open to beside those invited: who fits one value of each kind that is named.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AudienceView {
    /// Every member; then nothing else is named.
    pub everyone: bool,
    /// One of these class years.
    pub graduation_years: Vec<i32>,
    /// In one of these industries, or below it in the tree.
    pub industries: Vec<Industry>,
    /// In one of these places, as far as people show theirs.
    pub places: Vec<AudiencePlaceView>,
}

/// A place that a gathering is for.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AudiencePlaceView {
    /// The id of a city whose area is meant, or the code of a region or country.
    pub code: String,
    /// The place in words.
    pub label: String,
}

impl From<Audience> for AudienceView {
    fn from(audience: Audience) -> Self {
        let label = |code: String| {
            let label = AudiencePlace::of_code(&code).map(|place| place.label(spoken_language()));
            AudiencePlaceView { label: label.unwrap_or_else(|| code.clone()), code }
        };
        Self {
            everyone: audience.everyone,
            graduation_years: audience.graduation_years,
            industries: audience.industry_codes.iter().filter_map(|code| Industry::of_code(code)).collect(),
            places: audience.place_codes.into_iter().map(label).collect(),
        }
    }
}
