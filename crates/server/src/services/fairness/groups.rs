//! The figures by group, without ever telling of fewer than twenty people.

use std::collections::BTreeMap;

use model::industry::{Industry, tree};
use store::fairness::ExposureRow;

/// The fewest people that figures are told about.
const FLOOR: i64 = 20;

/// Figures of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Which.
    pub key: GroupKey,
    /// Those who take part.
    pub people: i64,
    /// Those of them who were on nobody's screen.
    pub never_shown: i64,
    /// How often they were on somebody's screen, all together.
    pub appearances: i64,
}

/// Which group.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum GroupKey {
    /// Class years of a decade, by its first year.
    Decade(i32),
    /// A sector, by its code.
    Sector(String),
    /// Those who say nothing about it.
    Unstated,
    /// Groups too small to be told of, together.
    Smaller,
}

/// By decade of the class year, the oldest first.
pub(super) fn by_class(exposure: &[ExposureRow]) -> Vec<Group> {
    grouped(exposure, |row| row.decade.map_or(GroupKey::Unstated, GroupKey::Decade))
}

/// By sector, in the order of their codes.
pub(super) fn by_sector(exposure: &[ExposureRow]) -> Vec<Group> {
    let sector = |row: &ExposureRow| {
        let industry: Option<&Industry> = row.industry_code.as_deref().and_then(|code| tree().by_code(code));
        industry.map_or(GroupKey::Unstated, |node| {
            GroupKey::Sector(tree().get(tree().sector(node.id)).code.clone())
        })
    };
    grouped(exposure, sector)
}

fn grouped(exposure: &[ExposureRow], key: impl Fn(&ExposureRow) -> GroupKey) -> Vec<Group> {
    let mut groups: BTreeMap<GroupKey, Group> = BTreeMap::new();
    for row in exposure {
        let key = key(row);
        let group = groups.entry(key.clone()).or_insert_with(|| Group::empty(key));
        group.take_in(&Group {
            key: GroupKey::Smaller,
            people: row.people,
            never_shown: if row.appearances == 0 { row.people } else { 0 },
            appearances: row.people * row.appearances,
        });
    }
    hide_small(groups.into_values().collect())
}

/// Puts small groups together. What is left out could be worked out from the totals, so the group of the small ones
/// takes in the smallest of the others until it is large enough itself.
fn hide_small(mut groups: Vec<Group>) -> Vec<Group> {
    let mut smaller = Group::empty(GroupKey::Smaller);
    while let Some(at) = next_hidden(&groups, &smaller) {
        smaller.take_in(&groups.remove(at));
    }
    groups.extend(Some(smaller).filter(|smaller| smaller.people >= FLOOR));
    groups
}

fn next_hidden(groups: &[Group], smaller: &Group) -> Option<usize> {
    let (at, smallest) = groups.iter().enumerate().min_by_key(|(_, group)| group.people)?;
    let is_too_small = smallest.people < FLOOR;
    let must_grow = smaller.people > 0 && smaller.people < FLOOR;
    (is_too_small || must_grow).then_some(at)
}

impl Group {
    fn empty(key: GroupKey) -> Self {
        Self { key, people: 0, never_shown: 0, appearances: 0 }
    }

    fn take_in(&mut self, other: &Self) {
        self.people += other.people;
        self.never_shown += other.never_shown;
        self.appearances += other.appearances;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(decade: Option<i32>, code: Option<&str>, appearances: i64, people: i64) -> ExposureRow {
        ExposureRow { decade, industry_code: code.map(str::to_owned), appearances, people }
    }

    fn sizes(groups: &[Group]) -> Vec<(GroupKey, i64)> {
        groups.iter().map(|group| (group.key.clone(), group.people)).collect()
    }

    #[test]
    fn people_are_counted_by_decade_and_by_sector() {
        let exposure = [
            row(Some(1990), Some("energy.renewables.wind"), 0, 5),
            row(Some(1990), Some("energy"), 3, 20),
            row(Some(2000), Some("law.practice"), 2, 30),
            row(None, None, 1, 21),
        ];
        let decades = by_class(&exposure);
        assert_eq!(
            sizes(&decades),
            [(GroupKey::Decade(1990), 25), (GroupKey::Decade(2000), 30), (GroupKey::Unstated, 21)]
        );
        assert_eq!((decades[0].never_shown, decades[0].appearances), (5, 60));
        let sectors = by_sector(&exposure);
        assert_eq!(sectors[0].key, GroupKey::Sector("energy".to_owned()));
        assert_eq!(sizes(&sectors).len(), 3);
    }

    #[test]
    fn nobody_is_told_of_fewer_than_twenty() {
        let group = |decade, people| row(Some(decade), None, 1, people);
        let told = |rows: &[ExposureRow]| sizes(&by_class(rows));
        assert_eq!(told(&[group(1960, 19)]), []);
        assert_eq!(
            told(&[group(1960, 12), group(1970, 9), group(1980, 40)]),
            [(GroupKey::Decade(1980), 40), (GroupKey::Smaller, 21)]
        );
        let with_one_small = told(&[group(1960, 3), group(1970, 25), group(1980, 40)]);
        assert_eq!(
            with_one_small,
            [(GroupKey::Decade(1980), 40), (GroupKey::Smaller, 28)],
            "three people are not what is missing from the total"
        );
    }
}
