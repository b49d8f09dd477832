//! Programs: what they read and what becomes of their answer.

use super::*;
use crate::targets::{COMPOSE, KUBERNETES};

const REQUEST: &str = "\
type: cache
id: shop.c
guid: 00000000-0000-4000-8000-000000000001
source_workload: shop
workload_metadata: {name: shop, team: a}
params: {size: 2}
state: {n: 1}
shared: {seen: true}
workloads:
  shop:
    ports:
      web: {port: 80, targetPort: 8080}
      '80': {port: 81, protocol: UDP}
facts: {ComposeProjectName: demo, MountsDirectory: mounts, Namespace: ns1}
";

#[test]
fn a_program_reads_the_request_as_json() {
    let common = r#""resource_class":"default","resource_id":"shop.c","resource_metadata":null,"resource_params":{"size":2},"resource_state":{"n":1},"resource_type":"cache","resource_uid":"cache.default#shop.c","shared_state":{"seen":true},"source_workload":"shop""#;
    // The name of a port comes before the number of another.
    let services = r#""workload_services":{"shop":{"ServiceName":"shop","ports":{"80":{"name":"80","port":81,"protocol":"UDP","target_port":81},"81":{"name":"80","port":81,"protocol":"UDP","target_port":81},"web":{"name":"web","port":80,"protocol":"TCP","target_port":8080}}}}"#;
    for (target, wanted) in [
        (
            &COMPOSE,
            format!(r#"{{"compose_project_name":"demo","mount_directory_path":"mounts",{common},{services}}}"#),
        ),
        (
            &KUBERNETES,
            format!(r#"{{"namespace":"ns1",{common},"workload_metadata":{{"name":"shop","team":"a"}},{services}}}"#)
                .replace(
                    r#""resource_id""#,
                    r#""resource_guid":"00000000-0000-4000-8000-000000000001","resource_id""#,
                ),
        ),
    ] {
        let file = "- {uri: 'cmd://./bin/it#1', type: cache, args: [-c, <mode>, 'x<mode>y', 8]}";
        let provisioners = loaded(target, file, &LoadOptions::new());
        let host = Answering::new("{}", "");
        let (outcome, log) = asked(&provisioners, target, REQUEST, &host);
        assert!(outcome.is_some() && log.is_empty(), "{log:?}");
        let commands = host.asked.lock().unwrap();
        let [command] = commands.as_slice() else { panic!("{commands:?}") };
        assert_eq!(command.program, "./bin/it");
        assert_eq!(command.arguments, ["-c", "provision", "x<mode>y", "8"]);
        assert_eq!(String::from_utf8_lossy(&command.input), wanted);
    }
}

#[test]
fn the_answer_of_a_program_is_taken_apart() {
    for (answer, wanted) in [
        ("{}", r#"{}"#),
        ("null", r#"{}"#),
        (
            r#"{"resource_state":{"a":1},"resource_outputs":null,"compose_models":null}"#,
            r#"{"state":{"a":1}}"#,
        ),
        (
            r#"{"Resource_Outputs":{"a":1000000,"b":1.5,"c":12345678901234567890}} and {more"#,
            r#"{"outputs":{"a":1000000,"b":1.5,"c":12345678901234567890}}"#,
        ),
        (r#"{"shared_state":{"gone":null}}"#, r#"{"shared":{"gone":null}}"#),
        (
            r#"{"relative_directories":{"d":true},"relative_file_contents":{"f":null},"compose_services":{"s":{}},
             "compose_networks":{"n":{}},"compose_volumes":{"v":{}},"compose_models":{"m":{}},"info_logs":["it is"]}"#,
            r#"{"directories":{"d":true},"files":{"f":null},"models":{"m":{}},"networks":{"n":{}},"notices":["it is"],"services":{"s":{}},"volumes":{"v":{}}}"#,
        ),
    ] {
        let provisioners = loaded(&COMPOSE, "- {uri: 'cmd://it', type: cache}", &LoadOptions::new());
        let (outcome, log) = asked(&provisioners, &COMPOSE, REQUEST, &Answering::new(answer, ""));
        assert!(log.is_empty(), "{log:?}");
        assert_eq!(json(&Value::Mapping(outcome.unwrap())).unwrap(), wanted, "{answer}");
    }
}

#[test]
fn what_a_program_says_is_handed_on_without_secrets() {
    let provisioners = loaded(&COMPOSE, "- {uri: 'cmd://it', type: cache}", &LoadOptions::new());
    let host = Answering::new(r#"{"resource_state":{"password":"hunter2"}}"#, "\nmade it\nwith hunter2\n");
    let (outcome, _) = asked(&provisioners, &COMPOSE, REQUEST, &host);
    let notices = json(outcome.unwrap().get("notices").unwrap()).unwrap();
    assert_eq!(notices, r#"["made it","with ••••"]"#);
}
