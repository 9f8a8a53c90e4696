//! What is done with staff, their doors and keys, written into the audit in the transaction that does it.

use base::{Cx, Id, Noun, Result};
use serde_json::Value;
use store::{Tx, params, sql};

/// An entry of the audit.
struct Entry;
impl Noun for Entry {
    const PREFIX: &'static str = "aud";
    const NAME: &'static str = "audit entry";
}

macro_rules! deeds {
    ($(#[doc = $doc:literal] $name:ident $word:literal,)*) => {
        /// Something done with staff, their doors or keys.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Deed {
            $(#[doc = $doc] $name,)*
        }

        impl Deed {
            /// Every deed.
            pub const ALL: &[Deed] = &[$(Deed::$name,)*];

            /// The word in rows and in the API.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Deed::$name => $word,)*
                }
            }
        }
    };
}

deeds! {
    /// Somebody signed in.
    SignedIn "signed_in",
    /// An account lets nobody in for a while, after too many wrong passwords or codes.
    DoorShut "door_shut",
    /// Somebody signed out.
    SignedOut "signed_out",
    /// Somebody was invited.
    Invited "invited",
    /// An invitation was sent anew.
    InvitedAnew "invited_anew",
    /// An invitation was taken back.
    InvitationWithdrawn "invitation_withdrawn",
    /// Somebody came in by an invitation.
    Joined "joined",
    /// An account was made at the machine.
    StaffAdded "staff_added",
    /// Somebody got another role or other shops.
    RoleSet "role_set",
    /// An account was disabled.
    Disabled "disabled",
    /// An account was enabled again.
    Enabled "enabled",
    /// A name was changed.
    Renamed "renamed",
    /// A password was changed.
    PasswordSet "password_set",
    /// A link to choose another password was made.
    PasswordLinkMade "password_link_made",
    /// Codes were set up.
    CodesOn "codes_on",
    /// Somebody's own codes were turned off.
    CodesOff "codes_off",
    /// An owner took somebody's codes away.
    CodesTaken "codes_taken",
    /// New recovery codes were made.
    RecoveryMade "recovery_made",
    /// Somebody came in by a recovery code.
    RecoveryUsed "recovery_used",
    /// Codes are asked of everybody, or not any more.
    CodesRequired "codes_required",
    /// Sessions were ended.
    SessionsEnded "sessions_ended",
    /// The retailer got a name.
    RetailerNamed "retailer_named",
    /// The sample shop was removed.
    SampleRemoved "sample_removed",
    /// A shop was added, or what is said of it changed.
    ShopKept "shop_kept",
    /// A company was added, or what is said of it changed.
    CompanyKept "company_kept",
    /// A key for programs was made.
    ApiKeyMade "api_key_made",
    /// A key for programs was taken back.
    ApiKeyRevoked "api_key_revoked",
}

/// Notes a deed. The details hold ids, words and counts, nothing personal: `staff` names a member, `key` a key,
/// `shop` and `company` one by its code.
pub fn note(cx: &Cx, tx: &mut Tx, deed: Deed, details: &Value) -> Result<()> {
    let text = sql!(
        "insert into audit (id, at, actor, act, customer_id, identifier_id, details)
         values ($1, $2, $3, $4, null, null, $5)"
    );
    let id = Id::<Entry>::new(cx.now);
    tx.push(text, params![id, cx.now, cx.actor.as_text(), deed.word(), details.to_string()])
}
