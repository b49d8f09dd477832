//! The kinds of provisioners and the loader of provisioner files.
