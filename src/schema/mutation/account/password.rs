//! changePassword.

use zeroize::Zeroizing;

use crate::identity;
use crate::schema::mutation::input::input;
use crate::schema::mutation::{Call, Outcome, done};

input! {
    /// The present password and the one that is to be.
    ChangePasswordInput {
        /// The present password.
        current: String = "current" "String!",
        /// The new one: at least 12 characters of any kind, and nothing that is guessed first.
        new: String = "new" "String!",
    }
}

pub(super) async fn change_password(call: Call<'_>) -> Outcome {
    let (input, _): (ChangePasswordInput, _) = call.read()?;
    let passwords = (Zeroizing::new(input.current), Zeroizing::new(input.new));
    let Call { store, acting, installation, .. } = call;
    done(identity::change_password(store, acting, passwords, installation).await, Vec::new())
}
