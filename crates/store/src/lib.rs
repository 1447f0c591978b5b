//! All SQL: SQLite and PostgreSQL, one set of migrations.
