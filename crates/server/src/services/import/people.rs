//! The list of people: compared with who is there, then taken over.
//!
//! A person is the same by the institution's key, or else by the address. Until they change their profile themselves
//! the list may; from then on it only fills what is empty.

use std::collections::HashMap;
use std::io::Read;

use futures_util::{StreamExt, TryStreamExt, stream};
use model::Timestamp;
use model::event::{Event, PersonChanged};
use model::id::{JobId, UserId};
use model::profile::{Profile, ProfileChange};
use model::user::{UserRole, UserStatus};
use serde_json::json;
use store::import::{ListedAccount, find_accounts, insert_accounts, update_account};
use store::job::{self, NewJob};
use store::user::NewUser;
use store::{Connection, StoreError, Writer, outbox, profile};

use super::person_row::{COLUMNS, PersonRow};
use super::table::{RowProblem, Table};
use super::{BATCH, ImportError, ImportReport, Progress};
use crate::context::Context;
use crate::services::account::MAIL_ACTIVATION_LINK;
use crate::services::password::Passwords;

/// Takes the list over, batch by batch.
pub async fn run<R: Read + Send>(
    context: &Context,
    passwords: &Passwords,
    list: R,
    is_dry_run: bool,
    progress: Progress<'_>,
) -> Result<ImportReport, ImportError> {
    let mut table = Table::open(list, COLUMNS, &["email", "name"])?;
    let mut report = ImportReport::default();
    let mut seen = Seen::default();
    loop {
        let (rows, is_end) = read_batch(&mut table, &mut seen, &mut report, context.now())?;
        if is_dry_run {
            plan(context.read(), &rows, context.now(), &mut report).await?;
        } else if !rows.is_empty() {
            let hashes = hash_passwords(context, passwords, &rows).await?;
            let writer = context.write().await?;
            let plan = plan(&writer, &rows, context.now(), &mut report).await?;
            carry_out(context, &writer, plan, &hashes).await?;
            context.commit(writer).await?;
        }
        progress(table.position());
        if is_end {
            return Ok(report);
        }
    }
}

/// On which lines addresses and keys stood.
#[derive(Default)]
struct Seen {
    emails: HashMap<String, u64>,
    external_ids: HashMap<String, u64>,
}

impl Seen {
    fn note(&mut self, row: &PersonRow) -> Vec<RowProblem> {
        let mut problems = Vec::new();
        if let Some(line) = self.emails.insert(row.email.clone(), row.line) {
            problems.push(RowProblem::new(row.line, "email", format!("stands on line {line} already")));
            self.emails.insert(row.email.clone(), line);
        }
        let Some(external_id) = &row.external_id else { return problems };
        if let Some(line) = self.external_ids.insert(external_id.clone(), row.line) {
            problems.push(RowProblem::new(row.line, "external_id", format!("stands on line {line} already")));
            self.external_ids.insert(external_id.clone(), line);
        }
        problems
    }
}

fn read_batch<R: Read>(
    table: &mut Table<R>,
    seen: &mut Seen,
    report: &mut ImportReport,
    now: Timestamp,
) -> Result<(Vec<PersonRow>, bool), ImportError> {
    let mut rows = Vec::with_capacity(BATCH);
    while rows.len() < BATCH {
        let Some(row) = table.next()? else { return Ok((rows, true)) };
        report.rows += 1;
        let read = row.and_then(|row| PersonRow::read(&row, now)).and_then(|row| {
            let problems = seen.note(&row);
            if problems.is_empty() { Ok(row) } else { Err(problems) }
        });
        match read {
            Ok(row) => rows.push(row),
            Err(problems) => report.refuse(problems),
        }
    }
    Ok((rows, false))
}

/// The hashes of passwords that will be needed, by address: those of people who have none yet.
async fn hash_passwords(
    context: &Context,
    passwords: &Passwords,
    rows: &[PersonRow],
) -> Result<HashMap<String, String>, ImportError> {
    if rows.iter().all(|row| row.password.is_none()) {
        return Ok(HashMap::new());
    }
    let known = Known::load(context.read(), rows).await?;
    let is_needed = |row: &PersonRow| known.find(row).is_none_or(|account| !account.has_password);
    let needed: Vec<(String, String)> = rows
        .iter()
        .filter(|row| is_needed(row))
        .filter_map(|row| Some((row.email.clone(), row.password.clone()?)))
        .collect();
    let hashed = stream::iter(needed).map(|(email, password)| async move {
        let hash = passwords.hash(&password, context.chance()).await?;
        Ok::<_, ImportError>((email, hash))
    });
    let at_a_time = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    hashed.buffer_unordered(at_a_time).try_collect().await
}

/// The accounts that the rows of a batch may be about.
struct Known {
    by_email: HashMap<String, ListedAccount>,
    by_external_id: HashMap<String, ListedAccount>,
}

impl Known {
    async fn load<C: Connection>(connection: &C, rows: &[PersonRow]) -> Result<Self, StoreError> {
        let emails: Vec<&str> = rows.iter().map(|row| row.email.as_str()).collect();
        let external_ids: Vec<&str> = rows.iter().filter_map(|row| row.external_id.as_deref()).collect();
        let accounts = find_accounts(connection, &emails, &external_ids).await?;
        let with_key =
            accounts.iter().filter_map(|account| Some((account.external_id.clone()?, account.clone())));
        let by_external_id = with_key.collect();
        let by_email = accounts.into_iter().map(|account| (account.email.clone(), account)).collect();
        Ok(Self { by_email, by_external_id })
    }

    /// By the key, or else by the address.
    fn find(&self, row: &PersonRow) -> Option<&ListedAccount> {
        let by_key = row.external_id.as_ref().and_then(|id| self.by_external_id.get(id));
        by_key.or_else(|| self.by_email.get(&row.email))
    }

    /// What keeps the row from being about the account it names.
    fn contradiction(&self, row: &PersonRow) -> Option<RowProblem> {
        let account = self.find(row)?;
        let by_email = self.by_email.get(&row.email);
        if by_email.is_some_and(|other| other.id != account.id) {
            return Some(RowProblem::new(
                row.line,
                "email",
                "belongs to another person than this external_id",
            ));
        }
        let has_other_key = account.external_id.is_some()
            && row.external_id.is_some()
            && account.external_id != row.external_id;
        has_other_key
            .then(|| RowProblem::new(row.line, "external_id", "is not that of the person with this address"))
    }
}

/// What is to be written for a batch.
#[derive(Default)]
struct Plan {
    created: Vec<PersonRow>,
    updated: Vec<Update>,
}

struct Update {
    account: ListedAccount,
    /// The profile, when the list changes it.
    profile: Option<Profile>,
    /// The address under which the first password was hashed.
    email: String,
}

async fn plan<C: Connection>(
    connection: &C,
    rows: &[PersonRow],
    now: Timestamp,
    report: &mut ImportReport,
) -> Result<Plan, StoreError> {
    let known = Known::load(connection, rows).await?;
    let ids: Vec<UserId> = rows.iter().filter_map(|row| known.find(row)).map(|account| account.id).collect();
    let profiles = profile::find_all(connection, &ids).await?;
    let mut profiles: HashMap<UserId, Profile> =
        profiles.into_iter().map(|profile| (profile.user_id, profile)).collect();
    let mut plan = Plan::default();
    for row in rows {
        if let Some(problem) = known.contradiction(row) {
            report.refuse(vec![problem]);
            continue;
        }
        let Some(account) = known.find(row) else {
            report.created += 1;
            plan.created.push(row.clone());
            continue;
        };
        match update(row, account, profiles.remove(&account.id), now) {
            Some(update) => {
                report.updated += 1;
                plan.updated.push(update);
            }
            None => report.unchanged += 1,
        }
    }
    Ok(plan)
}

/// What the row changes about a person who is there.
fn update(
    row: &PersonRow,
    account: &ListedAccount,
    before: Option<Profile>,
    now: Timestamp,
) -> Option<Update> {
    let gets_password = row.password.is_some() && !account.has_password;
    let becomes_active = gets_password && account.status == UserStatus::Invited;
    let listed = ListedAccount {
        id: account.id,
        email: row.email.clone(),
        external_id: row.external_id.clone().or_else(|| account.external_id.clone()),
        status: if becomes_active { UserStatus::Active } else { account.status },
        has_password: account.has_password || gets_password,
    };
    let profile =
        before.and_then(|before| listed_profile(row, &before, now).filter(|after| *after != before));
    let changes = profile.is_some() || listed != *account;
    changes.then(|| Update { account: listed, profile, email: row.email.clone() })
}

/// The profile as the row wants it; nothing when it cannot be applied, which its reading has ruled out.
fn listed_profile(row: &PersonRow, before: &Profile, now: Timestamp) -> Option<Profile> {
    let change = if before.edited_at.is_some() { gaps(&row.change, before) } else { row.change.clone() };
    let after = change.apply(before, now).ok()?;
    let has_moved = (after.place_id, after.place_precision) != (before.place_id, before.place_precision);
    Some(Profile {
        place_set_at: if has_moved { after.place_set_at } else { before.place_set_at },
        edited_at: before.edited_at,
        ..after
    })
}

/// The part of a change that fills what the person left empty.
fn gaps(change: &ProfileChange, profile: &Profile) -> ProfileChange {
    let text = |new: &Option<String>, old: &str| new.clone().filter(|_| old.is_empty());
    let entries = |new: &Option<Vec<String>>, old: &[String]| new.clone().filter(|_| old.is_empty());
    ProfileChange {
        headline: text(&change.headline, &profile.headline),
        company: text(&change.company, &profile.company),
        bio: text(&change.bio, &profile.bio),
        graduation_year: change.graduation_year.filter(|_| profile.graduation_year.is_none()),
        industry_code: change.industry_code.clone().filter(|_| profile.industry_code.is_none()),
        place_id: change.place_id.filter(|_| profile.place_id.is_none()),
        time_zone: change.time_zone.clone().filter(|_| profile.time_zone.is_none()),
        interests: entries(&change.interests, &profile.interests),
        seeks: entries(&change.seeks, &profile.seeks),
        offers: entries(&change.offers, &profile.offers),
        open_to_chats: change.open_to_chats.filter(|_| profile.open_to_chats.is_none()),
        ..Default::default()
    }
}

async fn carry_out(
    context: &Context,
    writer: &Writer,
    plan: Plan,
    hashes: &HashMap<String, String>,
) -> Result<(), StoreError> {
    let now = context.now();
    let mut changed = Vec::new();
    for update in plan.updated {
        let hash = hashes.get(&update.email).map(String::as_str);
        update_account(writer, &update.account, hash, now).await?;
        if let Some(profile) = &update.profile {
            profile::update(writer, profile, now).await?;
        }
        if update.account.status == UserStatus::Active {
            changed.push(update.account.id);
        }
    }
    let mut users = Vec::with_capacity(plan.created.len());
    let mut profiles = Vec::with_capacity(plan.created.len());
    for row in plan.created {
        let user = new_user(context, &row, hashes.get(&row.email).cloned(), now);
        let blank = Profile::new(user.id, row.name.clone());
        profiles.push(listed_profile(&row, &blank, now).unwrap_or(blank));
        users.push(user);
    }
    insert_accounts(writer, &users, now).await?;
    profile::insert_all(writer, &profiles, now).await?;
    invite(context, writer, &users, now).await?;
    changed.extend(users.iter().filter(|user| user.status == UserStatus::Active).map(|user| user.id));
    let events: Vec<Event> =
        changed.into_iter().map(|id| Event::PersonChanged(PersonChanged { id })).collect();
    outbox::publish_all(writer, &events, now).await
}

fn new_user(context: &Context, row: &PersonRow, password_hash: Option<String>, now: Timestamp) -> NewUser {
    NewUser {
        id: UserId::new(now, context.chance()),
        email: row.email.clone(),
        name: row.name.clone(),
        status: if password_hash.is_some() { UserStatus::Active } else { UserStatus::Invited },
        password_hash,
        role: UserRole::Member,
        external_id: row.external_id.clone(),
    }
}

/// Mails a link for the first password to everybody new without one, where mail can be sent.
async fn invite(
    context: &Context,
    writer: &Writer,
    users: &[NewUser],
    now: Timestamp,
) -> Result<(), StoreError> {
    if context.config().mail.smtp_url.is_none() {
        return Ok(());
    }
    for user in users.iter().filter(|user| user.status == UserStatus::Invited) {
        let job = NewJob {
            id: JobId::new(now, context.chance()),
            kind: MAIL_ACTIVATION_LINK,
            payload: json!({ "user_id": user.id }),
            dedupe_key: Some(format!("{MAIL_ACTIVATION_LINK}:{}", user.id)),
            run_at: now,
        };
        job::enqueue(writer, &job, now).await?;
    }
    Ok(())
}
