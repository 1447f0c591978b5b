//! How the parts of an installation are doing.

use std::sync::Arc;
use std::time::Duration;

use model::health::PartNote;
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
    pub notes: Vec<PartNote>,
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
        let database = if self.context.store().is_sqlite() { "SQLite" } else { "PostgreSQL" };
        match tokio::time::timeout(PATIENCE, self.context.store().ping()).await {
            Ok(Ok(())) => healthy("database", PartNote::Answers(database)),
            Ok(Err(error)) => unhealthy("database", PartNote::Failed(format!("{database}: {error}"))),
            Err(_) => {
                unhealthy("database", PartNote::DoesNotAnswer { database, seconds: PATIENCE.as_secs() })
            }
        }
    }

    async fn realtime(&self) -> PartHealth {
        match store::outbox::last_seq(self.context.read()).await {
            Ok(seq) => healthy("realtime", PartNote::EventLog(seq)),
            Err(error) => unhealthy("realtime", PartNote::Failed(error.to_string())),
        }
    }

    /// Calls can be held as long as the built-in engine runs: the other places fall back to it.
    async fn video_server(&self) -> PartHealth {
        let report = self.providers.report().await;
        let runs = report.iter().any(|(kind, state)| *kind == Provider::Embedded && state.is_ok());
        let mut notes: Vec<PartNote> =
            report.into_iter().map(|(name, state)| PartNote::Provider { name, state }).collect();
        if self.context.config().jitsi.is_public() {
            notes.push(PartNote::NotEmbeddable("meet.jit.si"));
        }
        PartHealth { name: "video_server", is_healthy: runs, notes }
    }

    fn recording_service(&self) -> PartHealth {
        match &self.context.config().recording.storage_path {
            Some(path) if !path.is_dir() => unhealthy("recording_service", PartNote::FolderIsMissing),
            Some(_) => healthy("recording_service", PartNote::FolderIsThere),
            None => healthy("recording_service", PartNote::NotConfigured),
        }
    }

    /// People can work while it is read: only their suggestions wait.
    async fn suggestions(&self) -> PartHealth {
        match self.index().await {
            Ok(index) if index.is_ready => healthy("suggestions", PartNote::InMemory(index.people)),
            Ok(_) => healthy("suggestions", PartNote::BeingRead),
            Err(error) => unhealthy("suggestions", PartNote::Failed(error.to_string())),
        }
    }

    async fn jobs(&self) -> PartHealth {
        match store::job::counts(self.context.read()).await {
            Ok(counts) => {
                healthy("jobs", PartNote::Jobs { waiting: counts.waiting, given_up: counts.failed })
            }
            Err(error) => unhealthy("jobs", PartNote::Failed(error.to_string())),
        }
    }
}

fn healthy(name: &'static str, note: PartNote) -> PartHealth {
    PartHealth { name, is_healthy: true, notes: vec![note] }
}

fn unhealthy(name: &'static str, note: PartNote) -> PartHealth {
    PartHealth { name, is_healthy: false, notes: vec![note] }
}
