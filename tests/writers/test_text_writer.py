"""The report in the terminal: what is shown, what is hidden, and that a document cannot write on the screen itself."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.console import Console
from sample_report import PATH, TITLE, sample

from fundqa.model import Severity, Status
from fundqa.report import Report
from fundqa.writers.text import conclude, render, write

ESC = "\x1b"


def terminal(report: Report, width: int) -> str:
    out = io.StringIO()
    render(report, Console(file=out, width=width, force_terminal=True, color_system="truecolor", no_color=False))
    return out.getvalue()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_line_is_wider_than_eighty_columns(lang):
    assert max(cell_len(line) for line in write(sample(lang)).splitlines()) <= 80


@pytest.mark.parametrize("width", [40, 60, 120])
def test_lines_keep_to_the_consoles_width(width):
    out = io.StringIO()
    render(sample(), Console(file=out, width=width, color_system=None))
    assert max(cell_len(line) for line in out.getvalue().splitlines()) <= width


def test_plain_text_has_no_escape_sequences_and_marks_numbers_with_brackets():
    text = write(sample())
    assert ESC not in text
    assert "支出预算【0.36亿元】" in text


def test_a_terminal_gets_colours_and_no_brackets():
    text = terminal(sample(), 80)
    assert f"{ESC}[" in text
    assert "【0.36亿元】" not in text


def test_a_document_cannot_colour_the_terminal_or_use_markup():
    text = terminal(sample(), 100)
    assert f"{ESC}[31m9.5" not in text
    assert "[bold red]红[/]" in text


def test_findings_of_one_cause_stand_under_their_gravest():
    text = write(sample())
    assert text.count("另见") == 1
    lead, related = text.index("[错误] N2N-01"), text.index("另见 [警告] N2T-02")
    assert lead < related < text.index("[错误] TGT-02")


def test_rounding_residue_is_counted_and_not_listed():
    text = write(sample())
    assert "另有2处差额" in text
    assert "ARI-01" not in text


def test_a_large_truncation_keeps_its_severity_and_is_listed():
    main = sample().documents[0]
    outcomes = tuple(replace(o, severity=Severity.WARNING) if o.rule == "ARI-01" else o for o in main.outcomes)
    text = write(Report((replace(main, outcomes=outcomes),)))
    assert "[警告] ARI-01" in text
    assert "另有1处差额" in text


def test_sections_come_in_the_order_a_reader_acts_on_them():
    text = write(sample())
    titles = ["发现的问题", "已核对一致", "未能核对", "读取提示", "核对覆盖"]
    assert [text.index(f"── {title}") for title in titles] == sorted(text.index(f"── {title}") for title in titles)


def test_a_verified_line_shows_both_sides_their_places_and_the_arithmetic():
    text = write(sample()).replace("\n  ", "")
    assert "N2T-01 支出（预算）：0.36亿元［正文第2段］ = 3600万元［附表1 第4行第3列］（舍入范围内一致）" in text
    assert "旁证：1795人［第9行第5列］" in text
    assert text.count("0.36亿元［") == 1


def test_open_outcomes_stand_under_their_reason_with_their_anchors():
    text = write(sample())
    assert "附表没有同名指标（N2T-03，2处）：1.2万人［正文第2段］；9.5万元［正文第4段］" in text
    assert "单位不明（TGT-01，1处）：技能补贴人次［附表1 第11行第4列］" in text


def test_many_anchors_are_counted_after_the_first_ones():
    main = sample().documents[0]
    opened = next(o for o in main.outcomes if o.reason == "附表没有同名指标")
    text = write(Report((replace(main, outcomes=(opened,) * 9),)))
    assert text.count("1.2万人［") == 6
    assert "另有3处" in text.replace("\n  ", "")


def test_an_unreadable_file_says_why_and_the_summary_closes_the_call():
    text = write(sample())
    assert "[无法读取] 这个文件不是 Word 文档" in text
    assert "共3个文件，1个无法读取" in text
    assert "── 合计" not in write(Report(sample().documents[:1]))


def test_english_has_no_word_of_the_writers_own_in_chinese():
    text = write(sample("en"))
    assert "[error] N2N-01" in text
    for word in ("发现的问题", "附表1", "正文", "第2段", "另见", "［", "旁证"):
        assert word not in text, word


def test_a_message_about_a_file_cannot_break_out_of_its_line():
    main = sample().documents[2]
    text = terminal(Report((replace(main, path=f"a\n{ESC}]0;x\x07b"),)), 80)
    assert f"{ESC}]0" not in text
    assert PATH not in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_console_in_gbk_can_show_the_writers_own_signs(lang):
    write(sample(lang)).replace("\ufffd", "").encode("gbk")


def test_a_terminal_without_colours_gets_the_brackets():
    out = io.StringIO()
    render(sample(), Console(file=out, width=80, force_terminal=True, color_system=None))
    assert "【0.36亿元】" in out.getvalue()


def test_a_finding_quotes_bystanders_and_labels_only_where_there_is_nothing_else():
    main = sample().documents[0]
    claim = next(o for o in main.outcomes if o.rule == "TGT-02")
    bystander = replace(claim, evidence=tuple(replace(e, role="other") for e in claim.evidence[:2]))
    assert "【1795人】" in write(Report((replace(main, outcomes=(bystander,)),)))
    absent = replace(claim, evidence=claim.evidence[-1:])
    assert "【领取失业金人数】" in write(Report((replace(main, outcomes=(absent,)),)))
    assert "【领取失业金人数】" not in write(sample())


def test_the_same_mistake_in_several_places_is_titled_and_mended_once():
    main = sample().documents[0]
    claim = next(o for o in main.outcomes if o.rule == "TGT-02")
    twice = tuple(replace(claim, fix="请改写。", message=f"{n}。请改写。", group=str(n)) for n in (1, 2))
    text = write(Report((replace(main, outcomes=twice),)))
    assert text.count(claim.title) == text.count("请改写。") == 1
    assert "2处" in text
    assert text.index("  1 1。") < text.index("  2 2。")


def test_arithmetic_that_the_message_has_is_not_repeated():
    main = sample().documents[0]
    claim = next(o for o in main.outcomes if o.rule == "TGT-02")
    told = replace(claim, worked="1795人 < 1803人", message="目标1803人，完成1795人。")
    assert "算式" not in write(Report((replace(main, outcomes=(told,)),)))
    assert "算式：179人 < 1803人" in write(Report((replace(main, outcomes=(replace(told, worked="179人 < 1803人"),)),)))


def test_a_forms_title_is_said_in_the_head_and_not_in_its_findings():
    main = sample().documents[0]
    claim = next(o for o in main.outcomes if o.rule == "TGT-02")
    titled = replace(claim, message=f"附表1《{TITLE}》“领取失业金人数”：低于目标。")
    text = write(Report((replace(main, outcomes=(titled,)),)))
    assert text.count(TITLE) == 1
    assert "附表1“领取失业金人数”：低于目标。" in text


def test_facts_lists_every_number_with_its_fate_reason_and_deviation():
    assert "全部数字" not in write(sample())
    text = write(sample(), facts=True)
    assert "── 全部数字 12 " in text
    assert "√ 0.36亿元［正文第2段］  支出（预算）\n" in text
    assert "× 0.28亿元［正文第2段］  支出（预算）\n" in text
    assert "· 1795人［附表1 第9行第5列］  领取失业金人数（完成）  偏离目标  没有可比对的数字\n" in text


def test_an_empty_cell_is_said_to_be_empty():
    main = sample().documents[0]
    empty = next(o for o in main.outcomes if o.reason == "单位不明")
    failed = replace(empty, status=Status.FAIL, message="没有目标值。")
    assert "（空白）" in write(Report((replace(main, outcomes=(failed,)),)))


@pytest.mark.parametrize(("role", "word"), [("seen", "查找处"), ("found", "只找到"), ("other", "旁证")])
def test_evidence_that_only_accompanies_is_said_to(role, word):
    main = sample().documents[0]
    parts = next(o for o in main.outcomes if o.rule == "WRD-01")
    evidence = (parts.evidence[0], replace(parts.evidence[1], role=role))
    assert f"· {word} 正文第3段" in write(Report((replace(main, outcomes=(replace(parts, evidence=evidence),)),)))


def many(count: int) -> Report:
    """The sample's two readable files and the broken one, and so many more that are clean."""
    main, clean, broken = sample().documents
    return Report((clean, main, broken, *(replace(clean, path=f"{n}.md") for n in range(count - 3))))


def test_the_table_of_several_files_is_the_worst_first_with_their_coverage():
    lines = write(many(3)).split("── 合计")[1].splitlines()
    table = [line.split() for line in lines if line.endswith((".docx", ".md", ".doc"))]
    assert [line[-1].rpartition("/")[2] for line in table] == [
        "旧稿.doc",
        "松岭县2021年自评.docx",
        "青河县2021年自评.md",
    ]
    assert table[1][4:6] == ["8/12", "67%"]


def test_the_table_is_bounded_and_sums_up_the_rest():
    end = write(many(40)).split("── 合计")[1]
    assert sum(line.endswith((".docx", ".md", ".doc")) for line in end.splitlines()) == 30
    assert "另有10个文件：没有发现问题。" in end
    main = sample().documents[0]
    assert "另有1个文件：2处须改正，3处须说明" in write(Report((main,) * 31)).split("── 合计")[1]


def test_the_table_can_be_had_alone():
    out = io.StringIO()
    conclude(many(3), Console(file=out, width=80, color_system=None))
    assert out.getvalue().startswith("── 合计")
    assert "发现的问题" not in out.getvalue()
