//! The image and the documents of a partner's product, fetched to be written at A, and how they are told
//! from those that were written before: by digest.
//!
//! Not here: when they are fetched (`carry`, `import`).

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::linking::carry::{DOCUMENTS, IMAGE};
use crate::model::product::{DocumentRef, Product};
use crate::salesdock::client::Client;
use crate::salesdock::wire::catalogue::FileDraft;
use crate::store::{Digest, Store};

/// The files of one product.
#[derive(Default)]
pub struct Files {
    /// Its image.
    pub image: Option<FileDraft>,
    /// Its documents.
    pub documents: Vec<FileDraft>,
    /// A digest for each of [`DOCUMENTS`] and [`IMAGE`] that is known whole.
    pub digests: BTreeMap<String, Digest>,
    /// A document could not be fetched for a reason that passes: it is tried again.
    pub partly: bool,
}

/// Fetches the files of `product`, which was read on its own page. A product without one of its leaflets can
/// be sold; without the product nothing can: what cannot be fetched is left out.
pub async fn fetch(store: &Store, theirs: &Client, product: &Product) -> Files {
    let Some(detail) = &product.detail else { return Files::default() };
    let (mut documents, mut partly) = (Vec::new(), false);
    for document in &detail.documents {
        match theirs.document(document).await {
            Ok(content) => documents.push(draft(document, &content)),
            Err(error) => {
                partly |= error.is_passing() || error.retry_after.is_some();
                tracing::warn!(product = %product.id, %error, "a document was not fetched");
            }
        }
    }
    let image = detail.image.as_ref().map(|image| FileDraft {
        name: String::new(),
        content: image.content.clone(),
        extension: image.extension.clone(),
    });
    let digest = |files: &[&FileDraft]| {
        let parts: Vec<u8> = files
            .iter()
            .flat_map(|file| [file.name.as_bytes(), b"\0", file.content.as_bytes()].concat())
            .collect();
        store.digest("product files", &parts)
    };
    let mut digests = BTreeMap::from([(IMAGE.to_owned(), digest(&image.iter().collect::<Vec<_>>()))]);
    if !partly {
        digests.insert(DOCUMENTS.to_owned(), digest(&documents.iter().collect::<Vec<_>>()));
    }
    Files { image, documents, digests, partly }
}

fn draft(document: &DocumentRef, content: &[u8]) -> FileDraft {
    let name = document.name.to_string();
    let extension = name.rsplit_once('.').map_or("pdf", |(_, extension)| extension).to_owned();
    FileDraft { name, content: STANDARD.encode(content), extension }
}
