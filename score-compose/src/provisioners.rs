//! The built-in provisioners, one file a type, so that a run parses only what it needs.

/// The files of the built-in set, in order: the name that messages show, and the text.
pub fn default_provisioners() -> &'static [(&'static str, &'static str)] {
    BUILT_IN
}

macro_rules! files {
    ($($name:literal,)*) => {
        &[$(($name, include_str!(concat!("../provisioners/", $name))),)*]
    };
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_file_of_the_folder_is_built_in() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/provisioners");
        #[allow(clippy::disallowed_methods)]
        let found: BTreeSet<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        let built_in: BTreeSet<String> = BUILT_IN.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(found, built_in);
        assert!(BUILT_IN.is_sorted());
    }
}
