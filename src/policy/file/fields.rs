//! The fields of one line of CSV.

/// The fields of a line, white space around them left out.
///
/// # Errors
/// What is wrong with the line, and what would be right.
pub(super) fn fields(line: &str) -> Result<Vec<String>, String> {
    let mut fields = Vec::new();
    let mut rest = line;
    loop {
        rest = rest.trim_start();
        let after = match rest.strip_prefix('"') {
            Some(quoted) => {
                let (field, after) = unquoted(quoted)?;
                fields.push(field);
                after.trim_start()
            }
            None => {
                let (field, after) = rest.split_at(rest.find(',').unwrap_or(rest.len()));
                if field.contains('"') {
                    return Err(format!(
                        "a quote stands at the beginning of a field, or not at all: `{}`",
                        field.trim()
                    ));
                }
                fields.push(field.trim().to_owned());
                after
            }
        };
        match after.strip_prefix(',') {
            Some(next) => rest = next,
            None if after.is_empty() => break,
            None => return Err(format!("after a closing quote comes a comma, not `{after}`")),
        }
    }
    if let [only] = fields.as_slice()
        && only.contains('，')
    {
        return Err("fields are separated by `,` and not by the wide `，`".to_owned());
    }
    Ok(fields)
}

/// The text up to the closing quote, and what comes after it.
fn unquoted(text: &str) -> Result<(String, &str), String> {
    let mut field = String::new();
    let mut rest = text;
    loop {
        let Some((before, after)) = rest.split_once('"') else {
            return Err("a quote is not closed; a field ends on its own line".to_owned());
        };
        field.push_str(before);
        match after.strip_prefix('"') {
            Some(more) => {
                field.push('"');
                rest = more;
            }
            None => return Ok((field, after)),
        }
    }
}

/// A field as it is written: in quotes where it would be read otherwise.
pub(super) fn written(field: &str) -> String {
    let plain = !field.contains(['"', ',', '，'])
        && !field.starts_with('#')
        && field.trim() == field
        && !field.is_empty();
    if plain { field.to_owned() } else { format!("\"{}\"", field.replace('"', "\"\"")) }
}
