//! The kinds that are known: how each is checked, and whether its objects live in a namespace.

use k8s_openapi::api::{
    admissionregistration, apps, autoscaling, batch, certificates, coordination, core, discovery,
    flowcontrol, networking, node, policy, rbac, scheduling, storage,
};
use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions;
use k8s_openapi::kube_aggregator::pkg::apis::apiregistration;
use k8s_openapi::{ClusterResourceScope, NamespaceResourceScope, Resource};
use score_yaml::Value;
use serde::Deserialize;

use super::strict::{Misfit, read};

/// A kind that is part of Kubernetes.
pub(crate) struct Known {
    pub(crate) api_version: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) group: &'static str,
    is_namespaced: bool,
    /// What its type does not allow in a manifest.
    pub(crate) misfits: fn(&Value) -> Vec<Misfit>,
}

/// A kind that is part of Kubernetes.
pub(crate) fn known(api_version: &str, kind: &str) -> Option<&'static Known> {
    KNOWN.iter().find(|known| known.kind == kind && known.api_version == api_version)
}

/// Whether objects of a kind live in a namespace. Kinds that are not known do.
pub(crate) fn is_namespaced(api_version: &str, kind: &str) -> bool {
    if let Some(known) = known(api_version, kind) {
        return known.is_namespaced;
    }
    let (group, _) = api_version.split_once('/').unwrap_or(("", api_version));
    !WIDESPREAD_CLUSTER_KINDS.contains(&(group, kind))
}

/// Kinds of widespread extensions whose objects belong to the whole cluster, by group.
const WIDESPREAD_CLUSTER_KINDS: &[(&str, &str)] = &[
    ("apiextensions.crossplane.io", "CompositeResourceDefinition"),
    ("apiextensions.crossplane.io", "Composition"),
    ("apiextensions.crossplane.io", "EnvironmentConfig"),
    ("cert-manager.io", "ClusterIssuer"),
    ("external-secrets.io", "ClusterExternalSecret"),
    ("external-secrets.io", "ClusterSecretStore"),
    ("gateway.networking.k8s.io", "GatewayClass"),
    ("keda.sh", "ClusterTriggerAuthentication"),
    ("pkg.crossplane.io", "Configuration"),
    ("pkg.crossplane.io", "Function"),
    ("pkg.crossplane.io", "Provider"),
];

const fn namespaced<T>() -> Known
where
    T: Resource<Scope = NamespaceResourceScope> + for<'de> Deserialize<'de>,
{
    of::<T>(true)
}

const fn of_cluster<T>() -> Known
where
    T: Resource<Scope = ClusterResourceScope> + for<'de> Deserialize<'de>,
{
    of::<T>(false)
}

const fn of<T: Resource + for<'de> Deserialize<'de>>(is_namespaced: bool) -> Known {
    Known {
        api_version: T::API_VERSION,
        kind: T::KIND,
        group: T::GROUP,
        is_namespaced,
        misfits: |manifest| read::<T>(manifest).1,
    }
}

/// The kinds of all supported versions of Kubernetes, frequent ones first.
static KNOWN: &[Known] = &[
    namespaced::<core::v1::Secret>(),
    namespaced::<core::v1::Service>(),
    namespaced::<apps::v1::StatefulSet>(),
    namespaced::<core::v1::ConfigMap>(),
    namespaced::<apps::v1::Deployment>(),
    namespaced::<batch::v1::Job>(),
    namespaced::<networking::v1::Ingress>(),
    namespaced::<networking::v1::NetworkPolicy>(),
    namespaced::<core::v1::ServiceAccount>(),
    namespaced::<core::v1::PersistentVolumeClaim>(),
    namespaced::<batch::v1::CronJob>(),
    namespaced::<autoscaling::v2::HorizontalPodAutoscaler>(),
    namespaced::<autoscaling::v1::HorizontalPodAutoscaler>(),
    namespaced::<policy::v1::PodDisruptionBudget>(),
    namespaced::<rbac::v1::Role>(),
    namespaced::<rbac::v1::RoleBinding>(),
    namespaced::<apps::v1::DaemonSet>(),
    namespaced::<apps::v1::ReplicaSet>(),
    namespaced::<apps::v1::ControllerRevision>(),
    namespaced::<core::v1::Pod>(),
    namespaced::<core::v1::PodTemplate>(),
    namespaced::<core::v1::ReplicationController>(),
    namespaced::<core::v1::Endpoints>(),
    namespaced::<core::v1::Event>(),
    namespaced::<core::v1::LimitRange>(),
    namespaced::<core::v1::ResourceQuota>(),
    namespaced::<coordination::v1::Lease>(),
    namespaced::<discovery::v1::EndpointSlice>(),
    namespaced::<storage::v1::CSIStorageCapacity>(),
    of_cluster::<core::v1::Namespace>(),
    of_cluster::<core::v1::Node>(),
    of_cluster::<core::v1::PersistentVolume>(),
    of_cluster::<rbac::v1::ClusterRole>(),
    of_cluster::<rbac::v1::ClusterRoleBinding>(),
    of_cluster::<networking::v1::IngressClass>(),
    of_cluster::<storage::v1::StorageClass>(),
    of_cluster::<storage::v1::CSIDriver>(),
    of_cluster::<storage::v1::CSINode>(),
    of_cluster::<storage::v1::VolumeAttachment>(),
    of_cluster::<scheduling::v1::PriorityClass>(),
    of_cluster::<node::v1::RuntimeClass>(),
    of_cluster::<apiextensions::v1::CustomResourceDefinition>(),
    of_cluster::<apiregistration::v1::APIService>(),
    of_cluster::<admissionregistration::v1::MutatingWebhookConfiguration>(),
    of_cluster::<admissionregistration::v1::ValidatingWebhookConfiguration>(),
    of_cluster::<admissionregistration::v1::ValidatingAdmissionPolicy>(),
    of_cluster::<admissionregistration::v1::ValidatingAdmissionPolicyBinding>(),
    of_cluster::<certificates::v1::CertificateSigningRequest>(),
    of_cluster::<flowcontrol::v1::FlowSchema>(),
    of_cluster::<flowcontrol::v1::PriorityLevelConfiguration>(),
];
