"""Why a file is refused: stable codes, and what to do about it in both languages."""

from __future__ import annotations

from fundqa.errors import ReadError

SUPPORTED = ".docx .doc .wps .rtf .pdf .xlsx .xls .et .html .csv .txt .md"

REFUSALS: dict[str, tuple[str, str]] = {
    "missing": (
        "找不到文件：{name}。请检查路径和文件名。",
        "No such file: {name}. Check the path and the name.",
    ),
    "is_directory": (
        "这是一个文件夹，不是文件：{name}。请给出其中的文件。",
        "This is a folder, not a file: {name}. Name the files in it.",
    ),
    "unreadable": (
        "无法打开文件：{name}（{detail}）。请检查读取权限，或关闭正在使用它的程序。",
        "Cannot open {name} ({detail}). Check the permissions, or close the program that uses it.",
    ),
    "empty": (
        "文件是空的：{name}。请重新导出或复制后再检查。",
        "The file is empty: {name}. Export or copy it again.",
    ),
    "binary": (
        "无法识别的文件类型：{name}。支持的格式：" + SUPPORTED + "。",
        "Unknown kind of file: {name}. Supported: " + SUPPORTED + ".",
    ),
    "too_large": (
        "文件过大：{name}（{detail}）。请拆分文件，或压缩、删去其中的图片。",
        "The file is too large: {name} ({detail}). Split it, or shrink or remove its pictures.",
    ),
    "broken_docx": (
        "Word 文件已损坏：{name}（{detail}）。请用 Word 或 WPS 打开并修复，另存为新的 .docx。",
        "The Word file is broken: {name} ({detail}). Open and repair it in Word or WPS, then save it as a new .docx.",
    ),
    "broken_xlsx": (
        "表格文件已损坏：{name}（{detail}）。请用 Excel 或 WPS 打开并修复，另存为新的 .xlsx。",
        "The workbook is broken: {name} ({detail}). Open and repair it in Excel or WPS, then save it as a new .xlsx.",
    ),
    "broken_pdf": (
        "PDF 文件已损坏：{name}（{detail}）。请重新导出 PDF 后再检查。",
        "The PDF file is broken: {name} ({detail}). Export it again.",
    ),
    "broken_zip": (
        "压缩包已损坏：{name}（{detail}）。请重新压缩为 .zip 后再检查。",
        "The archive is broken: {name} ({detail}). Make a new .zip.",
    ),
    "empty_archive": (
        "压缩包里没有可以检查的文件：{name}。支持的格式：" + SUPPORTED + "。",
        "The archive holds nothing that can be checked: {name}. Supported: " + SUPPORTED + ".",
    ),
    "empty_folder": (
        "文件夹里没有可以检查的文件：{name}。支持的格式：" + SUPPORTED + "。",
        "The folder holds nothing that can be checked: {name}. Supported: " + SUPPORTED + ".",
    ),
    "too_deep": (
        "压缩包嵌套超过 {detail} 层：{name}。请先解开再检查。",
        "Archives are nested more than {detail} deep: {name}. Unpack them first.",
    ),
    "timeout": (
        "检查超过 {detail} 秒仍未完成，已停止：{name}。请拆分文件后再检查。",
        "The check took more than {detail} seconds and was stopped: {name}. Split the file.",
    ),
    "memory": (
        "检查需要的内存过多，已停止：{name}。请拆分文件，或删去其中的图片后再检查。",
        "The check needed too much memory and was stopped: {name}. Split the file, or remove its pictures.",
    ),
    "crashed": (
        "检查意外中断：{name}。请用 Word 或 WPS 打开后另存为新文件再检查；仍然中断请反馈。",
        "The check broke off: {name}. Save it anew in its own program and check again; report it if it recurs.",
    ),
    "broken_csv": (
        "表格文本无法读取：{name}（{detail}）。请另存为 .xlsx 后再检查。",
        "The separated values cannot be read: {name} ({detail}). Save the file as .xlsx.",
    ),
    "encrypted": (
        "文件有密码保护：{name}。请在 Word 或 WPS 中取消密码后另存为 .docx。",
        "The file is protected by a password: {name}. Remove the password and save it as .docx.",
    ),
    "broken_doc": (
        "旧版 Word 文件无法打开：{name}。请用 Word 或 WPS 打开，另存为 .docx。",
        "The old Word file cannot be opened: {name}. Open it in Word or WPS and save it as .docx.",
    ),
    "needs_libreoffice": (
        "读取 .doc、.wps、.rtf 需要 LibreOffice，这台机器上没有：{name}。请安装 LibreOffice（Debian、Ubuntu："
        "apt-get install libreoffice-writer-nogui），或用 Word、WPS 另存为 .docx。",
        "Reading .doc, .wps and .rtf takes LibreOffice, which is not installed: {name}. Install it (Debian, Ubuntu: "
        "apt-get install libreoffice-writer-nogui), or save the file as .docx in Word or WPS.",
    ),
    "ofd": (
        "不支持 .ofd 版式文件：{name}。请用生成它的软件导出为 .docx 或 .pdf。",
        "Files in .ofd are not supported: {name}. Export it as .docx or .pdf from the program that made it.",
    ),
    "unsupported": (
        "尚不支持这种格式（{detail}）：{name}。请另存为 .docx；支持的格式：" + SUPPORTED + "。",
        "This format ({detail}) is not supported yet: {name}. Save it as .docx; supported: " + SUPPORTED + ".",
    ),
    "doctype": (
        "文件内含有 DOCTYPE 声明，可能有害，已拒绝读取：{name}。请用 Word 或 WPS 重新另存为 .docx。",
        "The file holds a DOCTYPE declaration, which may do harm: {name}. Save it again as .docx in Word or WPS.",
    ),
    "bad_encoding": (
        "文字编码既不是 UTF-8 也不是 GB18030（GBK）：{name}。请用记事本打开，另存为 UTF-8 编码。",
        "The text is neither UTF-8 nor GB18030 (GBK): {name}. Save it again as UTF-8.",
    ),
}


def refuse(code: str, name: str, detail: str = "") -> ReadError:
    """The error for `code`, ready to raise; `name` is the file's name as the user gave it."""
    zh, en = REFUSALS[code]
    return ReadError(code, zh.format(name=name, detail=detail), en.format(name=name, detail=detail))
