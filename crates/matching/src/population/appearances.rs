//! How often a person appeared in other people's lists, by day.

use crate::day::Day;

/// The days that are remembered.
pub const REMEMBERED_DAYS: u32 = 28;

/// Appearances in the last 7, 14 and 28 days, today included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// In 7 days.
    pub week: u16,
    /// In 14 days.
    pub fortnight: u16,
    /// In 28 days.
    pub month: u16,
}

/// Appearances by day: as many days as are remembered, written around in a ring.
#[derive(Clone, Debug)]
pub struct Appearances {
    by_day: [u16; REMEMBERED_DAYS as usize],
    newest: Day,
}

impl Appearances {
    /// None so far.
    pub fn new(today: Day) -> Self {
        Self { by_day: [0; REMEMBERED_DAYS as usize], newest: today }
    }

    /// Counts appearances on a day; days no longer remembered are passed over.
    pub fn add(&mut self, day: Day, count: u16) {
        self.forget_until(day);
        if self.newest.since(day) < REMEMBERED_DAYS {
            let slot = &mut self.by_day[place(day)];
            *slot = slot.saturating_add(count);
        }
    }

    /// The sums up to a day.
    pub fn until(&self, today: Day) -> Shown {
        let sum = |days: i32| {
            let counted = (0..days).map(|back| Day(today.0.saturating_sub(back)));
            let remembered =
                counted.filter(|day| *day <= self.newest && self.newest.since(*day) < REMEMBERED_DAYS);
            remembered.map(|day| self.by_day[place(day)]).fold(0, u16::saturating_add)
        };
        Shown { week: sum(7), fortnight: sum(14), month: sum(28) }
    }

    fn forget_until(&mut self, day: Day) {
        for passed in 1..=day.since(self.newest).min(REMEMBERED_DAYS) {
            self.by_day[place(Day(day.0 - passed as i32 + 1))] = 0;
        }
        self.newest = self.newest.max(day);
    }
}

fn place(day: Day) -> usize {
    day.0.rem_euclid(REMEMBERED_DAYS as i32) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(week: u16, fortnight: u16, month: u16) -> Shown {
        Shown { week, fortnight, month }
    }

    #[test]
    fn appearances_leave_the_windows_day_by_day() {
        let mut appearances = Appearances::new(Day(1_000));
        appearances.add(Day(1_000), 2);
        appearances.add(Day(998), 1);
        for (today, expected) in [
            (1_000, shown(3, 3, 3)),
            (1_004, shown(3, 3, 3)),
            (1_005, shown(2, 3, 3)),
            (1_007, shown(0, 3, 3)),
            (1_012, shown(0, 2, 3)),
            (1_027, shown(0, 0, 2)),
            (1_028, shown(0, 0, 0)),
        ] {
            assert_eq!(appearances.until(Day(today)), expected, "day {today}");
        }
    }

    #[test]
    fn the_ring_keeps_what_a_plain_list_would() {
        let days = [3, 3, 9, 30, 31, 31, 58, 59, 87, 90, 200, 201];
        let mut appearances = Appearances::new(Day(0));
        for (index, day) in days.iter().enumerate() {
            appearances.add(Day(*day), 1);
            let in_days = |n| days[..=index].iter().filter(|other| day - *other < n).count() as u16;
            assert_eq!(appearances.until(Day(*day)), shown(in_days(7), in_days(14), in_days(28)));
        }
    }

    #[test]
    fn a_day_long_gone_is_passed_over() {
        let mut appearances = Appearances::new(Day(100));
        appearances.add(Day(72), 1);
        appearances.add(Day(73), 1);
        assert_eq!(appearances.until(Day(100)), shown(0, 0, 1));
    }
}
