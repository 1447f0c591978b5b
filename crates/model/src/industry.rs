//! The industry tree: sector, industry, sub-industry, and how close two sectors are.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::fold::fold;
use crate::language::Language;

static TREE: LazyLock<IndustryTree> = LazyLock::new(|| {
    IndustryTree::parse(
        include_str!("../data/industries.txt"),
        include_str!("../data/sector_relatedness.txt"),
    )
    .and_then(|tree| tree.with_german_names(include_str!("../data/industries.de.txt")))
    .expect("the tables shipped with the product are read by a test")
});

/// A node's place in its tree, in reading order; stable while the process runs, never stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IndustryId(pub u16);

impl IndustryId {
    /// The position as an index into per-node tables.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// A node of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Industry {
    /// Where it stands in the tree.
    pub id: IndustryId,
    /// The stored code: slugs joined by dots, such as `energy.renewables.wind`.
    pub code: String,
    /// The English name, such as `Wind power`.
    pub name: String,
    /// The German name, such as `Windenergie`, where the tree has one.
    pub german_name: Option<String>,
    /// 1 sector, 2 industry, 3 sub-industry.
    pub depth: u8,
    /// The node above; none for a sector.
    pub parent: Option<IndustryId>,
}

impl Industry {
    /// The name shown to somebody who is spoken to in this language.
    pub fn name_in(&self, language: Language) -> &str {
        match (language, &self.german_name) {
            (Language::German, Some(name)) => name,
            _ => &self.name,
        }
    }

    /// The English name as it stands inside a sentence: `Both in wind power`, but `Both in IT consulting`.
    pub fn name_in_sentence(&self) -> String {
        let mut letters = self.name.chars();
        match (letters.next(), letters.clone().next()) {
            (Some(first), Some(second)) if !second.is_uppercase() => {
                first.to_lowercase().chain(letters).collect()
            }
            _ => self.name.clone(),
        }
    }
}

/// Why a table of industries cannot be read.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum IndustryTableError {
    /// A line that is not `slug  Name`, or is indented deeper than one step below the line before.
    #[error("line {0} is not `slug  Name` at a depth of at most three")]
    Line(usize),
    /// Two nodes share a code or a folded name, so one of them could not be found.
    #[error("`{0}` stands twice in the tree")]
    Twice(String),
    /// A German name for a node that is not in the tree, or none for one that is.
    #[error("`{0}` stands in one of the two trees of names alone")]
    Untranslated(String),
    /// A relatedness line that is not `sector sector r` with r in 0 to 0.30.
    #[error("relatedness line {0} is not `sector sector r` with r between 0 and 0.30")]
    Relatedness(usize),
}

/// A tree of industries with the relatedness of its sectors.
#[derive(Debug)]
pub struct IndustryTree {
    nodes: Vec<Industry>,
    /// One past the last node below each node, itself included: reading order keeps subtrees together.
    subtree_end: Vec<u16>,
    by_code: HashMap<String, IndustryId>,
    by_name: HashMap<String, IndustryId>,
    relatedness: HashMap<(IndustryId, IndustryId), f64>,
}

/// The tree shipped with the product.
pub fn tree() -> &'static IndustryTree {
    &TREE
}

impl IndustryTree {
    /// Reads a tree (indented lines of `slug  Name`) and the relatedness of its sectors (`sector sector r`).
    pub fn parse(industries: &str, relatedness: &str) -> Result<Self, IndustryTableError> {
        let nodes = parse_nodes(industries)?;
        let mut tree = Self {
            subtree_end: subtree_ends(&nodes),
            by_code: HashMap::with_capacity(nodes.len()),
            by_name: HashMap::with_capacity(nodes.len()),
            relatedness: HashMap::new(),
            nodes,
        };
        for node in &tree.nodes {
            let is_new = tree.by_code.insert(node.code.clone(), node.id).is_none()
                && tree.by_name.insert(fold(&node.name), node.id).is_none();
            if !is_new {
                return Err(IndustryTableError::Twice(node.name.clone()));
            }
        }
        tree.relatedness = tree.parse_relatedness(relatedness)?;
        Ok(tree)
    }

    /// The same with German names, read from a tree of the same slugs; by them, too, a node is found.
    pub fn with_german_names(mut self, names: &str) -> Result<Self, IndustryTableError> {
        for named in parse_nodes(names)? {
            let id = *self
                .by_code
                .get(&named.code)
                .ok_or_else(|| IndustryTableError::Untranslated(named.code.clone()))?;
            self.by_name.entry(fold(&named.name)).or_insert(id);
            self.nodes[id.index()].german_name = Some(named.name);
        }
        match self.nodes.iter().find(|node| node.german_name.is_none()) {
            Some(node) => Err(IndustryTableError::Untranslated(node.code.clone())),
            None => Ok(self),
        }
    }

    fn parse_relatedness(
        &self,
        text: &str,
    ) -> Result<HashMap<(IndustryId, IndustryId), f64>, IndustryTableError> {
        let mut table = HashMap::new();
        for (number, line) in content_lines(text) {
            let (a, b, r) = self.parse_related_pair(line).ok_or(IndustryTableError::Relatedness(number))?;
            table.insert((a, b), r);
            table.insert((b, a), r);
        }
        Ok(table)
    }

    fn parse_related_pair(&self, line: &str) -> Option<(IndustryId, IndustryId, f64)> {
        let mut words = line.split_whitespace();
        let a = self.by_code(words.next()?)?;
        let b = self.by_code(words.next()?)?;
        let r: f64 = words.next()?.parse().ok()?;
        let is_sound = a.depth == 1 && b.depth == 1 && a.id != b.id && (0.0..=0.30).contains(&r);
        (is_sound && words.next().is_none()).then_some((a.id, b.id, r))
    }

    /// Every node in reading order.
    pub fn all(&self) -> &[Industry] {
        &self.nodes
    }

    /// The node of an id of this tree.
    pub fn get(&self, id: IndustryId) -> &Industry {
        &self.nodes[id.index()]
    }

    /// The node with exactly this code.
    pub fn by_code(&self, code: &str) -> Option<&Industry> {
        self.by_code.get(code).map(|id| self.get(*id))
    }

    /// The node with this code or name, whatever its case and accents.
    pub fn find(&self, code_or_name: &str) -> Option<&Industry> {
        let trimmed = code_or_name.trim();
        self.by_code(trimmed)
            .or_else(|| self.by_code(&trimmed.to_lowercase()))
            .or_else(|| self.by_name.get(&fold(trimmed)).map(|id| self.get(*id)))
    }

    /// Whether nothing stands below the node.
    pub fn is_leaf(&self, id: IndustryId) -> bool {
        self.subtree_end[id.index()] == id.0 + 1
    }

    /// The node and everything below it.
    pub fn subtree(&self, id: IndustryId) -> std::ops::Range<u16> {
        id.0..self.subtree_end[id.index()]
    }

    /// Whether `id` is `ancestor` or stands below it.
    pub fn is_within(&self, id: IndustryId, ancestor: IndustryId) -> bool {
        self.subtree(ancestor).contains(&id.0)
    }

    /// The deepest node that both stand at or below; none across sectors.
    pub fn deepest_common(&self, a: IndustryId, b: IndustryId) -> Option<&Industry> {
        let mut node = self.get(a);
        while !self.is_within(b, node.id) {
            node = self.get(node.parent?);
        }
        Some(node)
    }

    /// The sector a node belongs to.
    pub fn sector(&self, id: IndustryId) -> IndustryId {
        let mut node = self.get(id);
        while let Some(parent) = node.parent {
            node = self.get(parent);
        }
        node.id
    }

    /// How close two nodes of different sectors are, symmetric, 0 to 0.30; 0 within one sector.
    pub fn relatedness(&self, a: IndustryId, b: IndustryId) -> f64 {
        self.relatedness.get(&(self.sector(a), self.sector(b))).copied().unwrap_or(0.0)
    }
}

fn content_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(index, line)| (index + 1, line)).filter(|(_, line)| {
        let content = line.trim_start();
        !content.is_empty() && !content.starts_with('#')
    })
}

fn parse_nodes(text: &str) -> Result<Vec<Industry>, IndustryTableError> {
    let mut nodes: Vec<Industry> = Vec::new();
    let mut path: Vec<IndustryId> = Vec::new();
    for (number, line) in content_lines(text) {
        let broken = || IndustryTableError::Line(number);
        let content = line.trim_start();
        let above = (line.len() - content.len()) / 2;
        let (slug, name) = content.split_once("  ").ok_or_else(broken)?;
        if above > path.len() || above > 2 {
            return Err(broken());
        }
        path.truncate(above);
        let parent = path.last().copied();
        let id = IndustryId(u16::try_from(nodes.len()).map_err(|_| broken())?);
        let code = match parent {
            Some(parent) => format!("{}.{slug}", nodes[parent.index()].code),
            None => slug.to_owned(),
        };
        let depth = 1 + u8::try_from(above).map_err(|_| broken())?;
        nodes.push(Industry { id, code, name: name.trim().to_owned(), german_name: None, depth, parent });
        path.push(id);
    }
    Ok(nodes)
}

fn subtree_ends(nodes: &[Industry]) -> Vec<u16> {
    let mut ends: Vec<u16> = nodes.iter().map(|node| node.id.0 + 1).collect();
    for node in nodes.iter().rev() {
        if let Some(parent) = node.parent {
            ends[parent.index()] = ends[parent.index()].max(ends[node.id.index()]);
        }
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(code: &str) -> IndustryId {
        tree().by_code(code).unwrap_or_else(|| panic!("{code} is in the tree")).id
    }

    #[test]
    fn the_shipped_tree_has_three_levels_and_only_leaves_at_the_third() {
        let at_depth = |depth| tree().all().iter().filter(|node| node.depth == depth).count();
        assert_eq!((at_depth(1), at_depth(2), at_depth(3)), (21, 74, 266));
        for node in tree().all() {
            assert_eq!(tree().is_leaf(node.id), node.depth == 3, "{}", node.code);
        }
    }

    #[test]
    fn a_node_is_found_by_code_or_by_name_in_any_case() {
        for text in ["energy.renewables.wind", "ENERGY.Renewables.Wind", "wind power", "  Wínd POWER "] {
            assert_eq!(
                tree().find(text).map(|node| node.code.as_str()),
                Some("energy.renewables.wind"),
                "{text}"
            );
        }
        assert_eq!(tree().find("energy and climate").map(|node| node.depth), Some(1));
        assert_eq!(tree().find("basket weaving"), None);
        assert_eq!(tree().find(""), None);
    }

    #[test]
    fn the_deepest_common_node_is_leaf_industry_sector_or_none() {
        let common = |a, b| tree().deepest_common(id(a), id(b)).map(|node| node.code.as_str());
        let wind = "energy.renewables.wind";
        assert_eq!(common(wind, wind), Some(wind));
        assert_eq!(common(wind, "energy.renewables.solar"), Some("energy.renewables"));
        assert_eq!(common(wind, "energy.renewables"), Some("energy.renewables"));
        assert_eq!(common("energy", wind), Some("energy"));
        assert_eq!(common(wind, "energy.grid.storage"), Some("energy"));
        assert_eq!(common(wind, "law.practice.litigation"), None);
    }

    #[test]
    fn the_subtree_of_a_sector_holds_its_industries_and_nothing_else() {
        let energy = id("energy");
        for node in tree().all() {
            assert_eq!(
                tree().is_within(node.id, energy),
                node.code == "energy" || node.code.starts_with("energy.")
            );
        }
    }

    #[test]
    fn relatedness_is_symmetric_bounded_and_nothing_inside_a_sector() {
        for a in tree().all() {
            for b in tree().all() {
                let r = tree().relatedness(a.id, b.id);
                assert!((0.0..=0.30).contains(&r));
                assert!((r - tree().relatedness(b.id, a.id)).abs() < f64::EPSILON);
                assert!(r == 0.0 || tree().sector(a.id) != tree().sector(b.id));
            }
        }
        assert!(
            (tree().relatedness(id("health.care.hospitals"), id("research")) - 0.30).abs() < f64::EPSILON
        );
    }

    #[test]
    fn a_flat_list_is_a_tree_of_leaves() {
        let flat = IndustryTree::parse("farming  Farming\nmining  Mining\n", "").unwrap();
        assert!(flat.all().iter().all(|node| flat.is_leaf(node.id) && node.depth == 1));
    }

    #[test]
    fn a_broken_table_is_named_by_its_line() {
        let error = |tree, related| IndustryTree::parse(tree, related).unwrap_err();
        assert_eq!(error("a  A\n      b  B", ""), IndustryTableError::Line(2));
        assert_eq!(error("a-without-name", ""), IndustryTableError::Line(1));
        assert_eq!(error("a  Same\nb  same", ""), IndustryTableError::Twice("same".to_owned()));
        assert_eq!(error("a  A\nb  B", "a b 0.31"), IndustryTableError::Relatedness(1));
        assert_eq!(error("a  A", "# heading\na a 0.1"), IndustryTableError::Relatedness(2));
    }

    #[test]
    fn every_node_has_a_german_name_of_its_own_and_is_found_by_it() {
        let wind = tree().get(id("energy.renewables.wind"));
        assert_eq!(
            (wind.name_in(Language::English), wind.name_in(Language::German)),
            ("Wind power", "Windenergie")
        );
        for node in tree().all() {
            let name = node.name_in(Language::German);
            assert_eq!(tree().by_name.get(&fold(name)), Some(&node.id), "{name}");
        }
        assert_eq!(tree().find("windenergie").map(|node| node.id), Some(wind.id));
    }

    #[test]
    fn a_name_for_nothing_and_a_node_without_a_name_are_told() {
        let tree = || IndustryTree::parse("a  Farming\nb  Mining", "").unwrap();
        let missing = tree().with_german_names("a  Landwirtschaft").unwrap_err();
        assert_eq!(missing, IndustryTableError::Untranslated("b".to_owned()));
        let surplus = tree().with_german_names("a  Landwirtschaft\nc  Bergbau").unwrap_err();
        assert_eq!(surplus, IndustryTableError::Untranslated("c".to_owned()));
    }

    #[test]
    fn names_are_lowered_inside_a_sentence_unless_they_are_initials() {
        assert_eq!(tree().get(id("energy.renewables.wind")).name_in_sentence(), "wind power");
        assert_eq!(tree().get(id("technology.it-services")).name_in_sentence(), "IT services");
    }
}
