//! What office documents share: a zip of XML files.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;

/// A zip in the making.
pub(super) struct Package {
    zip: zip::ZipWriter<Cursor<Vec<u8>>>,
}

impl Package {
    pub(super) fn new() -> Self {
        Self {
            zip: zip::ZipWriter::new(Cursor::new(Vec::new())),
        }
    }

    pub(super) fn add(&mut self, name: &str, content: impl AsRef<[u8]>) {
        self.zip
            .start_file(name, SimpleFileOptions::default())
            .unwrap();
        self.zip.write_all(content.as_ref()).unwrap();
    }

    /// An XML file, with its declaration.
    pub(super) fn add_xml(&mut self, name: &str, content: &str) {
        self.add(
            name,
            format!("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n{content}"),
        );
    }

    /// Relations of `part`: id, last part of the type, target.
    pub(super) fn add_relations(&mut self, part: &str, relations: &[(String, &str, String)]) {
        let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
        let folder = if folder.is_empty() {
            String::new()
        } else {
            format!("{folder}/")
        };
        let mut xml = String::from(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">",
        );
        for (id, kind, target) in relations {
            xml.push_str(&format!(
                "<Relationship Id=\"{id}\" Type=\"http://schemas.openxmlformats.org/{}/relationships/{kind}\" Target=\"{target}\"/>",
                if *kind == "metadata/core-properties" { "package/2006" } else { "officeDocument/2006" }
            ));
        }
        xml.push_str("</Relationships>");
        self.add_xml(&format!("{folder}_rels/{name}.rels"), &xml);
    }

    /// `docProps/core.xml` and the relations of the package itself.
    pub(super) fn add_core(&mut self, source: &super::Source, main: &str) {
        self.add_xml("docProps/core.xml", &format!(
            "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{}</dc:title><dc:creator>{}</dc:creator><dcterms:created xsi:type=\"dcterms:W3CDTF\">{}</dcterms:created></cp:coreProperties>",
            escaped(&source.title), escaped(&source.author), source.instant()
        ));
        self.add_relations(
            "",
            &[
                ("rId1".to_owned(), "officeDocument", main.to_owned()),
                (
                    "rId2".to_owned(),
                    "metadata/core-properties",
                    "docProps/core.xml".to_owned(),
                ),
            ],
        );
    }

    pub(super) fn finish(self) -> Vec<u8> {
        self.zip.finish().unwrap().into_inner()
    }
}

/// `text` inside XML.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// `[Content_Types].xml`: path → type.
pub(super) fn content_types(parts: &[(String, &str)]) -> String {
    let mut xml = String::from(
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Default Extension=\"png\" ContentType=\"image/png\"/><Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>",
    );
    for (path, kind) in parts {
        xml.push_str(&format!(
            "<Override PartName=\"/{path}\" ContentType=\"application/vnd.openxmlformats-officedocument.{kind}+xml\"/>"
        ));
    }
    xml.push_str("</Types>");
    xml
}

/// A picture of one pixel.
pub(super) const PNG: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, b'I', b'H', b'D', b'R', 0, 0, 0,
    1, 0, 0, 0, 1, 8, 0, 0, 0, 0, 0x3a, 0x7e, 0x9b, 0x55, 0, 0, 0, 0x0a, b'I', b'D', b'A', b'T',
    0x78, 0x9c, 0x63, 0x60, 0, 0, 0, 2, 0, 1, 0x48, 0xaf, 0xa4, 0x71, 0, 0, 0, 0, b'I', b'E', b'N',
    b'D', 0xae, 0x42, 0x60, 0x82,
];
