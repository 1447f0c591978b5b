//! Wiring: configuration, store, services, router, jobs.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::FromRef;
use base64::Engine as _;
use model::{Chance, Clock};
use store::{Store, StoreOptions};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::access::Operations;
use crate::config::Config;
use crate::context::{Context, TestClock};
use crate::edge::client_address::TrustedProxies;
use crate::edge::cookie::SessionCookie;
use crate::edge::headers::SecurityHeaders;
use crate::edge::origin::OwnOrigins;
use crate::edge::rate_limit::RateLimits;
use crate::edge::tls::{self, Security};
use crate::jobs;
use crate::mail::Mailer;
use crate::media::{MediaConfig, MediaEngine, MediaHandle};
use crate::providers::Providers;
use crate::realtime::Hub;
use crate::room_watch;
use crate::router;
use crate::services::account::AccountService;
use crate::services::ai_match::AiMatchService;
use crate::services::api_token::ApiTokenService;
use crate::services::auth::AuthService;
use crate::services::block::BlockService;
use crate::services::coffee_chat::CoffeeChatService;
use crate::services::connection::ConnectionService;
use crate::services::fairness::FairnessService;
use crate::services::health::HealthService;
use crate::services::import::ImportService;
use crate::services::mail::MailService;
use crate::services::member::MemberService;
use crate::services::notification::NotificationService;
use crate::services::password::Passwords;
use crate::services::person::PersonService;
use crate::services::profile::ProfileService;
use crate::services::realtime::RealtimeService;
use crate::services::reminder::ReminderService;
use crate::services::suggestion::SuggestionService;
use crate::services::video_call::VideoCallService;
use crate::services::wait_list::WaitListService;

/// What handlers and jobs may ask for.
#[derive(Clone, FromRef)]
pub struct AppState {
    /// Shared by all services.
    pub context: Context,
    /// Sign-in.
    pub auth: AuthService,
    /// Accounts beside signing in.
    pub account: AccountService,
    /// Integrators' tokens.
    pub api_tokens: ApiTokenService,
    /// How a browser's sign-in travels.
    pub session_cookie: SessionCookie,
    /// Whose pages may change something.
    pub own_origins: OwnOrigins,
    /// Whose word is taken for where a request comes from.
    pub trusted_proxies: TrustedProxies,
    /// How often things may be tried.
    pub rate_limits: RateLimits,
    /// What every answer tells the browser.
    pub security_headers: SecurityHeaders,
    /// The bell.
    pub notification: NotificationService,
    /// Letters.
    pub mail: MailService,
    /// What people are told at once.
    pub realtime: RealtimeService,
    /// Open sockets.
    pub hub: Hub,
    /// People as others may see them.
    pub person: PersonService,
    /// A member's own profile.
    pub profile: ProfileService,
    /// Who knows whom.
    pub connection: ConnectionService,
    /// Who wants nothing to do with whom.
    pub block: BlockService,
    /// Coffee chats.
    pub coffee_chat: CoffeeChatService,
    /// Waiting for a place with somebody who is full.
    pub wait_list: WaitListService,
    /// What is about to begin.
    pub reminder: ReminderService,
    /// People, for the platform's team.
    pub member: MemberService,
    /// Lists taken over.
    pub import: ImportService,
    /// Whom people could meet.
    pub suggestion: SuggestionService,
    /// Who can help whom.
    pub ai_match: AiMatchService,
    /// How evenly people are shown.
    pub fairness: FairnessService,
    /// The built-in media engine.
    pub media: MediaHandle,
    /// Calls.
    pub video_call: VideoCallService,
    /// How the parts are doing.
    pub health: HealthService,
    /// Which operation a route stands for.
    pub operations: Operations,
    /// The clock that tests move; none in earnest.
    pub test_clock: Option<Arc<TestClock>>,
}

/// How the server tells the time.
pub enum TimeSource {
    /// By the system.
    System,
    /// By hand.
    Test(Arc<TestClock>),
}

/// A running server.
pub struct RunningApp {
    /// Where it listens.
    pub address: SocketAddr,
    /// Its state.
    pub state: AppState,
    media: MediaEngine,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl RunningApp {
    /// Starts everything on the listener.
    pub async fn start(
        config: Config,
        time: TimeSource,
        chance: Arc<dyn Chance>,
        listener: TcpListener,
    ) -> anyhow::Result<Self> {
        crate::telemetry::metrics();
        let options = StoreOptions {
            url: config.database.url.clone(),
            max_connections: config.database.max_connections,
        };
        let store = Store::open(&options).await?;
        let (clock, test_clock): (Arc<dyn Clock>, _) = match time {
            TimeSource::System => (Arc::new(crate::context::SystemClock), None),
            TimeSource::Test(clock) => (clock.clone(), Some(clock)),
        };
        let mailer = Mailer::new(&config)?;
        let security = Security::of(&config.site).await?;
        let context = Context::new(store, clock, chance, config);
        let (media, media_events) = start_media(&context).await?;
        let state = assemble(context, mailer, media.handle(), test_clock);
        let app = Self {
            address: listener.local_addr()?,
            state,
            media,
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
        };
        app.state.ai_match.open_model().await?;
        jobs::plan_daily_work(&app.state).await?;
        app.spawn_followers();
        app.tasks.spawn(room_watch::follow_rooms(media_events, app.state.video_call.clone()));
        app.spawn_server(listener, security);
        Ok(app)
    }

    fn spawn_followers(&self) {
        self.tasks.spawn(jobs::run_loop(self.state.clone(), self.stop.clone()));
        self.tasks.spawn(self.state.hub.clone().follow(self.state.context.clone(), self.stop.clone()));
        self.tasks.spawn(self.state.suggestion.clone().follow(self.stop.clone()));
        self.tasks.spawn(self.state.suggestion.clone().keep_auditing(self.stop.clone()));
        self.tasks.spawn(self.state.ai_match.clone().follow(self.stop.clone()));
        let (context, calls) = (self.state.context.clone(), self.state.video_call.clone());
        self.tasks.spawn(room_watch::tend_calls(context, calls, self.stop.clone()));
    }

    fn spawn_server(&self, listener: TcpListener, security: Security) {
        let router = router::build(&self.state).into_make_service_with_connect_info::<SocketAddr>();
        let stop = self.stop.clone();
        self.tasks.spawn(async move {
            if let Err(error) = tls::serve(listener, router, security, stop).await {
                tracing::error!(%error, "the listener failed");
            }
        });
    }

    /// Stops taking requests, lets those in hand and running jobs end, and closes the database.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.stop.cancel();
        self.media.stop().await;
        self.tasks.close();
        let patience = std::time::Duration::from_secs(10);
        if tokio::time::timeout(patience, self.tasks.wait()).await.is_err() {
            tracing::warn!("stopped with work still in hand");
        }
        Ok(self.state.context.store().clone().close().await?)
    }
}

/// Starts the media engine. Without configured keys it has its own.
async fn start_media(
    context: &Context,
) -> anyhow::Result<(MediaEngine, mpsc::UnboundedReceiver<sfu::MediaEvent>)> {
    let config = context.config();
    let own = config.livekit.url.is_none().then_some(&config.livekit);
    let given = own.and_then(|livekit| livekit.api_key.clone().zip(livekit.api_secret.clone()));
    let (api_key, api_secret) = match given {
        Some(pair) => pair,
        None => ("homecoming".to_owned(), kept_secret(context).await?),
    };
    let media = MediaConfig { port: config.media.port, address: config.media.address, api_key, api_secret };
    MediaEngine::start(media, context.clock(), context.chance())
}

/// The engine's own secret: made at the first start, and the same from then on, on every node.
async fn kept_secret(context: &Context) -> anyhow::Result<String> {
    let mut bytes = [0; 32];
    context.chance().fill(&mut bytes);
    let fresh = base64::engine::general_purpose::STANDARD_NO_PAD.encode(bytes);
    let writer = context.write().await?;
    let kept = store::setting::keep_first(&writer, "media_secret", &fresh).await?;
    context.commit(writer).await?;
    Ok(kept)
}

fn assemble(
    context: Context,
    mailer: Mailer,
    media: MediaHandle,
    test_clock: Option<Arc<TestClock>>,
) -> AppState {
    let passwords = Passwords::default();
    let mail = MailService::new(context.clone(), mailer);
    let notification = NotificationService::new(context.clone());
    let connection = ConnectionService::new(context.clone(), notification.clone());
    let providers = Arc::new(Providers::new(context.config(), media.clone()));
    let coffee_chat =
        CoffeeChatService::new(context.clone(), mail.clone(), notification.clone(), providers.usual());
    let video_call = VideoCallService::new(
        context.clone(),
        mail.clone(),
        notification.clone(),
        coffee_chat.clone(),
        providers.clone(),
    );
    let suggestion = SuggestionService::new(context.clone());
    let site = &context.config().site;
    AppState {
        media,
        auth: AuthService::new(context.clone(), passwords.clone()),
        api_tokens: ApiTokenService::new(context.clone()),
        session_cookie: SessionCookie::of(site),
        own_origins: OwnOrigins::of(site),
        coffee_chat: coffee_chat.clone(),
        wait_list: WaitListService::new(context.clone(), mail.clone(), notification.clone()),
        reminder: ReminderService::new(context.clone(), mail.clone(), notification.clone()),
        trusted_proxies: TrustedProxies::of(site),
        rate_limits: RateLimits::new(context.clone()),
        security_headers: SecurityHeaders::of(context.config()),
        account: AccountService::new(context.clone(), passwords.clone(), mail.clone()),
        mail,
        notification,
        realtime: RealtimeService::new(context.clone()),
        hub: Hub::default(),
        person: PersonService::new(context.clone()),
        profile: ProfileService::new(context.clone(), coffee_chat.clone()),
        block: BlockService::new(
            context.clone(),
            connection.clone(),
            coffee_chat.clone(),
            video_call.clone(),
        ),
        member: MemberService::new(context.clone()),
        import: ImportService::new(context.clone(), passwords),
        connection,
        video_call,
        ai_match: AiMatchService::new(context.clone(), suggestion.clone()),
        fairness: FairnessService::new(context.clone(), suggestion.clone()),
        health: HealthService::new(context.clone(), providers, suggestion.clone()),
        suggestion,
        operations: Operations::of(&router::document()),
        context,
        test_clock,
    }
}
