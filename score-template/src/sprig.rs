//! The functions of sprig 3.3.

mod casing;
mod dates;
mod defaults;
mod dicts;
mod digits;
mod encoding;
mod json;
mod lists;
mod maths;
mod merge;
mod passwords;
mod paths;
mod random;
mod regexes;
mod strings;
mod types;
mod urls;
mod wrap;

use crate::call::{Arguments, Fault};
use crate::functions::Type::{Any, Bool, Float, Int, Map, Text, Time, Uint32};
use crate::functions::{Entry, entry, refused, variadic, variadic_writer, writer};
use crate::print::Writer;
use crate::semver::{self, Version};
use crate::value::Value;

/// What Go says when something is asked of nothing.
const NIL_POINTER: &str = "runtime error: invalid memory address or nil pointer dereference";

const CERTIFICATES: &str =
    "certificates and keys are not made while rendering; make them outside and hand them in as data";
const NETWORK: &str = "names are not looked up in the network while rendering; hand the address in as data";

/// Name, parameters and function; sorted by name.
pub(crate) const TABLE: &[Entry] = &[
    entry("abbrev", &[Int, Text], wrap::abbrev),
    entry("abbrevboth", &[Int, Int, Text], wrap::abbrevboth),
    variadic("add", &[], Any, maths::add),
    entry("add1", &[Any], maths::add1),
    entry("add1f", &[Any], maths::add1f),
    variadic("addf", &[], Any, maths::addf),
    entry("adler32sum", &[Text], encoding::adler32sum),
    entry("ago", &[Any], dates::ago),
    variadic("all", &[], Any, defaults::all),
    variadic("any", &[], Any, defaults::any),
    entry("append", &[Any, Any], lists::push),
    entry("atoi", &[Text], digits::atoi),
    entry("b32dec", &[Text], encoding::b32dec),
    entry("b32enc", &[Text], encoding::b32enc),
    entry("b64dec", &[Text], encoding::b64dec),
    entry("b64enc", &[Text], encoding::b64enc),
    entry("base", &[Text], paths::base),
    entry("bcrypt", &[Text], passwords::bcrypt),
    variadic("biggest", &[Any], Any, maths::max),
    refused("buildCustomCert", CERTIFICATES),
    entry("camelcase", &[Text], casing::camelcase),
    variadic_writer("cat", &[], Any, strings::cat),
    entry("ceil", &[Any], maths::ceil),
    entry("chunk", &[Int, Any], lists::chunk),
    entry("clean", &[Text], paths::clean),
    variadic("coalesce", &[], Any, defaults::coalesce),
    entry("compact", &[Any], lists::compact),
    variadic("concat", &[], Any, lists::concat),
    entry("contains", &[Text, Text], strings::contains),
    entry("date", &[Text, Any], dates::date),
    entry("dateInZone", &[Text, Any, Text], dates::date_in_zone),
    entry("dateModify", &[Text, Time], dates::date_modify),
    entry("date_in_zone", &[Text, Any, Text], dates::date_in_zone),
    entry("date_modify", &[Text, Time], dates::date_modify),
    entry("decryptAES", &[Text, Text], passwords::decrypt),
    entry("deepCopy", &[Any], deep_copy),
    entry("deepEqual", &[Any, Any], lists::deep_equal),
    variadic("default", &[Any], Any, defaults::default),
    entry("derivePassword", &[Uint32, Text, Text, Text, Text], passwords::derive_password),
    variadic("dict", &[], Any, dicts::dict),
    variadic("dig", &[], Any, dicts::dig),
    entry("dir", &[Text], paths::dir),
    entry("div", &[Any, Any], maths::div),
    variadic("divf", &[Any], Any, maths::divf),
    entry("duration", &[Any], dates::duration),
    entry("durationRound", &[Any], dates::duration_round),
    entry("empty", &[Any], |arguments| Ok(Value::Bool(!arguments.value(0).is_true()))),
    entry("encryptAES", &[Text, Text], passwords::encrypt),
    entry("env", &[Text], env),
    writer("expandenv", &[Text], expandenv),
    entry("ext", &[Text], paths::ext),
    entry("fail", &[Text], |arguments| Err(Fault::Failed(arguments.text(0).into_owned()))),
    entry("first", &[Any], lists::first),
    entry("float64", &[Any], digits::float64),
    entry("floor", &[Any], maths::floor),
    entry("fromJson", &[Text], json::from_json),
    refused("genCA", CERTIFICATES),
    refused("genCAWithKey", CERTIFICATES),
    refused("genPrivateKey", CERTIFICATES),
    refused("genSelfSignedCert", CERTIFICATES),
    refused("genSelfSignedCertWithKey", CERTIFICATES),
    refused("genSignedCert", CERTIFICATES),
    refused("genSignedCertWithKey", CERTIFICATES),
    entry("get", &[Map, Text], dicts::get),
    refused("getHostByName", NETWORK),
    entry("has", &[Any, Any], lists::has),
    entry("hasKey", &[Map, Text], dicts::has_key),
    entry("hasPrefix", &[Text, Text], strings::has_prefix),
    entry("hasSuffix", &[Text, Text], strings::has_suffix),
    entry("hello", &[], |arguments| arguments.context.text("Hello!")),
    entry("htmlDate", &[Any], dates::html_date),
    entry("htmlDateInZone", &[Any, Text], dates::html_date_in_zone),
    entry("htpasswd", &[Text, Text], passwords::htpasswd),
    writer("indent", &[Int, Text], strings::indent),
    entry("initial", &[Any], lists::initial),
    entry("initials", &[Text], casing::initials),
    entry("int", &[Any], digits::int),
    entry("int64", &[Any], digits::int64),
    entry("isAbs", &[Text], paths::is_abs),
    writer("join", &[Text, Any], strings::join),
    entry("kebabcase", &[Text], casing::kebabcase),
    variadic("keys", &[], Map, dicts::keys),
    entry("kindIs", &[Text, Any], types::kind_is),
    entry("kindOf", &[Any], types::kind_of),
    entry("last", &[Any], lists::last),
    variadic("list", &[], Any, lists::list),
    entry("lower", &[Text], casing::lower),
    variadic("max", &[Any], Any, maths::max),
    variadic("maxf", &[Any], Any, maths::maxf),
    variadic("merge", &[Map], Map, merge::merge),
    variadic("mergeOverwrite", &[Map], Map, merge::merge_overwrite),
    variadic("min", &[Any], Any, maths::min),
    variadic("minf", &[Any], Any, maths::minf),
    entry("mod", &[Any, Any], maths::modulo),
    variadic("mul", &[Any], Any, maths::mul),
    variadic("mulf", &[Any], Any, maths::mulf),
    entry("mustAppend", &[Any, Any], lists::push),
    entry("mustChunk", &[Int, Any], lists::chunk),
    entry("mustCompact", &[Any], lists::compact),
    entry("mustDateModify", &[Text, Time], dates::must_date_modify),
    entry("mustDeepCopy", &[Any], deep_copy),
    entry("mustFirst", &[Any], lists::first),
    entry("mustFromJson", &[Text], json::must_from_json),
    entry("mustHas", &[Any, Any], lists::has),
    entry("mustInitial", &[Any], lists::initial),
    entry("mustLast", &[Any], lists::last),
    variadic("mustMerge", &[Map], Map, merge::merge),
    variadic("mustMergeOverwrite", &[Map], Map, merge::merge_overwrite),
    entry("mustPrepend", &[Any, Any], lists::prepend),
    entry("mustPush", &[Any, Any], lists::push),
    entry("mustRegexFind", &[Text, Text], regexes::find),
    entry("mustRegexFindAll", &[Text, Text, Int], regexes::find_all),
    entry("mustRegexMatch", &[Text, Text], regexes::must_match),
    writer("mustRegexReplaceAll", &[Text, Text, Text], regexes::replace_all),
    writer("mustRegexReplaceAllLiteral", &[Text, Text, Text], regexes::replace_all_literal),
    entry("mustRegexSplit", &[Text, Text, Int], regexes::split),
    entry("mustRest", &[Any], lists::rest),
    entry("mustReverse", &[Any], lists::reverse),
    variadic("mustSlice", &[Any], Any, lists::slice),
    entry("mustToDate", &[Text, Text], dates::must_to_date),
    writer("mustToJson", &[Any], json::must_to_json),
    writer("mustToPrettyJson", &[Any], json::must_to_pretty_json),
    writer("mustToRawJson", &[Any], json::to_raw_json),
    entry("mustUniq", &[Any], lists::uniq),
    variadic("mustWithout", &[Any], Any, lists::without),
    entry("must_date_modify", &[Text, Time], dates::must_date_modify),
    writer("nindent", &[Int, Text], strings::nindent),
    entry("nospace", &[Text], casing::nospace),
    entry("now", &[], dates::now),
    variadic("omit", &[Map], Text, dicts::omit),
    entry("osBase", &[Text], paths::base),
    entry("osClean", &[Text], paths::clean),
    entry("osDir", &[Text], paths::dir),
    entry("osExt", &[Text], paths::ext),
    entry("osIsAbs", &[Text], paths::is_abs),
    variadic("pick", &[Map], Text, dicts::pick),
    variadic("pluck", &[Text], Map, dicts::pluck),
    entry("plural", &[Text, Text, Int], strings::plural),
    entry("prepend", &[Any, Any], lists::prepend),
    entry("push", &[Any, Any], lists::push),
    variadic_writer("quote", &[], Any, strings::quote),
    entry("randAlpha", &[Int], random::alpha),
    entry("randAlphaNum", &[Int], random::alpha_num),
    entry("randAscii", &[Int], random::ascii),
    entry("randBytes", &[Int], random::bytes),
    entry("randInt", &[Int, Int], random::int),
    entry("randNumeric", &[Int], random::numeric),
    entry("regexFind", &[Text, Text], regexes::find),
    entry("regexFindAll", &[Text, Text, Int], regexes::find_all),
    entry("regexMatch", &[Text, Text], regexes::is_match),
    entry("regexQuoteMeta", &[Text], regexes::quote_meta),
    writer("regexReplaceAll", &[Text, Text, Text], regexes::replace_all),
    writer("regexReplaceAllLiteral", &[Text, Text, Text], regexes::replace_all_literal),
    entry("regexSplit", &[Text, Text, Int], regexes::split),
    entry("repeat", &[Int, Text], strings::repeat),
    writer("replace", &[Text, Text, Text], strings::replace),
    entry("rest", &[Any], lists::rest),
    entry("reverse", &[Any], lists::reverse),
    variadic("round", &[Any, Int], Float, maths::round),
    entry("semver", &[Text], |arguments| {
        Ok(Value::Version(std::rc::Rc::new(Version::parse(&arguments.text(0))?)))
    }),
    entry("semverCompare", &[Text, Text], |arguments| {
        Ok(Value::Bool(semver::check(&arguments.text(0), &arguments.text(1))?))
    }),
    variadic_writer("seq", &[], Int, maths::seq),
    entry("set", &[Map, Text, Any], dicts::set),
    entry("sha1sum", &[Text], encoding::sha1sum),
    entry("sha256sum", &[Text], encoding::sha256sum),
    entry("sha512sum", &[Text], encoding::sha512sum),
    entry("shuffle", &[Text], random::shuffle),
    variadic("slice", &[Any], Any, lists::slice),
    entry("snakecase", &[Text], casing::snakecase),
    entry("sortAlpha", &[Any], lists::sort_alpha),
    entry("split", &[Text, Text], strings::split),
    entry("splitList", &[Text, Text], strings::split_list),
    entry("splitn", &[Text, Int, Text], strings::splitn),
    variadic_writer("squote", &[], Any, strings::squote),
    entry("sub", &[Any, Any], maths::sub),
    variadic("subf", &[Any], Any, maths::subf),
    entry("substr", &[Int, Int, Text], strings::substr),
    entry("swapcase", &[Text], casing::swapcase),
    entry("ternary", &[Any, Any, Bool], defaults::ternary),
    entry("title", &[Text], casing::title),
    entry("toDate", &[Text, Text], dates::to_date),
    entry("toDecimal", &[Any], digits::to_decimal),
    writer("toJson", &[Any], json::to_json),
    writer("toPrettyJson", &[Any], json::to_pretty_json),
    writer("toRawJson", &[Any], json::to_raw_json),
    entry("toString", &[Any], strings::to_string),
    entry("toStrings", &[Any], strings::to_strings),
    entry("trim", &[Text], strings::trim),
    entry("trimAll", &[Text, Text], strings::trim_all),
    entry("trimPrefix", &[Text, Text], strings::trim_prefix),
    entry("trimSuffix", &[Text, Text], strings::trim_suffix),
    entry("trimall", &[Text, Text], strings::trim_all),
    entry("trunc", &[Int, Text], strings::trunc),
    variadic("tuple", &[], Any, lists::list),
    entry("typeIs", &[Text, Any], types::type_is),
    entry("typeIsLike", &[Text, Any], types::type_is_like),
    entry("typeOf", &[Any], types::type_of),
    entry("uniq", &[Any], lists::uniq),
    entry("unixEpoch", &[Time], dates::unix_epoch),
    entry("unset", &[Map, Text], dicts::unset),
    entry("until", &[Int], maths::until),
    entry("untilStep", &[Int, Int, Int], maths::until_step),
    entry("untitle", &[Text], casing::untitle),
    entry("upper", &[Text], casing::upper),
    entry("urlJoin", &[Map], urls::join),
    entry("urlParse", &[Text], urls::parse),
    entry("uuidv4", &[], random::uuid),
    entry("values", &[Map], dicts::values),
    variadic("without", &[Any], Any, lists::without),
    writer("wrap", &[Int, Text], wrap::wrap),
    writer("wrapWith", &[Int, Text, Text], wrap::wrap_with),
];

fn deep_copy(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    match arguments.value(0) {
        Value::Absent | Value::Null => Err(crate::builtins::NO_VALUE.into()),
        value => crate::deep::copy(arguments.context, value),
    }
}

fn env(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let variable = arguments.context.variable(&arguments.text(0), arguments.name);
    arguments.context.text(variable.unwrap_or_default())
}

/// Fills in `$NAME` and `${NAME}`.
fn expandenv(arguments: &Arguments<'_>, writer: &mut Writer) -> Result<(), Fault> {
    let text = arguments.text(0);
    let mut rest = &*text;
    while let Some(found) = rest.find('$') {
        writer.push_str(&rest[..found])?;
        rest = &rest[found + 1..];
        let length = match rest.as_bytes().first() {
            Some(b'{') => rest.find('}').map_or(1, |end| end + 1),
            Some(b'*' | b'#' | b'$' | b'@' | b'!' | b'?' | b'-' | b'0'..=b'9') => 1,
            _ => rest.find(|char: char| !char.is_ascii_alphanumeric() && char != '_').unwrap_or(rest.len()),
        };
        let name = rest[..length].trim_start_matches('{').trim_end_matches('}');
        if length == 0 {
            writer.push(b"$")?;
        } else if !name.is_empty() {
            writer.push_str(&arguments.context.variable(name, arguments.name).unwrap_or_default())?;
        }
        rest = &rest[length..];
    }
    writer.push_str(rest)
}
