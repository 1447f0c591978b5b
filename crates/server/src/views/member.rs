//! People as the platform's team sees them, in JSON.

use chrono::{DateTime, Utc};
use model::id::UserId;
use model::person::Member;
use model::user::{UserRole, UserStatus};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A person as the platform's team sees them.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AdminPersonView {
    /// Who.
    pub id: UserId,
    /// The name.
    pub name: String,
    /// The address they sign in with.
    pub email: String,
    /// Member or admin.
    pub role: UserRole,
    /// Where the account stands.
    pub status: UserStatus,
    /// The last real action.
    pub last_active_at: Option<DateTime<Utc>>,
}

impl From<Member> for AdminPersonView {
    fn from(member: Member) -> Self {
        Self {
            id: member.id,
            name: member.name,
            email: member.email,
            role: member.role,
            status: member.status,
            last_active_at: member.last_active_at,
        }
    }
}

/// Which people.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct MemberQuery {
    /// Words of a name, or with `@` the beginning of an address.
    pub q: String,
    /// `invited`, `active`, `suspended`, `deactivated`; several with commas; all when left out.
    pub status: String,
    /// 1 to 100; 20 when left out.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}
