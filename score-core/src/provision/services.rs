//! The services of workloads as provisioners see them.

use std::collections::BTreeMap;

use super::{WorkloadPort, WorkloadService};
use crate::link::LinkedWorkload;
use crate::target::TargetDescription;

/// The service of every workload by workload name, also of those without ports.
pub(super) fn workload_services(
    workloads: &BTreeMap<String, LinkedWorkload>,
    target: &TargetDescription,
) -> BTreeMap<String, WorkloadService> {
    let service = |(name, linked): (&String, &LinkedWorkload)| {
        let port =
            |(name, port): (&crate::model::Located<crate::model::Name>, &crate::model::ServicePort)| {
                let name = name.to_string();
                let port = WorkloadPort {
                    name: name.clone(),
                    port: port.port.get(),
                    target_port: port.target_port.get(),
                    protocol: port.protocol.as_str(),
                };
                (name, port)
            };
        let ports = linked.workload.ports.iter().map(port).collect();
        (name.clone(), WorkloadService { service_name: (target.service_name)(&linked.workload), ports })
    };
    workloads.iter().map(service).collect()
}

impl WorkloadService {
    /// A port by its name, else by the decimal number others connect to: then the first one with this number.
    pub fn port_by_name_or_number(&self, text: &str) -> Option<&WorkloadPort> {
        let by_number = || {
            let number: u16 = text.parse().ok()?;
            self.ports.values().find(|port| port.port == number)
        };
        self.ports.get(text).or_else(by_number)
    }
}
