//! A member's own profile in JSON.

use chrono::{DateTime, Utc};
use model::gazetteer::gazetteer;
use model::place::PlaceId;
use model::profile::{Profile, ProfileChange};
use model::user::{PlacePrecision, Visibility};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::views::given;
use crate::views::person::{Industry, PersonView};
use crate::views::place::PlaceView;
use crate::words::spoken_language;

/// My profile, all of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ProfileView {
    /// How I am called.
    pub name: String,
    /// My picture; null: my initials are shown.
    pub avatar_url: Option<String>,
    /// What I do, in a line.
    pub headline: String,
    /// Where I work.
    pub company: String,
    /// My class year.
    pub graduation_year: Option<i32>,
    /// About me.
    pub bio: String,
    /// The industry I work in.
    pub industry: Option<Industry>,
    /// Industries I used to work in.
    pub past_industries: Vec<Industry>,
    /// Industries I want to get to know.
    pub wanted_industries: Vec<Industry>,
    /// The city I live in.
    pub place: Option<PlaceView>,
    /// How exactly others may know it.
    pub place_precision: PlacePrecision,
    /// The words that others read; null: they read nothing.
    pub place_label: Option<String>,
    /// Whether being near matters to me.
    pub distance_matters: bool,
    /// My zone (IANA).
    pub time_zone: Option<String>,
    /// My interests.
    pub interests: Vec<String>,
    /// What I look for.
    pub seeks: Vec<String>,
    /// What I can help with.
    pub offers: Vec<String>,
    /// Who may find me.
    pub visibility: Visibility,
    /// Whether others learn whom I know.
    pub shows_connections: bool,
    /// Whether I take coffee chats; null: not asked yet.
    pub open_to_chats: Option<bool>,
    /// Until when I take none.
    pub paused_until: Option<DateTime<Utc>>,
    /// Accepted chats that I allow in 28 days.
    pub monthly_chat_limit: i32,
    /// Whether people I am connected to are suggested to me.
    pub suggests_connections: bool,
    /// Send it back in `If-Match` with a change.
    pub version: i32,
}

impl From<Profile> for ProfileView {
    fn from(profile: Profile) -> Self {
        let industries = |codes: &[String]| codes.iter().filter_map(|code| Industry::of_code(code)).collect();
        Self {
            avatar_url: None,
            industry: profile.industry_code.as_deref().and_then(Industry::of_code),
            past_industries: industries(&profile.past_industry_codes),
            wanted_industries: industries(&profile.wanted_industry_codes),
            place: profile.place_id.and_then(|id| gazetteer().get(id)).map(PlaceView::from),
            place_label: profile.known_place().map(|known| known.label(spoken_language())),
            name: profile.name,
            headline: profile.headline,
            company: profile.company,
            graduation_year: profile.graduation_year,
            bio: profile.bio,
            place_precision: profile.place_precision,
            distance_matters: profile.distance_matters,
            time_zone: profile.time_zone,
            interests: profile.interests,
            seeks: profile.seeks,
            offers: profile.offers,
            visibility: profile.visibility,
            shows_connections: profile.shows_connections,
            open_to_chats: profile.open_to_chats,
            paused_until: profile.paused_until,
            monthly_chat_limit: profile.monthly_chat_limit,
            suggests_connections: profile.suggests_connections,
            version: profile.version,
        }
    }
}

/// A change to my profile. What is left out stays as it is; null empties a field that may be empty.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct UpdateProfile {
    /// 1 to 100 characters.
    pub name: Option<String>,
    /// Up to 160 characters.
    pub headline: Option<String>,
    /// Up to 160 characters.
    pub company: Option<String>,
    /// My class year.
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<i32>)]
    pub graduation_year: Option<Option<i32>>,
    /// Up to 4000 characters.
    pub bio: Option<String>,
    /// A code of the industry tree.
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub industry_code: Option<Option<String>>,
    /// At most 5 codes.
    pub past_industry_codes: Option<Vec<String>>,
    /// At most 5 codes.
    pub wanted_industry_codes: Option<Vec<String>>,
    /// The id of a place (`GET /api/places`).
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub place_id: Option<Option<String>>,
    /// How exactly others may know it.
    pub place_precision: Option<PlacePrecision>,
    /// Whether being near matters to me.
    pub distance_matters: Option<bool>,
    /// An IANA zone.
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub time_zone: Option<Option<String>>,
    /// At most 30, each up to 50 characters.
    pub interests: Option<Vec<String>>,
    /// At most 15, each up to 300 characters.
    pub seeks: Option<Vec<String>>,
    /// At most 15, each up to 300 characters.
    pub offers: Option<Vec<String>>,
    /// Who may find me.
    pub visibility: Option<Visibility>,
    /// Whether others learn whom I know.
    pub shows_connections: Option<bool>,
    /// Whether I take coffee chats.
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<bool>)]
    pub open_to_chats: Option<Option<bool>>,
    /// Until when I take none; at most a year ahead.
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<DateTime<Utc>>)]
    pub paused_until: Option<Option<DateTime<Utc>>>,
    /// 0 to 8.
    #[schema(minimum = 0, maximum = 8)]
    pub monthly_chat_limit: Option<i32>,
    /// Whether people I am connected to are suggested to me.
    pub suggests_connections: Option<bool>,
}

impl From<UpdateProfile> for ProfileChange {
    fn from(body: UpdateProfile) -> Self {
        // No place has the number 0, so what is not a number is told as an unknown place.
        let place = |id: String| PlaceId(id.parse().unwrap_or(0));
        Self {
            name: body.name,
            headline: body.headline,
            company: body.company,
            graduation_year: body.graduation_year,
            bio: body.bio,
            industry_code: body.industry_code,
            past_industry_codes: body.past_industry_codes,
            wanted_industry_codes: body.wanted_industry_codes,
            place_id: body.place_id.map(|id| id.map(place)),
            place_precision: body.place_precision,
            distance_matters: body.distance_matters,
            time_zone: body.time_zone,
            interests: body.interests,
            seeks: body.seeks,
            offers: body.offers,
            visibility: body.visibility,
            shows_connections: body.shows_connections,
            open_to_chats: body.open_to_chats,
            paused_until: body.paused_until,
            monthly_chat_limit: body.monthly_chat_limit,
            suggests_connections: body.suggests_connections,
        }
    }
}

/// As whom a profile is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PreviewAs {
    /// Any member.
    #[default]
    Member,
    /// Somebody I am connected to.
    Connection,
}

/// As whom a profile is looked at.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct PreviewQuery {
    /// `member` (when left out) or `connection`.
    pub r#as: PreviewAs,
}

/// My profile as somebody else sees it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ProfilePreview {
    /// What they see; null: they cannot find me.
    pub person: Option<PersonView>,
}
