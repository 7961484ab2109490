use super::*;

fn layer(text: &str) -> Layer {
    toml::from_str(text).unwrap()
}

fn problems(text: &str) -> Vec<String> {
    Federation::resolve(&layer(text)).unwrap_err().0
}

const WHOLE: &str = r#"
    [oidc]
    issuer = "https://id.example.org/realms/town"
    client_id = "wardbook"
    client_secret = "s3cret"
    redirect_url = "https://desk.example.org/auth/oidc/callback"
    provisioning = "create"

    [[oidc.roles]]
    claim = "realm_access.roles"
    value = "town desk"
    role = "town_center"
    area_claim = ["https://example.org/area"]

    [[oidc.roles]]
    claim = "groups"
    value = "audit"
    role = "administrator"
    everywhere = true

    [[jwt_issuers]]
    issuer = "https://id.example.org/realms/services"
    audience = "wardbook-api"
    algorithms = ["ES256", "EdDSA"]
"#;

#[test]
fn nobody_is_trusted_unless_it_is_said() {
    let Federation { provider, jwt_issuers } = Federation::resolve(&Layer::default()).unwrap();
    assert!(provider.is_none() && jwt_issuers.is_empty());
}

#[test]
fn a_file_names_a_provider_and_what_its_claims_give() {
    let Federation { provider, jwt_issuers } = Federation::resolve(&layer(WHOLE)).unwrap();
    let provider = provider.unwrap();
    assert_eq!((provider.page.as_str(), provider.name.as_str()), ("/explorer", "id.example.org"));
    assert_eq!(provider.username, "preferred_username".into());
    assert_eq!(provider.provisioning, Provisioning::Create);
    assert_eq!(provider.session, Duration::from_secs(12 * 3600));
    let places: Vec<_> = provider.roles.iter().map(|rule| rule.place.clone()).collect();
    let dotted = ClaimPath(vec!["https://example.org/area".to_owned()]);
    assert_eq!(places, [RulePlace::Claim(dotted), RulePlace::Everywhere]);
    assert_eq!(jwt_issuers[0].algorithms, [Algorithm::ES256, Algorithm::EdDSA]);
    assert!(!format!("{provider:?}").contains("s3cret"), "a secret does not show");
}

#[test]
fn all_that_a_provider_lacks_is_said_at_once() {
    let said = problems("[oidc]\nname = 'Town ID'");
    assert_eq!(said.len(), 4, "{said:?}");
    for (said, name) in said.iter().zip(["issuer", "client_id", "redirect_url", "client_secret"]) {
        assert!(said.starts_with(&format!("oidc.{name}")) && said.contains("is not set"), "{said}");
    }
}

#[test]
fn a_flag_or_the_environment_wins_over_the_file() {
    let above =
        layer("[oidc]\nclient_secret_file = '/nowhere/at/all'\nissuer = 'https://b.example'");
    let said = Federation::resolve(&above.over(layer(WHOLE))).unwrap_err().0;
    assert_eq!(said.len(), 1, "the file's own secret does not count beside it: {said:?}");
    assert!(said[0].contains("/nowhere/at/all"), "{said:?}");
}

#[test]
fn what_would_leave_the_machine_in_clear_is_refused() {
    for bad in [
        "http://id.example.org",
        "ftp://id.example.org",
        "id.example.org",
        "https://u:p@id.example",
    ] {
        let text = WHOLE.replace("https://id.example.org/realms/town", bad);
        assert!(problems(&text)[0].starts_with("oidc.issuer must be an address"), "{bad}");
    }
    for good in ["http://127.0.0.1:8080/realms/town", "http://localhost:1", "http://[::1]:1"] {
        let text = WHOLE.replace("https://id.example.org/realms/town", good);
        assert!(Federation::resolve(&layer(&text)).is_ok(), "{good}");
    }
}

#[test]
fn the_page_is_one_of_this_server() {
    for bad in [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "explorer",
        "",
        "/a?b",
        "/a#b",
    ] {
        let text = WHOLE.replace("provisioning = \"create\"", &format!("page = '{bad}'"));
        assert!(problems(&text)[0].starts_with("oidc.page must be a path"), "{bad}");
    }
}

#[test]
fn a_role_is_held_at_exactly_one_place() {
    for bad in ["", "everywhere = true\narea = '35'", "area = '35'\narea_claim = 'area'"] {
        let text = format!(
            "{}\n[[oidc.roles]]\nclaim = 'a'\nvalue = 'b'\nrole = 'analyst'\n{bad}",
            WHOLE.split("[[oidc.roles]]").next().unwrap()
        );
        assert!(problems(&text)[0].contains("say where `analyst` is held"), "{bad}");
    }
}

#[test]
fn a_shared_secret_signs_nothing_and_a_sign_in_is_no_credential() {
    for bad in ["HS256", "none", "RS1"] {
        let text = WHOLE.replace("\"EdDSA\"", &format!("\"{bad}\""));
        assert!(toml::from_str::<Layer>(&text).is_err(), "{bad}");
    }
    let text = WHOLE.replace("realms/services", "realms/town").replace("wardbook-api", "wardbook");
    assert!(problems(&text)[0].contains("must not be oidc.client_id"));
}
