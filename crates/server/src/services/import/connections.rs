//! The list of connections: pairs of addresses of people who know each other.

use std::collections::{HashMap, HashSet};
use std::io::Read;

use model::connection::Connection as Tie;
use model::event::{Event, PairChanged};
use model::id::{ConnectionId, UserId};
use model::user::ConnectionStatus;
use store::import::{find_accounts, known_pairs};
use store::{Connection, StoreError, Writer, connection, outbox};

use super::table::{Row, RowProblem, Table};
use super::{BATCH, ImportError, ImportReport, Progress};
use crate::context::Context;
use crate::services::auth::normal_email;

const COLUMNS: &[&str] = &["email_a", "email_b"];

/// Takes the list over, batch by batch.
pub async fn run<R: Read + Send>(
    context: &Context,
    list: R,
    is_dry_run: bool,
    progress: Progress<'_>,
) -> Result<ImportReport, ImportError> {
    let mut table = Table::open(list, COLUMNS, COLUMNS)?;
    let mut report = ImportReport::default();
    loop {
        let (rows, is_end) = read_batch(&mut table, &mut report)?;
        if is_dry_run {
            plan(context.read(), &rows, &mut report).await?;
        } else if !rows.is_empty() {
            let writer = context.write().await?;
            let pairs = plan(&writer, &rows, &mut report).await?;
            carry_out(context, &writer, &pairs).await?;
            context.commit(writer).await?;
        }
        progress(table.position());
        if is_end {
            return Ok(report);
        }
    }
}

struct PairRow {
    line: u64,
    email_a: String,
    email_b: String,
}

fn read_batch<R: Read>(
    table: &mut Table<R>,
    report: &mut ImportReport,
) -> Result<(Vec<PairRow>, bool), ImportError> {
    let mut rows = Vec::with_capacity(BATCH);
    while rows.len() < BATCH {
        let Some(row) = table.next()? else { return Ok((rows, true)) };
        report.rows += 1;
        match row.and_then(|row| read(&row)) {
            Ok(row) => rows.push(row),
            Err(problems) => report.refuse(problems),
        }
    }
    Ok((rows, false))
}

fn read(row: &Row) -> Result<PairRow, Vec<RowProblem>> {
    let address = |column| row.cell(column).map(normal_email);
    match (address("email_a"), address("email_b")) {
        (Some(a), Some(b)) if a == b => {
            Err(vec![RowProblem::new(row.line, "email_b", "is the same person as email_a")])
        }
        (Some(email_a), Some(email_b)) => Ok(PairRow { line: row.line, email_a, email_b }),
        (None, _) => Err(vec![RowProblem::new(row.line, "email_a", "is empty")]),
        (_, None) => Err(vec![RowProblem::new(row.line, "email_b", "is empty")]),
    }
}

/// The pairs that are new: both are there, and nothing is between them yet.
async fn plan<C: Connection>(
    connection: &C,
    rows: &[PairRow],
    report: &mut ImportReport,
) -> Result<Vec<(UserId, UserId)>, StoreError> {
    let emails: HashSet<&str> =
        rows.iter().flat_map(|row| [row.email_a.as_str(), row.email_b.as_str()]).collect();
    let accounts = find_accounts(connection, &emails.into_iter().collect::<Vec<_>>(), &[]).await?;
    let ids: HashMap<String, UserId> =
        accounts.into_iter().map(|account| (account.email, account.id)).collect();
    let mut pairs = Vec::with_capacity(rows.len());
    for row in rows {
        let missing: Vec<RowProblem> = [("email_a", &row.email_a), ("email_b", &row.email_b)]
            .into_iter()
            .filter(|(_, email)| !ids.contains_key(*email))
            .map(|(column, _)| RowProblem::new(row.line, column, "belongs to nobody here"))
            .collect();
        match (ids.get(&row.email_a), ids.get(&row.email_b)) {
            (Some(a), Some(b)) => pairs.push((*a, *b)),
            _ => report.refuse(missing),
        }
    }
    let ordered: Vec<_> = pairs.iter().map(|(a, b)| Tie::ordered(*a, *b)).collect();
    let mut standing: HashSet<_> = known_pairs(connection, &ordered).await?.into_iter().collect();
    let before = pairs.len();
    pairs.retain(|(a, b)| standing.insert(Tie::ordered(*a, *b)));
    report.created += pairs.len() as u64;
    report.unchanged += (before - pairs.len()) as u64;
    Ok(pairs)
}

async fn carry_out(context: &Context, writer: &Writer, pairs: &[(UserId, UserId)]) -> Result<(), StoreError> {
    let now = context.now();
    let tie = |(a, b): &(UserId, UserId)| Tie {
        id: ConnectionId::new(now, context.chance()),
        requester_id: *a,
        addressee_id: *b,
        status: ConnectionStatus::Accepted,
        message: None,
        created_at: now,
        responded_at: Some(now),
        withdrawn_at: None,
    };
    connection::insert_all(writer, &pairs.iter().map(tie).collect::<Vec<_>>()).await?;
    let event = |(a, b): &(UserId, UserId)| Event::PairChanged(PairChanged { a: *a, b: *b });
    outbox::publish_all(writer, &pairs.iter().map(event).collect::<Vec<_>>(), now).await
}
