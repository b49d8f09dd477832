//! The keys of every object of a Compose file.

use super::Kind::{
    Boolean, Bytes, Command, DeviceCount, Duration, FileMode, Float, Hosts, Integer, ListOptions,
    Object as One, ObjectTable, Objects, OneOrMoreTexts, OptionalObjectTable, Options, Required, SshKeys,
    Table, Test, Text, Texts, TextsAndNumbers, TrueUnlessSaid, Ulimits, Unsigned, Variables,
};
use super::{Key, Object, short};

/// The whole file.
pub(crate) static ROOT: Object = Object {
    noun: "a Compose file",
    keys: &[
        Key::new("name", Text),
        Key::always("services", ObjectTable(&SERVICE)),
        Key::new("networks", ObjectTable(&NETWORK)),
        Key::new("volumes", ObjectTable(&VOLUME)),
        Key::new("secrets", ObjectTable(&FILE_OBJECT)),
        Key::new("configs", ObjectTable(&FILE_OBJECT)),
        Key::new("models", ObjectTable(&MODEL)),
    ],
};

/// `services.<name>`.
pub(crate) static SERVICE: Object = Object {
    noun: "a service",
    keys: &[
        Key::new("profiles", Texts),
        Key::new("annotations", Table),
        Key::given("attach", Boolean),
        Key::given("build", One(&BUILD)).or(short::build),
        Key::given("develop", One(&DEVELOP)),
        Key::given("blkio_config", One(&BLKIO)),
        Key::new("cap_add", Texts),
        Key::new("cap_drop", Texts),
        Key::new("cgroup_parent", Text),
        Key::new("cgroup", Text),
        Key::new("cpu_count", Integer),
        Key::new("cpu_percent", Float),
        Key::new("cpu_period", Integer),
        Key::new("cpu_quota", Integer),
        Key::new("cpu_rt_period", Integer),
        Key::new("cpu_rt_runtime", Integer),
        Key::new("cpus", Float),
        Key::new("cpuset", Text),
        Key::new("cpu_shares", Integer),
        Key::given("command", Command),
        Key::new("configs", Objects(&FILE_REFERENCE)).or(short::file_references),
        Key::new("container_name", Text),
        Key::given("credential_spec", One(&CREDENTIAL_SPEC)),
        Key::new("depends_on", ObjectTable(&DEPENDENCY)).or(short::dependencies),
        Key::given("deploy", One(&DEPLOY)),
        Key::new("device_cgroup_rules", Texts),
        Key::new("devices", Objects(&DEVICE_MAPPING)).or(short::devices),
        Key::new("dns", OneOrMoreTexts),
        Key::new("dns_opt", Texts),
        Key::new("dns_search", OneOrMoreTexts),
        Key::new("domainname", Text),
        Key::given("entrypoint", Command),
        Key::given("provider", One(&PROVIDER)),
        Key::new("environment", Variables),
        Key::new("env_file", Objects(&ENV_FILE)).or(short::env_files),
        Key::new("expose", TextsAndNumbers),
        Key::given("extends", One(&EXTENDS)).or(short::extends),
        Key::new("external_links", Texts),
        Key::new("extra_hosts", Hosts),
        Key::new("group_add", Texts),
        Key::new("gpus", Objects(&DEVICE_REQUEST)).or(short::gpus),
        Key::new("hostname", Text),
        Key::given("healthcheck", One(&HEALTH_CHECK)),
        Key::new("image", Text),
        Key::given("init", Boolean),
        Key::new("ipc", Text),
        Key::new("isolation", Text),
        Key::new("labels", Table),
        Key::new("label_file", OneOrMoreTexts),
        Key::new("links", Texts),
        Key::given("logging", One(&LOGGING)),
        Key::new("mem_limit", Bytes),
        Key::new("mem_reservation", Bytes),
        Key::new("memswap_limit", Bytes),
        Key::new("mem_swappiness", Bytes),
        Key::new("mac_address", Text),
        Key::new("models", OptionalObjectTable(&SERVICE_MODEL)).or(short::names),
        Key::new("network_mode", Text),
        Key::new("networks", OptionalObjectTable(&SERVICE_NETWORK)).or(short::names),
        Key::new("oom_kill_disable", Boolean),
        Key::new("oom_score_adj", Integer),
        Key::new("pid", Text),
        Key::new("pids_limit", Integer),
        Key::new("platform", Text),
        Key::new("ports", Objects(&PORT)).or(short::ports),
        Key::new("privileged", Boolean),
        Key::new("pull_policy", Text),
        Key::new("read_only", Boolean),
        Key::new("restart", Text),
        Key::new("runtime", Text),
        Key::given("scale", Integer),
        Key::new("secrets", Objects(&FILE_REFERENCE)).or(short::file_references),
        Key::new("security_opt", Texts),
        Key::new("shm_size", Bytes),
        Key::new("stdin_open", Boolean),
        Key::given("stop_grace_period", Duration),
        Key::new("stop_signal", Text),
        Key::new("storage_opt", Options),
        Key::new("sysctls", Table),
        Key::new("tmpfs", OneOrMoreTexts),
        Key::new("tty", Boolean),
        Key::new("ulimits", Ulimits),
        Key::new("use_api_socket", Boolean),
        Key::new("user", Text),
        Key::new("userns_mode", Text),
        Key::new("uts", Text),
        Key::new("volumes", Objects(&MOUNT)).or(short::mounts),
        Key::new("volumes_from", Texts),
        Key::new("working_dir", Text),
        Key::new("pre_start", Objects(&HOOK)),
        Key::new("post_start", Objects(&HOOK)),
        Key::new("pre_stop", Objects(&HOOK)),
    ],
};

/// `services.<name>.build`.
pub(crate) static BUILD: Object = Object {
    noun: "a build",
    keys: &[
        Key::new("context", Text),
        Key::new("dockerfile", Text),
        Key::new("dockerfile_inline", Text),
        Key::new("entitlements", Texts),
        Key::new("args", Variables),
        Key::new("provenance", Text),
        Key::new("sbom", Text),
        Key::new("ssh", SshKeys),
        Key::new("labels", Table),
        Key::new("cache_from", OneOrMoreTexts),
        Key::new("cache_to", OneOrMoreTexts),
        Key::new("no_cache", Boolean),
        Key::new("no_cache_filter", OneOrMoreTexts),
        Key::new("additional_contexts", Table),
        Key::new("pull", Boolean),
        Key::new("extra_hosts", Hosts),
        Key::new("isolation", Text),
        Key::new("network", Text),
        Key::new("target", Text),
        Key::new("secrets", Objects(&FILE_REFERENCE)).or(short::file_references),
        Key::new("shm_size", Bytes),
        Key::new("tags", OneOrMoreTexts),
        Key::new("ulimits", Ulimits),
        Key::new("platforms", OneOrMoreTexts),
        Key::new("privileged", Boolean),
    ],
};

static DEVELOP: Object = Object { noun: "`develop`", keys: &[Key::new("watch", Objects(&TRIGGER))] };

static TRIGGER: Object = Object {
    noun: "a watch",
    keys: &[
        Key::always("path", Text),
        Key::always("action", Text),
        Key::new("target", Text),
        Key::new("exec", One(&HOOK)),
        Key::new("include", OneOrMoreTexts),
        Key::new("ignore", OneOrMoreTexts),
        Key::new("initial_sync", Boolean),
    ],
};

static HOOK: Object = Object {
    noun: "a hook",
    keys: &[
        Key::given("command", Command),
        Key::new("image", Text),
        Key::new("user", Text),
        Key::new("privileged", Boolean),
        Key::new("working_dir", Text),
        Key::new("environment", Variables),
        Key::new("per_replica", Boolean),
    ],
};

static BLKIO: Object = Object {
    noun: "`blkio_config`",
    keys: &[
        Key::new("weight", Unsigned),
        Key::new("weight_device", Objects(&WEIGHT_DEVICE)),
        Key::new("device_read_bps", Objects(&THROTTLE_DEVICE)),
        Key::new("device_read_iops", Objects(&THROTTLE_DEVICE)),
        Key::new("device_write_bps", Objects(&THROTTLE_DEVICE)),
        Key::new("device_write_iops", Objects(&THROTTLE_DEVICE)),
    ],
};

static WEIGHT_DEVICE: Object =
    Object { noun: "a weighted device", keys: &[Key::always("path", Text), Key::always("weight", Unsigned)] };

static THROTTLE_DEVICE: Object =
    Object { noun: "a throttled device", keys: &[Key::always("path", Text), Key::always("rate", Bytes)] };

static FILE_REFERENCE: Object = Object {
    noun: "a reference to a config or secret",
    keys: &[
        Key::new("source", Text),
        Key::new("target", Text),
        Key::new("uid", Text),
        Key::new("gid", Text),
        Key::given("mode", FileMode),
    ],
};

static CREDENTIAL_SPEC: Object = Object {
    noun: "`credential_spec`",
    keys: &[Key::new("config", Text), Key::new("file", Text), Key::new("registry", Text)],
};

static DEPENDENCY: Object = Object {
    noun: "a dependency",
    keys: &[Key::new("condition", Text), Key::new("restart", Boolean), Key::always("required", Required)],
};

static DEPLOY: Object = Object {
    noun: "`deploy`",
    keys: &[
        Key::new("mode", Text),
        Key::given("replicas", Integer),
        Key::new("labels", Table),
        Key::given("update_config", One(&UPDATE)),
        Key::given("rollback_config", One(&UPDATE)),
        Key::new("resources", One(&RESOURCES)),
        Key::given("restart_policy", One(&RESTART_POLICY)),
        Key::new("placement", One(&PLACEMENT)),
        Key::new("endpoint_mode", Text),
    ],
};

static UPDATE: Object = Object {
    noun: "an update configuration",
    keys: &[
        Key::given("parallelism", Unsigned),
        Key::new("delay", Duration),
        Key::new("failure_action", Text),
        Key::new("monitor", Duration),
        Key::new("max_failure_ratio", Float),
        Key::new("order", Text),
    ],
};

static RESOURCES: Object = Object {
    noun: "`resources`",
    keys: &[Key::given("limits", One(&RESOURCE)), Key::given("reservations", One(&RESOURCE))],
};

static RESOURCE: Object = Object {
    noun: "limits or reservations",
    keys: &[
        Key::new("cpus", Float),
        Key::new("memory", Bytes),
        Key::new("pids", Integer),
        Key::new("devices", Objects(&DEVICE_REQUEST)),
        Key::new("generic_resources", Objects(&GENERIC_RESOURCE)),
    ],
};

static GENERIC_RESOURCE: Object = Object {
    noun: "a generic resource",
    keys: &[Key::given("discrete_resource_spec", One(&DISCRETE_RESOURCE))],
};

static DISCRETE_RESOURCE: Object =
    Object { noun: "a discrete resource", keys: &[Key::always("kind", Text), Key::always("value", Integer)] };

static RESTART_POLICY: Object = Object {
    noun: "a restart policy",
    keys: &[
        Key::new("condition", Text),
        Key::given("delay", Duration),
        Key::given("max_attempts", Unsigned),
        Key::given("window", Duration),
    ],
};

static PLACEMENT: Object = Object {
    noun: "a placement",
    keys: &[
        Key::new("constraints", Texts),
        Key::new("preferences", Objects(&PREFERENCE)),
        Key::new("max_replicas_per_node", Unsigned),
    ],
};

static PREFERENCE: Object = Object { noun: "a preference", keys: &[Key::new("spread", Text)] };

static DEVICE_MAPPING: Object = Object {
    noun: "a device",
    keys: &[Key::new("source", Text), Key::new("target", Text), Key::new("permissions", Text)],
};

static DEVICE_REQUEST: Object = Object {
    noun: "a request for devices",
    keys: &[
        Key::new("capabilities", Texts),
        Key::new("driver", Text),
        Key::new("count", DeviceCount),
        Key::new("device_ids", Texts),
        Key::new("options", Table),
    ],
};

static PROVIDER: Object =
    Object { noun: "a provider", keys: &[Key::new("type", Text), Key::new("options", ListOptions)] };

static ENV_FILE: Object = Object {
    noun: "an environment file",
    keys: &[Key::new("path", Text), Key::new("required", TrueUnlessSaid), Key::new("format", Text)],
};

static EXTENDS: Object =
    Object { noun: "`extends`", keys: &[Key::new("file", Text), Key::new("service", Text)] };

static HEALTH_CHECK: Object = Object {
    noun: "a health check",
    keys: &[
        Key::new("test", Test),
        Key::given("timeout", Duration),
        Key::given("interval", Duration),
        Key::given("retries", Unsigned),
        Key::given("start_period", Duration),
        Key::given("start_interval", Duration),
        Key::new("disable", Boolean),
    ],
};

static LOGGING: Object =
    Object { noun: "`logging`", keys: &[Key::new("driver", Text), Key::new("options", Options)] };

static SERVICE_MODEL: Object = Object {
    noun: "a model of a service",
    keys: &[Key::new("endpoint_var", Text), Key::new("model_var", Text)],
};

static SERVICE_NETWORK: Object = Object {
    noun: "a network of a service",
    keys: &[
        Key::new("aliases", Texts),
        Key::new("driver_opts", Options),
        Key::new("gw_priority", Integer),
        Key::new("interface_name", Text),
        Key::new("ipv4_address", Text),
        Key::new("ipv6_address", Text),
        Key::new("link_local_ips", Texts),
        Key::new("mac_address", Text),
        Key::new("priority", Integer),
    ],
};

static PORT: Object = Object {
    noun: "a port",
    keys: &[
        Key::new("name", Text),
        Key::new("mode", Text),
        Key::new("host_ip", Text),
        Key::new("target", Unsigned),
        Key::new("published", Text),
        Key::new("protocol", Text),
        Key::new("app_protocol", Text),
    ],
};

static MOUNT: Object = Object {
    noun: "a mounted volume",
    keys: &[
        Key::new("type", Text),
        Key::new("source", Text),
        Key::new("target", Text),
        Key::new("read_only", Boolean),
        Key::new("consistency", Text),
        Key::given("bind", One(&MOUNT_BIND)),
        Key::given("volume", One(&MOUNT_VOLUME)),
        Key::given("tmpfs", One(&MOUNT_TMPFS)),
        Key::given("image", One(&MOUNT_IMAGE)),
    ],
};

/// `bind` of a mounted volume.
pub(crate) static MOUNT_BIND: Object = Object {
    noun: "`bind`",
    keys: &[
        Key::new("selinux", Text),
        Key::new("propagation", Text),
        Key::new("create_host_path", TrueUnlessSaid),
        Key::new("recursive", Text),
    ],
};

/// `volume` of a mounted volume.
pub(crate) static MOUNT_VOLUME: Object = Object {
    noun: "`volume`",
    keys: &[Key::new("labels", Table), Key::new("nocopy", Boolean), Key::new("subpath", Text)],
};

/// `tmpfs` of a mounted volume.
pub(crate) static MOUNT_TMPFS: Object =
    Object { noun: "`tmpfs`", keys: &[Key::new("size", Bytes), Key::new("mode", Unsigned)] };

static MOUNT_IMAGE: Object = Object { noun: "`image`", keys: &[Key::new("subpath", Text)] };

/// `networks.<name>`.
pub(crate) static NETWORK: Object = Object {
    noun: "a network",
    keys: &[
        Key::new("name", Text),
        Key::new("driver", Text),
        Key::new("driver_opts", Options),
        Key::new("ipam", One(&IPAM)),
        Key::new("external", Boolean),
        Key::new("internal", Boolean),
        Key::new("attachable", Boolean),
        Key::new("labels", Table),
        Key::given("enable_ipv4", Boolean),
        Key::given("enable_ipv6", Boolean),
    ],
};

static IPAM: Object = Object {
    noun: "`ipam`",
    keys: &[Key::new("driver", Text), Key::new("config", Objects(&IPAM_POOL)), Key::new("options", Options)],
};

static IPAM_POOL: Object = Object {
    noun: "a pool of addresses",
    keys: &[
        Key::new("subnet", Text),
        Key::new("gateway", Text),
        Key::new("ip_range", Text),
        Key::new("aux_addresses", Table),
    ],
};

/// `volumes.<name>`.
pub(crate) static VOLUME: Object = Object {
    noun: "a volume",
    keys: &[
        Key::new("name", Text),
        Key::new("driver", Text),
        Key::new("driver_opts", Options),
        Key::new("external", Boolean),
        Key::new("labels", Table),
    ],
};

static FILE_OBJECT: Object = Object {
    noun: "a config or secret",
    keys: &[
        Key::new("name", Text),
        Key::new("file", Text),
        Key::new("environment", Text),
        Key::new("content", Text),
        Key::new("external", Boolean),
        Key::new("labels", Table),
        Key::new("driver", Text),
        Key::new("driver_opts", Options),
        Key::new("template_driver", Text),
    ],
};

/// `models.<name>`.
pub(crate) static MODEL: Object = Object {
    noun: "a model",
    keys: &[
        Key::new("name", Text),
        Key::new("model", Text),
        Key::new("context_size", Integer),
        Key::new("runtime_flags", Texts),
    ],
};
