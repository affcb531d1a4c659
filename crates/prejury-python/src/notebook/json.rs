//! Lenient reading of JSON: what is not expected is skipped, whatever its type, and never built in memory.
//!
//! Derived `Deserialize` types would refuse a whole notebook for one field of another type, and would hold all of it at once.
//! Here values are pushed to the reader as they come, so what stands before a broken place is already kept.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use smol_str::SmolStr;

/// Receives the fields of an object in file order. It must take the value of every field.
pub(super) trait Fields {
    fn field<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error>;
}

/// Receives the items of an array, one at a time; `false` says that there is none left.
pub(super) trait Items {
    fn item<'de, A: SeqAccess<'de>>(&mut self, items: &mut A) -> Result<bool, A::Error>;
}

/// Receives text, in one or more pieces.
pub(super) trait TextSink {
    fn push(&mut self, piece: &str);
}

impl TextSink for String {
    fn push(&mut self, piece: &str) {
        append(self, piece);
    }
}

/// Room made for the lines that follow the first one of a text.
const ROOM: usize = 512;

/// Adds a piece of a text. Most texts come line by line: they would grow in many small steps.
pub(super) fn append(text: &mut String, piece: &str) {
    if text.capacity() == 0 && piece.ends_with('\n') {
        text.reserve(piece.len() + ROOM);
    }
    text.push_str(piece);
}

/// Reads an object into `Fields`.
pub(super) struct Object<'a, T>(pub(super) &'a mut T);

/// Reads an array into `Items`.
pub(super) struct Array<'a, T>(pub(super) &'a mut T);

/// Reads a string, or an array of strings joined.
pub(super) struct Text<'a, S>(pub(super) &'a mut S);

/// Reads a whole number above zero: notebooks write 0, `null` or `"*"` for cells that did not run.
pub(super) struct Count<'a>(pub(super) &'a mut Option<u64>);

/// Takes the value of a field without reading it.
pub(super) fn skip<'de, A: MapAccess<'de>>(map: &mut A) -> Result<(), A::Error> {
    map.next_value::<IgnoredAny>().map(drop)
}

fn skip_array<'de, A: SeqAccess<'de>>(mut items: A) -> Result<(), A::Error> {
    while items.next_element::<IgnoredAny>()?.is_some() {}
    Ok(())
}

fn skip_object<'de, A: MapAccess<'de>>(mut map: A) -> Result<(), A::Error> {
    while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
    Ok(())
}

/// The methods of a visitor that take a value of an unexpected type and do nothing with it.
macro_rules! accept {
    ($($kind:ident)*) => { $(accept!(@ $kind);)* };
    (@ scalars) => {
        fn visit_bool<E>(self, _: bool) -> Result<(), E> {
            Ok(())
        }

        fn visit_i64<E>(self, _: i64) -> Result<(), E> {
            Ok(())
        }

        fn visit_f64<E>(self, _: f64) -> Result<(), E> {
            Ok(())
        }

        fn visit_unit<E>(self) -> Result<(), E> {
            Ok(())
        }

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a value")
        }
    };
    (@ number) => {
        fn visit_u64<E>(self, _: u64) -> Result<(), E> {
            Ok(())
        }
    };
    (@ text) => {
        fn visit_str<E>(self, _: &str) -> Result<(), E> {
            Ok(())
        }
    };
    (@ array) => {
        fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<(), A::Error> {
            skip_array(items)
        }
    };
    (@ object) => {
        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
            skip_object(map)
        }
    };
}

macro_rules! read_any {
    () => {
        type Value = ();

        fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
            deserializer.deserialize_any(self)
        }
    };
}

impl<'de, T: Fields> DeserializeSeed<'de> for Object<'_, T> {
    read_any!();
}

impl<'de, T: Fields> Visitor<'de> for Object<'_, T> {
    type Value = ();

    accept!(scalars number text array);

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key_seed(Key)? {
            self.0.field(&key, &mut map)?;
        }
        Ok(())
    }
}

impl<'de, T: Items> DeserializeSeed<'de> for Array<'_, T> {
    read_any!();
}

impl<'de, T: Items> Visitor<'de> for Array<'_, T> {
    type Value = ();

    accept!(scalars number text object);

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while self.0.item(&mut items)? {}
        Ok(())
    }
}

impl<'de, S: TextSink> DeserializeSeed<'de> for Text<'_, S> {
    read_any!();
}

impl<'de, S: TextSink> Visitor<'de> for Text<'_, S> {
    type Value = ();

    accept!(scalars number object);

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.0.push(text);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element_seed(Text(&mut *self.0))?.is_some() {}
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Count<'_> {
    read_any!();
}

impl<'de> Visitor<'de> for Count<'_> {
    type Value = ();

    accept!(scalars text array object);

    fn visit_u64<E>(self, count: u64) -> Result<(), E> {
        *self.0 = (count > 0).then_some(count);
        Ok(())
    }
}

/// Reads a key; names of fields fit into a `SmolStr` without allocation.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = SmolStr;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<SmolStr, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key {
    type Value = SmolStr;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<SmolStr, E> {
        Ok(key.into())
    }
}
