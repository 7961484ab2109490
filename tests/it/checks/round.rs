//! A month's end: the checks of a whole town.
