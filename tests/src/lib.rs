//! What the suites share: [`case`]s in folders, [`run`] through all stages, [`expected`] files, and [`shared`] material that
//! lies beside the repository.

pub mod case;
pub mod expected;
pub mod run;
pub mod shared;
