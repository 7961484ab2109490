//! Areas: `code,parent_code,level,name[,name_en]`, parents in any order, put together with the
//! tree that is there into the tree that will be.

use std::collections::HashMap;

use uuid::Uuid;

use super::problems::Problems;
use super::table::{Record, Source, SourceError, check_columns};
use crate::policy::Level;

/// The columns that must be there.
pub const REQUIRED: &[&str] = &["code", "parent_code", "level", "name"];

/// The columns that may be there.
pub const OPTIONAL: &[&str] = &["name_en"];

/// The ids of an area's ancestors and its own, by level.
pub type Lineage = [Option<Uuid>; 6];

/// An area as a file has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaRecord {
    /// The line that it stands on.
    pub line: u64,
    /// Its code.
    pub code: String,
    /// The code of the area above, if there is one.
    pub parent_code: Option<String>,
    /// Its level.
    pub level: Level,
    /// Its name.
    pub name: String,
    /// Its name in English.
    pub name_en: Option<String>,
}

/// An area as it is or will be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// Its id.
    pub id: Uuid,
    /// Its code.
    pub code: String,
    /// The id of the area above.
    pub parent_id: Option<Uuid>,
    /// Its level.
    pub level: Level,
    /// Its name.
    pub name: String,
    /// Its name in English.
    pub name_en: Option<String>,
    /// The codes from the root to it, each followed by `/`, with one before the first.
    pub path: String,
    /// Its ancestors, itself included.
    pub lineage: Lineage,
}

/// What an import of areas will do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AreaPlan {
    /// New areas, each after the one above it.
    pub added: Vec<Area>,
    /// Areas whose name, level or place in the tree will differ.
    pub changed: Vec<Area>,
    /// Those of them that are somewhere else in the tree: what lies in them moves too.
    pub moved: Vec<Uuid>,
    /// How many areas of the file are as the file has them.
    pub unchanged: usize,
}

/// Whether a text may be an area's code.
#[must_use]
pub fn is_code(text: &str) -> bool {
    (1..=32).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// Reads the areas of a file.
///
/// # Errors
/// The file cannot be read at all.
pub fn read(source: &Source, problems: &mut Problems) -> Result<Vec<AreaRecord>, SourceError> {
    let mut records = Vec::new();
    let mut lines: HashMap<String, u64> = HashMap::new();
    source.read(
        problems,
        |header, problems| check_columns(header, REQUIRED, OPTIONAL, problems),
        |record, problems| {
            if let Some(area) = area(&record, problems) {
                match lines.insert(area.code.clone(), area.line) {
                    Some(first) => {
                        let code = &area.code;
                        problems.add(
                            area.line,
                            format!("the code `{code}` stands on line {first} already"),
                        );
                    }
                    None => records.push(area),
                }
            }
        },
    )?;
    Ok(records)
}

/// An area of one record, or a problem for each value that is wrong.
pub fn area(record: &Record, problems: &mut Problems) -> Option<AreaRecord> {
    let line = record.line;
    let before = problems.len();
    let mut required = |column: &str| {
        let value = record.get(column);
        if value.is_none() {
            problems.add(line, format!("`{column}` is empty"));
        }
        value.unwrap_or_default().to_owned()
    };
    let (code, name, level) = (required("code"), required("name"), required("level"));
    let parent_code = record.get("parent_code").map(str::to_owned);
    for (column, code) in [("code", Some(&code)), ("parent_code", parent_code.as_ref())] {
        if let Some(code) = code
            && !code.is_empty()
            && !is_code(code)
        {
            problems.add(
                line,
                format!("`{column}` is `{code}`: a code is 1 to 32 letters, digits or hyphens"),
            );
        }
    }
    let known = Level::from_name(&level).filter(|_| level == level.to_ascii_lowercase());
    if known.is_none() && !level.is_empty() {
        problems.add(
            line,
            format!(
                "`level` is `{level}`: it is province, city, district, town, community or group"
            ),
        );
    }
    let name_en = record.get("name_en").map(str::to_owned);
    let area = AreaRecord { line, code, parent_code, level: known?, name, name_en };
    (problems.len() == before).then_some(area)
}

struct Node<'a> {
    code: &'a str,
    parent: Option<&'a str>,
    level: Level,
    line: Option<u64>,
}

/// Areas by their codes.
#[must_use]
pub fn by_code(areas: &[Area]) -> HashMap<&str, &Area> {
    areas.iter().map(|area| (area.code.as_str(), area)).collect()
}

/// The tree that will be: what the file says over what is there. Cycles, parents that there are
/// not and levels that do not fall are problems.
#[must_use]
pub fn plan(records: &[AreaRecord], present: &[Area], problems: &mut Problems) -> AreaPlan {
    let by_id: HashMap<Uuid, &Area> = present.iter().map(|area| (area.id, area)).collect();
    let by_code = by_code(present);
    let mut nodes: HashMap<&str, Node<'_>> = HashMap::with_capacity(present.len() + records.len());
    for area in present {
        let parent = area.parent_id.and_then(|id| by_id.get(&id)).map(|a| a.code.as_str());
        nodes.insert(&area.code, Node { code: &area.code, parent, level: area.level, line: None });
    }
    for record in records {
        nodes.insert(
            &record.code,
            Node {
                code: &record.code,
                parent: record.parent_code.as_deref(),
                level: record.level,
                line: Some(record.line),
            },
        );
    }
    check_parents(&nodes, problems);
    if !problems.is_empty() {
        return AreaPlan::default();
    }
    let mut texts: HashMap<&str, (&str, Option<&str>)> = HashMap::new();
    for area in present {
        texts.insert(&area.code, (&area.name, area.name_en.as_deref()));
    }
    for record in records {
        let name_en = record.name_en.as_deref();
        // A file without names in English leaves those that are there.
        let kept = by_code.get(record.code.as_str()).and_then(|area| area.name_en.as_deref());
        texts.insert(&record.code, (&record.name, name_en.or(kept)));
    }

    let mut order: Vec<&Node<'_>> = nodes.values().collect();
    order.sort_by(|a, b| (a.level, a.code).cmp(&(b.level, b.code)));
    let mut placed: HashMap<&str, (Uuid, String, Lineage)> = HashMap::with_capacity(order.len());
    let mut plan = AreaPlan::default();
    for node in order {
        let above = node.parent.and_then(|parent| placed.get(parent));
        let present = by_code.get(node.code);
        let id = present.map_or_else(Uuid::now_v7, |area| area.id);
        let mut lineage = above.map_or([None; 6], |(_, _, lineage)| *lineage);
        lineage[node.level as usize] = Some(id);
        let path = format!("{}{}/", above.map_or("/", |(_, path, _)| path), node.code);
        let (name, name_en) = texts.get(node.code).copied().unwrap_or_default();
        let area = Area {
            id,
            code: node.code.to_owned(),
            parent_id: above.map(|(id, ..)| *id),
            level: node.level,
            name: name.to_owned(),
            name_en: name_en.map(str::to_owned),
            path: path.clone(),
            lineage,
        };
        placed.insert(node.code, (id, path, lineage));
        match present {
            None => plan.added.push(area),
            Some(present) if **present == area => {
                plan.unchanged += usize::from(node.line.is_some());
            }
            Some(present) => {
                if present.lineage != area.lineage {
                    plan.moved.push(area.id);
                }
                plan.changed.push(area);
            }
        }
    }
    plan
}

fn check_parents(nodes: &HashMap<&str, Node<'_>>, problems: &mut Problems) {
    let mut lines: Vec<&Node<'_>> = nodes.values().filter(|node| node.parent.is_some()).collect();
    lines.sort_by_key(|node| (node.line.unwrap_or(u64::MAX), node.code));
    for node in lines {
        let Some(parent) = node.parent else { continue };
        let mut tell = |message: String| match node.line {
            Some(line) => problems.add(line, message),
            None => {
                problems.add_to_file(format!("{}, which is there already: {message}", node.code))
            }
        };
        match nodes.get(parent) {
            None => tell(format!(
                "there is no area `{parent}` above `{}`, in the file or before",
                node.code
            )),
            // A level falls along every edge, so no area can lie above itself.
            Some(above) if above.level >= node.level => tell(format!(
                "`{}` is a {} below `{parent}`, a {}: the level must fall",
                node.code,
                node.level.as_str().to_ascii_lowercase(),
                above.level.as_str().to_ascii_lowercase(),
            )),
            Some(_) => {}
        }
    }
}
