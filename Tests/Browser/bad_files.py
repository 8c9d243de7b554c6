"""Files that no plan can be read from, made here."""
import io
import struct
import zipfile
import zlib

PLAN = """试点市生物医药产业高质量发展实施方案（2024—2026年）
一、主要目标
到2026年底，全市生物医药产业产值达到300亿元，规模以上企业达到60家。
二、重点任务
1.建设公共服务平台。建成平台。（责任单位：市科技局，市发改委）
2.培育龙头企业。扶持企业。（责任单位：市工信局）
"""

CONTENT_TYPES = """<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""
RELATIONSHIPS = """<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"""
WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'


def docx(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        archive.writestr("_rels/.rels", RELATIONSHIPS)
        for name, content in parts.items():
            with archive.open(name, "w", force_zip64=True) as part:
                for piece in content:
                    part.write(piece)
    return out.getvalue()


def word_bomb(megabytes=600):
    """A DOCX of a few hundred kilobytes whose text unfolds to hundreds of megabytes."""
    piece = ("<w:p><w:r><w:t>" + "推进" * 1000 + "</w:t></w:r></w:p>").encode() * 170
    return docx({"word/document.xml": [(WORD).encode()] + [piece] * megabytes + [b"</w:body></w:document>"]})


def word_laughs():
    """Entities of entities."""
    entities = "".join(f'<!ENTITY l{n} "{("&l" + str(n - 1) + ";") * 10}">' for n in range(1, 12))
    text = f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY l0 "ha">{entities}]>{WORD}<w:p><w:r><w:t>&l11;</w:t></w:r></w:p></w:body></w:document>'
    return docx({"word/document.xml": [text.encode()]})


def word(text):
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.splitlines())
    return docx({"word/document.xml": [(WORD + body + "</w:body></w:document>").encode()]})


def pdf(objects, trailer=""):
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    return out + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()


def scan():
    """A page that is one picture, as a scanner makes it."""
    picture = zlib.compress(bytes([200]) * 200 * 280)
    drawing = b"q 595 0 0 842 0 0 cm /Im0 Do Q"
    return pdf([
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /Im0 5 0 R >> >> >>",
        b"<< /Length " + str(len(drawing)).encode() + b" >>\nstream\n" + drawing + b"\nendstream",
        b"<< /Type /XObject /Subtype /Image /Width 200 /Height 280 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode /Length "
        + str(len(picture)).encode() + b" >>\nstream\n" + picture + b"\nendstream",
    ])


def locked():
    """A PDF that opens with a password only (standard handler, revision 3; the keys fit no password that anybody has)."""
    return pdf([
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        b"<< /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <" + b"A1" * 32 + b"> /U <" + b"B2" * 32 + b"> >>",
    ], "/Encrypt 4 0 R /ID [<00112233445566778899AABBCCDDEEFF> <00112233445566778899AABBCCDDEEFF>]")


def ole(stream):
    """A compound file (CFB): what .doc and .wps are."""
    header = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack("<I", 0) + b"\xFF" * 432
    fat = struct.pack("<II", 0xFFFFFFFD, 0xFFFFFFFE) + b"\xFF" * 504

    def entry(name, kind, child):
        raw = name.encode("utf-16-le") + b"\0\0"
        return raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child) + bytes(36) + struct.pack("<IQ", 0xFFFFFFFE, 0)

    return header + fat + entry("Root Entry", 5, 1) + entry(stream, 2, 0xFFFFFFFF) + bytes(256)


def ofd():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("OFD.xml", '<?xml version="1.0" encoding="UTF-8"?><ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016" Version="1.0" DocType="OFD"/>')
        archive.writestr("Doc_0/Document.xml", "<x/>")
    return out.getvalue()


ENGLISH = """Implementation plan for the innovative development of the biomedical industry

I. Overall requirements
By the end of 2025 the output of the biomedical industry of the city reaches 50 billion yuan and 150 firms are above the designated size.
II. Measures
1. Build public technical service platforms. (Responsible: Bureau of Science and Technology)
""".encode()
