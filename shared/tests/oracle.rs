//! Our small readers of addresses and patterns against well-known ones, which are too heavy for the browser.

use proptest::prelude::*;
use shared::pattern::{Address, Pattern, address, is_email};
use validator::{ValidateEmail, ValidateUrl};

#[test]
fn e_mail_addresses_are_judged_as_the_validator_crate_does() {
    for (text, ours) in [
        ("office@school.example.org", true),
        ("o'neill+etwinning@school.ie", true),
        ("first.last@sub.school.edu.es", true),
        ("direccion@colegio-ñandú.es", true),
        ("dirección@school.es", false),
        ("office@", false),
        ("@school.es", false),
        ("office school.es", false),
        ("of fice@school.es", false),
        ("office@school..es", false),
        ("office@-school.es", false),
        ("office@school-.es", false),
        ("a@b@c.es", false),
        ("office@school.es,other@school.es", false),
        ("Office <office@school.es>", false),
    ] {
        assert_eq!(is_email(text), ours, "{text}");
        assert_eq!(text.validate_email(), ours, "the oracle on {text}");
    }
    // Here we are stricter on purpose: these are typing errors in a school's form, whatever the standard allows.
    for text in
        ["office@school", "office@127.0.0.1", ".office@school.es", "of..fice@school.es", "office@[127.0.0.1]"]
    {
        assert!(!is_email(text), "{text}");
    }
    assert!(!is_email(&format!("{}@school.es", "x".repeat(65))));
    assert!(!is_email(&format!("office@{}.es", "x".repeat(64))));
}

#[test]
fn addresses_are_judged_as_the_validator_crate_does() {
    for (text, ours) in [
        ("https://school.example.org", true),
        ("HTTPS://School.Example.org/A?b=c#d", true),
        ("http://school.es:8080/página", true),
        ("https://школа.бг/страница", true),
        ("http://ñandú.es", true),
        ("https://", false),
        ("school.example.org", false),
        ("https://school .es", false),
        ("https://school.es:99999", false),
    ] {
        assert_eq!(matches!(address(text), Address::Host(_)), ours, "{text}");
        assert_eq!(text.validate_url(), ours, "the oracle on {text}");
    }
    for text in [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://school.es",
        "file:///etc/passwd",
        "https://localhost",
        "https:/school.es",
    ] {
        assert_eq!(address(text), Address::Bad, "{text}");
    }
    assert_eq!(address("https://me:secret@school.es/"), Address::WithUser);
    assert_eq!(address("https://school.es/mail?to=a@b.es"), Address::Host("school.es"));
}

proptest! {
    #[test]
    fn what_we_take_for_an_e_mail_the_oracle_takes_too(text in "[a-z0-9.@+ '-]{1,20}(@[a-z0-9.-]{1,20})?") {
        if is_email(&text) {
            prop_assert!(text.validate_email(), "{}", text);
        }
    }

    #[test]
    fn what_we_take_for_an_address_the_oracle_takes_too(text in "(https?://)?[a-z0-9.:@/?#% \\[\\]-]{0,30}") {
        if matches!(address(&text), Address::Host(_)) {
            prop_assert!(text.validate_url(), "{}", text);
        }
    }

    #[test]
    fn patterns_are_their_regular_expressions(text in "E?[0-9]{0,9}[a-zñ]?", any in ".{0,9}") {
        for pattern in Pattern::ALL {
            let regex = regex::Regex::new(pattern.regex()).unwrap();
            for text in [&text, &any] {
                prop_assert_eq!(pattern.matches(text), regex.is_match(text), "{:?} {}", pattern, text);
            }
        }
    }
}
