//! Score workloads to Kubernetes manifests.
