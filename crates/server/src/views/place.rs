//! Places, industries and interests to choose from, in JSON.

use model::industry::{Industry as Node, tree};
use model::place::Place;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::words::spoken_language;

/// A city of the gazetteer.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PlaceView {
    /// Its id.
    pub id: String,
    /// City, region and country.
    pub label: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
}

impl From<&Place> for PlaceView {
    fn from(place: &Place) -> Self {
        Self {
            id: place.id.0.to_string(),
            label: place.full_name(spoken_language()),
            country: place.country.code.to_owned(),
        }
    }
}

/// A node of the industry tree with what stands below it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct IndustryNode {
    /// The code, such as `energy.renewables`.
    pub code: String,
    /// The name.
    pub label: String,
    /// The nodes below.
    #[schema(no_recursion)]
    pub children: Vec<IndustryNode>,
}

impl IndustryNode {
    /// The whole tree, sector by sector.
    pub fn all() -> Vec<Self> {
        Self::below(None)
    }

    fn below(parent: Option<&Node>) -> Vec<Self> {
        let children = tree().all().iter().filter(|node| node.parent == parent.map(|parent| parent.id));
        children
            .map(|node| Self {
                code: node.code.clone(),
                label: node.name_in(spoken_language()).to_owned(),
                children: Self::below(Some(node)),
            })
            .collect()
    }
}

/// An interest that people have.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct InterestView {
    /// The tag.
    pub tag: String,
    /// People with it, counted up to 100.
    pub count: i64,
}

/// What to look for.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct TypedText {
    /// The beginning, as typed so far.
    pub q: String,
}
