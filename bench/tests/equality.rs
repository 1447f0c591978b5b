//! What the index finds is what scoring everyone finds, before and after things happen.

use bench::community::{Community, id};
use bench::happenings::happen;
use bench::questions::a_filter;
use matching::{Day, Filter, Population, Query};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

const PEOPLE: usize = 4_000;

fn assert_equal(population: &Population, community: &Community, questions: usize, dice: &mut StdRng) {
    for number in 0..questions {
        let filter = a_filter(dice);
        let looker = id(dice.random_range(0..PEOPLE));
        let query = Query { looker, filter: &filter, now: community.now };
        let (found, expected) = (population.rank(&query), population.rank_by_scoring_everyone(&query));
        let (found, expected) = (found.expect("a list"), expected.expect("a list"));
        let ids = |list: &[matching::Ranked]| list.iter().map(|r| (r.id.0.as_u128(), r.score.millionths(), r.appearances_28d)).collect::<Vec<_>>();
        assert_eq!(ids(&found.best), ids(&expected.best), "best {number}: {filter:?}");
        assert_eq!(ids(&found.rarest), ids(&expected.rarest), "rarest {number}: {filter:?}");
    }
}

#[test]
fn the_index_finds_what_scoring_everyone_finds() {
    let mut community = Community::new(PEOPLE, 3);
    let mut population = community.population();
    let mut dice = StdRng::seed_from_u64(4);
    assert_equal(&population, &community, 400, &mut dice);
    for _ in 0..5 {
        (0..1_000).for_each(|_| happen(&mut population, &mut community, &mut dice));
        assert_equal(&population, &community, 200, &mut dice);
    }
    let tomorrow = Day(population.today().0 + 1);
    population.renew(tomorrow);
    community.now += std::time::Duration::from_secs(86_400);
    assert_equal(&population, &community, 200, &mut dice);
}

#[test]
fn a_search_touches_few_people() {
    let community = Community::new(20_000, 5);
    let population = community.population();
    let mut dice = StdRng::seed_from_u64(6);
    let filter = Filter::default();
    let mut works: Vec<usize> = (0..300)
        .map(|_| {
            let query = Query { looker: id(dice.random_range(0..20_000)), filter: &filter, now: community.now };
            population.rank_counting_work(&query).expect("a member").1.scored
        })
        .collect();
    works.sort_unstable();
    assert!(works[150] < 1_000, "half of the searches score {} of 20,000", works[150]);
}
