use super::*;

/// Made by `printf x | sha256sum`.
const DIGEST_OF_X: &str = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881";

#[test]
fn names_of_local_files_mean_what_they_say() {
    let folder = folder();
    let settings = settings(folder.path());
    for name in ["a b.yaml", "a#b.yaml", "a?b=c.yaml", "a%20b.yaml", "C:x.yaml"] {
        let path = folder.path().join(name);
        std::fs::write(&path, name).unwrap();
        assert_eq!(text(path.to_str().unwrap(), &settings), name);
    }
}

#[test]
fn a_local_folder_stands_for_the_files_in_it_by_name() {
    let folder = folder();
    let settings = settings(folder.path());
    let place = folder.path().join("p");
    std::fs::create_dir_all(place.join("folder")).unwrap();
    for name in ["10.yaml", "9.yaml", "README", ".hidden", "folder/inner.yaml"] {
        std::fs::write(place.join(name), name).unwrap();
    }
    let uri = format!("{}/./", place.display());
    let files = fetch_with(&uri, &settings).unwrap();
    let texts: Vec<&[u8]> = files.iter().map(|file| file.bytes.as_slice()).collect();
    assert_eq!(texts, [&b"10.yaml"[..], b"9.yaml", b"README"]);
    assert_eq!(files[0].source, place.join("10.yaml").to_str().unwrap());

    std::fs::create_dir(folder.path().join("empty")).unwrap();
    assert_eq!(failure(folder.path().join("empty").to_str().unwrap(), &settings), "the folder has no files");
}

#[test]
fn a_local_file_can_be_pinned_and_limited() {
    let folder = folder();
    let mut settings = settings(folder.path());
    let path = folder.path().join("x");
    std::fs::write(&path, "x").unwrap();
    let uri = format!("{}#sha256={DIGEST_OF_X}", path.display());
    assert_eq!(text(&uri, &settings), "x");
    std::fs::write(&path, "y").unwrap();
    let said = failure(&uri, &settings);
    assert!(said.starts_with("its content has the digest sha256=a1fce436"), "{said}");
    assert!(said.ends_with("help: look at what changed before you change the digest"), "{said}");

    settings.largest = 0;
    assert!(failure(path.to_str().unwrap(), &settings).starts_with("it is larger than 0 bytes\nhelp: "));
    assert_eq!(failure("no/such", &settings), "there is no such file or folder");
}
