//! What an administrator does, and what the environment notes by itself, by the words of the audit log. Closed:
//! every act has its sentence in both languages.
//!
//! Not here: noting one (`change`), the sentences (`assets/locales`, file `failure`, `act-...`).

macro_rules! acts {
    ($($act:ident => $word:literal,)*) => {
        /// One act.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs)] // each is its word
        pub enum Act {
            $($act),*
        }

        impl Act {
            /// Every act.
            #[cfg(test)]
            const ALL: &'static [Self] = &[$(Self::$act),*];

            /// The word in the log.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$act => $word),*
                }
            }
        }
    };
}

acts! {
    OrganisationCreate => "organisation.create",
    OrganisationUpdate => "organisation.update",
    OrganisationDelete => "organisation.delete",
    RightsProducts => "rights.products",
    RightsFlows => "rights.flows",
    RightsGrant => "rights.grant",
    RightsRevoke => "rights.revoke",
    UserCreate => "user.create",
    UserInvite => "user.invite",
    UserUpdate => "user.update",
    UserDelete => "user.delete",
    TokenCreate => "token.create",
    TokenUpdate => "token.update",
    TokenRotate => "token.rotate",
    TokenRevoke => "token.revoke",
    TokenNewAddress => "token.new_address",
    TokenRefusedAddress => "token.refused_address",
    InviteCreate => "invite.create",
    InviteWithdraw => "invite.withdraw",
    InviteExchange => "invite.exchange",
    InviteConfirm => "invite.confirm",
    InviteRefuse => "invite.refuse",
    IncomingSet => "incoming.set",
    SupplierCreate => "supplier.create",
    SupplierUpdate => "supplier.update",
    SupplierDelete => "supplier.delete",
    ProductCreate => "product.create",
    ProductUpdate => "product.update",
    ProductDelete => "product.delete",
    FlowCreate => "flow.create",
    FlowUpdate => "flow.update",
    FlowDelete => "flow.delete",
    QuestionCreate => "question.create",
    QuestionUpdate => "question.update",
    QuestionDelete => "question.delete",
    AgreementCreate => "agreement.create",
    AgreementUpdate => "agreement.update",
    AgreementDelete => "agreement.delete",
    StatusCreate => "status.create",
    StatusUpdate => "status.update",
    StatusDelete => "status.delete",
    WorldImport => "world.import",
    WebhookCreate => "webhook.create",
    WebhookDelete => "webhook.delete",
    WebhookGone => "webhook.gone",
    WebhookReplay => "webhook.replay",
    SaleStatus => "sale.status",
    SaleFields => "sale.fields",
    CancellationAccept => "cancellation.accept",
    CancellationReject => "cancellation.reject",
}

#[cfg(test)]
mod tests {
    use super::Act;
    use crate::locale::{Language, rights};
    use crate::model::administration::audit::AuditEntry;

    #[test]
    fn every_act_has_words_in_each_language() {
        for act in Act::ALL {
            let entry = AuditEntry { act: act.word().into(), ..AuditEntry::default() };
            let said = [Language::Nl, Language::En].map(|language| rights::act(language, &entry));
            assert!(
                said[0] != act.word() && said[1] != act.word() && said[0] != said[1],
                "{act:?}: {said:?}"
            );
        }
    }
}
