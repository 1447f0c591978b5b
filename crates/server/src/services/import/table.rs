//! A CSV file with a header: rows by the names of their columns, whatever order they stand in.

use std::io::{Chain, Read};

use csv::{ByteRecord, Reader, ReaderBuilder, Terminator};

use super::ImportError;

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowProblem {
    /// The line of the file that the row begins on; the header is line 1.
    pub line: u64,
    /// The column, when it is one.
    pub column: Option<String>,
    /// What is wrong.
    pub detail: String,
}

impl RowProblem {
    /// A problem in a column.
    pub fn new(line: u64, column: &str, detail: impl Into<String>) -> Self {
        Self { line, column: Some(column.to_owned()), detail: detail.into() }
    }
}

/// A file being read.
pub struct Table<R> {
    reader: Reader<Chain<R, &'static [u8]>>,
    /// The known columns, by where they stand in the file.
    columns: Vec<&'static str>,
    record: ByteRecord,
}

/// The cells of a row that are not empty, by the name of their column.
pub struct Row {
    /// The line that the row begins on.
    pub line: u64,
    cells: Vec<(&'static str, String)>,
}

impl Row {
    /// What stands in the column, trimmed; nothing when that is empty.
    pub fn cell(&self, column: &str) -> Option<&str> {
        self.cells.iter().find(|(name, _)| *name == column).map(|(_, text)| text.as_str())
    }

    /// The entries of a list in the column.
    pub fn list(&self, column: &str) -> Option<Vec<String>> {
        let cell = self.cell(column)?;
        Some(cell.split(';').map(str::trim).filter(|entry| !entry.is_empty()).map(str::to_owned).collect())
    }
}

impl<R: Read> Table<R> {
    /// Reads the header: known columns only, each once, and at least the required ones.
    pub fn open(
        file: R,
        known: &'static [&'static str],
        required: &[&'static str],
    ) -> Result<Self, ImportError> {
        // Every row ends with a line feed, the last one too: that is what tells on which line it began.
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .terminator(Terminator::Any(b'\n'))
            .from_reader(file.chain(&b"\n"[..]));
        let mut header = ByteRecord::new();
        let has_header = reader.read_byte_record(&mut header).map_err(unreadable)?;
        if !has_header {
            return Err(ImportError::Header("the list is empty".to_owned()));
        }
        let mut columns: Vec<&'static str> = Vec::with_capacity(header.len());
        for name in &header {
            let name = String::from_utf8_lossy(name).trim().to_lowercase();
            let Some(known) = known.iter().find(|known| **known == name) else {
                return Err(ImportError::Header(format!(
                    "no column is called {name:?}; known are {}",
                    known.join(", ")
                )));
            };
            if columns.contains(known) {
                return Err(ImportError::Header(format!("the column {name} stands twice")));
            }
            columns.push(known);
        }
        match required.iter().find(|name| !columns.contains(name)) {
            Some(name) => Err(ImportError::Header(format!("the column {name} is missing"))),
            None => Ok(Self { reader, columns, record: ByteRecord::new() }),
        }
    }

    /// Bytes of the file that are read.
    pub fn position(&self) -> u64 {
        self.reader.position().byte()
    }

    /// The next row, or what is wrong with it; nothing at the end. Empty lines are passed over.
    pub fn next(&mut self) -> Result<Option<Result<Row, Vec<RowProblem>>>, ImportError> {
        while self.reader.read_byte_record(&mut self.record).map_err(unreadable)? {
            if !self.is_empty_line() {
                return Ok(Some(self.read(self.line())));
            }
        }
        Ok(None)
    }

    fn is_empty_line(&self) -> bool {
        self.record.len() == 1 && self.record.as_slice().trim_ascii().is_empty()
    }

    /// The line that the row begins on: the reader stands behind its line feed, and knows nothing of the empty
    /// lines that it passed over before it.
    fn line(&self) -> u64 {
        let inside = self.record.as_slice().iter().filter(|byte| **byte == b'\n').count();
        self.reader.position().line().saturating_sub(1 + inside as u64)
    }

    fn read(&self, line: u64) -> Result<Row, Vec<RowProblem>> {
        if self.record.len() != self.columns.len() {
            let detail = format!("has {} columns, the header has {}", self.record.len(), self.columns.len());
            return Err(vec![RowProblem { line, column: None, detail }]);
        }
        let mut cells = Vec::with_capacity(self.columns.len());
        let mut problems = Vec::new();
        for (column, bytes) in self.columns.iter().zip(&self.record) {
            match std::str::from_utf8(bytes) {
                Ok(text) if text.trim().is_empty() => {}
                Ok(text) if text.contains('\0') => {
                    problems.push(RowProblem::new(line, column, "holds a NUL"))
                }
                Ok(text) => cells.push((*column, text.trim().to_owned())),
                Err(_) => problems.push(RowProblem::new(line, column, "is not UTF-8")),
            }
        }
        if problems.is_empty() { Ok(Row { line, cells }) } else { Err(problems) }
    }
}

fn unreadable(error: csv::Error) -> ImportError {
    ImportError::Unreadable(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: &[&str] = &["email", "name", "bio"];

    fn open(text: &str) -> Result<Table<&[u8]>, ImportError> {
        Table::open(text.as_bytes(), KNOWN, &["email", "name"])
    }

    #[test]
    fn columns_stand_in_any_order_behind_a_byte_order_mark() {
        let mut table = open("\u{feff}Name, email \nAda,ada@example.org\n").unwrap();
        let row = table.next().unwrap().unwrap().unwrap();
        assert_eq!(
            (row.line, row.cell("email"), row.cell("name")),
            (2, Some("ada@example.org"), Some("Ada"))
        );
        assert_eq!(row.cell("bio"), None);
        assert!(table.next().unwrap().is_none());
    }

    #[test]
    fn lines_are_counted_alike_with_any_line_end_and_without_the_last() {
        for text in ["email,name\r\n\r\na@example.org,A\r\n", "email,name\n\na@example.org,A"] {
            let row = open(text).unwrap().next().unwrap().unwrap().unwrap();
            assert_eq!((row.line, row.cell("name")), (3, Some("A")));
        }
    }

    #[test]
    fn a_wrong_header_is_told() {
        let header = |text| open(text).err().unwrap().to_string();
        assert_eq!(header(""), "line 1: the list is empty");
        assert_eq!(header("email\n"), "line 1: the column name is missing");
        assert_eq!(header("email,name,email\n"), "line 1: the column email stands twice");
        assert!(header("email,name,shoe_size\n").contains("no column is called \"shoe_size\""));
    }

    #[test]
    fn a_row_is_named_by_the_line_it_begins_on() {
        let text =
            b"email,name,bio\n\na@example.org,A,\"two\nlines\"\nb@example.org,B\nc@example.org,\xff,\n";
        let mut table = Table::open(text.as_slice(), KNOWN, &["email", "name"]).unwrap();
        assert_eq!(table.next().unwrap().unwrap().unwrap().line, 3);
        let short = table.next().unwrap().unwrap().err().unwrap();
        assert_eq!(
            short,
            [RowProblem { line: 5, column: None, detail: "has 2 columns, the header has 3".to_owned() }]
        );
        assert_eq!(
            table.next().unwrap().unwrap().err().unwrap(),
            [RowProblem::new(6, "name", "is not UTF-8")]
        );
    }
}
