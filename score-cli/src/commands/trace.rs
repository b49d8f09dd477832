//! `--trace-provisioner UID`: what the provisioner of one resource was asked, rendered and returned.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use score_core::diagnostic::suggest;
use score_core::model::ResourceUid;
use score_provisioners::LoadOptions;
use score_provisioners::trace::{Record, Trace};

use crate::report;

/// Watches one resource.
pub(crate) struct Tracer {
    uid: String,
    records: Mutex<Vec<Record>>,
    /// The identities of all resources that were asked for.
    asked: Mutex<BTreeSet<String>>,
}

impl Tracer {
    /// Watches the resource with this identity, and how provisioners are loaded for it.
    pub(crate) fn new(uid: &str) -> (Arc<Tracer>, LoadOptions) {
        let tracer =
            Arc::new(Tracer { uid: uid.to_owned(), records: Mutex::default(), asked: Mutex::default() });
        let mut options = LoadOptions::new();
        options.trace = Some(tracer.clone());
        (tracer, options)
    }

    /// Prints what was recorded, or why nothing was.
    pub(crate) fn print(&self) {
        let records = locked(&self.records);
        if records.is_empty() {
            report::to_stderr(&nothing(&self.uid, &locked(&self.asked)));
        }
        records.iter().for_each(|record| report::to_stderr(&format!("{}\n", record.render())));
    }
}

/// What is said when nothing was recorded.
fn nothing(uid: &str, asked: &BTreeSet<String>) -> String {
    if asked.is_empty() {
        return format!("note: `{uid}` was not traced, since no provisioner was asked for anything\n");
    }
    let asked = || asked.iter().map(String::as_str);
    // The resource's name or id alone, or with the workload.
    let ends_so = |it: &&str| it.strip_suffix(uid).is_some_and(|before| before.ends_with(['#', '.']));
    let help = match suggest::closest(uid, asked()).or_else(|| asked().find(ends_so)) {
        Some(close) => format!("did you mean `{close}`?"),
        None => format!("it is one of {}", suggest::list(asked())),
    };
    format!(
        "note: no resource `{uid}` was provisioned; identities are written TYPE.CLASS#WORKLOAD.NAME, or \
         TYPE.CLASS#ID for a resource with an id\nhelp: {help}\n"
    )
}

fn locked<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Trace for Tracer {
    fn wants(&self, resource: &ResourceUid) -> bool {
        locked(&self.asked).insert(resource.to_string());
        resource.as_str() == self.uid
    }

    fn record(&self, record: Record) {
        locked(&self.records).push(record);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_that_nothing_has_leads_to_the_nearest() {
        let asked = ["dns.default#shared", "postgres.default#shop.db", "redis.default#shop.cache"];
        for (uid, wanted) in [
            ("postgres.default#shop.bd", "did you mean `postgres.default#shop.db`?"),
            ("db", "did you mean `postgres.default#shop.db`?"),
            ("shop.cache", "did you mean `redis.default#shop.cache`?"),
            ("shared", "did you mean `dns.default#shared`?"),
            (
                "x",
                "it is one of `dns.default#shared`, `postgres.default#shop.db` and `redis.default#shop.cache`",
            ),
        ] {
            let said = nothing(uid, &asked.map(str::to_owned).into());
            assert!(said.ends_with(&format!("\nhelp: {wanted}\n")), "{said}");
        }
        assert!(nothing("db", &BTreeSet::new()).contains("no provisioner was asked"));
    }
}
