//! A member's own profile: read, changed, previewed as others see it.

use chrono::TimeDelta;
use model::Violations;
use model::connection::ConnectionState;
use model::event::{Event, PersonChanged};
use model::id::{UserId, new_uuid};
use model::person::PersonPage;
use model::profile::{PLACE_CHANGE_WINDOW, PLACE_CHANGES_ALLOWED, Profile, ProfileChange};
use model::user::Visibility;
use store::{StoreError, Writer, outbox, profile};
use thiserror::Error;

use crate::context::Context;
use crate::services::activity;
use crate::services::coffee_chat::{CoffeeChatError, CoffeeChatService};
use crate::services::wait_list;

/// A member's own profile.
#[derive(Clone)]
pub struct ProfileService {
    context: Context,
    coffee_chats: CoffeeChatService,
}

/// Why a profile is not changed.
#[derive(Debug, Error)]
pub enum ProfileError {
    /// The change breaks rules.
    #[error("the profile cannot be changed as asked")]
    Invalid(Violations),
    /// It was changed in the meantime.
    #[error("the profile is at version {current}")]
    VersionMismatch {
        /// The version it is at.
        current: i32,
    },
    /// The person moved too often lately.
    #[error("the place was changed too often")]
    MovedTooOften {
        /// Until the place may be changed again.
        wait: TimeDelta,
    },
    /// There is no such profile.
    #[error("no such profile")]
    NotFound,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Taking one's own requests back refuses nothing: what can go wrong is the database.
impl From<CoffeeChatError> for ProfileError {
    fn from(error: CoffeeChatError) -> Self {
        match error {
            CoffeeChatError::Store(error) => Self::Store(error),
            error => Self::Store(StoreError::Busy(error.to_string())),
        }
    }
}

impl From<Violations> for ProfileError {
    fn from(violations: Violations) -> Self {
        Self::Invalid(violations)
    }
}

impl ProfileService {
    /// With the shared parts.
    pub fn new(context: Context, coffee_chats: CoffeeChatService) -> Self {
        Self { context, coffee_chats }
    }

    /// The person's own profile.
    pub async fn find(&self, user: UserId) -> Result<Profile, ProfileError> {
        profile::find(self.context.read(), user).await?.ok_or(ProfileError::NotFound)
    }

    /// Changes the profile, if it is still at the expected version.
    pub async fn change(
        &self,
        user: UserId,
        change: ProfileChange,
        expected_version: Option<i32>,
    ) -> Result<Profile, ProfileError> {
        let now = self.context.now();
        let writer = self.context.write().await?;
        let before = profile::find(&writer, user).await?.ok_or(ProfileError::NotFound)?;
        if expected_version.is_some_and(|version| version != before.version) {
            return Err(ProfileError::VersionMismatch { current: before.version });
        }
        let after = change.apply(&before, now)?;
        self.limit_moves(&writer, &before, &after).await?;
        if !profile::update(&writer, &after, now).await? {
            return Err(ProfileError::VersionMismatch { current: before.version + 1 });
        }
        if after.is_on_break(now) && !before.is_on_break(now) {
            self.coffee_chats.take_back_all(&writer, user).await?;
        }
        wait_list::look_again(&self.context, &writer, user).await?;
        outbox::publish(&writer, &Event::PersonChanged(PersonChanged { id: user }), [], now).await?;
        self.context.commit(writer).await?;
        activity::note(&self.context, user).await;
        Ok(Profile { version: before.version + 1, ..after })
    }

    /// Counts a move that shows others a new place. The first place and hiding it are free: nobody can measure by them.
    async fn limit_moves(
        &self,
        writer: &Writer,
        before: &Profile,
        after: &Profile,
    ) -> Result<(), ProfileError> {
        let shown = after.known_place().map(|known| known.cell);
        let is_first = before.place_set_at.is_none();
        if shown.is_none() || is_first || shown == before.known_place().map(|known| known.cell) {
            return Ok(());
        }
        let now = self.context.now();
        let moves = profile::place_changes_since(writer, after.user_id, now - PLACE_CHANGE_WINDOW).await?;
        if let Some(oldest) = moves.first().filter(|_| moves.len() as u64 >= PLACE_CHANGES_ALLOWED) {
            return Err(ProfileError::MovedTooOften { wait: *oldest + PLACE_CHANGE_WINDOW - now });
        }
        let id = new_uuid(now, self.context.chance());
        Ok(profile::note_place_change(writer, id, after.user_id, now).await?)
    }

    /// The profile as another member sees it; nothing when they cannot find it.
    pub async fn preview(
        &self,
        user: UserId,
        as_connection: bool,
    ) -> Result<Option<PersonPage>, ProfileError> {
        let profile = self.find(user).await?;
        let is_found = match profile.visibility {
            Visibility::Members => true,
            Visibility::Connections => as_connection,
            Visibility::Nobody => false,
        };
        let state = if as_connection { ConnectionState::Connected } else { ConnectionState::None };
        Ok(is_found.then(|| PersonPage::of(profile, state, self.context.now())))
    }
}
