//! The receipt, checked here in the browser: that the server signed it, and that it is for these very answers.

use leptos::prelude::*;
use shared::receipt::ReceiptFault;

use crate::office::application::Opened;
use crate::office::application::side::fact;
use crate::office::frame::copied_text;
use crate::office::words::{grouped, t};

/// What the check says: classes of the panel and key of the sentence.
fn verdict(opened: &Opened) -> (&'static str, &'static str) {
    match opened.view.receipt.verify(&opened.calls.key, &opened.manifest().sha256()) {
        Ok(()) => ("panel panel--success", "office.receipt.valid"),
        Err(ReceiptFault::OtherContent) => ("panel panel--error", "office.receipt.other_content"),
        Err(ReceiptFault::BadSignature) => ("panel panel--error", "office.receipt.bad_signature"),
        Err(ReceiptFault::BadKey) => ("panel panel--error", "office.receipt.bad_key"),
    }
}

pub fn receipt(opened: &Opened) -> AnyView {
    let (class, sentence) = verdict(opened);
    let receipt = &opened.view.receipt;
    let fingerprint = receipt.statement.manifest_sha256.clone();
    let named = |key: &str, text: String, shown: String| fact(t(key), copied_text(t(key), text, shown));
    view! {
        <section class="sheet flow" aria-labelledby="receipt-title">
            <h2 class="subheading" id="receipt-title">{t("office.receipt.title")}</h2>
            <div class=class><p>{t(sentence)}</p></div>
            <dl class="facts">
                {named("office.receipt.fingerprint", fingerprint.clone(), grouped(&fingerprint))}
                {named("office.receipt.signature", receipt.signature.clone(), receipt.signature.clone())}
                {fact(
                    t("office.receipt.submission"),
                    view! { <code class="hash">{receipt.statement.submission.as_str().to_string()}</code> },
                )}
            </dl>
        </section>
    }
    .into_any()
}
