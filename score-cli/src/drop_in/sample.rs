//! The score file that `init` makes where there is none.

/// A workload that uses a database and is reached by a route.
pub(crate) const SAMPLE: &str = r#"# A workload: what it runs and what it needs, whatever the platform. Change it, then run `generate`.
# The format is described at https://docs.score.dev/.
apiVersion: score.dev/v1b1

metadata:
  name: hello-world
  annotations:
    tags: "nodejs,http,website,javascript,postgres"

containers:
  hello-world:
    image: scorespec/sample-score-app:latest
    variables:
      PORT: "3000"
      MESSAGE: "Hello, World!"
      # The values of these come from the database below.
      DB_HOST: ${resources.db.host}
      DB_PORT: ${resources.db.port}
      DB_DATABASE: ${resources.db.name}
      DB_USER: ${resources.db.username}
      DB_PASSWORD: ${resources.db.password}

service:
  ports:
    www:
      port: 8080
      targetPort: 3000

resources:
  db:
    type: postgres
  dns:
    type: dns
  route:
    type: route
    params:
      host: ${resources.dns.host}
      path: /
      port: 8080
"#;
