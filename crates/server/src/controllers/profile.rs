//! My own profile over HTTP.

use axum::Json;
use axum::extract::State;

use crate::access::Caller;
use crate::input::{Body, IfMatch, Query};
use crate::problem::{Problem, ProblemDocument};
use crate::services::profile::{ProfileError, ProfileService};
use crate::views::person::PersonView;
use crate::views::profile::{PreviewAs, PreviewQuery, ProfilePreview, ProfileView, UpdateProfile};
use crate::views::wait_list::RoomView;

/// My profile.
#[utoipa::path(get, path = "/api/me/profile", tag = "me",
    responses((status = 200, body = ProfileView), (status = "default", body = ProblemDocument)))]
pub async fn get_profile(
    State(profiles): State<ProfileService>,
    caller: Caller,
) -> Result<Json<ProfileView>, Problem> {
    Ok(Json(profiles.find(caller.user_id).await?.into()))
}

/// Change my profile. What is left out stays as it is.
#[utoipa::path(put, path = "/api/me/profile", tag = "me", request_body = UpdateProfile,
    params(("If-Match" = Option<String>, Header, description = "The version that the change was made to.")),
    responses((status = 200, body = ProfileView), (status = "default", body = ProblemDocument)))]
pub async fn update_profile(
    State(profiles): State<ProfileService>,
    caller: Caller,
    IfMatch(version): IfMatch,
    Body(body): Body<UpdateProfile>,
) -> Result<Json<ProfileView>, Problem> {
    Ok(Json(profiles.change(caller.user_id, body.into(), version).await?.into()))
}

/// My profile as somebody else sees it.
#[utoipa::path(get, path = "/api/me/profile/preview", tag = "me", params(PreviewQuery),
    responses((status = 200, body = ProfilePreview), (status = "default", body = ProblemDocument)))]
pub async fn preview_profile(
    State(profiles): State<ProfileService>,
    caller: Caller,
    Query(query): Query<PreviewQuery>,
) -> Result<Json<ProfilePreview>, Problem> {
    let page = profiles.preview(caller.user_id, query.r#as == PreviewAs::Connection).await?;
    Ok(Json(ProfilePreview { person: page.map(|page| PersonView::new(page, RoomView::default())) }))
}

impl From<ProfileError> for Problem {
    fn from(error: ProfileError) -> Self {
        match error {
            ProfileError::Invalid(faults) => faults.into(),
            ProfileError::VersionMismatch { current } => Self::version_mismatch(current),
            ProfileError::MovedTooOften { wait } => {
                let seconds = u64::try_from(wait.num_seconds()).unwrap_or(0) + 1;
                let mut problem = Self::too_many_requests(seconds).with("reason", "place_changed_too_often");
                let why = "may be changed three times in 30 days";
                problem.violations.add("/place_id", "changed_too_often", why);
                problem.detail =
                    "A place may be changed three times in 30 days. You can hide it at any time.".to_owned();
                problem
            }
            ProfileError::NotFound => Self::not_found(),
            ProfileError::Store(error) => error.into(),
        }
    }
}
