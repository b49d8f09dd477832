use super::*;

fn value(json: &str) -> Value {
    Value::from(serde_json::from_str::<serde_json::Value>(json).unwrap())
}

#[test]
fn secrets_are_found_by_name_and_masked_wherever_they_occur() {
    let mut secrets = Secrets::new();
    secrets.add_within(&value(
        r#"{"user":"app","rootPassword":"hunter2","pin_token":1234,"empty-password":"",
            "list":[{"api_key":"k-99"}],"kind":"Secret","data":{"x":"cGFzcw=="},
            "ref-password":"🔐💬pg_password💬🔐","env":[{"name":"DB_PASSWORD","value":"by-env"}, "PGPASS=by-line"],
            "from":"amqp://user:by-url@host:1/x"}"#,
    ));
    let shown = secrets.mask_value(&value(
        r#"{"url":"pg://app:hunter2@pg","b64":"aHVudGVyMg==","n":1234,"k":"k-99","x":"cGFzcw==",
            "ref":"🔐💬pg_password💬🔐","other":5,"basic":"Basic dTpodW50ZXIyIQ== ok","env":"by-env by-line by-url"}"#,
    ));
    assert_eq!(
        shown,
        value(
            r#"{"url":"pg://app:••••@pg","b64":"••••","n":"••••","k":"••••","x":"••••",
                "ref":"🔐💬pg_password💬🔐","other":5,"basic":"Basic •••• ok","env":"•••• •••• ••••"}"#
        )
    );
}

#[test]
fn what_says_where_a_secret_is_can_be_seen() {
    let mut secrets = Secrets::new();
    let manifest = value(
        r#"{"env":[{"name":"PASSWORD","valueFrom":{"secretKeyRef":{"name":"pg-app","key":"password"}}}],
            "volumes":[{"secret":{"secretName":"pg-app"}}],"imagePullSecrets":[{"name":"registry"}],
            "passwordSecret":{"name":"pg-app","key":"password"}}"#,
    );
    secrets.add_within(&manifest);
    assert_eq!(secrets.mask_value(&manifest), manifest);
}

/// `%` stands for a long text that was drawn, `~` for a short one.
#[test]
fn what_was_drawn_is_secret_by_its_name_or_its_length() {
    const DRAWN: &str = "Zk3vQ8mPx2LwYb6TnR9d";
    const AGAIN: &str = "a0Bc1De2Fg3Hi4Jk5Lm6";
    for (drawn, shown) in [
        (r#"{"password":"~"}"#, r#"{"password":"••••"}"#),
        (r#"{"username":"user-%"}"#, r#"{"username":"user-%"}"#),
        (r#"{"suffix":"~"}"#, r#"{"suffix":"~"}"#),
        (r#"{"pw":"~"}"#, r#"{"pw":"~"}"#),
        (r#"{"pw":"%"}"#, r#"{"pw":"••••"}"#),
        (r#"{"run":"server --require % --fast"}"#, r#"{"run":"server --require •••• --fast"}"#),
        (r#"{"run":"server --name ~"}"#, r#"{"run":"server --name ~"}"#),
        // Used as a password later.
        (r#"{"pw":"~","password":"~"}"#, r#"{"pw":"••••","password":"••••"}"#),
        // A name where it stands as one.
        (r#"{"name":"%","url":"https://%.local"}"#, r#"{"name":"%","url":"https://%.local"}"#),
        (r#"{"user":"~","connection_string":"pg://~:%@h"}"#, r#"{"user":"~","connection_string":"••••"}"#),
        (r#"{"user":"~","x":"pg://~:%@h","y":"%"}"#, r#"{"user":"~","x":"pg://••••@h","y":"••••"}"#),
        // Keys are names, but for those that were drawn as secrets.
        (r#"{"services":{"pg-%":{"image":"x"}}}"#, r#"{"services":{"pg-%":{"image":"x"}}}"#),
        (r#"{"tokens":{"%":"admin"}}"#, r#"{"tokens":{"••••":"••••"}}"#),
        (
            r#"{"credentials":{"username":"u-~","password":"~~"}}"#,
            r#"{"credentials":{"username":"u-~","password":"••••"}}"#,
        ),
        (r#"{"id":"~~-~~-~~","trace":"%-~"}"#, r#"{"id":"~~-~~-~~","trace":"••••"}"#),
    ] {
        let with = |long: &str, short: &str| drawn.replace('%', long).replace('~', short);
        let mut secrets = Secrets::new();
        let (one, other) = (value(&with(DRAWN, "q4Zt")), value(&with(AGAIN, "M8ke")));
        secrets.add_within(&one);
        secrets.add_drawn(&one, &other);
        let wanted = value(&shown.replace('%', DRAWN).replace('~', "q4Zt"));
        assert_eq!(secrets.mask_value(&one), wanted, "{drawn}");
    }
}

#[test]
fn rendered_text_is_masked_by_what_stands_where() {
    for (text, shown) in [
        // A password that is a word of everyday life.
        ("password: password\nhint: the password\n# password\n", "password: ••••\nhint: the ••••\n# ••••\n"),
        ("pin-token: \"12\"\nn: 12\nm: 123\n", "pin-token: \"••••\"\nn: ••••\nm: 123\n"),
        ("password: \"a\\\"bcde\"\n", "password: \"••••\"\n"),
        ("{password: 'it''s', b: [\"it's\"]}", "{password: '••••', b: [\"••••\"]}"),
        (
            "private_key: |\n  -----BEGIN KEY-----\n  abcdefghijklmnopqrstuv\n  -----END KEY-----\nx: 1\n",
            "private_key: |\n  ••••\nx: 1\n",
        ),
        (
            "tls: |\n  key abcdefghijklmnopqrstuv\nsecret: |\n  abcdefghijklmnopqrstuv\n  b\n",
            "tls: |\n  key ••••\nsecret: |\n  ••••\n",
        ),
    ] {
        let mut secrets = Secrets::new();
        secrets.add_within(&first_document(text));
        assert_eq!(secrets.mask_rendered(text), shown);
    }
}

#[test]
fn text_that_is_not_yaml_gives_away_no_more() {
    for (text, shown) in [
        ("user: app\npassword: \"hunter2\n", "user: app\npassword: \"••••\n"),
        ("- DB_PASSWORD=hunter2\n[", "- DB_PASSWORD=••••\n["),
        (r#"{"outputs": {"token": "t-1234", "a": "#, r#"{"outputs": {"token": "••••", "a": "#),
    ] {
        let mut secrets = Secrets::new();
        secrets.add_within(&guessed(text));
        assert_eq!(secrets.mask_rendered(text), shown);
    }
}

fn first_document(text: &str) -> Value {
    let limits = score_yaml::Limits::default();
    score_yaml::read_first_value(text, &limits).unwrap().unwrap()
}
