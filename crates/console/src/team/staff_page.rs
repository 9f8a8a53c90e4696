//! Staff: who works here, who is awaited, and what each role may.

use askama::Template;
use base::Time;
use web::{
    frame::Frame,
    lists::{Choice, Finding, Pager},
    locale::Say,
    rights::{Right, Role},
};

use crate::{
    fields::{self, Wrong},
    notices::Notice,
    team::SessionRow,
};

/// Who works here.
#[derive(Template)]
#[template(path = "team/staff.html")]
pub struct StaffPage {
    /// The frame.
    pub page: Frame,
    /// What was done just now.
    pub notice: Option<Notice>,
    /// Why something was refused, and at which field.
    pub wrong: Option<Wrong>,
    /// A link to hand over, which is shown this once, and whom it is for.
    pub link: Option<(String, String)>,
    /// The search and the roles.
    pub finding: Finding,
    /// Members of staff.
    pub rows: Vec<MemberRow>,
    /// To the other pages.
    pub pager: Pager,
    /// Who is awaited.
    pub waiting: Vec<AwaitedRow>,
    /// The form to invite with, as it was sent.
    pub email: String,
    /// Roles to choose from.
    pub roles: Vec<Choice>,
    /// Shops to choose from.
    pub shops: Vec<Choice>,
    /// Whether codes are asked of everybody.
    pub codes_required: bool,
    /// How many have no codes of their own, and how many sessions these have open.
    pub without_codes: (i64, i64),
}

impl StaffPage {
    fn wrong(&self, field: &str) -> Option<&str> {
        fields::of(self.wrong.as_ref(), field)
    }
}

/// A member of staff in the list.
#[derive(Clone, Debug)]
pub struct MemberRow {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// The address.
    pub email: String,
    /// What they are.
    pub role: Role,
    /// Their shops, in words.
    pub shops: String,
    /// Whether they are asked for a code.
    pub has_codes: bool,
    /// Whether they are let in no more.
    pub is_off: bool,
    /// When they were seen last.
    pub seen: Option<Time>,
    /// Whether it is whoever reads.
    pub is_me: bool,
}

/// Somebody who is awaited.
#[derive(Clone, Debug)]
pub struct AwaitedRow {
    /// The id of the invitation.
    pub id: String,
    /// The address.
    pub email: String,
    /// What they will be.
    pub role: Role,
    /// Their shops, in words.
    pub shops: String,
    /// Until when the link works.
    pub until: Time,
    /// Whether it does not work any more.
    pub is_over: bool,
    /// Who invited them.
    pub by: String,
}

/// One member of staff.
#[derive(Template)]
#[template(path = "team/member.html")]
pub struct MemberPage {
    /// The frame.
    pub page: Frame,
    /// What was done just now.
    pub notice: Option<Notice>,
    /// A link to hand over, which is shown this once.
    pub link: Option<String>,
    /// Why something was refused, and at which field.
    pub wrong: Option<Wrong>,
    /// Who it is.
    pub row: MemberRow,
    /// Roles to choose from.
    pub roles: Vec<Choice>,
    /// Shops to choose from.
    pub shops: Vec<Choice>,
    /// Their sessions.
    pub sessions: Vec<SessionRow>,
}

impl MemberPage {
    fn wrong(&self, field: &str) -> Option<&str> {
        fields::of(self.wrong.as_ref(), field)
    }
}

/// What each role may.
#[derive(Template)]
#[template(path = "team/roles.html")]
pub struct RolesPage {
    /// The frame.
    pub page: Frame,
    /// The role of whoever reads.
    pub mine: Role,
}

impl RolesPage {
    fn roles(&self) -> [Role; 8] {
        Role::ALL
    }

    fn rights(&self) -> &'static [Right] {
        Right::ALL
    }

    fn may(&self, role: &Role, right: &Right) -> bool {
        role.rights().has(*right)
    }

    fn is_mine(&self, role: &Role) -> bool {
        *role == self.mine
    }
}

/// Whoever comes by an invitation.
#[derive(Template)]
#[template(path = "team/invited.html")]
pub struct InvitedPage {
    /// The frame, with nobody in it.
    pub page: Frame,
    /// The retailer.
    pub retailer: String,
    /// The invitation, while its link works.
    pub open: Option<Invited>,
    /// Why something was refused, or why the link does not work.
    pub refused: Option<String>,
}

/// An invitation whose link works.
#[derive(Clone, Debug)]
pub struct Invited {
    /// The token of the link.
    pub token: String,
    /// The address that they will sign in with.
    pub email: String,
    /// What they will be.
    pub role: Role,
    /// The name, as it was sent.
    pub name: String,
}

/// Roles to choose from, in words.
pub fn role_choices(say: &Say, chosen: Role) -> Vec<Choice> {
    let choice = |role: Role| Choice {
        value: role.word().to_owned(),
        name: say.t(&super::role_key(&role)),
        is_on: role == chosen,
    };
    Role::ALL.map(choice).into()
}
