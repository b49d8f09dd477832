//! What flags change in score files before they are checked: overrides and images. A flag is for the one score file
//! that is given, or names the workload it is meant for.

use std::path::Path;

use score_core::diagnostic::{Diagnostics, suggest};
use score_core::document::overlay::overlay;
use score_core::document::property::override_property;
use score_core::document::{Document, parse};
use score_core::{Node, SourceId, Sources, Value};
use score_yaml::NodeData;

use crate::exit::Failure;
use crate::selection::read_source;

/// The flags as they were given.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Flags<'a> {
    /// `--overrides-file`, each `[WORKLOAD:]FILE`.
    pub(crate) overrides_file: &'a [String],
    /// `--override-property`, each `[WORKLOAD:]PATH=VALUE`.
    pub(crate) override_property: &'a [String],
    /// `--image`, each `[[WORKLOAD/]CONTAINER=]IMAGE`.
    pub(crate) image: &'a [String],
}

/// The flags, read.
#[derive(Debug)]
pub(crate) struct Changes {
    layers: Vec<Flag<Layer>>,
    images: Vec<Flag<Image>>,
    /// The workloads seen, for suggestions.
    workloads: Vec<String>,
}

/// What a flag says, and for whom.
#[derive(Debug)]
pub(crate) struct Flag<T> {
    /// The flag and its value, as they were typed.
    pub(crate) typed: String,
    /// The workload it names.
    pub(crate) workload: Option<String>,
    pub(crate) says: T,
    pub(crate) used: bool,
}

#[derive(Debug)]
enum Layer {
    /// A document to lay over. Absent: it has no content, or mistakes that are reported.
    File(Option<Document>),
    Property(SourceId),
}

#[derive(Debug)]
struct Image {
    container: Option<String>,
    /// The text of the image.
    source: SourceId,
}

/// The names of a workload; as far as it has them.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// In its file.
    pub(crate) written: Option<String>,
    /// With the overrides over it, which images are given to.
    pub(crate) changed: Option<String>,
}

impl Changes {
    /// Reads the flags. `files` is how many score files they are for. Mistakes in overrides files are in `log`.
    pub(crate) fn read(
        flags: Flags<'_>,
        files: usize,
        sources: &mut Sources,
        log: &mut Diagnostics,
    ) -> Result<Changes, Failure> {
        let mut layers = Vec::new();
        for text in flags.overrides_file {
            let (workload, path) = overrides_file(text);
            let typed =
                one_file_or_named("--overrides-file", text, workload.is_some(), "WORKLOAD:FILE", files)?;
            let layer = read_source(Path::new(path), sources, log)?
                .filter(|id| !is_blank(sources.text(*id)))
                .and_then(|id| parse(sources, id, log));
            layers.push(Flag { typed, workload, says: Layer::File(layer), used: false });
        }
        for text in flags.override_property {
            let (workload, property) = addressed(text);
            let form = "WORKLOAD:PATH=VALUE";
            let typed = one_file_or_named("--override-property", text, workload.is_some(), form, files)?;
            let id = sources.add("--override-property", property);
            layers.push(Flag { typed, workload, says: Layer::Property(id), used: false });
        }
        let mut images = Vec::new();
        for text in flags.image {
            let (workload, container, image) = image(text);
            let form = "WORKLOAD/CONTAINER=IMAGE";
            let typed = one_file_or_named("--image", text, workload.is_some(), form, files)?;
            let says = Image { container, source: sources.add("--image", image) };
            images.push(Flag { typed, workload, says, used: false });
        }
        Ok(Changes { layers, images, workloads: Vec::new() })
    }

    /// Lays overrides over a score file: files first, then properties, each in the order given.
    pub(crate) fn lay_over(
        &self,
        mut document: Document,
        sources: &Sources,
        log: &mut Diagnostics,
    ) -> Option<Document> {
        let name = workload_name(&document);
        for flag in self.layers.iter().filter(|flag| flag.is_for(name.as_deref())) {
            document = match &flag.says {
                Layer::File(None) => document,
                Layer::File(Some(layer)) => overlay(document, layer.clone()),
                Layer::Property(id) => override_property(document, sources, *id, log)?,
            };
        }
        Some(document)
    }

    /// Gives containers whose image is `.` theirs. Of several images for one container the last that names it counts,
    /// else the last.
    pub(crate) fn fill_images(&self, document: &mut Document, sources: &Sources) -> Result<(), Failure> {
        let name = workload_name(document);
        let flags: Vec<_> = self.images.iter().filter(|flag| flag.is_for(name.as_deref())).collect();
        if flags.is_empty() {
            return Ok(());
        }
        let Some(NodeData::Mapping(containers)) =
            document.root.get_mut("containers").map(|node| &mut node.data)
        else {
            return Ok(());
        };
        let names: Vec<String> =
            containers.iter().filter_map(|entry| entry.key.text().map(str::to_owned)).collect();
        for flag in flags {
            let text = sources.text(flag.says.source);
            let span = score_core::Span::new(flag.says.source, 0, text.len());
            let image = || Node { span, ..Node::from_value(Value::from(text)) };
            match &flag.says.container {
                None => {}
                Some(container) if names.contains(container) => {}
                Some(container) => return Err(unknown(&flag.typed, "container", container, &names)),
            }
            for entry in containers.iter_mut() {
                let Some(place) = entry.value.get_mut("image") else { continue };
                match &flag.says.container {
                    Some(container) if entry.key.text() == Some(container) => {
                        if place.text() != Some(".") {
                            return Err(already_has_an_image(&flag.typed, container, place));
                        }
                        *place = image();
                    }
                    None if place.text() == Some(".") => *place = image(),
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// Notes that the flags for a workload have changed it.
    pub(crate) fn seen(&mut self, Names { written, changed }: Names) {
        self.layers.iter_mut().for_each(|flag| flag.seen(written.as_deref()));
        self.images.iter_mut().for_each(|flag| flag.seen(changed.as_deref()));
        self.workloads.extend(written);
    }

    /// Refuses flags that name a workload which is none of those given.
    pub(crate) fn all_used(&self) -> Result<(), Failure> {
        self.layers.iter().try_for_each(|flag| flag.must_be_used(&self.workloads))?;
        self.images.iter().try_for_each(|flag| flag.must_be_used(&self.workloads))
    }
}

impl<T> Flag<T> {
    pub(crate) fn is_for(&self, workload: Option<&str>) -> bool {
        self.workload.is_none() || self.workload.as_deref() == workload
    }

    /// Notes that it was used, if it is for this workload.
    pub(crate) fn seen(&mut self, workload: Option<&str>) {
        self.used |= self.is_for(workload);
    }

    /// Refuses it when it names a workload that is none of those there are.
    pub(crate) fn must_be_used(&self, known: &[String]) -> Result<(), Failure> {
        match &self.workload {
            Some(workload) if !self.used => Err(unknown(&self.typed, "workload", workload, known)),
            _ => Ok(()),
        }
    }
}

/// The name of the workload as it is written, also when it is no name.
pub(crate) fn workload_name(document: &Document) -> Option<String> {
    document.root.get("metadata")?.get("name")?.text().map(str::to_owned)
}

fn one_file_or_named(
    flag: &str,
    text: &str,
    named: bool,
    form: &str,
    files: usize,
) -> Result<String, Failure> {
    let typed = format!("{flag} {text}");
    match files {
        0 => Err(Failure::Usage {
            problem: format!("`{flag}` changes a score file, and none is given"),
            help: "name the score file it is meant for".to_owned(),
        }),
        1 => Ok(typed),
        _ if named => Ok(typed),
        several => Err(Failure::Usage {
            problem: format!("`{typed}` does not say which of {several} score files it is meant for"),
            help: format!("name the workload: `{flag} {form}`"),
        }),
    }
}

/// `WORKLOAD:rest` or `rest`. No path begins with a key that contains a colon, and no key of a score file does.
fn addressed(text: &str) -> (Option<String>, &str) {
    match text.split_once(':') {
        Some((name, rest)) if is_name(name) => (Some(name.to_owned()), rest),
        _ => (None, text),
    }
}

/// `WORKLOAD:FILE` or `FILE`; a file whose name has a colon is a file.
fn overrides_file(text: &str) -> (Option<String>, &str) {
    match addressed(text) {
        (Some(_), _) if Path::new(text).exists() => (None, text),
        other => other,
    }
}

/// `WORKLOAD/CONTAINER=IMAGE`, `CONTAINER=IMAGE` or `IMAGE`. No image contains a `=`.
fn image(text: &str) -> (Option<String>, Option<String>, &str) {
    let Some((address, image)) = text.split_once('=') else { return (None, None, text) };
    let (workload, container) = split_address(address);
    (workload, Some(container), image)
}

/// `WORKLOAD/CONTAINER` or `CONTAINER`.
pub(crate) fn split_address(address: &str) -> (Option<String>, String) {
    match address.split_once('/') {
        Some((workload, container)) => (Some(workload.to_owned()), container.to_owned()),
        None => (None, address.to_owned()),
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// A name that is none of those there are.
pub(crate) fn unknown(typed: &str, what: &str, name: &str, known: &[String]) -> Failure {
    let help = match suggest::closest(name, known.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => format!("there is no {what}"),
        None => {
            let names: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
            format!("there is {}", names.join(", "))
        }
    };
    Failure::Usage { problem: format!("`{typed}` names the {what} `{name}`, which does not exist"), help }
}

fn already_has_an_image(typed: &str, container: &str, place: &Node) -> Failure {
    Failure::Usage {
        problem: format!(
            "`{typed}` has no effect: the image of `{container}` is `{}`, not `.`",
            place.text().unwrap_or_default()
        ),
        help: format!(
            "to replace it, use `--override-property containers.{container}.image=…`, or write `image: .` in the score file"
        ),
    }
}

/// An overrides file without content changes nothing.
fn is_blank(text: &str) -> bool {
    text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_names_a_workload_or_none() {
        for (text, workload, rest) in [
            ("shop:containers.web.image=a:1", Some("shop"), "containers.web.image=a:1"),
            ("containers.web.image=a:1", None, "containers.web.image=a:1"),
            ("metadata.x=a:b", None, "metadata.x=a:b"),
            (":a=b", None, ":a=b"),
        ] {
            assert_eq!(addressed(text), (workload.map(str::to_owned), rest), "{text}");
        }
    }

    #[test]
    fn an_image_is_for_one_container_or_all() {
        for (text, workload, container, name) in [
            ("acme/app:1@sha256:ab", None, None, "acme/app:1@sha256:ab"),
            ("web=acme/app:1", None, Some("web"), "acme/app:1"),
            ("shop/web=acme/app:1", Some("shop"), Some("web"), "acme/app:1"),
        ] {
            let (found, of_container, image) = image(text);
            assert_eq!((found.as_deref(), of_container.as_deref(), image), (workload, container, name));
        }
    }
}
