//! `generate N DIR`: writes N score files into a folder.

use std::error::Error;
use std::fs;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [count, folder] = arguments.as_slice() else { return Err("usage: generate N DIR".into()) };
    let count = count.parse().map_err(|_| format!("`{count}` is not a number of score files"))?;
    let folder = Path::new(folder);
    fs::create_dir_all(folder)?;
    for file in score_benches::score_files(count) {
        fs::write(folder.join(&file.name), &file.text)?;
    }
    Ok(())
}
