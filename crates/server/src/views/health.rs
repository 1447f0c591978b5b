//! Health in JSON.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

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
