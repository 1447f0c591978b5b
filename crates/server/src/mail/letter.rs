//! A letter in parts, and its two written forms: plain text and simple HTML.

use std::sync::LazyLock;

use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, Value, context};

/// What is said to one person. All parts are plain text; the HTML form escapes them.
#[derive(Clone, Debug, Default)]
pub struct Letter {
    /// The subject line: neutral, since calendars make it the title of the appointment.
    pub subject: String,
    /// How the person is called.
    pub greeting: String,
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
    /// A letter with a subject, to somebody called so.
    pub fn to(greeting: &str, subject: impl Into<String>) -> Self {
        Self { subject: subject.into(), greeting: greeting.to_owned(), ..Self::default() }
    }

    /// Adds a paragraph.
    pub fn say(mut self, paragraph: impl Into<String>) -> Self {
        self.paragraphs.push(paragraph.into());
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
    pub fn with_button(mut self, label: &str, url: impl Into<String>) -> Self {
        self.button = Some(Button { label: label.to_owned(), url: url.into() });
        self
    }

    /// Says why the letter came.
    pub fn because(mut self, footer: impl Into<String>) -> Self {
        self.footer = footer.into();
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
            greeting => self.greeting.clone(),
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
    use super::*;

    fn letter() -> Letter {
        Letter::to("Ben", "Coffee chat with Ana")
            .say("Ana would like to have a coffee chat with you.")
            .list(["Wednesday 10 March 2027, 16:00 Berlin".to_owned()])
            .quoting(Some("Hi <b>Ben</b>\nsee \"you\" & others"))
            .with_button("Answer", "https://alumni.example/coffee-chat?a=1&b=2")
            .because("You get this because Ana asked you.")
    }

    #[test]
    fn both_forms_say_the_same() {
        insta::assert_snapshot!(letter().as_text("Homecoming"), @r#"
        Hello Ben,

        Ana would like to have a coffee chat with you.

        - Wednesday 10 March 2027, 16:00 Berlin

        > Hi <b>Ben</b>
        > see "you" & others

        Answer: https://alumni.example/coffee-chat?a=1&b=2

        --
        Homecoming
        You get this because Ana asked you.
        "#);
        let html = letter().as_html("Homecoming");
        for part in
            ["Hello Ben,", "Wednesday 10 March 2027, 16:00 Berlin", ">Answer</a>", "because Ana asked you"]
        {
            assert!(html.contains(part), "{part} in {html}");
        }
    }

    #[test]
    fn what_people_write_is_text_and_never_markup() {
        let html = letter().as_html("Homecoming");
        assert!(html.contains("Hi &lt;b&gt;Ben&lt;&#x2f;b&gt;"), "{html}");
        assert!(!html.contains("<b>Ben"));
        assert!(!html.contains("src="), "nothing is fetched from anywhere");
    }

    #[test]
    fn parts_that_are_missing_leave_no_trace() {
        let text = Letter::to("Ben", "Hello")
            .say("Short.")
            .quoting(Some("  "))
            .because("Why.")
            .as_text("Homecoming");
        assert_eq!(text, "Hello Ben,\n\nShort.\n\n--\nHomecoming\nWhy.\n");
    }
}
