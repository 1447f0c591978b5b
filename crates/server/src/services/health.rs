//! How the parts of an installation are doing.

use std::sync::Arc;
use std::time::Duration;

use model::video_call::Provider;
use store::StoreError;

use crate::context::Context;
use crate::providers::Providers;
use crate::services::suggestion::SuggestionService;
use crate::services::suggestion::health::IndexHealth;

/// How long a part may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// How the parts are doing.
#[derive(Clone)]
pub struct HealthService {
    context: Context,
    providers: Arc<Providers>,
    suggestions: SuggestionService,
}

/// How one part is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartHealth {
    /// `database`, `realtime`, `video_server`, `recording_service`, `jobs`, `suggestions`.
    pub name: &'static str,
    /// Whether people can work.
    pub is_healthy: bool,
    /// What there is to say, without secrets.
    pub detail: String,
}

impl HealthService {
    /// With the shared parts.
    pub fn new(context: Context, providers: Arc<Providers>, suggestions: SuggestionService) -> Self {
        Self { context, providers, suggestions }
    }

    /// How the population behind suggestions is doing.
    pub async fn index(&self) -> Result<IndexHealth, StoreError> {
        self.suggestions.index_health().await
    }

    /// Asks every part.
    pub async fn check(&self) -> Vec<PartHealth> {
        vec![
            self.database().await,
            self.realtime().await,
            self.video_server().await,
            self.recording_service(),
            self.jobs().await,
            self.suggestions().await,
        ]
    }

    async fn database(&self) -> PartHealth {
        let kind = if self.context.store().is_sqlite() { "SQLite" } else { "PostgreSQL" };
        match tokio::time::timeout(PATIENCE, self.context.store().ping()).await {
            Ok(Ok(())) => healthy("database", format!("{kind} answers")),
            Ok(Err(error)) => unhealthy("database", format!("{kind}: {error}")),
            Err(_) => {
                unhealthy("database", format!("{kind} does not answer within {} s", PATIENCE.as_secs()))
            }
        }
    }

    async fn realtime(&self) -> PartHealth {
        match store::outbox::last_seq(self.context.read()).await {
            Ok(seq) => healthy("realtime", format!("event log at {seq}")),
            Err(error) => unhealthy("realtime", error.to_string()),
        }
    }

    /// Calls can be held as long as the built-in engine runs: the other places fall back to it.
    async fn video_server(&self) -> PartHealth {
        let report = self.providers.report().await;
        let runs = report.iter().any(|(kind, state)| *kind == Provider::Embedded && state.is_ok());
        let mut told: Vec<String> = report
            .into_iter()
            .map(|(kind, state)| match state {
                Ok(()) => format!("{kind} is ready"),
                Err(reason) => format!("{kind} is not: {reason}"),
            })
            .collect();
        if self.context.config().jitsi.is_public() {
            told.push("meet.jit.si cannot be embedded by other sites and is not used".to_owned());
        }
        PartHealth { name: "video_server", is_healthy: runs, detail: told.join("; ") }
    }

    fn recording_service(&self) -> PartHealth {
        match &self.context.config().recording.storage_path {
            Some(path) if !path.is_dir() => {
                unhealthy("recording_service", "the storage folder is missing".to_owned())
            }
            Some(_) => healthy("recording_service", "the storage folder is there".to_owned()),
            None => healthy("recording_service", "not configured".to_owned()),
        }
    }

    /// People can work while it is read: only their suggestions wait.
    async fn suggestions(&self) -> PartHealth {
        match self.index().await {
            Ok(index) if index.is_ready => healthy("suggestions", format!("{} in memory", index.people)),
            Ok(_) => healthy("suggestions", "being read".to_owned()),
            Err(error) => unhealthy("suggestions", error.to_string()),
        }
    }

    async fn jobs(&self) -> PartHealth {
        match store::job::counts(self.context.read()).await {
            Ok(counts) => healthy("jobs", format!("{} waiting, {} given up", counts.waiting, counts.failed)),
            Err(error) => unhealthy("jobs", error.to_string()),
        }
    }
}

fn healthy(name: &'static str, detail: String) -> PartHealth {
    PartHealth { name, is_healthy: true, detail }
}

fn unhealthy(name: &'static str, detail: String) -> PartHealth {
    PartHealth { name, is_healthy: false, detail }
}
