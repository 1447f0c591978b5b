//! Where somebody comes from and what they are called by: left out of what they tell about themselves.
//!
//! How near two people live is counted once, by the place that each of them chose to show, and where somebody was born
//! or studied is no reason to help them. What is sought or offered keeps its places: a visa is one for some country.

use std::collections::HashSet;
use std::sync::LazyLock;

use model::fold::fold;
use model::gazetteer::gazetteer;

use super::language::Language;

/// The longest name of a country or a city, in words.
const LONGEST_NAME: usize = 4;
/// Smaller towns are often called like something else.
const FEWEST_INHABITANTS: u32 = 50_000;

/// What stands for a person, and tells no more than their gender.
const PRONOUNS: &str = "he she him her his hers himself herself they them their theirs themselves themself mr mrs ms \
    miss sir madam herr frau";

/// The same in the other languages that the built-in model reads.
const PRONOUNS_ELSEWHERE: [(Language, &str); 5] = [
    (
        Language::German,
        "er ihm ihn sein seine seinem seinen seiner seines sie ihr ihre ihrem ihren ihrer ihres",
    ),
    (Language::French, "il elle ils elles lui eux madame monsieur mme"),
    (Language::Spanish, "el ella ellos ellas senor senora"),
    (Language::Italian, "lui lei egli ella loro signor signora signore"),
    (Language::Portuguese, "ele ela eles elas dele dela deles delas senhor senhora"),
];

/// What belongs to a country, or comes from there.
const ADJECTIVES: &str = "afghan african albanian algerian american andorran angolan arab arabian argentine argentinian \
    armenian asian australian austrian azerbaijani bahamian bahraini bangladeshi barbadian basque bavarian belarusian \
    belgian belizean beninese bhutanese bolivian bosnian botswanan brazilian british bulgarian burkinabe burmese \
    burundian cambodian cameroonian canadian catalan chadian chilean chinese colombian congolese croatian cuban cypriot \
    czech danish dominican dutch ecuadorian egyptian emirati english eritrean estonian ethiopian european fijian \
    filipino finnish french gabonese gambian georgian german ghanaian greek grenadian guatemalan guinean guyanese \
    haitian honduran hungarian icelandic indian indonesian iranian iraqi irish israeli italian ivorian jamaican \
    japanese jordanian kazakh kenyan korean kosovar kuwaiti kyrgyz laotian latvian lebanese liberian libyan lithuanian \
    luxembourgish macedonian malagasy malawian malaysian maldivian malian maltese mauritanian mauritian mexican \
    moldovan mongolian montenegrin moroccan mozambican namibian nepalese nepali nicaraguan nigerian nigerien norwegian \
    omani pakistani palestinian panamanian paraguayan persian peruvian polish portuguese qatari romanian russian \
    rwandan salvadoran samoan saudi scandinavian scottish senegalese serbian sicilian singaporean slovak slovakian \
    slovene slovenian somali spanish sudanese surinamese swedish swiss syrian taiwanese tajik tanzanian thai tibetan \
    togolese trinidadian tunisian turkish turkmen ugandan ukrainian uruguayan uzbek venezuelan vietnamese welsh yemeni \
    zambian zimbabwean";

/// What a place of learning calls itself.
const SCHOOLS: &str = "university college institute school academy polytechnic conservatory universitat hochschule \
    universite universita universidad universidade uni tu eth";

/// Small words inside the name of a school.
const JOINING: &str = "of de di da do fur for the and";

static PRONOUN_WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| PRONOUNS.split_whitespace().collect());
static ADJECTIVE_WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| ADJECTIVES.split_whitespace().collect());
static SCHOOL_WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| SCHOOLS.split_whitespace().collect());
static JOINING_WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| JOINING.split_whitespace().collect());

/// The phrase without pronouns and forms of address.
pub(super) fn without_pronouns(text: &str) -> String {
    let language = Language::of_text(text);
    let elsewhere =
        PRONOUNS_ELSEWHERE.iter().find(|(other, _)| *other == language).map_or("", |(_, all)| all);
    let is_pronoun =
        |word: &str| PRONOUN_WORDS.contains(word) || elsewhere.split(' ').any(|other| other == word);
    let kept = text.split(' ').filter(|word| !is_pronoun(&fold(word)));
    kept.collect::<Vec<_>>().join(" ")
}

/// The phrase without countries, what comes from them, cities, and names of schools.
pub(super) fn without_origin(text: &str) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let mut is_left_out = vec![false; words.len()];
    let mut at = 0;
    while at < words.len() {
        let length = named_place(&words, at);
        is_left_out[at..at + length].fill(true);
        at += length.max(1);
    }
    let language = Language::of_text(text);
    for (at, word) in words.iter().enumerate() {
        if means_origin(language, &fold(word)) {
            is_left_out[at] = true;
        }
        if SCHOOL_WORDS.contains(fold(word).as_str()) {
            leave_out_name(&words, at, &mut is_left_out);
        }
    }
    let kept = words.iter().zip(is_left_out).filter(|(_, is_left_out)| !is_left_out);
    kept.map(|(word, _)| *word).collect::<Vec<_>>().join(" ")
}

/// Whether a word of another language than English means a country or what comes from there.
fn means_origin(language: Language, word: &str) -> bool {
    let english = language.translation(word);
    english.is_some_and(|english| ADJECTIVE_WORDS.contains(english) || is_country(english))
}

/// How many words from here on are the name of a country or a city, or one word that belongs to a country.
fn named_place(words: &[&str], at: usize) -> usize {
    if !is_capitalised(words[at]) {
        return 0;
    }
    let longest = LONGEST_NAME.min(words.len() - at);
    let is_name = |length: &usize| {
        let run = &words[at..at + length];
        is_capitalised(run[run.len() - 1]) && is_place(&name_of(run), at == 0)
    };
    (1..=longest).rev().find(is_name).unwrap_or(0)
}

/// The words as a name is looked up: without an owner's ending and without marks.
fn name_of(words: &[&str]) -> String {
    let joined = words.join(" ");
    let bare = joined.trim_end_matches(|c: char| !c.is_alphanumeric());
    let owner = bare.strip_suffix("'s").or_else(|| bare.strip_suffix("’s")).unwrap_or(bare);
    fold(owner)
}

/// Cities at the beginning of a phrase stay: every word is written large there.
fn is_place(name: &str, is_first: bool) -> bool {
    if ADJECTIVE_WORDS.contains(name)
        || name.strip_suffix('s').is_some_and(|one| ADJECTIVE_WORDS.contains(one))
    {
        return true;
    }
    // Two letters would be read as the code of a country, and most of those are words.
    if name.len() <= 2 {
        return matches!(name, "uk" | "us");
    }
    if is_country(name) {
        return true;
    }
    let is_city = |population| population >= FEWEST_INHABITANTS;
    !is_first && gazetteer().find(name, None).is_some_and(|place| is_city(place.population))
}

fn is_country(name: &str) -> bool {
    (name.len() > 3 || name == "usa" || name == "uae") && gazetteer().find_country(name).is_some()
}

/// Leaves out the words written large beside a word such as `University`, before it and after an `of`.
fn leave_out_name(words: &[&str], school: usize, is_left_out: &mut [bool]) {
    let before = words[..school].iter().rev().take_while(|word| is_capitalised(word)).count();
    is_left_out[school - before..school].fill(true);
    let mut end = school + 1;
    while end < words.len() && (is_capitalised(words[end]) || JOINING_WORDS.contains(words[end])) {
        end += 1;
    }
    let of_name = (school + 1..end).filter(|at| is_capitalised(words[*at]));
    of_name.for_each(|at| is_left_out[at] = true);
}

fn is_capitalised(word: &str) -> bool {
    word.trim_start_matches(|c: char| !c.is_alphanumeric()).starts_with(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_cities_and_what_comes_from_them_are_left_out() {
        for (text, left) in [
            ("Born in Ghana, at home in São Paulo", "Born in at home in"),
            ("A Kenyan runner among Germans", "A runner among"),
            ("from the United Kingdom to New Zealand's south", "from the to south"),
            ("moved from the UK to the US", "moved from the to the"),
            ("German by birth", "by birth"),
        ] {
            assert_eq!(without_origin(text), left, "{text}");
        }
    }

    #[test]
    fn the_same_is_left_out_in_other_languages() {
        for (text, left) in [
            ("Ich bin in Frankreich geboren und mag polnische Filme", "Ich bin in geboren und mag Filme"),
            ("une cuisinière allemande qui rêve du Brésil", "une cuisinière qui rêve du"),
            ("hija de padres italianos", "hija de padres"),
        ] {
            assert_eq!(without_origin(text), left, "{text}");
        }
        assert_eq!(without_pronouns("Sie baut, was er plant"), "baut, was plant");
        assert_eq!(without_pronouns("das Haus, das ihr gehört"), "das Haus, das gehört");
    }

    #[test]
    fn words_that_only_look_like_a_place_stay() {
        for text in ["Reading novels and it is nice", "no one in it", "turkey and bath salts", "IT in banks"]
        {
            assert_eq!(without_origin(text), text);
        }
    }

    #[test]
    fn the_name_of_a_school_is_left_out_and_that_it_was_one_stays() {
        for (text, left) in [
            ("studied law at Harvard University, then taught", "studied law at University, then taught"),
            (
                "trained at the University of East Anglia as a nurse",
                "trained at the University of as a nurse",
            ),
            ("after business school in the hills", "after business school in the hills"),
        ] {
            assert_eq!(without_origin(text), left, "{text}");
        }
    }

    #[test]
    fn pronouns_are_left_out() {
        assert_eq!(without_pronouns("She lost her way, he found his."), "lost way, found");
        assert_eq!(without_pronouns("the shepherd"), "the shepherd");
    }
}
