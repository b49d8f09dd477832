//! The built-in provisioners, one file a type, so that a run parses only what it needs.

/// The files of the built-in set, in order: the name that messages show, and the text.
pub fn default_provisioners() -> &'static [(&'static str, &'static str)] {
    BUILT_IN
}

macro_rules! files {
    ($($name:literal,)*) => { &[$(($name, include_str!(concat!("../provisioners/", $name))),)*] };
}

const BUILT_IN: &[(&str, &str)] = files![
    "01-volume.provisioners.yaml",
    "02-service-port.provisioners.yaml",
    "03-redis.provisioners.yaml",
    "04-postgres.provisioners.yaml",
    "05-postgres-instance.provisioners.yaml",
    "06-mysql.provisioners.yaml",
    "07-mongodb.provisioners.yaml",
    "08-dns.provisioners.yaml",
    "09-route.provisioners.yaml",
    "10-amqp.provisioners.yaml",
    "11-mssql.provisioners.yaml",
    "12-s3.provisioners.yaml",
    "13-kafka-topic.provisioners.yaml",
    "14-elasticsearch.provisioners.yaml",
    "15-environment.provisioners.yaml",
];
