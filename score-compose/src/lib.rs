//! Score workloads to Docker Compose.
