//! How the invented people behave. Every number here is a guess; none comes from a real community.

use rand::RngExt;
use rand::rngs::StdRng;

/// Requests that a looker sends from one list.
pub const REQUESTS_A_LIST: usize = 2;
/// Accepted chats in four weeks after which people decline.
pub const CHATS_A_MONTH: usize = 3;

/// Chance, with the few ways of drawing that the model needs.
pub struct Dice(pub StdRng);

impl Dice {
    /// Yes, this often.
    pub fn happens(&mut self, probability: f64) -> bool {
        self.0.random_range(0.0..1.0) < probability
    }

    /// A number below the limit.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0.random_range(0..limit)
    }

    /// A number around a mean, mostly small and now and then large.
    pub fn exponential(&mut self, mean: f64) -> f64 {
        -mean * (1.0 - self.0.random_range(0.0..1.0_f64)).ln()
    }

    /// One of so many, the first more often than the second and so on: the n-th weighs n to the minus steepness.
    pub fn zipf(&mut self, count: usize, steepness: f64) -> usize {
        let weight = |at: usize| ((at + 1) as f64).powf(-steepness);
        let mut left = self.0.random_range(0.0..1.0) * (0..count).map(weight).sum::<f64>();
        for at in 0..count {
            left -= weight(at);
            if left < 0.0 {
                return at;
            }
        }
        count - 1
    }
}

/// How present somebody is who did nothing for so many days, 0 to 1.
fn presence(idle_days: f64) -> f64 {
    (-idle_days / 30.0).exp2()
}

/// How likely a person looks at their list in a week.
pub fn looks_in_a_week(idle_days: f64) -> f64 {
    0.3 * (0.3 + 0.7 * presence(idle_days))
}

/// How likely a waiting request is answered in a week: a fuller inbox is answered less.
pub fn answers_in_a_week(idle_days: f64, waiting: usize) -> f64 {
    let load = 1.0 + (waiting.max(1) - 1) as f64 / 3.0;
    0.75 * (0.25 + 0.75 * presence(idle_days)) / load
}

/// How likely an answer is yes, by the score in the asker's eyes.
pub fn says_yes(score: f64) -> f64 {
    0.35 + 0.5 * score
}

/// Days without action after one more week.
pub fn idle_after_a_week(idle_days: f64, dice: &mut Dice) -> f64 {
    if dice.happens(0.3) { (idle_days - 3.5).max(0.0) } else { idle_days + 7.0 }
}
