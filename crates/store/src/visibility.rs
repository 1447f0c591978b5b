//! Who may find whom, as a condition of SQL: the check is part of the query, never made after it.

/// The condition that `viewer` (a bound name) may look up the person of `p` (profiles) and `u` (users).
///
/// Active accounts only; a block hides both from each other; then the person's own choice. Whoever asked the viewer
/// for a connection lets themselves be seen by them.
pub fn may_see(viewer: &str) -> String {
    format!(
        "u.status = 'active' AND NOT {blocked} AND (p.visibility = 'members' OR (p.visibility = 'connections' AND \
           EXISTS (SELECT 1 FROM connections c WHERE \
             ((c.low_id = {viewer} AND c.high_id = p.user_id) OR (c.low_id = p.user_id AND c.high_id = {viewer})) \
             AND (c.status = 'accepted' OR (c.status = 'pending' AND c.requester_id = p.user_id)))))",
        blocked = has_block(viewer)
    )
}

fn has_block(viewer: &str) -> String {
    format!(
        "(p.user_id IN (SELECT blocked_id FROM blocks WHERE blocker_id = {viewer} \
          UNION ALL SELECT blocker_id FROM blocks WHERE blocked_id = {viewer}))"
    )
}
