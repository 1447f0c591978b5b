//! Sentences of letters, side by side in both languages.

use model::coffee_chat::CoffeeChatType;
use model::language::Language;
use model::video_call::VideoCallType;

use super::{CallNews, ChatNews, News, Step, Subject, Why, letter_words};

fn told(news: News<'_>) -> [String; 2] {
    [Language::English, Language::German].map(|language| letter_words(language).news(news).join(" "))
}

#[test]
fn what_happened_to_a_chat() {
    let asked = |kind| ChatNews::Asked { kind, minutes: 30 };
    for (news, said) in [
        (
            asked(CoffeeChatType::CoffeeChat),
            [
                "Ana Silva would like to have a coffee chat with you. It takes 30 minutes, by video.",
                "Ana Silva möchte sich mit dir auf einen Kaffee treffen. Das dauert 30 Minuten, per Video.",
            ],
        ),
        (
            asked(CoffeeChatType::Mentorship),
            [
                "Ana Silva asks for your advice as a mentor. It takes 30 minutes, by video.",
                "Ana Silva bittet dich als Mentor:in um Rat. Das dauert 30 Minuten, per Video.",
            ],
        ),
        (
            ChatNews::Declined,
            ["Ana Silva cannot make it this time.", "Bei Ana Silva klappt es diesmal nicht."],
        ),
        (
            ChatNews::TakenBack,
            [
                "Ana Silva takes a break from coffee chats and took the request back. It is nothing about you, and \
                 there is nothing for you to do.",
                "Ana Silva macht eine Pause von Kaffeegesprächen und hat die Anfrage zurückgenommen. Es liegt nicht an \
                 dir, und du brauchst nichts zu tun.",
            ],
        ),
        (
            ChatNews::Agreed,
            ["Ana Silva picked a time. You meet:", "Ana Silva hat eine Zeit gewählt. Ihr trefft euch:"],
        ),
        (
            ChatNews::CalledOffByReader,
            ["You called off your chat with Ana Silva.", "Du hast dein Gespräch mit Ana Silva abgesagt."],
        ),
    ] {
        assert_eq!(told(News::Chat(news, "Ana Silva")), said);
    }
}

#[test]
fn what_happened_to_a_call_of_each_kind() {
    use VideoCallType::{AlumniGathering, GroupMeeting, Mentorship};
    for (news, kind, said) in [
        (CallNews::Planned, GroupMeeting, ["Your call is planned.", "Dein Anruf ist geplant."]),
        (
            CallNews::Invited(Some("Ana Silva")),
            AlumniGathering,
            ["Ana Silva invites you to a gathering.", "Ana Silva lädt dich zu einem Treffen ein."],
        ),
        (
            CallNews::Invited(None),
            GroupMeeting,
            ["The host invites you to a call.", "Der Host lädt dich zu einem Anruf ein."],
        ),
        (
            CallNews::Coming(Some("Ana Silva")),
            AlumniGathering,
            ["You come to Ana Silva's gathering.", "Du kommst zum Treffen von Ana Silva."],
        ),
        (
            CallNews::MovedByReader,
            GroupMeeting,
            ["You moved your call. The new time:", "Du hast deinen Anruf verschoben. Die neue Zeit:"],
        ),
        (
            CallNews::CalledOffByHost(Some("Ana Silva")),
            Mentorship,
            ["Ana Silva called off the mentoring session.", "Ana Silva hat das Mentoring-Gespräch abgesagt."],
        ),
        (CallNews::CalledOff, GroupMeeting, ["The call was called off.", "Der Anruf wurde abgesagt."]),
        (
            CallNews::TakenOff,
            AlumniGathering,
            [
                "You are no longer expected at this gathering.",
                "Du wirst bei diesem Treffen nicht mehr erwartet.",
            ],
        ),
    ] {
        assert_eq!(told(News::Call(news, kind)), said);
    }
}

/// Calm and tidy, and no sentence of one language stands in the other.
#[test]
fn each_language_says_everything_in_its_own_words() {
    let [english, german] = [Language::English, Language::German].map(letter_words);
    let news = [
        News::NewPassword,
        News::Place,
        News::AnswerUntil("Friday"),
        News::Soon,
        News::Room("Ana", "Friday"),
        News::Chat(ChatNews::Countered, "Ana"),
        News::Chat(ChatNews::StillHoped, "Ana"),
        News::Chat(ChatNews::Expired, "Ana"),
        News::Chat(ChatNews::AgreedByReader, "Ana"),
        News::Chat(ChatNews::MovedByReader, "Ana"),
        News::Chat(ChatNews::Moved, "Ana"),
        News::Chat(ChatNews::CalledOff, "Ana"),
    ];
    let steps = [
        Step::ChooseNewPassword,
        Step::ChoosePassword,
        Step::AnswerChat,
        Step::FindOthers,
        Step::OpenCall,
        Step::AnswerCall,
        Step::Ask("Ana"),
    ];
    let reasons = [
        Why::NewPassword,
        Why::Place,
        Why::Chat,
        Why::OnList,
        Why::Coming,
        Why::Invited,
        Why::Waiting("Ana"),
    ];
    let subjects = [
        Subject::NewPassword("Homecoming"),
        Subject::Place("Homecoming"),
        Subject::Chat(CoffeeChatType::CoffeeChat, "Ana"),
        Subject::Chat(CoffeeChatType::Introduction, "Ana"),
        Subject::Soon("Tea"),
        Subject::Room("Ana"),
    ];
    let all = |words: &dyn super::LetterWords| -> Vec<String> {
        let mut said: Vec<String> = news.iter().map(|news| words.news(*news).join(" ")).collect();
        said.extend(steps.iter().map(|step| words.step(*step)));
        said.extend(reasons.iter().map(|why| words.why(*why)));
        said.extend(subjects.iter().map(|subject| words.subject(*subject)));
        said.extend([words.hello("Ana"), words.without_button().to_owned(), words.join_at().to_owned()]);
        said.extend([words.join(true).to_owned(), words.join(false).to_owned()]);
        said
    };
    for (english, german) in all(english).into_iter().zip(all(german)) {
        assert_ne!(english, german);
        for text in [english, german] {
            assert!(!text.contains('!') && !text.contains("  ") && text.trim() == text, "{text}");
        }
    }
}
