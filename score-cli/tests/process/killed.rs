//! A run that is killed.

use std::collections::BTreeMap;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::folder::{Folder, SHOP};

/// How many runs are killed.
const KILLED: u32 = 200;

fn files(folder: &Folder) -> BTreeMap<String, Vec<u8>> {
    folder.files().into_iter().filter(|(name, _)| !is_unfinished(name)).collect()
}

/// What a killed run may leave behind, and the next one clears away.
fn is_unfinished(path: &str) -> bool {
    path.split('/').any(|name| name.starts_with(".score-") && name.ends_with(".new"))
}

/// Kills a run, each round at another moment of the time it takes.
fn kill_a_run(folder: &Folder, arguments: &[&str], took: Duration, round: u32) {
    let mut command = folder.command(arguments);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    // Spread evenly over the time of a run; the machine adds its own chance.
    std::thread::sleep(took * (round * 37 % KILLED) / KILLED);
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_run_that_is_killed_leaves_each_file_old_or_new() {
    let folder = Folder::new();
    folder.done(&["compose", "init", "--no-sample"]);
    let new_version = SHOP.replace("shop:1", "shop:2").replace("mode=fast", "mode=slow");
    let generate = ["compose", "generate", "score.yaml"];
    let mut took = Duration::MAX;
    let mut versions = Vec::new();
    for text in [SHOP, &new_version, SHOP, &new_version] {
        folder.write("score.yaml", text);
        let start = Instant::now();
        folder.done(&generate);
        took = took.min(start.elapsed());
        versions.push(files(&folder));
    }
    assert!(versions[0] == versions[2] && versions[1] == versions[3]);
    assert!(versions[0].keys().eq(versions[1].keys()));
    let differing = versions[0].iter().filter(|(name, bytes)| versions[1][*name] != **bytes).count();
    assert_eq!(differing, 4, "the score file, the state, compose.yaml and the mounted file");

    let mut changed = 0;
    for round in 0..KILLED {
        let version = if round % 2 == 0 { SHOP } else { &new_version };
        folder.write("score.yaml", version);
        let before = files(&folder);
        kill_a_run(&folder, &generate, took, round);
        let after = files(&folder);
        assert!(after.keys().eq(versions[0].keys()), "round {round}: {:?}", after.keys());
        for (name, bytes) in &after {
            let is_whole = versions.iter().any(|version| version[name] == *bytes);
            assert!(is_whole, "round {round}: {name} is neither old nor new");
        }
        changed += u32::from(after != before);
    }
    assert!(changed > 0 && changed < KILLED, "{changed} of {KILLED} runs got as far as writing");

    folder.write("score.yaml", SHOP);
    folder.done(&generate);
    assert!(files(&folder) == versions[0]);
    let left: Vec<String> =
        folder.files().into_iter().map(|(name, _)| name).filter(|name| is_unfinished(name)).collect();
    assert_eq!(left, [""; 0]);
}

#[test]
fn a_new_folder_is_there_with_all_its_files_or_not_at_all() {
    let more_files = ["a", "b", "c", "d"].map(|name| format!("      /etc/{name}.conf: {{content: x}}\n"));
    let shop = SHOP.replace("resources:\n", &format!("{}resources:\n", more_files.concat()));
    let folder = Folder::with(&[("score.yaml", &shop)]);
    let generate = ["generate", "-t", "compose"];
    let start = Instant::now();
    folder.done(&generate);
    let took = start.elapsed();
    let whole = files(&folder);
    let mounted = whole.keys().filter(|name| name.starts_with("compose-files/")).count();
    assert_eq!(mounted, 6, "five of the workload, one of its database");
    let permissions = |name: &str| {
        use std::os::unix::fs::PermissionsExt;
        std::fs::metadata(folder.path.join(name)).unwrap().permissions().mode() & 0o777
    };
    assert_eq!(permissions("compose-files/files/shop-files-a.conf"), 0o644);
    assert_eq!(permissions("compose-files"), permissions("compose-files/files"));

    let mut whole_rounds = 0;
    for round in 0..KILLED / 2 {
        for made in ["compose-files", "compose.yaml"] {
            let path = folder.path.join(made);
            let _ = if path.is_dir() { std::fs::remove_dir_all(&path) } else { std::fs::remove_file(&path) };
        }
        kill_a_run(&folder, &generate, took, round);
        let left = files(&folder);
        let found = left.keys().filter(|name| name.starts_with("compose-files/")).count();
        assert!(found == 0 || found == mounted, "round {round}: {:?}", left.keys());
        assert!(left.iter().all(|(name, bytes)| whole[name] == *bytes), "round {round}");
        whole_rounds += u32::from(left == whole);
    }
    assert!(whole_rounds < KILLED / 2, "no run was killed before its end");

    folder.done(&generate);
    assert!(files(&folder) == whole);
    assert!(folder.files().iter().all(|(name, _)| !is_unfinished(name)));
}
