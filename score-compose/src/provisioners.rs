//! The built-in provisioners, one file a type, so that a run parses only what it needs.

/// The files of the built-in set, in order: the name that messages show, and the text.
pub fn default_provisioners() -> &'static [(&'static str, &'static str)] {
    BUILT_IN
}

const BUILT_IN: &[(&str, &str)] = &[
    ("01-volume.provisioners.yaml", include_str!("../provisioners/01-volume.provisioners.yaml")),
    ("02-service-port.provisioners.yaml", include_str!("../provisioners/02-service-port.provisioners.yaml")),
    ("03-redis.provisioners.yaml", include_str!("../provisioners/03-redis.provisioners.yaml")),
    ("04-postgres.provisioners.yaml", include_str!("../provisioners/04-postgres.provisioners.yaml")),
    ("05-postgres-instance.provisioners.yaml", include_str!("../provisioners/05-postgres-instance.provisioners.yaml")),
    ("08-dns.provisioners.yaml", include_str!("../provisioners/08-dns.provisioners.yaml")),
    ("09-route.provisioners.yaml", include_str!("../provisioners/09-route.provisioners.yaml")),
    ("15-environment.provisioners.yaml", include_str!("../provisioners/15-environment.provisioners.yaml")),
];
