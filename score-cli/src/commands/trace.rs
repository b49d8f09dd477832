//! `--trace-provisioner UID`: what the provisioner of one resource was asked, rendered and returned.

use std::sync::{Arc, Mutex, PoisonError};

use score_core::model::ResourceUid;
use score_provisioners::LoadOptions;
use score_provisioners::trace::{Record, Trace};

use crate::report;

/// Watches one resource.
pub(crate) struct Tracer {
    uid: String,
    records: Mutex<Vec<Record>>,
}

impl Tracer {
    /// Watches the resource with this identity, and how provisioners are loaded for it.
    pub(crate) fn new(uid: &str) -> (Arc<Tracer>, LoadOptions) {
        let tracer = Arc::new(Tracer { uid: uid.to_owned(), records: Mutex::new(Vec::new()) });
        let mut options = LoadOptions::new();
        options.trace = Some(tracer.clone());
        (tracer, options)
    }

    /// Prints what was recorded, or that nothing was.
    pub(crate) fn print(&self) {
        let records = self.records.lock().unwrap_or_else(PoisonError::into_inner);
        if records.is_empty() {
            report::to_stderr(&format!(
                "note: no resource `{}` was provisioned; identities are written TYPE.CLASS#WORKLOAD.NAME, or \
                 TYPE.CLASS#ID for a resource with an id\n",
                self.uid
            ));
        }
        records.iter().for_each(|record| report::to_stderr(&format!("{}\n", record.render())));
    }
}

impl Trace for Tracer {
    fn wants(&self, resource: &ResourceUid) -> bool {
        resource.as_str() == self.uid
    }

    fn record(&self, record: Record) {
        self.records.lock().unwrap_or_else(PoisonError::into_inner).push(record);
    }
}
