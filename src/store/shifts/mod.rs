//! Changes of shifts. Each is one transaction that writes the record, what has happened to it and an
//! audit entry, or nothing.
