//! Templates that mean harm end in an error, soon and with little memory.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use std::time::{Duration, Instant};

use score_template::{Error, ErrorKind, Functions, Surroundings, Template, Value};

fn render(template: &str) -> Result<String, Error> {
    let data = Value::map([
        ("m".to_owned(), Value::map([])),
        ("l".to_owned(), Value::list([1.into()])),
        ("s".to_owned(), "banana".into()),
    ]);
    let template = Template::parse(template, &Functions::sprig())?;
    Ok(template.render(&data, &Surroundings::fixed())?.text)
}

/// Far more than any of these takes, and far less than they would take unchecked.
const SOON: Duration = Duration::from_secs(15);

#[test]
fn templates_that_would_run_away_are_stopped() {
    let nested = |open: &str, middle: &str, close: &str| {
        format!("{}{middle}{}", open.repeat(10_000), close.repeat(10_000))
    };
    let cases = [
        // Loops.
        "{{range 1000000000}}{{end}}".to_owned(),
        "{{range until 1000000000}}{{end}}".to_owned(),
        "{{untilStep 0 9223372036854775807 1}}".to_owned(),
        "{{seq 1 1000000000}}".to_owned(),
        // Depth.
        format!("{{{{{}1{}}}}}", "(".repeat(10_000), ")".repeat(10_000)),
        nested("{{if true}}", "x", "{{end}}"),
        nested("{{with 1}}", "x", "{{end}}"),
        nested("{{range .l}}", "x", "{{end}}"),
        nested("{{block \"a\" .}}", "x", "{{end}}"),
        nested("{{if false}}{{else}}", "x", "{{end}}"),
        format!("{{{{define \"a\"}}}}{}{{{{end}}}}", "{{define \"b\"}}".repeat(10_000)),
        r#"{{define "a"}}{{template "a" .}}{{end}}{{template "a" .}}"#.to_owned(),
        r#"{{define "a"}}{{template "b" .}}{{end}}{{define "b"}}{{template "a" .}}{{end}}{{template "a"}}"#
            .to_owned(),
        r#"{{$l := list}}{{range 100000}}{{$l = list $l}}{{end}}{{$l}}"#.to_owned(),
        r#"{{$d := dict}}{{range 100000}}{{$d = dict "a" $d}}{{end}}{{$d | toJson}}"#.to_owned(),
        r#"{{$d := dict}}{{range 100000}}{{$d = dict "a" $d}}{{end}}{{deepEqual $d $d}}{{eq $d $d}}"#.to_owned(),
        r#"{{$d := dict}}{{range 100000}}{{$d = dict "a" $d}}{{end}}{{merge (dict) $d (deepCopy $d)}}"#.to_owned(),
        r#"{{mustFromJson (repeat 100000 "[")}}"#.to_owned(),
        // Size.
        r#"{{repeat 1000000000 "x"}}"#.to_owned(),
        r#"{{repeat 9223372036854775807 "xx"}}"#.to_owned(),
        r#"{{indent 1000000000 "x"}}"#.to_owned(),
        r#"{{indent 10000 (repeat 100000 "\n")}}"#.to_owned(),
        r#"{{$x := "x"}}{{range 100}}{{$x = print $x $x}}{{end}}"#.to_owned(),
        r#"{{$x := "x"}}{{range 100}}{{$x = replace "x" "xx" $x}}{{end}}"#.to_owned(),
        r#"{{$x := "x"}}{{range 100}}{{$x = regexReplaceAll "x" $x "xx"}}{{end}}"#.to_owned(),
        r#"{{$x := list 1}}{{range 100}}{{$x = concat $x $x}}{{end}}"#.to_owned(),
        r#"{{$x := list 1}}{{range 100}}{{$x = list $x $x}}{{end}}{{$x}}"#.to_owned(),
        r#"{{$x := list 1}}{{range 100}}{{$x = list $x $x}}{{end}}{{eq (len (deepCopy $x)) 0}}"#.to_owned(),
        r#"{{$x := list 1}}{{range 100}}{{$x = list $x $x}}{{end}}{{deepEqual $x (list 1)}}{{uniq (list $x $x)}}{{$x}}"#.to_owned(),
        r#"{{range 1000000}}{{printf "%1000000d" 1}}{{end}}"#.to_owned(),
        r#"{{randAlphaNum 1000000000}}"#.to_owned(),
        r#"{{randBytes 1000000000}}"#.to_owned(),
        r#"{{range 100000}}{{set $.m (print (len $.m)) (repeat 100000 "y")}}{{end}}"#.to_owned(),
        // Maps within themselves.
        r#"{{set .m "a" .m}}"#.to_owned(),
        r#"{{$d := dict}}{{$_ := set $d "a" (list $d)}}{{$d}}"#.to_owned(),
        r#"{{$d := dict "a" (dict)}}{{$_ := set $d.a "b" $d}}{{$d | toJson}}"#.to_owned(),
        r#"{{$d := dict}}{{$_ := merge $d (dict "a" $d)}}{{$d | mustToJson}}"#.to_owned(),
        // Expressions that are slow elsewhere.
        r#"{{range 100000}}{{regexMatch (print "(a{1,500}){1,500}" (len $.l)) "a"}}{{end}}{{fail "done"}}"#.to_owned(),
        r#"{{mustRegexMatch "((a{1,100}){1,100}){1,100}" (repeat 100000 "a")}}"#.to_owned(),
        r#"{{range $i := until 100000}}{{mustRegexMatch (print $i "[a-z]{1,100}\\pL{100}") "a"}}{{end}}"#.to_owned(),
        r#"{{range 100000}}{{regexFindAll "." (repeat 10000 "a") -1}}{{end}}"#.to_owned(),
        r#"{{range 100000}}{{semverCompare (repeat 10000 ">1,") "1.2.3"}}{{end}}"#.to_owned(),
        r#"{{range 100000}}{{sortAlpha (splitList "" (repeat 10000 "ab"))}}{{end}}"#.to_owned(),
        r#"{{range 100000}}{{uniq (until 10000)}}{{end}}"#.to_owned(),
        r#"{{$x := until 100000}}{{range 1000000}}{{without $x 1 2 3}}{{end}}"#.to_owned(),
        r#"{{$x := repeat 1000000 "a"}}{{range 1000000}}{{$y := sha512sum $x}}{{end}}"#.to_owned(),
        r#"{{$x := until 100000}}{{range 1000000}}{{$y := append $x 1}}{{end}}"#.to_owned(),
        r#"{{range 1000000000}}{{break}}{{end}}{{range 1000000000}}{{continue}}{{end}}"#.to_owned(),
    ];
    for template in cases {
        let began = Instant::now();
        let outcome = render(&template);
        let took = began.elapsed();
        let shown: String = template.chars().take(100).collect();
        assert!(outcome.is_err(), "{shown} gave {} bytes", outcome.unwrap_or_default().len());
        assert!(took < SOON, "{shown} took {took:?}");
    }
}

#[test]
fn numbers_at_the_ends_of_their_range_are_no_more_than_numbers() {
    let calls = [
        "abbrev N .s",
        "abbrevboth N N .s",
        "add N N",
        "add1 N",
        "add1f N",
        "addf N N",
        "ceil N",
        "chunk N .l",
        "div N -1",
        "divf N -1",
        "duration (int64 N)",
        "durationRound (int64 N)",
        "float64 N",
        "floor N",
        "indent N .s",
        "index .l N",
        "int N",
        "max N -1",
        "mod N -1",
        "mul N -1",
        "mulf N N",
        "nindent N .s",
        "plural .s .s N",
        "randInt N 1",
        "randInt 0 N",
        "randAlpha N",
        "randBytes N",
        "regexFindAll \"a\" .s N",
        "regexSplit \"a\" .s N",
        "repeat N .s",
        "round N N",
        "round 2.5 N",
        "seq N",
        "seq N 1",
        "seq 1 N",
        "seq N -1 N",
        "seq 0 N N",
        "slice .l N",
        "slice .l 0 N",
        "splitn .s N .s",
        "sub N 1",
        "sub 0 N",
        "substr N N .s",
        "substr 0 N .s",
        "substr N 1 .s",
        "toDecimal N",
        "trunc N .s",
        "until N",
        "untilStep N 0 1",
        "untilStep 0 N N",
        "untilStep N N -1",
        "wrap N .s",
        "wrapWith N .s .s",
        "date \"2006\" N",
        "htmlDate N",
        "ago N",
        "dateInZone \"2006 MST\" N \"Etc/GMTN\"",
        "dateInZone \"2006 MST\" N \"UTC\"",
        "printf \"%d %x %b %c %U %q\" N N N N N N",
        "printf \"%*d\" N 1",
        "printf \"%.*f\" N 1.0",
        "printf \"%[Nd\" 1",
        "eq N -1",
        "lt N 0",
        "print N",
        "toJson N",
        "dateModify \"Nh\" .d",
        "(toDate \"2006\" \"2024\").AddDate N N N",
        "((toDate \"2006\" \"2024\").Add N).Year",
        "range N",
    ];
    for number in ["-9223372036854775808", "9223372036854775807", "-1", "0"] {
        for call in calls {
            // What comes of it is left to other tests: a text or an error, but no panic.
            let _ = render(&format!("{{{{{}}}}}", call.replace('N', number)));
        }
        let _ = render(&format!("{{{{range {number}}}}}{{{{break}}}}{{{{end}}}}"));
    }
}

#[test]
fn a_limit_says_that_it_is_one() {
    for template in [
        "{{range 1000000000}}{{end}}",
        r#"{{repeat 1000000000 "x"}}"#,
        r#"{{define "a"}}{{template "a" .}}{{end}}{{template "a" .}}"#,
    ] {
        assert_eq!(render(template).unwrap_err().kind, ErrorKind::Limit, "{template}");
    }
    let deep = format!("{{{{{}1{}}}}}", "(".repeat(10_000), ")".repeat(10_000));
    assert_eq!(render(&deep).unwrap_err().kind, ErrorKind::Limit);
}

#[test]
fn long_templates_take_time_in_proportion() {
    let many = |piece: fn(usize) -> String| (0..20_000).map(piece).collect::<String>();
    for template in [
        many(|index| format!("{{{{define \"t{index}\"}}}}x{{{{end}}}}")),
        many(|index| format!("{{{{template \"t{index}\"}}}}")),
        many(|index| format!("{{{{$v{index} := {index}}}}}{{{{$v{index}}}}}")),
        many(|index| format!("{{{{$v{index} := {index}}}}}")) + &many(|index| format!("{{{{$v{index}}}}}")),
        many(|index| format!("{{{{block \"b{index}\" .}}}}{{{{end}}}}")),
        many(|_| "{{if .m}}a{{else if .l}}b{{end}}\n".to_owned()),
        format!("{{{{if 1}}}}{}{{{{end}}}}", "{{else if 1}}".repeat(20_000)),
        format!("{{{{1 {}}}}}", "| print ".repeat(20_000)),
        format!("{{{{print {}}}}}", "1 ".repeat(20_000)),
        format!("{{{{.m{}}}}}", ".a".repeat(20_000)),
        format!("{{{{print \"{}\"}}}}", "\\\"".repeat(100_000)),
        "{{/* */}}".repeat(20_000),
        "{{".repeat(20_000),
        "{{- ".repeat(20_000),
    ] {
        let began = Instant::now();
        let _ = render(&template);
        let shown: String = template.chars().take(60).collect();
        assert!(began.elapsed() < SOON, "{shown} took {:?}", began.elapsed());
    }
}
