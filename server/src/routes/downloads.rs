//! What leaves the house: single files of evidence, and exports in three formats. Every download is written down.

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use shared::evidence::{display_name, safe_name};
use shared::manifest::{SubmissionId, is_hex};
use shared::wire::{ApplicationQuery, Code};

use super::{query, segment};
use crate::app::App;
use crate::error::{Error, Result};
use crate::export::{self, Export, Format};
use crate::headers::SANDBOX_POLICY;
use crate::store::administrators::Administrator;
use crate::store::audit::Actor;

pub async fn evidence(
    request: HttpRequest,
    app: Data<App>,
    administrator: Administrator,
) -> Result<HttpResponse> {
    let id = segment(&request, "id", SubmissionId::parse)?;
    let sha256 = segment(&request, "sha256", |text| is_hex(text, 64).then(|| text.to_string()))?;
    let manifest = app.store.manifest_with(&id, &sha256).await?;
    let file = manifest.files.iter().find(|file| file.sha256 == sha256).ok_or(Code::NotFound)?;
    let subject = format!("{}/{sha256}", id.as_str());
    app.store
        .audit(app.clock.now(), Actor::Administrator(administrator.id), "download evidence", subject)
        .await?;
    let (size, bytes) = app.vault.get(&id, &sha256).await?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, file.media_type.mime()))
        .insert_header((CONTENT_LENGTH, size))
        .insert_header((CONTENT_DISPOSITION, attachment(&file.name, &safe_name(&file.name, file.media_type))))
        .insert_header((CONTENT_SECURITY_POLICY, SANDBOX_POLICY))
        .no_chunking(size)
        .streaming(bytes))
}

/// Always a download, with a plain name for old programs and the real one by RFC 8187.
fn attachment(name: &str, safe: &str) -> String {
    let plain: String = safe
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || " .-_()".contains(c) { c } else { '_' })
        .collect();
    let mut encoded = String::new();
    for byte in display_name(name).bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

pub async fn one(request: HttpRequest, app: Data<App>, administrator: Administrator) -> Result<HttpResponse> {
    let id = segment(&request, "id", SubmissionId::parse)?;
    let stored = app.store.version(&id, None).await?;
    let name = format!("{}.zip", stored.row.reference);
    let subject = id.as_str().to_string();
    app.store.audit(app.clock.now(), Actor::Administrator(administrator.id), "download zip", subject).await?;
    Ok(download(&app, Format::Zip, vec![id], &name))
}

pub async fn all(request: HttpRequest, app: Data<App>, administrator: Administrator) -> Result<HttpResponse> {
    let format = segment(&request, "format", Format::from_name)?;
    let wanted: ApplicationQuery = query(&request)?;
    let ids = app.store.select(&wanted).await?;
    let actor = Actor::Administrator(administrator.id);
    // The filter may hold words of a name, so only the number is written down here, and each application by its id.
    let subject = format!("{} of {}", format.name(), ids.len());
    app.store.audit(app.clock.now(), actor, "export", subject).await?;
    let name = format!("applications.{}", format.name());
    Ok(download(&app, format, ids, &name))
}

fn download(app: &Data<App>, format: Format, ids: Vec<SubmissionId>, name: &str) -> HttpResponse {
    let export =
        Export { store: app.store.clone(), vault: app.vault.clone(), calls: app.calls.clone(), ids, format };
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, format.media_type()))
        .insert_header((CONTENT_DISPOSITION, attachment(name, name)))
        .insert_header((CONTENT_SECURITY_POLICY, SANDBOX_POLICY))
        .streaming::<_, Error>(export::stream(export))
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::evidence::MediaType;

    #[test]
    fn names_never_break_out_of_the_header() {
        let cases = [
            ("Plan.pdf", "attachment; filename=\"Plan.pdf\"; filename*=UTF-8''Plan.pdf"),
            (
                "a\"; x=\"b\r\nSet-Cookie: c",
                "attachment; filename=\"a_ x_bSet-Cookie_ c.pdf\"; filename*=UTF-8''a%22%3B%20x%3D%22bSet-Cookie%3A%20c",
            ),
            ("../x", "attachment; filename=\"_x.pdf\"; filename*=UTF-8''.._x"),
            ("é\u{202E}fdp.exe", "attachment; filename=\"_fdp.exe.pdf\"; filename*=UTF-8''%C3%A9fdp.exe"),
        ];
        for (given, expected) in cases {
            assert_eq!(attachment(given, &safe_name(given, MediaType::Pdf)), expected, "{given:?}");
        }
    }
}
