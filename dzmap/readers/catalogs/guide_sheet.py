"""The sheet 填写说明 of the template: how to fill in, an example of every kind of clause, all facts."""

from collections.abc import Sequence
from typing import Any as AnyValue

from dzmap.core.layer_kinds import LAYER_ZH
from dzmap.core.metrics import METRICS
from dzmap.readers.catalogs.amounts import units_for
from dzmap.readers.catalogs.sheet_writer import FONT
from dzmap.readers.catalogs.template import HELP

_WIDTHS = (20, 34, 44, 44)
_LINE = sum(_WIDTHS) / 2 - 4  # Chinese characters that fit on a line over all columns

_SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "一、按这个顺序填",
        (
            "1. “目录”表一行一个目录：编号、名称、层级、未列入行业怎么办、从哪天施行。",
            "2. “条款”表一行一条条款：先选“类型”，再填白色的格子。灰色的格子与所选类型无关，不要填。",
            "3. 一条要求对不同行业、级别、地块等级有不同门槛的，在“门槛”表一行写一档。",
            "4. “示例用例”表写几个典型项目和应得的结论，检查时逐个核对，防止条款写错。可以不写。",
            "5. 在程序里检查（或运行 dzmap catalog check 文件名），按提示的工作表、行、列改到没有错误为止。",
        ),
    ),
    (
        "二、填写规则",
        (
            "带 * 的列必须填。选中格子会显示提示，有下拉的可以从下拉里选，也可以自己写。",
            "一格里写几项用“、”隔开，如 C26、C27。名称里有空格或顿号的，加双引号。",
            "行业代码按 GB/T 4754-2017，门类、大类、中类、小类都可以写，代码越长越优先；在“行业代码”表里按名称查找。",
            "数值和单位分两格写，单位必须写（容积率除外）。比例写 7 和 %，不要写 0.07。单位可以换算，如 亿元、公顷、万元/公顷。",
            "日期写 2021-01-01。不要改动表头和工作表的名称；可以增加行、调整列宽、隐藏用不到的列。",
        ),
    ),
)
_KINDS: tuple[tuple[str, str, str, str], ...] = (
    (
        "清单",
        "点名的行业、产品、工艺或名录：鼓励、允许、限制、禁止",
        "禁止新建、扩建化工项目，日用化学产品除外。",
        "适用行业 C26；除外行业 C268；建设性质 新建、扩建；结论 禁止",
    ),
    (
        "清单",
        "按产品、工艺点名",
        "限制生产溶剂型涂料和油墨。",
        "适用产品 溶剂型涂料、溶剂型油墨；结论 限制",
    ),
    (
        "清单",
        "引用另外的名录（另行导入项目）",
        "限制新建两高项目名录所列项目。",
        "引用名录 两高项目名录；建设性质 新建；结论 限制",
    ),
    (
        "要求",
        "一个指标与门槛比较",
        "投资强度不低于 300 万元/亩，电子行业不低于 400 万元/亩。",
        (
            "指标 投资强度；比较 ≥；数值 300；单位 万元/亩；不满足则 限制；"
            "“门槛”表：适用行业 C39、数值 400、单位 万元/亩"
        ),
    ),
    (
        "要求",
        "几个指标同时满足，或不是数值的要求",
        "容积率不低于 1.0，建筑系数不低于 40%。",
        "须满足 容积率 ≥ 1 且 建筑系数 ≥ 40 %；不满足则 限制",
    ),
    (
        "要求",
        "承诺：没有填报或做不到的，先承诺",
        "承诺签约后 6 个月内开工、18 个月内投产。",
        "须满足 开工期限 ≤ 6 月 且 投产期限 ≤ 18 月；不满足则 有条件准入",
    ),
    (
        "要求",
        "对开发区自身的要求",
        "主导产业占比达到 80% 的开发区方可新上配套项目。",
        "须满足 开发区主导产业占比 ≥ 80 %；不满足则 限制",
    ),
    (
        "空间",
        "位置在图层内、不相交，或距离不小于多少米",
        "不得占用永久基本农田和生态保护红线。",
        "关系 不相交；图层 永久基本农田、生态保护红线；不满足则 禁止",
    ),
    (
        "空间",
        "一定要在某个范围内",
        "化工项目须进入化工园区。",
        "适用行业 C26；关系 在内；图层 化工园区；不满足则 禁止",
    ),
    (
        "程序",
        "适用时须先办理的手续，结论为有条件准入",
        "年综合能耗一千吨标准煤以上的，开工前取得节能审查意见。",
        "适用条件 年综合能耗 ≥ 1000 吨标煤；须办理 节能审查；主管部门 节能审查机关；时限 开工建设前",
    ),
    (
        "例外",
        "符合时，被豁免的条款不再算",
        "环评类别为登记表的单纯混合、分装，不受第二条限制。",
        "适用行业 C26；适用条件 环评类别 属于 登记表；豁免 C02",
    ),
)
_CONDITIONS = (
    ("总投资 ≥ 1 亿元", "指标、比较符号、数值和单位"),
    ("容积率 ≥ 0.8 且 建筑密度 ≥ 40 %", "几项都要符合"),
    (
        "(总投资 ≥ 2 亿元 或 投资主体资质 属于 世界500强、上市公司) 且 环评类别 属于 报告表、登记表",
        "“且”和“或”混用时加括号",
    ),
    ("行业 属于 C26 除外 C2625", "行业"),
    ("在名录《两高项目名录》", "引用名录；几个接着写：在名录《甲》《乙》"),
    ("位置 在 化工园区 内", "在图层内"),
    ("位置 不占 永久基本农田、生态保护红线", "与图层不相交"),
    ("位置 距 岸线管控范围 ≥ 1 km", "与图层的距离"),
    ("非 产业结构调整类别 属于 限制类、淘汰类", "不符合时"),
    (
        "分档(如果 总投资 ≥ 10 亿元 则 建设周期 ≤ 30 月；否则 建设周期 ≤ 12 月)",
        "分档：从上到下，符合哪一档按哪一档；最后写“否则”",
    ),
)


def write_guide(book: AnyValue) -> None:
    """Add the sheet."""
    guide = GuideSheet(book, HELP)
    guide.title("产业准入目录填写说明")
    for heading, lines in _SECTIONS:
        guide.heading(heading)
        for line in lines:
            guide.line(line)
    guide.heading("三、五类条款怎么写")
    guide.table(("类型", "用来写什么", "例子", "怎么填"), _KINDS)
    guide.heading("四、条件的写法（适用条件、须满足）")
    guide.table(("", "写法", "说明", ""), [("", text, said, "") for text, said in _CONDITIONS])
    guide.heading("五、示例用例怎么写")
    guide.line(
        "一行一个项目。常用的指标有单独的列；其他指标写在“其他情况”里，写成"
        "“指标：值”，各项用“；”隔开，如 投资强度：320 万元/亩；环评类别：报告书；主要产品：涂料、油墨。"
    )
    guide.line(
        "也可以自己增加一列，用下面指标表里的名称作表头，单位写在括号里，如 容积率、年产值（万元）。"
    )
    guide.line("没有写位置的用例，涉及管控线的条款判定不了；这时“只看已核查”写“是”。")
    guide.heading("六、图层")
    guide.line("、".join(LAYER_ZH.values()) + "。")
    guide.heading("七、指标")
    guide.table(
        ("指标", "单位", "可以写的值", "别名"),
        [
            (
                metric.zh,
                "、".join(units_for(metric)) or "—",
                "、".join(metric.choices),
                "、".join(metric.aliases),
            )
            for metric in METRICS.values()
        ],
    )


class GuideSheet:
    """A sheet of headings, lines and tables below each other, ready to be printed on A4."""

    def __init__(self, book: AnyValue, name: str) -> None:
        def style(**properties: AnyValue) -> AnyValue:
            return book.add_format({"font_name": FONT, "font_size": 10, **properties})

        cell = {"text_wrap": True, "valign": "top"}
        self._title = style(font_size=16, bold=True, font_color="#1F4E79")
        self._heading = style(font_size=12, bold=True, font_color="#1F4E79", bottom=1)
        self._line = style(**cell)
        self._head = style(bold=True, bg_color="#1F4E79", font_color="#FFFFFF", border=1)
        self._cell = style(**cell, border=1, border_color="#BFBFBF", num_format="@")
        self._row = 0
        self._sheet = sheet = book.add_worksheet(name)
        for position, width in enumerate(_WIDTHS):
            sheet.set_column(position, position, width)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C第 &P 页，共 &N 页")

    def title(self, text: str) -> None:
        """The heading of the sheet."""
        self._sheet.write_string(self._row, 0, text, self._title)
        self._sheet.set_row(self._row, 28)
        self._row += 1

    def heading(self, text: str) -> None:
        """The heading of a section, with space above it."""
        self._row += 1
        for position in range(len(_WIDTHS)):
            self._sheet.write_string(self._row, position, "" if position else text, self._heading)
        self._sheet.set_row(self._row, 22)
        self._row += 1

    def line(self, text: str) -> None:
        """A sentence over the whole width."""
        last = len(_WIDTHS) - 1
        self._sheet.merge_range(self._row, 0, self._row, last, text, self._line)
        self._sheet.set_row(self._row, _height(len(text) / _LINE))
        self._row += 1

    def table(self, head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
        """Rows under ``head``; columns without a heading stay out."""
        shown = [position for position, word in enumerate(head) if word]
        for position in shown:
            self._sheet.write_string(self._row, position, head[position], self._head)
        for row in rows:
            self._row += 1
            for position in shown:
                self._sheet.write_string(self._row, position, row[position], self._cell)
            lines = max(len(row[position]) * 2 / (_WIDTHS[position] - 2) for position in shown)
            self._sheet.set_row(self._row, _height(lines))
        self._row += 1


def _height(lines: float) -> float:
    return 16.0 * (int(lines) + 1) + 2
