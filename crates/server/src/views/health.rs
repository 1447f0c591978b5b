//! Health in JSON.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::services::health::PartHealth;

/// How the installation is doing.
#[derive(Serialize, ToSchema)]
pub struct HealthView {
    /// `ok` or `unavailable`.
    pub status: &'static str,
    /// One entry a part: `database`, `realtime`, `video_server`, `recording_service`, `jobs`.
    pub checks: BTreeMap<&'static str, PartHealthView>,
}

/// How one part is doing.
#[derive(Serialize, ToSchema)]
pub struct PartHealthView {
    /// `ok` or `unavailable`.
    pub status: &'static str,
    /// What there is to say; for the platform's team only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

impl HealthView {
    /// With details for the team, without them for everybody else.
    pub fn of(parts: Vec<PartHealth>, with_details: bool) -> Self {
        let word = |is_healthy| if is_healthy { "ok" } else { "unavailable" };
        Self {
            status: word(parts.iter().all(|part| part.is_healthy)),
            checks: parts
                .into_iter()
                .map(|part| {
                    let detail = with_details.then_some(part.detail);
                    (part.name, PartHealthView { status: word(part.is_healthy), detail })
                })
                .collect(),
        }
    }
}
