"""Fills in an archive of workbooks as forty units would, ten of them wrong in ten ways. Run by the Python of Tools/dev/office-venv.

usage: fill_books.py IN.zip OUT.zip
"""
import datetime
import io
import sys
import zipfile

import openpyxl

COLUMNS = ["id", "about", "title", "unit", "last", "value", "status", "done_on", "note", "source", "why", "next", "confirmed"]
HEADER = 4


def column(name):
    return COLUMNS.index(name) + 1


def fill(sheet):
    for row in range(HEADER + 1, sheet.max_row + 1):
        kind = sheet.cell(row, column("about")).value
        if kind == "目标":
            last = sheet.cell(row, column("last")).value
            sheet.cell(row, column("value")).value = (last or 12) + 1
        if kind == "任务":
            sheet.cell(row, column("status")).value = "已启动"
        if kind in ("任务", "举措"):
            sheet.cell(row, column("note")).value = "本期开展调度两次"
        if kind in ("目标", "任务"):
            sheet.cell(row, column("source")).value = "市统计局快报"


def first(sheet):
    return next(r for r in range(HEADER + 1, sheet.max_row + 1) if sheet.cell(r, column("about")).value == "目标")


def fall(book):
    book["填报"].cell(first(book["填报"]), column("value")).value = 9


def scale(book):
    book["填报"].cell(first(book["填报"]), column("value")).value = 130000


def text(book):
    book["填报"].cell(first(book["填报"]), column("value")).value = "约13"


def blank(book):
    book["填报"].cell(first(book["填报"]), column("value")).value = None


def source(book):
    book["填报"].cell(first(book["填报"]), column("source")).value = None


def added(book):
    sheet = book["填报"]
    sheet.cell(sheet.max_row + 1, column("title")).value = "方案外的一项工作"


def deleted(book):
    book["填报"].delete_rows(book["填报"].max_row)


def formula(book):
    book["填报"].cell(first(book["填报"]), column("value")).value = "=6+7"


def period(book):
    for row in book["标识"].iter_rows():
        if row[0].value == "period":
            row[1].value = "2026-06-30"


WRONG = [fall, scale, text, blank, source, added, deleted, formula, period]


def main(given, made):
    out = zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED)
    names = []
    with zipfile.ZipFile(given) as archive:
        # Those with a figure of last time come first: they can fall below it, or be a factor off.
        books = [(n, openpyxl.load_workbook(io.BytesIO(archive.read(n)))) for n in archive.namelist() if "集群办" not in n]
        books.sort(key=lambda b: b[1]["填报"].cell(first(b[1]["填报"]), column("last")).value is None)
        for number, (name, book) in enumerate(books):
            sheet = book["填报"]
            assert sheet.protection.sheet and sheet.column_dimensions["A"].hidden and book["标识"].sheet_state == "hidden"
            assert sheet.data_validations.dataValidation and sheet.cell(HEADER, column("value")).comment
            fill(sheet)
            if number < len(WRONG):
                WRONG[number](book)
            data = io.BytesIO()
            book.save(data)
            content = data.getvalue()
            if number == len(WRONG):  # an old workbook with a new name
                content = bytes([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) + bytes(504) + "Workbook".encode("utf-16-le")
            out.writestr(name, content)
            names.append(name)
    out.close()
    print("\n".join(names))


def look(made):
    """The returned workbooks: each with a cell that is marked red and carries a note."""
    with zipfile.ZipFile(made) as archive:
        for name in archive.namelist():
            book = openpyxl.load_workbook(io.BytesIO(archive.read(name)))
            marked = [
                (sheet.title, cell.coordinate) for sheet in book for row in sheet.iter_rows() for cell in row
                if cell.fill.fgColor.rgb == "FFFAD7D4" and cell.comment
            ]
            print(name, "|", " ".join(f"{sheet}!{place}" for sheet, place in marked))


if __name__ == "__main__":
    look(sys.argv[2]) if sys.argv[1] == "look" else main(sys.argv[1], sys.argv[2])
