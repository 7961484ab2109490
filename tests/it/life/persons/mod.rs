//! The persons of a case: what is known of them stands under seal and nowhere else, each look is in
//! the trail before it is answered, and a number that somebody typed elsewhere is warned of.

mod everything;
mod looks;
mod many;
mod nowhere;
mod places;
mod typed;
