//! Quarter hours that people have promised. The primary key (person, quarter hour) keeps anyone from being booked
//! twice, on both databases.

use model::Timestamp;
use model::id::{UserId, VideoCallId};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use uuid::Uuid;

pub use model::time_cell::cells;

use crate::dialect::statement;
use crate::{Connection, StoreError, Writer};

#[derive(FromQueryResult)]
struct Holder {
    user_id: Uuid,
}

/// Takes the cells for a call, for each of the people. Returns the people for whom one was taken already: then
/// nothing is to be kept of this transaction.
///
/// The rows are written in the order (person, cell), so that two transactions cannot wait for each other.
pub async fn hold(
    writer: &Writer,
    people: &[UserId],
    cells: &[Timestamp],
    call: VideoCallId,
) -> Result<Vec<UserId>, StoreError> {
    let mut wanted: Vec<(UserId, Timestamp)> =
        people.iter().flat_map(|user| cells.iter().map(|cell| (*user, *cell))).collect();
    wanted.sort_unstable();
    wanted.dedup();
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<String> =
        (0..wanted.len()).map(|row| format!("(${}, ${}, $1)", row * 2 + 2, row * 2 + 3)).collect();
    let sql = format!(
        "INSERT INTO time_cells (user_id, cell_at, video_call_id) VALUES {} ON CONFLICT (user_id, cell_at) DO NOTHING",
        rows.join(", ")
    );
    let mut values: Vec<Value> = vec![call.0.into()];
    values.extend(wanted.iter().flat_map(|(user, cell)| [Value::from(user.0), Value::from(*cell)]));
    let taken = writer.execute_raw(statement(writer, &sql, values)).await?.rows_affected();
    if usize::try_from(taken).is_ok_and(|taken| taken == wanted.len()) {
        return Ok(Vec::new());
    }
    busy(writer, people, cells, call).await
}

/// Those of the people who have promised one of the cells to another call.
pub async fn busy<C: Connection>(
    connection: &C,
    people: &[UserId],
    cells: &[Timestamp],
    but_for: VideoCallId,
) -> Result<Vec<UserId>, StoreError> {
    let (Some(first), Some(last)) = (cells.iter().min(), cells.iter().max()) else { return Ok(Vec::new()) };
    let mut busy = Vec::new();
    for user in people {
        let query = statement(
            connection,
            "SELECT user_id FROM time_cells WHERE user_id = $1 AND cell_at >= $2 AND cell_at <= $3 \
             AND video_call_id <> $4 LIMIT 1",
            [user.0.into(), (*first).into(), (*last).into(), but_for.0.into()],
        );
        busy.extend(Holder::find_by_statement(query).one(connection).await?.map(|row| UserId(row.user_id)));
    }
    Ok(busy)
}

/// Gives back all cells of a call.
pub async fn release(writer: &Writer, call: VideoCallId) -> Result<(), StoreError> {
    let delete = statement(writer, "DELETE FROM time_cells WHERE video_call_id = $1", [call.0.into()]);
    writer.execute_raw(delete).await?;
    Ok(())
}

/// Gives back a person's cells of a call.
pub async fn release_of(writer: &Writer, user: UserId, call: VideoCallId) -> Result<(), StoreError> {
    let sql = "DELETE FROM time_cells WHERE video_call_id = $1 AND user_id = $2";
    writer.execute_raw(statement(writer, sql, [call.0.into(), user.0.into()])).await?;
    Ok(())
}

/// Promises those of a person's cells that are still free to the call.
pub async fn take_free(
    writer: &Writer,
    user: UserId,
    call: VideoCallId,
    cells: &[Timestamp],
) -> Result<(), StoreError> {
    for cell in cells {
        let sql = "INSERT INTO time_cells (user_id, cell_at, video_call_id) VALUES ($1, $2, $3) \
                   ON CONFLICT (user_id, cell_at) DO NOTHING";
        writer.execute_raw(statement(writer, sql, [user.0.into(), (*cell).into(), call.0.into()])).await?;
    }
    Ok(())
}

#[derive(FromQueryResult)]
struct Taken {
    cell_at: Timestamp,
}

/// The cells that a person has promised between two instants.
pub async fn taken<C: Connection>(
    connection: &C,
    user: UserId,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<Timestamp>, StoreError> {
    let sql = "SELECT cell_at FROM time_cells WHERE user_id = $1 AND cell_at >= $2 AND cell_at < $3 ORDER BY cell_at";
    let query = statement(connection, sql, [user.0.into(), from.into(), to.into()]);
    let rows = Taken::find_by_statement(query).all(connection).await?;
    Ok(rows.into_iter().map(|row| row.cell_at).collect())
}
