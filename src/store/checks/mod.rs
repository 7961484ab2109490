//! Changes of safety checks. Each is one transaction that writes the check, its answers and an audit
//! entry, or nothing.

mod held;
