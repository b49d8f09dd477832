//! Resources get their identity, and those that share one become one.

use std::collections::BTreeMap;

use score_yaml::{Mapping, OrderedMap, Span, map_with_capacity};
use sha2::{Digest, Sha256};

use super::{AmbiguousIds, LinkOptions, LinkedResource, SourcedWorkload, State};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::{Located, Name, Resource, ResourceUid};
use crate::parallel;
use crate::placeholder::TemplateValue;

/// The identity of each resource of each workload, by name.
pub(super) type Identities = BTreeMap<String, OrderedMap<String, ResourceUid>>;

/// Joins the resources of all workloads, which come sorted by name. The result is sorted by identity.
pub(super) fn join(
    workloads: &[SourcedWorkload],
    state: &State,
    options: &LinkOptions,
    log: &mut Diagnostics,
) -> (Vec<LinkedResource>, Identities) {
    let mut identities = Identities::new();
    let mut declared: Vec<(ResourceUid, Declaration<'_>)> = Vec::new();
    for (workload, names, declarations) in
        parallel::map(options.threads, workloads.iter().collect(), of_workload)
    {
        identities.insert(workload.to_string(), names);
        declared.extend(declarations);
    }
    // Those with one identity stay in the order of their workloads.
    declared.sort_by(|(one, _), (two, _)| one.cmp(two));
    let mut entries: Vec<(ResourceUid, Vec<Declaration<'_>>)> = Vec::with_capacity(declared.len());
    for (uid, declaration) in declared {
        match entries.last_mut() {
            Some((known, declarations)) if *known == uid => declarations.push(declaration),
            _ => entries.push((uid, vec![declaration])),
        }
    }
    let joined = parallel::map(options.threads, entries, |(uid, declarations)| {
        let mut noticed = Diagnostics::new();
        let entry = Entry::of(&uid, declarations, &mut noticed);
        if options.ambiguous_ids == AmbiguousIds::Refused {
            entry.refuse_ambiguous_id(&uid, &mut noticed);
        }
        (entry.into_resource(uid, state), noticed)
    });
    // Collected in place, for resources are large.
    let resources = joined.into_iter().map(|(resource, noticed)| {
        log.append(noticed);
        resource
    });
    (resources.collect(), identities)
}

/// The name of a workload, the identities of its resources by name, and the resources as it declares them.
fn of_workload(
    sourced: &SourcedWorkload,
) -> (&Name, OrderedMap<String, ResourceUid>, Vec<(ResourceUid, Declaration<'_>)>) {
    let workload = sourced.workload.name();
    let resources = &sourced.workload.resources;
    let mut names = map_with_capacity(resources.len());
    let mut declarations = Vec::with_capacity(resources.len());
    for (name, resource) in resources {
        let uid = ResourceUid::of(workload, name, resource);
        names.insert(name.to_string(), uid.clone());
        declarations.push((uid, Declaration { workload, name, resource }));
    }
    // The order of the file must not decide which definition counts.
    declarations.sort_by_key(|(_, declaration)| declaration.name.as_str());
    (workload, names, declarations)
}

/// A resource as one workload declares it.
#[derive(Clone, Copy)]
struct Declaration<'a> {
    workload: &'a Name,
    name: &'a Name,
    resource: &'a Resource,
}

/// A resource and those of its declarations that count for something.
struct Entry<'a> {
    declarations: Vec<Declaration<'a>>,
    /// Position of the declaration that counts.
    source: usize,
    /// Position of the declaration that gave the params.
    params: Option<usize>,
    /// Position of the declaration that gave the metadata.
    metadata: Option<usize>,
}

impl<'a> Entry<'a> {
    /// Of declarations with one identity, in the order of their workloads.
    fn of(uid: &ResourceUid, declarations: Vec<Declaration<'a>>, log: &mut Diagnostics) -> Entry<'a> {
        let mut entry = Entry { declarations, source: 0, params: None, metadata: None };
        for position in 0..entry.declarations.len() {
            entry.take_into_account(uid, position, log);
        }
        entry
    }

    fn take_into_account(&mut self, uid: &ResourceUid, position: usize, log: &mut Diagnostics) {
        let Some(declaration) = self.declarations.get(position).copied() else { return };
        if let Some(params) = &declaration.resource.params {
            match self.given_params() {
                Some((earlier, given)) if !same_mapping(given, params) => {
                    let spans = first_difference(given, params).unwrap_or((given.span, params.span));
                    log.push(conflict(uid, "params", earlier, declaration, spans));
                }
                _ => {
                    self.params = Some(position);
                    self.source = position;
                }
            }
        }
        if let Some(metadata) = &declaration.resource.metadata {
            match self.given_metadata() {
                Some((earlier, given)) if given.value != metadata.value => {
                    log.push(conflict(uid, "metadata", earlier, declaration, (given.span, metadata.span)));
                }
                _ => self.metadata = Some(position),
            }
        }
    }

    fn given_params(&self) -> Option<(Declaration<'a>, &'a Located<OrderedMap<String, TemplateValue>>)> {
        let declaration = *self.declarations.get(self.params?)?;
        Some((declaration, declaration.resource.params.as_ref()?))
    }

    fn given_metadata(&self) -> Option<(Declaration<'a>, &'a Located<Mapping>)> {
        let declaration = *self.declarations.get(self.metadata?)?;
        Some((declaration, declaration.resource.metadata.as_ref()?))
    }

    fn refuse_ambiguous_id(&self, uid: &ResourceUid, log: &mut Diagnostics) {
        let explicit = self.declarations.iter().find_map(|given| Some((given, given.resource.id.as_ref()?)));
        let implicit = self.declarations.iter().find(|given| given.resource.id.is_none());
        let (Some((explicit, id)), Some(implicit)) = (explicit, implicit) else { return };
        let message = format!("id `{}` is also the identity of a resource without an id", id.as_str());
        log.push(
            Diagnostic::error(Code::AmbiguousResourceId, message)
                .at(id.span, format!("in workload `{}`", explicit.workload))
                .related(
                    implicit.resource.kind.span,
                    format!("`{uid}` without an id, in workload `{}`", implicit.workload),
                )
                .note("a resource without an id is known as `<workload>.<name>`")
                .help("choose another id, or give both resources the same id when they are meant to be one"),
        );
    }

    fn into_resource(self, uid: ResourceUid, state: &State) -> LinkedResource {
        let given = self.given_params();
        let param_spans = given.map_or_else(Vec::new, |(given, _)| given.resource.param_spans.clone());
        let params = given.map(|(_, params)| params);
        let metadata = self.given_metadata().map(|(_, metadata)| metadata.value.clone());
        let mut declared: Vec<Span> =
            self.declarations.iter().map(|given| given.resource.kind.span).collect();
        if let Some(first) = declared.get_mut(..=self.source) {
            first.rotate_right(1);
        }
        let mut workloads: Vec<String> =
            self.declarations.iter().map(|given| given.workload.to_string()).collect();
        workloads.dedup();
        let source = self.declarations.get(self.source);
        let known_guid =
            state.resources.get(&uid).map(|known| known.guid.clone()).filter(|guid| !guid.is_empty());
        LinkedResource {
            guid: known_guid.unwrap_or_else(|| derived_guid(&uid)),
            source_workload: source.map_or_else(String::new, |given| given.workload.to_string()),
            name: source.map_or_else(String::new, |given| given.name.to_string()),
            workloads,
            declared,
            params: params.map(|params| params.value.clone()),
            param_spans,
            params_span: params.map_or(Span::NONE, |params| params.span),
            metadata,
            uid,
        }
    }
}

fn conflict(
    uid: &ResourceUid,
    what: &str,
    earlier: Declaration<'_>,
    later: Declaration<'_>,
    (earlier_span, later_span): (Span, Span),
) -> Diagnostic {
    let message = format!("shared resource `{uid}` has two different sets of {what}");
    let diagnostic = Diagnostic::error(Code::ConflictingResource, message)
        .at(later_span, format!("in workload `{}`", later.workload))
        .related(earlier_span, format!("different in workload `{}`", earlier.workload));
    diagnostic.help(format!("set {what} in one of the two workloads, or give the resources different ids"))
}

/// A stable id in the form of a random UUID (version 4, RFC 9562): the first bytes of the SHA-256 of the identity.
fn derived_guid(uid: &ResourceUid) -> String {
    let digest = Sha256::digest(uid.as_str().as_bytes());
    let mut bytes = [0u8; 16];
    for (byte, derived) in bytes.iter_mut().zip(digest) {
        *byte = derived;
    }
    let number = u128::from_be_bytes(bytes);
    let version = (number & !(0xf << 76)) | (0x4 << 76);
    let variant = (version & !(0x3 << 62)) | (0x2 << 62);
    let digits = |from: u32, count: u32| (variant >> (4 * (32 - from - count))) & ((1 << (4 * count)) - 1);
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        digits(0, 8),
        digits(8, 4),
        digits(12, 4),
        digits(16, 4),
        digits(20, 12)
    )
}

/// Whether two values are the same wherever they were written. The order of keys does not matter.
fn same_value(a: &TemplateValue, b: &TemplateValue) -> bool {
    match (a, b) {
        (TemplateValue::Text(a), TemplateValue::Text(b)) => a.raw == b.raw,
        (TemplateValue::Sequence(a), TemplateValue::Sequence(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_value(a, b))
        }
        (TemplateValue::Mapping(a), TemplateValue::Mapping(b)) => same_mapping(a, b),
        _ => a == b,
    }
}

fn same_mapping(a: &OrderedMap<String, TemplateValue>, b: &OrderedMap<String, TemplateValue>) -> bool {
    a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same_value(a, b)))
}

/// The places of the first texts that differ under the same keys, so that a large mapping need not be underlined whole.
fn first_difference(
    a: &OrderedMap<String, TemplateValue>,
    b: &OrderedMap<String, TemplateValue>,
) -> Option<(Span, Span)> {
    let differs = |(key, a)| b.get(key).filter(|b| !same_value(a, b)).map(|b| (a, b));
    match a.iter().find_map(differs)? {
        (TemplateValue::Text(a), TemplateValue::Text(b)) => Some((a.raw.span, b.raw.span)),
        (TemplateValue::Mapping(a), TemplateValue::Mapping(b)) => first_difference(a, b),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_derived_id_is_stable_and_has_version_and_variant_of_a_random_uuid() {
        for text in ["redis.default#shop.cache", "redis.default#shop.cache2", "dns.default#a.b", ""] {
            let guid = derived_guid(&ResourceUid::from_text(text));
            assert_eq!(guid, derived_guid(&ResourceUid::from_text(text)));
            let groups: Vec<&str> = guid.split('-').collect();
            assert_eq!(
                groups.iter().map(|group| group.len()).collect::<Vec<_>>(),
                [8, 4, 4, 4, 12],
                "{guid}"
            );
            assert!(groups[2].starts_with('4'), "{guid}");
            assert!(groups[3].starts_with(['8', '9', 'a', 'b']), "{guid}");
        }
    }
}
