"""The command line in Chinese: help, refusals, tables, findings; what is for programs stays as it is."""

import json
import re

import pytest
from typer.testing import CliRunner

from experiments import cli_language, language
from experiments.cli import COMMANDS, app
from tests.made_up_study import made_up_study

HAN = re.compile("[一-鿿]")
ENGLISH = re.compile(r"\b(?:the|of|and|is|are|with|each|was)\b")


def typed(line, **variables):
    """What a line leaves on both streams, and its exit status."""
    done = CliRunner(env={"LANG": "C", "LC_ALL": "", "LC_MESSAGES": "", "FANPIN_LANG": "", **variables}).invoke(
        app, line.split()
    )
    return done.output, done.exit_code


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_is_all_in_chinese_but_for_what_is_typed(name):
    shown, status = typed(f"{name} --lang zh --help")
    assert status == 0
    assert "用法：" in shown
    assert "显示本帮助并退出" in shown
    assert ENGLISH.search(shown) is None, shown
    assert re.search("[一-鿿，。]…", shown) is None


def test_help_is_english_again_after_chinese_and_says_which_languages_there_are():
    typed("compare --lang zh --help")
    shown, _status = typed("compare --help")
    assert HAN.search(shown) is None
    assert "--lang" in shown
    assert "Usage: " in shown


REFUSED = {
    "comapre": "没有命令 'comapre'。是不是想写 'compare'？",
    "compare": "缺少参数 'place'。",
    "compare kezuohou --bogus 3": "没有选项 --bogus",
    "list places --json=3": "选项 '--json' 不带值。",
    "list bananas": "'what' 的值无效：'bananas' 不在 'places'",
    "compare kezuohou --seed -3": "'--seed' 的值无效：应不小于 0",
    "compare kezuohou --replicates x": "'--replicates' 的值无效：应为整数",
    "compare kezuohou more": "多出的参数（more）",
    "run kezuohou --policy as_reporte": "没有政策 'as_reporte'",
    "report nowhere": "nowhere 里没有研究",
    "sweep no_such_design": "没有文件",
    "attribute kezuohou --groups health": "不是一组措施",
}


@pytest.mark.parametrize("line", REFUSED)
def test_what_is_wrong_is_told_in_chinese(line):
    shown, status = typed(f"{line} --lang zh")
    assert status == 2
    plain = re.sub(r"[│╭╮╰╯─\s]", "", shown)
    assert re.sub(r"\s", "", REFUSED[line]) in plain
    assert "Traceback" not in shown


@pytest.mark.parametrize("what", ["places", "policies", "futures", "interventions", "parameters"])
def test_lists_have_headings_titles_and_units_in_chinese(what):
    shown, status = typed(f"list {what} --lang zh")
    assert status == 0
    assert "名称" in shown
    assert ENGLISH.search(shown) is None, shown


@pytest.mark.parametrize(
    ("words", "variables", "expected"),
    [
        ([], {}, "en"),
        (["--lang", "zh"], {}, "zh"),
        (["compare", "--language=zh"], {"FANPIN_LANG": "en"}, "zh"),
        (["--lang", "en"], {"FANPIN_LANG": "zh"}, "en"),
        ([], {"FANPIN_LANG": "zh"}, "zh"),
        ([], {"LANG": "zh_CN.UTF-8"}, "zh"),
        ([], {"LC_ALL": "en_GB.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
        ([], {"FANPIN_LANG": "en", "LANG": "zh_CN.UTF-8"}, "en"),
        (["--lang"], {}, "en"),
    ],
)
def test_a_line_decides_on_its_language_then_its_environment(words, variables, expected):
    assert cli_language.wanted(words, variables) == expected


def test_a_language_that_there_is_not_is_wrong_input():
    shown, status = typed("list places --lang fr")
    assert status == 2
    assert "'fr' is not one of 'en', 'zh'" in re.sub(r"[│\s]+", " ", shown)


def test_what_is_for_programs_is_the_same_in_both_languages():
    english, chinese = (json.loads(typed(f"list futures --json --lang {lang}")[0]) for lang in ("en", "zh"))
    assert english == chinese


def test_every_refusal_of_typer_that_is_known_is_told_in_chinese():
    with language.speaking("zh"):
        for sentence in cli_language.REFUSALS:
            told = cli_language.in_other_words(re.sub(r"{\w+}", "7", sentence))
            assert ENGLISH.search(told) is None
            assert HAN.search(told) or told == "7"


def test_a_refusal_that_is_not_known_stands_as_it_is():
    with language.speaking("zh"):
        assert cli_language.in_other_words("Something new.") == "Something new."


def test_a_report_is_in_the_language_of_the_line(tmp_path):
    made_up_study(("none", "as_reported"), 3, tmp_path / "mine")
    shown, status = typed(f"report {tmp_path / 'mine'} --no-pdf", FANPIN_LANG="zh")
    assert status == 0
    assert "报告：" in shown
    assert (tmp_path / "mine" / "report.zh.html").exists()


def test_a_finding_is_written_in_every_language_whichever_is_spoken(tmp_path):
    with language.speaking("zh"):
        written = language.write_in_each(tmp_path / "finding.md", lambda: language.spoken())
    assert [path.name for path in written] == ["finding.md", "finding.zh.md"]
    assert [path.read_text("utf-8") for path in written] == ["en\n", "zh\n"]
    assert language.in_english("figures/mix.a.zh.svg") == "figures/mix.a.svg"
    assert language.in_english("figures/mix.a.svg") == "figures/mix.a.svg"
