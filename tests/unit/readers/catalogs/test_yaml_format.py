from datetime import date
from pathlib import Path

import pytest

from dzmap.core.catalogs import (
    Any,
    Case,
    Compare,
    Default,
    Level,
    ListClause,
    Not,
    Outcome,
    Relation,
    RequirementClause,
    SpatialClause,
    SpatialTest,
    Threshold,
)
from dzmap.core.problems import BadInputError, KnownError, Problem
from dzmap.core.verdicts import Verdict
from dzmap.readers.catalogs import CatalogFiles
from dzmap.readers.catalogs.condition_parser import parse_condition
from dzmap.readers.catalogs.condition_text import condition_text
from dzmap.readers.catalogs.decode import CATALOG_KEYS, CLAUSE_KEYS
from dzmap.readers.catalogs.words import KINDS
from dzmap.readers.catalogs.yaml_format import read_yaml

HEAD = """编号: qihe
名称: 齐河目录（示例）
层级: 开发区
未列入行业: 非禁即入
施行起: 2021-01-01
"""


def _read(clauses: str) -> tuple[object, ...]:
    (catalog,) = read_yaml(f"{HEAD}条款:\n{clauses}", "齐河.yaml")
    return catalog.clauses


def _problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(BadInputError) as caught:
        read_yaml(text, "齐河.yaml")
    return caught.value.problems


def _clause_problem(lines: str) -> Problem:
    problems = _problems(f"{HEAD}条款:\n  - 编号: C07\n{lines}")
    assert len(problems) == 1, [str(problem) for problem in problems]
    return problems[0]


def test_that_a_planner_can_write_a_requirement() -> None:
    (clause,) = _read(
        """
  - 编号: C07
    条款号: 第七条
    类型: 要求
    适用行业: [C]
    除外行业: C3985、C261
    建设性质: [新建, 扩建]
    指标: 亩均投资
    比较: 不低于
    数值: ３００ 万元／亩
    门槛:
      - {适用行业: C39, 数值: 6000 万元/公顷}
      - 地块等级: 一等
        数值: 400万元/亩
        适用条件: 用地 ≥ 6 公顷
    不满足则: 限制
"""
    )
    assert isinstance(clause, RequirementClause)
    assert clause.metric == "invest_intensity_wan_yuan_per_mu"
    assert clause.op == ">="
    assert clause.scope.industries == ("C",)
    assert clause.scope.except_industries == ("3985", "261")
    assert clause.thresholds == (
        Threshold(value=300.0),
        Threshold(value=400.0, industries=("39",)),
        Threshold(value=400.0, land_grades=("一等",), when=Compare("land_mu", ">=", 90.0)),
    )
    assert clause.otherwise is Verdict.RESTRICTED


@pytest.mark.parametrize(
    ("metric", "value", "stored"),
    [
        ("投资强度", "20 万元/公顷", 20 / 15),
        ("投资强度", "450 元/平方米", 30.0),
        ("投资强度", "30亿元/平方公里", 200.0),
        ("亩均税收", "15 万元/亩·年", 15.0),
        ("总投资", "1.5 亿元", 15_000.0),
        ("总投资", "10,000 万元", 10_000.0),
        ("行政办公用地占比", "7 %", 0.07),
        ("行政办公用地占比", "７％", 0.07),
        ("行政办公用地占比", "0.07 比值", 0.07),
        ("容积率", "0.8", 0.8),
        ("年综合能耗", "0.5 万吨标准煤", 5000.0),
        ("建设周期", "1.5 年", 18.0),
        ("用地", "2 公顷", 30.0),
    ],
)
def test_that_values_convert_to_the_unit_of_the_metric(
    metric: str, value: str, stored: float
) -> None:
    (clause,) = _read(f"  - {{编号: A, 类型: 要求, 指标: {metric}, 数值: '{value}'}}")
    assert isinstance(clause, RequirementClause)
    assert clause.thresholds[0].value == pytest.approx(stored, rel=1e-12)


@pytest.mark.parametrize(
    ("metric", "value", "message"),
    [
        ("投资强度", "300", "“投资强度”没有写单位"),
        ("行政办公用地占比", "0.07", "“行政办公及生活服务设施用地占比”没有写单位"),
        ("投资强度", "300 万元", "单位“万元”不能用于“投资强度”"),
        ("总投资", "300 万元/亩", "单位“万元/亩”不能用于“总投资”"),
        ("容积率", "80 %", "“容积率”没有单位，却写了“%”"),
        ("用地", "三十亩", "“三十亩”不是数"),
        ("用地", "20 顷", "单位“顷”不能用于“用地”"),
        ("建设周期", "1e3 月", "单位“e3月”不能用于“建设周期”"),
    ],
)
def test_that_a_value_without_the_right_unit_is_refused(
    metric: str, value: str, message: str
) -> None:
    problem = _clause_problem(f"    类型: 要求\n    指标: {metric}\n    数值: '{value}'\n")
    assert problem.message == f"{message}。"
    assert problem.remedy
    assert problem.row == 10
    assert problem.column == "条款 C07 › 数值"
    assert problem.value == value


def test_that_a_separate_unit_must_agree() -> None:
    problem = _clause_problem(
        "    类型: 要求\n    指标: 总投资\n    数值: 3 亿元\n    单位: 万元\n"
    )
    assert problem.message == "数值里写的是“亿元”，单位栏写的是“万元”。"


def test_that_conditions_nest() -> None:
    (clause,) = _read(
        """
  - 编号: C16
    类型: 要求
    适用条件:
      非:
        任一: [位置 在 化工园区 内, 环评类别 属于 登记表]
    须满足:
      分档:
        - 如果: 总投资 ≥ 10 亿元
          则: 建设周期 ≤ 30 月
        - 否则: 建设周期 ≤ 1 年
    不满足则: 禁止
"""
    )
    assert isinstance(clause, RequirementClause)
    assert isinstance(clause.scope.when, Not)
    assert isinstance(clause.scope.when.operand, Any)
    assert clause.scope.when.operand.operands[0] == SpatialTest(Relation.WITHIN, ("chemical_park",))
    assert clause.condition == Case(
        (
            (
                Compare("total_invest_wan_yuan", ">=", 100_000.0),
                Compare("construction_months", "<=", 30.0),
            ),
        ),
        Compare("construction_months", "<=", 12.0),
    )
    assert clause.otherwise is Verdict.PROHIBITED


def test_that_codes_keep_their_zeros_and_lose_what_excel_added() -> None:
    (clause,) = _read("  - {编号: A, 类型: 清单, 结论: 禁止, 适用行业: [0111, 2614.0, Ｃ２６, c]}")
    assert isinstance(clause, ListClause)
    assert clause.scope.industries == ("0111", "2614", "26", "C")
    assert clause.outcome is Outcome.PROHIBIT


def test_that_distances_are_metres() -> None:
    (clause,) = _read(
        "  - {编号: A, 类型: 空间, 关系: 距离不小于, 图层: 生态保护红线, 距离: 0.3 公里}"
    )
    assert isinstance(clause, SpatialClause)
    assert (clause.distance_m, clause.otherwise) == (300.0, Verdict.PROHIBITED)


def test_that_a_file_may_hold_several_catalogs() -> None:
    one, two = read_yaml(
        "- {编号: a, 名称: 甲, 层级: 市, 未列入行业: 未列入为允许类, 施行起: 2021年1月1日}\n"
        "- {编号: b, 名称: 乙, 层级: 园区, 未列入行业: '仅列入者准入,其余禁止', 施行起: 20210701,"
        " 园区类型: 化工园区, 已发布: 否}\n",
        "目录.yaml",
    )
    assert (one.level, one.default, one.effective_from) == (
        Level.CITY,
        Default.PERMITTED,
        date(2021, 1, 1),
    )
    assert (two.default, two.park_kinds, two.published) == (
        Default.LISTED_ONLY_PROHIBIT,
        ("chemical",),
        False,
    )
    assert two.effective_from == date(2021, 7, 1)


@pytest.mark.parametrize(
    ("lines", "message", "remedy"),
    [
        (
            "    类型: 清单\n    结论: 严禁\n",
            "“结论”不能写“严禁”",
            "可以写：鼓励、允许、限制、禁止。",
        ),
        ("    类型: 清单\n    结论: 禁止\n    适用行: C\n", "没有名为“适用行”的项", "适用行业"),
        (
            "    类型: 清单\n    结论: 禁止\n    指标: 用地\n",
            "“清单”条款不能写“指标”",
            "可写：结论",
        ),
        ("    类型: 清单\n", "“清单”条款没有写“结论”", "鼓励"),
        ("    结论: 禁止\n", "条款没有写“类型”", "清单"),
        ("    类型: 清单\n    结论: 禁止\n    适用行业: D26\n", "门类写错了", "改为 C26"),
        ("    类型: 清单\n    结论: 禁止\n    适用行业: 化工\n", "不是行业代码", "C2614"),
        ("    类型: 清单\n    结论: 禁止\n    建设性质: 新建设\n", "没有“新建设”这一项", "新建"),
        ("    类型: 清单\n    结论: 禁止\n    施行起: 2021-13-01\n", "不是日期", "2021-01-01"),
        ("    类型: 清单\n    结论: 禁止\n    示例: 对\n", "“示例”不能写“对”", "是、否"),
        ("    类型: 清单\n    结论: 禁止\n    内容: [甲, 乙]\n", "应是一段文字", ""),
        ("    类型: 要求\n    指标: 投资强渡\n", "“指标”不能写“投资强渡”", "投资强度"),
        ("    类型: 要求\n    指标: 环评类别\n", "没有数值门槛", "须满足"),
        ("    类型: 要求\n    指标: 用地\n    门槛: 300\n", "下面应是列表", ""),
        ("    类型: 要求\n    指标: 用地\n    门槛: [{适用行业: C}]\n", "没有写“数值”", ""),
        ("    类型: 空间\n    关系: 在内\n", "没有写“图层”", "化工园区"),
        ("    类型: 空间\n    关系: 距离不小于\n    图层: 化工园区\n", "没有写“距离”", "300 m"),
        ("    类型: 程序\n", "没有写“须办理”", ""),
        ("    类型: 例外\n", "没有写“豁免”哪些条款", "C05"),
        (
            "    类型: 程序\n    须办理: 审批\n    适用条件: {全都: []}\n",
            "条件看不懂",
            "全部、任一",
        ),
        (
            "    类型: 程序\n    须办理: 审批\n    适用条件: 投强 > 3\n",
            "没有名为“投强”的指标",
            "投资强度",
        ),
        ("    类型: 程序\n    须办理: 审批\n    适用条件: 用地 > 3\n", "“用地”没有写单位", "亩"),
        (
            "    类型: 程序\n    须办理: 审批\n    适用条件: {分档: [{如果: 用地 > 3 亩}]}\n",
            "分档",
            "",
        ),
        ("    类型: 程序\n    须办理: 审批\n    须办理: 审批\n", "“须办理”写了两次", ""),
        ('    类型: 程序\n    须办理: "审\\x07批"\n', "不可见的控制字符", ""),
    ],
)
def test_that_slips_are_named_with_a_remedy(lines: str, message: str, remedy: str) -> None:
    problems = _problems(f"{HEAD}条款:\n  - 编号: C07\n{lines}")
    assert any(message in found.message and remedy in found.remedy for found in problems), [
        str(found) for found in problems
    ]
    assert all(found.row and found.row >= 7 for found in problems)
    assert all(found.column.startswith("条款 C07") for found in problems)


def test_that_all_problems_come_at_once_in_the_order_of_the_file() -> None:
    problems = _problems(
        """编号: q h
层级: 镇
施行起: 明年
条款:
  - 编号: C01
    类型: 清单
    结论: 禁
  - 编号: C02
    类型: 例外
  - 只是文字
"""
    )
    assert [(problem.row, problem.message) for problem in problems] == [
        (1, "编号“q h”里有空格或符号。"),
        (1, "目录没有写“名称”。"),
        (1, "目录没有写“未列入行业”。"),
        (2, "“层级”不能写“镇”。"),
        (3, "“明年”不是日期。"),
        (7, "“结论”不能写“禁”。"),
        (8, "例外条款没有写“豁免”哪些条款。"),
        (10, "条款应是一组“项: 值”。"),
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("编号: [a", "第 1 行"),
        ("编号: &a x\n名称: *a\n", "不能用 & 和 * 引用"),
        ("a: 1\n---\nb: 2\n", "一个文件只能有一段"),
        ("编号: x\n\t名称: y\n", "第 2 行"),
        ("[" * 3000, "嵌套太深"),
        ("编号: \x00\n", "有不允许的字符"),
    ],
)
def test_that_broken_yaml_says_where(text: str, reason: str) -> None:
    with pytest.raises(BadInputError) as caught:
        read_yaml(text, "齐河.yaml")
    assert reason in caught.value.reason
    assert caught.value.file == "齐河.yaml"
    assert caught.value.remedy


def test_that_an_empty_file_has_no_catalogs() -> None:
    assert read_yaml("", "空.yaml") == ()
    assert _problems("只是文字")[0].message == "这里应是一个目录。"


def test_that_files_are_told_apart_by_their_ending(tmp_path: Path) -> None:
    files = CatalogFiles()
    path = tmp_path / "目 录.yml"
    path.write_bytes(b"\xef\xbb\xbf" + f"{HEAD}".encode())
    (catalog,) = files.read(path)
    files.write([catalog], tmp_path / "副本.YAML")
    assert files.read(tmp_path / "副本.YAML") == (catalog,)
    path.write_bytes(HEAD.encode("gbk"))
    for bad, part in (
        (path, "不是 UTF-8"),
        (tmp_path / "没有.yaml", "找不到"),
        (tmp_path / "目录.docx", "不认识这种目录文件"),
    ):
        with pytest.raises(BadInputError, match=part):
            files.read(bad)


def test_that_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    files = CatalogFiles()
    (catalog,) = read_yaml(HEAD, "")
    blocked = tmp_path / "目录.yaml"
    blocked.mkdir()
    with pytest.raises(KnownError, match="没有存下来"):
        files.write([catalog], blocked)
    with pytest.raises(KnownError, match="没有存下来"):
        files.write([catalog], tmp_path / "没有这个文件夹" / "目录.xlsx")
    assert list(tmp_path.iterdir()) == [blocked]


def test_that_the_manual_shows_what_the_program_reads() -> None:
    manual = Path(__file__).parents[4] / "docs" / "manual" / "catalogs.md"
    parts = manual.read_text(encoding="utf-8").split("```")
    (example,) = (part.removeprefix("yaml\n") for part in parts if part.startswith("yaml\n"))
    (catalog,) = read_yaml(example, "手册")
    assert {type(clause) for clause in catalog.clauses} == set(KINDS.values())
    (lines,) = (part.removeprefix("text\n") for part in parts if part.startswith("text\n"))
    for line in lines.splitlines():
        assert parse_condition(condition_text(parse_condition(line))) == parse_condition(line)
    missing = [key for key in (*CATALOG_KEYS, *CLAUSE_KEYS) if key not in "".join(parts)]
    assert missing == []
