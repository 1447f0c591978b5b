//! A letter in parts, and its two written forms: plain text and simple HTML.

use std::sync::LazyLock;

use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, Value, context};

use super::{LetterWords, News, Step, Subject, Why};

/// What is said to one person, in their language. All parts are plain text; the HTML form escapes them.
#[derive(Clone)]
pub struct Letter {
    words: &'static dyn LetterWords,
    /// The subject line: neutral, since calendars make it the title of the appointment.
    pub subject: String,
    /// How the person is greeted.
    pub hello: String,
    /// What there is to say, a paragraph each.
    pub paragraphs: Vec<String>,
    /// Points one below the other, such as times.
    pub points: Vec<String>,
    /// What somebody wrote.
    pub quote: Option<String>,
    /// What to do next.
    pub button: Option<Button>,
    /// Why this letter came.
    pub footer: String,
}

/// A link that stands out.
#[derive(Clone, Debug)]
pub struct Button {
    /// What it does.
    pub label: String,
    /// Where it leads.
    pub url: String,
}

static LAYOUTS: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut layouts = Environment::new();
    layouts.set_auto_escape_callback(|name| match name {
        "letter.html" => AutoEscape::Html,
        _ => AutoEscape::None,
    });
    let syntax =
        SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build();
    layouts.set_syntax(syntax.expect("the usual signs of the language"));
    for (name, source) in [
        ("letter.txt", include_str!("templates/letter.txt")),
        ("letter.html", include_str!("templates/letter.html")),
    ] {
        layouts.add_template(name, source).expect("the layouts are compiled in and tested");
    }
    layouts
});

impl Letter {
    /// A letter with a subject, to somebody called so, in these words.
    pub fn to(name: &str, words: &'static dyn LetterWords, subject: Subject<'_>) -> Self {
        Self {
            words,
            subject: words.subject(subject),
            hello: words.hello(name),
            paragraphs: Vec::new(),
            points: Vec::new(),
            quote: None,
            button: None,
            footer: String::new(),
        }
    }

    /// Tells what happened.
    pub fn tell(mut self, news: News<'_>) -> Self {
        self.paragraphs.extend(self.words.news(news));
        self
    }

    /// Adds points.
    pub fn list(mut self, points: impl IntoIterator<Item = String>) -> Self {
        self.points.extend(points);
        self
    }

    /// Adds what somebody wrote, unless they wrote nothing.
    pub fn quoting(mut self, words: Option<&str>) -> Self {
        self.quote = words.map(str::trim).filter(|words| !words.is_empty()).map(str::to_owned);
        self
    }

    /// Adds a link that stands out.
    pub fn with_button(mut self, step: Step<'_>, url: impl Into<String>) -> Self {
        self.button = Some(Button { label: self.words.step(step), url: url.into() });
        self
    }

    /// Says why the letter came.
    pub fn because(mut self, why: Why<'_>) -> Self {
        self.footer = self.words.why(why);
        self
    }

    /// As plain text.
    pub fn as_text(&self, site_name: &str) -> String {
        self.render("letter.txt", site_name)
    }

    /// As HTML without images, scripts or anything from elsewhere.
    pub fn as_html(&self, site_name: &str) -> String {
        self.render("letter.html", site_name)
    }

    fn render(&self, layout: &str, site_name: &str) -> String {
        LAYOUTS
            .get_template(layout)
            .and_then(|template| template.render(self.parts(site_name)))
            .expect("the layouts use nothing that a letter lacks")
    }

    fn parts(&self, site_name: &str) -> Value {
        let quote_lines: Vec<String> =
            self.quote.iter().flat_map(|quote| quote.lines()).map(str::to_owned).collect();
        context! {
            site_name => site_name.to_owned(),
            quote_lines,
            subject => self.subject.clone(),
            language => self.words.language().as_str(),
            hello => self.hello.clone(),
            without_button => self.words.without_button(),
            paragraphs => self.paragraphs.clone(),
            points => self.points.clone(),
            button_label => self.button.as_ref().map(|button| button.label.clone()),
            button_url => self.button.as_ref().map(|button| button.url.clone()),
            footer => self.footer.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use model::coffee_chat::CoffeeChatType;
    use model::language::Language;

    use super::*;
    use crate::mail::{ChatNews, letter_words};

    fn letter(language: Language, time: &str) -> Letter {
        let asked = ChatNews::Asked { kind: CoffeeChatType::CoffeeChat, minutes: 30 };
        Letter::to("Ben", letter_words(language), Subject::Chat(CoffeeChatType::CoffeeChat, "Ana"))
            .tell(News::Chat(asked, "Ana Silva"))
            .list([time.to_owned()])
            .quoting(Some("Hi <b>Ben</b>\nsee \"you\" & others"))
            .with_button(Step::AnswerChat, "https://alumni.example/coffee-chat?a=1&b=2")
            .because(Why::Chat)
    }

    fn english() -> Letter {
        letter(Language::English, "Wednesday 10 March 2027, 16:00 Berlin")
    }

    #[test]
    fn both_forms_say_the_same() {
        insta::assert_snapshot!(english().as_text("Homecoming"), @r#"
        Hello Ben,

        Ana Silva would like to have a coffee chat with you. It takes 30 minutes, by video.

        - Wednesday 10 March 2027, 16:00 Berlin

        > Hi <b>Ben</b>
        > see "you" & others

        See the times and answer: https://alumni.example/coffee-chat?a=1&b=2

        --
        Homecoming
        You get this letter because it is about a coffee chat of yours.
        "#);
        let html = english().as_html("Homecoming");
        for part in [
            "<html lang=\"en\">",
            "Hello Ben,",
            "Wednesday 10 March 2027, 16:00 Berlin",
            ">See the times and answer</a>",
            "If the button does not work:",
            "a coffee chat of yours",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
    }

    #[test]
    fn a_letter_is_in_one_language_from_the_greeting_to_the_end() {
        let german = letter(Language::German, "Mittwoch, 10. März 2027, 16:00 Berlin");
        assert_eq!(german.subject, "Kaffeegespräch mit Ana");
        insta::assert_snapshot!(german.as_text("Homecoming"), @r#"
        Hallo Ben,

        Ana Silva möchte sich mit dir auf einen Kaffee treffen. Das dauert 30 Minuten, per Video.

        - Mittwoch, 10. März 2027, 16:00 Berlin

        > Hi <b>Ben</b>
        > see "you" & others

        Zeiten ansehen und antworten: https://alumni.example/coffee-chat?a=1&b=2

        --
        Homecoming
        Du bekommst diesen Brief, weil es um ein Kaffeegespräch von dir geht.
        "#);
        let html = german.as_html("Homecoming");
        assert!(
            html.contains("<html lang=\"de\">") && html.contains("Falls die Schaltfläche nicht geht:"),
            "{html}"
        );
    }

    #[test]
    fn what_people_write_is_text_and_never_markup() {
        let html = english().as_html("Homecoming");
        assert!(html.contains("Hi &lt;b&gt;Ben&lt;&#x2f;b&gt;"), "{html}");
        assert!(!html.contains("<b>Ben"));
        assert!(!html.contains("src="), "nothing is fetched from anywhere");
    }

    #[test]
    fn parts_that_are_missing_leave_no_trace() {
        let words = letter_words(Language::English);
        let text = Letter::to("Ben", words, Subject::Call("Tea"))
            .tell(News::Soon)
            .quoting(Some("  "))
            .because(Why::Invited)
            .as_text("Homecoming");
        let expected = "Hello Ben,\n\nYour call begins in a few minutes.\n\n--\nHomecoming\n\
                        You get this letter because you are invited.\n";
        assert_eq!(text, expected);
    }
}
