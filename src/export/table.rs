//! Tables as CSV: the columns are the fields of a report, under the names they have in the JSON output.

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::Serialize;
use serde_json::Value;
use std::fmt;

/// Rows under the names of their fields; a field without a value stays empty. No rows are no names either.
pub(crate) fn csv<T: Serialize>(rows: &[T]) -> Result<String, serde_json::Error> {
    let mut text = String::new();
    for (index, row) in rows.iter().enumerate() {
        let Fields(fields) = serde_json::from_str(&serde_json::to_string(row)?)?;
        let (names, values): (Vec<String>, Vec<String>) =
            fields.into_iter().map(|(name, value)| (quoted(name), cell(value))).unzip();
        for line in if index == 0 { vec![names, values] } else { vec![values] } {
            text.push_str(&line.join(","));
            text.push('\n');
        }
    }
    Ok(text)
}

/// The fields of an object in the order in which they were written (a map would sort them by name).
struct Fields(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Fields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

fn cell(value: Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => quoted(text),
        // Lists and objects keep their JSON form inside one cell.
        other => quoted(other.to_string()),
    }
}

/// Quoted where the format asks for it (RFC 4180).
pub(crate) fn quoted(text: String) -> String {
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Serialize)]
    struct Written {
        unit: usize,
        active: bool,
        spacing_m: Option<f64>,
        name: &'static str,
        ring_m: [f64; 2],
    }

    #[test]
    fn columns_keep_the_order_of_the_fields() {
        let row = |unit, spacing_m, name| Written { unit, active: true, spacing_m, name, ring_m: [0.5, 1.0] };
        let text = csv(&[row(0, Some(0.1), "a"), row(7, None, "b, \"c\"")]).expect("plain fields");
        let expected = concat!(
            "unit,active,spacing_m,name,ring_m\n",
            "0,true,0.1,a,\"[0.5,1.0]\"\n",
            "7,true,,\"b, \"\"c\"\"\",\"[0.5,1.0]\"\n"
        );
        assert_eq!(text, expected);
        assert_eq!(csv::<Written>(&[]).expect("nothing"), "");
        assert!(csv(&[3.0]).is_err(), "a number has no fields");
    }
}
