//! A list that is not ten times the same person.

/// How much the score counts against being like somebody already on the list (Carbonell & Goldstein 1998).
const LAMBDA: f64 = 0.75;

/// The order of candidates by maximal marginal relevance, as indices, at most `limit`.
///
/// `relevance` and `similarity` give numbers in 0..=1; equal values keep the order of the candidates.
pub fn order(
    candidates: usize,
    limit: usize,
    relevance: impl Fn(usize) -> f64,
    similarity: impl Fn(usize, usize) -> f64,
) -> Vec<usize> {
    let mut chosen: Vec<usize> = Vec::with_capacity(limit.min(candidates));
    let mut nearest = vec![0.0_f64; candidates];
    let mut left: Vec<usize> = (0..candidates).collect();
    while chosen.len() < limit {
        let value = |candidate: usize| LAMBDA * relevance(candidate) - (1.0 - LAMBDA) * nearest[candidate];
        let best =
            (0..left.len()).reduce(|best, at| if value(left[at]) > value(left[best]) { at } else { best });
        let Some(best) = best else { break };
        let next = left.remove(best);
        for other in &left {
            nearest[*other] = nearest[*other].max(similarity(*other, next));
        }
        chosen.push(next);
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vector_of_the_contract() {
        let relevance = [0.82, 0.80, 0.74, 0.60];
        let similar = |a: usize, b: usize| match (a.min(b), a.max(b)) {
            (0, 1) => 0.9,
            (0, 2) => 0.3,
            (0, 3) => 0.1,
            (1, 2) => 0.35,
            _ => 0.2,
        };
        assert_eq!(order(4, 4, |n| relevance[n], similar), [0, 2, 3, 1]);
        assert_eq!(order(4, 2, |n| relevance[n], similar), [0, 2]);
    }

    #[test]
    fn without_likeness_the_best_come_first_and_ties_keep_their_order() {
        let relevance = [0.5, 0.7, 0.7, 0.9];
        assert_eq!(order(4, 9, |n| relevance[n], |_, _| 0.0), [3, 1, 2, 0]);
    }
}
