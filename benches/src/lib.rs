//! Realistic score files in any number: what a company's services look like, the same on every machine.

/// That of the command, so that stages are measured as they run in it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A score file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoreFile {
    /// Its name, such as `service-00042.score.yaml`.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// `count` score files. Each has two containers with probes and a file, two service ports, and the resources postgres,
/// redis, dns and route, whose params refer to each other's outputs. Of ten in a row the first and the second share a
/// redis, and the second calls the first through a `service-port`.
pub fn score_files(count: usize) -> impl Iterator<Item = ScoreFile> {
    (0..count).map(move |index| ScoreFile {
        name: format!("{}.score.yaml", workload_name(index)),
        text: score_file(index, count),
    })
}

fn workload_name(index: usize) -> String {
    format!("service-{index:05}")
}

fn score_file(index: usize, count: usize) -> String {
    let name = workload_name(index);
    let (more_variables, more_resources) = sharing(index, count);
    format!(
        r#"# {name}: takes orders over HTTP and works them off in the background.
apiVersion: score.dev/v1b1
metadata:
  name: {name}
  annotations:
    example.com/team: team-{team:02}
    example.com/tier: "{tier}"
containers:
  main:
    image: registry.example.com/shop/{name}:1.{minor}.{patch}
    command: ["/app/server"]
    args: ["--listen", ":8080", "--log-format", "json"]
    variables:
      LOG_LEVEL: info
      SERVICE_NAME: ${{metadata.name}}
      PUBLIC_URL: https://${{resources.host.host}}/{name}
      DATABASE_HOST: ${{resources.db.host}}
      DATABASE_URL: postgres://${{resources.db.username}}:${{resources.db.password}}@${{resources.db.host}}:${{resources.db.port}}/${{resources.db.name}}
      CACHE_ADDRESS: ${{resources.cache.host}}:${{resources.cache.port}}
      CACHE_PASSWORD: ${{resources.cache.password}}
{more_variables}    files:
      /etc/{name}/config.yaml:
        mode: "0644"
        content: |
          name: ${{metadata.name}}
          public:
            host: ${{resources.host.host}}
            path: /{name}
          limits:
            requests: {requests}
            burst: {burst}
          features: [search, basket, checkout]
    resources:
      requests:
        cpu: {cpu}m
        memory: 128Mi
      limits:
        cpu: "1"
        memory: 512Mi
    livenessProbe:
      httpGet:
        path: /healthz
        port: 8080
    readinessProbe:
      httpGet:
        path: /ready
        port: 8080
  worker:
    image: registry.example.com/shop/{name}-worker:1.{minor}.{patch}
    args: ["--queue", "orders-{team:02}", "--concurrency", "4"]
    variables:
      LOG_LEVEL: info
      DATABASE_HOST: ${{resources.db.host}}
      DATABASE_NAME: ${{resources.db.name}}
      DATABASE_USER: ${{resources.db.username}}
      DATABASE_PASSWORD: ${{resources.db.password}}
    resources:
      requests:
        cpu: 50m
        memory: 64Mi
    livenessProbe:
      exec:
        command: ["/app/worker", "--check"]
service:
  ports:
    web:
      port: 80
      targetPort: 8080
    metrics:
      port: 9090
      protocol: TCP
resources:
  db:
    type: postgres
  cache:
    type: redis
  host:
    type: dns
  route:
    type: route
    params:
      host: ${{resources.host.host}}
      path: /{name}
      port: 80
{more_resources}"#,
        team = index % 37,
        tier = index % 3,
        minor = index % 17,
        patch = index % 7,
        requests = 100 + index % 900,
        burst = 10 + index % 90,
        cpu = 100 + 50 * (index % 5),
    )
}

/// What one in ten workloads has on top, as variables and resources.
fn sharing(index: usize, count: usize) -> (String, String) {
    let group = index / 10;
    let shared = format!("  sessions:\n    type: redis\n    id: sessions-{group:04}\n");
    let address = "      SESSIONS_ADDRESS: ${resources.sessions.host}:${resources.sessions.port}\n";
    match index % 10 {
        0 if index + 1 < count => (address.to_owned(), shared),
        1 => {
            let peer = workload_name(index - 1);
            let variable = "      PEER_ADDRESS: ${resources.peer.hostname}:${resources.peer.port}\n";
            let resource = format!(
                "  peer:\n    type: service-port\n    params:\n      workload: {peer}\n      port: web\n"
            );
            (format!("{address}{variable}"), format!("{shared}{resource}"))
        }
        _ => (String::new(), String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_does_not_depend_on_how_many_there_are() {
        let (few, many): (Vec<_>, Vec<_>) = (score_files(12).collect(), score_files(40).collect());
        assert_eq!(few[..11], many[..11]);
        assert!(many[21].text.contains("workload: service-00020"));
    }
}
