"""What an official of 武城 writes: a catalog in the template, a reference list, a messy Excel list."""
# ruff: noqa: TID253 - officials write workbooks

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

ZONE, CITY = "37201089", "dz-city"
RULES = "武城经济开发区产业准入目录（2022 年修订）"
LIST = "高耗能行业名录"

Row = Mapping[str, Any]

CATALOG: Row = {
    "编号": ZONE, "名称": RULES, "版本": 2, "发布单位": "武城经济开发区管委会",
    "文号": "武开发〔2022〕3 号", "层级": "开发区", "管辖": int(ZONE), "上级": CITY,
    "未列入行业": "非禁即入", "施行起": "2022年1月1日", "已发布": "是",
}  # fmt: skip
CLAUSES: tuple[Row, ...] = (
    {"编号": "W01", "条款号": "第一条", "类型": "清单", "适用行业": "C34、C35", "结论": "鼓励"},
    {"编号": "W02", "条款号": "第二条", "类型": "清单", "适用行业": "C26", "除外行业": "C268",
     "建设性质": "新建、扩建", "结论": "禁止", "内容": "不再新建、扩建化工项目。"},
    {},  # people leave rows blank
    {"编号": "W03", "条款号": "第三条", "类型": "清单", "适用产品": "溶剂型涂料、玻璃钢", "结论": "限制"},
    {"编号": "W04", "条款号": "第四条", "类型": "清单", "引用名录": LIST, "建设性质": "新建", "结论": "限制"},
    {"编号": "W05", "条款号": "第五条", "类型": "要求", "适用行业": "C", "建设性质": "新建、扩建、迁建",
     "指标": "投资强度", "比较": "≥", "数值": "２５０", "单位": "万元／亩", "不满足则": "限制",
     "替换": "dz-city/C07"},
    {"编号": "W06", "条款号": "第六条", "类型": "要求", "适用行业": "C", "建设性质": "新建、扩建、迁建",
     "须满足": "分档(如果 总投资 ≥ 5 亿元 则 亩均税收 ≥ 20 万元/亩；否则 亩均税收 ≥ 12 万元/亩)",
     "不满足则": "限制", "替换": "dz-city/C08"},
    {"编号": "W07", "条款号": "第七条", "类型": "要求", "建设性质": "新建",
     "须满足": "开工期限 ≤ 6 月 且 投产期限 ≤ 18 月", "不满足则": "有条件准入"},
    {"编号": "W08", "条款号": "第八条", "类型": "空间", "关系": "不相交",
     "图层": "永久基本农田、生态保护红线", "不满足则": "禁止"},
    {"编号": "W09", "条款号": "第九条", "类型": "空间", "适用行业": "C30", "关系": "距离不小于",
     "图层": "生态保护红线", "距离（m）": 500, "不满足则": "限制"},
    {"编号": "W10", "条款号": "第十条", "类型": "程序", "适用条件": "年综合能耗 ≥ 0.5 万吨标煤",
     "须办理": "煤炭消费减量替代", "主管部门": "发展改革部门", "时限": "开工前"},
    {"编号": "W11", "条款号": "第十一条", "类型": "例外", "适用行业": "C26",
     "适用条件": "环评类别 属于 登记表", "豁免": "W02、dz-city/C22"},
    {"编号": "W12", "条款号": "第十二条", "类型": "要求", "适用行业": "C17", "建设性质": "新建",
     "须满足": "开发区主导产业占比 ≥ 60 %", "不满足则": "限制"},
)  # fmt: skip
THRESHOLDS: tuple[Row, ...] = (
    {"条款编号": "W05", "适用行业": "C35", "数值": 5400, "单位": "万元/公顷"},
    {"条款编号": "W05", "适用行业": "C13", "适用条件": "总投资 ≥ 1 亿元", "数值": 200, "单位": "万元/亩"},
)  # fmt: skip
EXAMPLES: tuple[Row, ...] = (
    {"名称": "装备项目够格", "行业代码": 3511, "建设性质": "新建", "总投资（万元）": 14400,
     "用地（亩）": 40, "结论": "鼓励准入", "只看已核查": "是", "决定条款": "W01"},
    {"名称": "新建化工项目", "行业代码": "C2614", "建设性质": "新建",
     "其他情况": "环评类别：报告书", "结论": "禁止准入", "决定条款": "W02"},
)  # fmt: skip


def fill_catalog(
    template: Path, path: Path, changes: Mapping[str, Mapping[str, Any]] | None = None
) -> Path:
    """Fill the catalog into a copy of the template; ``changes`` by clause id or example name."""
    book = load_workbook(template)
    sheets: dict[str, Sequence[Row]] = {
        "目录": (CATALOG,), "条款": CLAUSES, "门槛": THRESHOLDS, "示例用例": EXAMPLES,
    }  # fmt: skip
    for title, rows in sheets.items():
        sheet = book[title]
        columns = {
            str(cell.value or "").rstrip("*"): number
            for number, cell in enumerate(sheet[2], start=1)
        }
        for number, row in enumerate(rows, start=3):
            key = row.get("编号", row.get("名称", ""))
            for name, value in {**row, **(changes or {}).get(key, {})}.items():
                sheet.cell(number, columns[name], value)
    book.save(path)
    return path


def fill_list(template: Path, path: Path) -> Path:
    """Fill the reference list into a copy of its template: glass by code, aluminium by product."""
    book = load_workbook(template)
    sheet = book["名录"]
    head = {"名录名称": LIST, "版本": "2022", "施行起": "2022-01-01", "已录全": "是"}
    labels = [str(row[0].value or "").rstrip("*") for row in sheet.iter_rows(max_col=1)]
    for label, value in head.items():
        sheet.cell(labels.index(label) + 1, 2, value)
    below = labels.index("行业代码") + 2
    sheet.cell(below, 1, 3041)
    sheet.cell(below + 1, 2, "电解铝、原铝")
    book.save(path)
    return path


# --- the list of applicants -----------------------------------------------------------------

HEAD = (
    "序号", "企业名称", "行业代码", "建设性质", "拟入驻开发区", "总投资（亿元）", "用地（公顷）",
    "注册资本（万元）", "年税收（万元）", "预计年产值（亿元）", "年综合能耗（吨标煤）", "容积率",
    "建筑系数（%）", "绿地率（%）", "行政办公及生活服务设施用地占比（%）", "建设周期（月）", "开工期限",
    "投产期限", "环评类别", "产业结构调整类别", "申请主体类别", "主要产品", "经度", "纬度", "图形",
)  # fmt: skip
USUAL: Row = dict(
    zip(
        HEAD,
        (None, "", 3511, "新建", "武城经开区", 1.4418, 2.67, 5000, 600, 2.0, 300, 1.1, 45, 15, 5,
         11, 5, 16, "报告表", "允许类", "内资", "数控机床", 116.1044, 37.2389, None),
        strict=True,
    )
)  # fmt: skip
"""14 418 万元 on 2.67 公顷 (40.05 亩): 360 万元/亩 exactly; 600 万元 of tax: 14.98 万元/亩."""


def write_applicants(path: Path, rows: Sequence[Row]) -> Path:
    """The list as it comes by mail: a title, a blank row, gaps between rows, a sum at the end."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "拟入驻项目"
    sheet.append(["武城经济开发区拟入驻项目一览表"])
    sheet.append([])
    sheet.append(list(HEAD))
    for number, row in enumerate(rows, start=1):
        sheet.append([{**USUAL, "序号": number, **row}[name] for name in HEAD])
        if number in {4, 9}:
            sheet.append([])
    sheet.append(["合计", None, None, None, None, 31.4])
    book.save(path)
    return path
