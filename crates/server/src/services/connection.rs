//! Connections: asked for, answered, listed, ended.

use chrono::TimeDelta;
use model::Violations;
use model::connection::{Connection, ConnectionState, REQUESTS_A_DAY};
use model::event::{ConnectionChanged, Event, PairChanged};
use model::id::{ConnectionId, UserId};
use model::person::Person;
use model::text::check_text;
use model::user::ConnectionStatus;
use serde_json::json;
use store::{StoreError, Writer, connection, outbox, person};
use thiserror::Error;

use crate::context::Context;
use crate::services::activity;
use crate::services::notification::NotificationService;

const LONGEST_MESSAGE: usize = 300;
const DAY: TimeDelta = TimeDelta::days(1);

/// Connections.
#[derive(Clone)]
pub struct ConnectionService {
    context: Context,
    notification: NotificationService,
}

/// Why nothing came of it.
#[derive(Debug, Error)]
pub enum ConnectionError {
    /// No such person or connection, or not the caller's to know.
    #[error("there is no such person or connection")]
    NotFound,
    /// One cannot be connected to oneself.
    #[error("this is the caller")]
    Yourself,
    /// The two are connected already.
    #[error("the two are connected")]
    AlreadyConnected,
    /// The caller has asked already.
    #[error("the caller has asked already")]
    AlreadyRequested,
    /// The request was answered already.
    #[error("the request was answered")]
    AlreadyAnswered {
        /// Where it stands for the caller.
        state: ConnectionState,
    },
    /// Only the one who was asked may answer.
    #[error("only the one who was asked may answer")]
    NotYoursToAnswer,
    /// The caller has asked too many people today.
    #[error("too many requests in a day")]
    TooMany,
    /// The message cannot be accepted.
    #[error("the message cannot be accepted")]
    Invalid(Violations),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A connection with the card of the other.
#[derive(Clone, Debug)]
pub struct KnownConnection {
    /// The connection.
    pub connection: Connection,
    /// The other, as the one who looks may see them.
    pub other: Person,
}

impl ConnectionService {
    /// With the shared parts.
    pub fn new(context: Context, notification: NotificationService) -> Self {
        Self { context, notification }
    }

    /// Asks a person for a connection. When that person has asked already, this accepts.
    pub async fn request(
        &self,
        me: UserId,
        other: UserId,
        message: Option<String>,
    ) -> Result<KnownConnection, ConnectionError> {
        if me == other {
            return Err(ConnectionError::Yourself);
        }
        let message = tidy(message)?;
        let writer = self.context.write().await?;
        if !person::visible(&writer, me, &[other]).await?.contains_key(&other) {
            return Err(ConnectionError::NotFound);
        }
        let connection = match connection::find_between(&writer, me, other).await? {
            None => self.ask(&writer, me, other, message).await?,
            Some(standing) => self.ask_again(&writer, me, standing, message).await?,
        };
        self.context.commit(writer).await?;
        self.known(me, connection).await
    }

    async fn ask(
        &self,
        writer: &Writer,
        me: UserId,
        other: UserId,
        message: Option<String>,
    ) -> Result<Connection, ConnectionError> {
        self.limit_requests(writer, me).await?;
        let now = self.context.now();
        let connection = Connection {
            id: ConnectionId::new(now, self.context.chance()),
            requester_id: me,
            addressee_id: other,
            status: ConnectionStatus::Pending,
            message,
            created_at: now,
            responded_at: None,
            withdrawn_at: None,
        };
        match connection::insert(writer, &connection).await {
            Err(StoreError::Conflict { .. }) => return Err(ConnectionError::AlreadyRequested),
            inserted => inserted?,
        }
        self.tell_requested(writer, &connection).await?;
        Ok(connection)
    }

    async fn ask_again(
        &self,
        writer: &Writer,
        me: UserId,
        standing: Connection,
        message: Option<String>,
    ) -> Result<Connection, ConnectionError> {
        let now = self.context.now();
        let has_asked = standing.requester_id == me;
        match standing.state_for(me) {
            ConnectionState::Connected => Err(ConnectionError::AlreadyConnected),
            ConnectionState::RequestedByThem => self.accept(writer, standing).await,
            // The other asked once and was declined: asking them now is the answer they wanted.
            ConnectionState::None if !has_asked => self.accept(writer, standing).await,
            _ if standing.may_be_asked_again(now) => {
                self.limit_requests(writer, me).await?;
                let anew = Connection {
                    status: ConnectionStatus::Pending,
                    message,
                    created_at: now,
                    responded_at: None,
                    withdrawn_at: None,
                    ..standing.clone()
                };
                connection::update(writer, standing.status, &anew).await?;
                self.tell_requested(writer, &anew).await?;
                Ok(anew)
            }
            ConnectionState::RequestedByMe => Err(ConnectionError::AlreadyRequested),
            // Declined and taken back: asked again too soon, it stands as asked and reaches nobody.
            ConnectionState::None => {
                let asked = Connection { withdrawn_at: None, ..standing.clone() };
                connection::update(writer, standing.status, &asked).await?;
                Ok(asked)
            }
        }
    }

    /// Answers a request: yes, or no without the other hearing of it.
    pub async fn respond(
        &self,
        me: UserId,
        id: ConnectionId,
        accepts: bool,
    ) -> Result<KnownConnection, ConnectionError> {
        let writer = self.context.write().await?;
        let standing = find_of(&writer, me, id).await?;
        if standing.requester_id == me && standing.status != ConnectionStatus::Accepted {
            return Err(ConnectionError::NotYoursToAnswer);
        }
        if standing.status != ConnectionStatus::Pending {
            return Err(ConnectionError::AlreadyAnswered { state: standing.state_for(me) });
        }
        let answered = if accepts {
            self.accept(&writer, standing).await?
        } else {
            self.decline(&writer, standing).await?
        };
        self.context.commit(writer).await?;
        activity::note(&self.context, me).await;
        self.known(me, answered).await
    }

    async fn accept(&self, writer: &Writer, standing: Connection) -> Result<Connection, ConnectionError> {
        let now = self.context.now();
        let from = standing.status;
        let accepted = Connection {
            status: ConnectionStatus::Accepted,
            responded_at: Some(now),
            withdrawn_at: None,
            ..standing
        };
        if !connection::update(writer, from, &accepted).await? {
            return Err(ConnectionError::AlreadyAnswered { state: ConnectionState::None });
        }
        publish_pair(writer, &accepted, now).await?;
        let told = [accepted.requester_id, accepted.addressee_id];
        outbox::publish(writer, &Event::ConnectionAccepted(changed(&accepted)), told, now).await?;
        let data = json!({ "connection_id": accepted.id, "person_id": accepted.addressee_id });
        self.notification.notify(writer, accepted.requester_id, "connection_accepted", data).await?;
        Ok(accepted)
    }

    async fn decline(&self, writer: &Writer, standing: Connection) -> Result<Connection, ConnectionError> {
        let now = self.context.now();
        let declined =
            Connection { status: ConnectionStatus::Declined, responded_at: Some(now), ..standing.clone() };
        if !connection::update(writer, standing.status, &declined).await? {
            return Err(ConnectionError::AlreadyAnswered { state: ConnectionState::None });
        }
        // Moves the lists of the one who declined; to the other it looks like no answer.
        let told = [declined.addressee_id];
        outbox::publish(writer, &Event::ConnectionRemoved(changed(&declined)), told, now).await?;
        Ok(declined)
    }

    /// Ends a connection or takes a request back. What was ended already stays so.
    pub async fn remove(&self, me: UserId, id: ConnectionId) -> Result<(), ConnectionError> {
        let writer = self.context.write().await?;
        let standing = find_of(&writer, me, id).await?;
        match standing.state_for(me) {
            ConnectionState::None => return Ok(()),
            ConnectionState::RequestedByThem => {
                self.decline(&writer, standing).await?;
            }
            ConnectionState::RequestedByMe if standing.status == ConnectionStatus::Declined => {
                self.take_back_declined(&writer, standing).await?;
            }
            ConnectionState::RequestedByMe | ConnectionState::Connected => {
                self.end(&writer, &standing).await?;
            }
        }
        Ok(self.context.commit(writer).await?)
    }

    /// Ends whatever is between two people, in the transaction of its cause.
    pub async fn end_between(&self, writer: &Writer, a: UserId, b: UserId) -> Result<(), StoreError> {
        match connection::find_between(writer, a, b).await? {
            Some(standing) => self.end(writer, &standing).await,
            None => Ok(()),
        }
    }

    async fn end(&self, writer: &Writer, standing: &Connection) -> Result<(), StoreError> {
        let now = self.context.now();
        connection::delete(writer, standing.id).await?;
        publish_pair(writer, standing, now).await?;
        let told = [standing.requester_id, standing.addressee_id];
        outbox::publish(writer, &Event::ConnectionRemoved(changed(standing)), told, now).await
    }

    async fn take_back_declined(&self, writer: &Writer, standing: Connection) -> Result<(), StoreError> {
        let now = self.context.now();
        let taken_back = Connection { withdrawn_at: Some(now), ..standing };
        connection::update(writer, taken_back.status, &taken_back).await?;
        let told = [taken_back.requester_id];
        outbox::publish(writer, &Event::ConnectionRemoved(changed(&taken_back)), told, now).await
    }

    /// A person's connections in the given states, newest first; one more than asked for when there are more.
    pub async fn list(
        &self,
        me: UserId,
        states: &[ConnectionState],
        before: Option<ConnectionId>,
        limit: u64,
    ) -> Result<Vec<KnownConnection>, StoreError> {
        let found = connection::list(self.context.read(), me, states, before, limit + 1).await?;
        let others: Vec<UserId> = found.iter().map(|connection| connection.other_than(me)).collect();
        let mut cards = person::cards(self.context.read(), me, &others).await?;
        let known = |connection: Connection| {
            let other = cards.remove(&connection.other_than(me))?;
            Some(KnownConnection { connection, other })
        };
        Ok(found.into_iter().filter_map(known).collect())
    }

    async fn known(&self, me: UserId, connection: Connection) -> Result<KnownConnection, ConnectionError> {
        let other = connection.other_than(me);
        let mut cards = person::cards(self.context.read(), me, &[other]).await?;
        let other = cards.remove(&other).ok_or(ConnectionError::NotFound)?;
        Ok(KnownConnection { connection, other })
    }

    async fn limit_requests(&self, writer: &Writer, me: UserId) -> Result<(), ConnectionError> {
        let since = self.context.now() - DAY;
        let asked = connection::count_asked_since(writer, me, since).await?;
        if u64::try_from(asked).unwrap_or(0) >= REQUESTS_A_DAY {
            Err(ConnectionError::TooMany)
        } else {
            Ok(())
        }
    }

    async fn tell_requested(&self, writer: &Writer, connection: &Connection) -> Result<(), StoreError> {
        let now = self.context.now();
        let told = [connection.requester_id, connection.addressee_id];
        outbox::publish(writer, &Event::ConnectionRequested(changed(connection)), told, now).await?;
        let data = json!({ "connection_id": connection.id, "person_id": connection.requester_id });
        self.notification.notify(writer, connection.addressee_id, "connection_requested", data).await
    }
}

fn tidy(message: Option<String>) -> Result<Option<String>, ConnectionError> {
    let Some(message) = message else { return Ok(None) };
    let mut violations = Violations::default();
    check_text(&message, LONGEST_MESSAGE, "/message", &mut violations);
    violations.into_result().map_err(ConnectionError::Invalid)?;
    Ok(Some(message.trim().to_owned()).filter(|message| !message.is_empty()))
}

async fn find_of(writer: &Writer, me: UserId, id: ConnectionId) -> Result<Connection, ConnectionError> {
    let found = connection::find(writer, id).await?;
    found.filter(|connection| connection.is_of(me)).ok_or(ConnectionError::NotFound)
}

fn changed(connection: &Connection) -> ConnectionChanged {
    ConnectionChanged {
        id: connection.id,
        requester_id: connection.requester_id,
        addressee_id: connection.addressee_id,
    }
}

async fn publish_pair(
    writer: &Writer,
    connection: &Connection,
    now: model::Timestamp,
) -> Result<(), StoreError> {
    let pair = PairChanged { a: connection.requester_id, b: connection.addressee_id };
    outbox::publish(writer, &Event::PairChanged(pair), [], now).await
}
