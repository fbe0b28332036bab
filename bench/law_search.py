"""How long the law library takes to build, to look an article up, to search and to check citations.

    python bench/law_search.py [path of the package of statutes]

Prints a Markdown table. The library is built into a folder of its own that is removed afterwards.
"""

from __future__ import annotations

import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

QUESTIONS = [
    "在工地干了五个月,老板欠我四万块工资不给,也没签合同",
    "公司没签劳动合同可以要双倍工资吗",
    "老公经常打我，想离婚，孩子能归我吗",
    "网上买的手机是翻新机，商家不退款",
    "房东不退押金怎么办",
    "邻居装修噪音太大影响休息",
    "被狗咬了谁来赔医药费",
    "借给朋友两万块没有借条",
    "工伤认定要多久，公司不给申报怎么办",
    "父母去世没有遗嘱，房子怎么分",
    "交通事故对方全责不赔钱",
    "不服行政处罚怎么申请复议",
    "仲裁裁决多长时间能申请强制执行",
    "未成年人充值游戏的钱能退吗",
    "拒不支付劳动报酬罪",
    "劳动合同法第八十二条",
    "民诉法第二百二十五条支付令",
    "物业费不交会怎么样",
    "试用期被辞退有没有赔偿",
    "村里征地补偿款不发给我",
]
ANSWER = (
    "根据《劳动合同法》第三十条，用人单位应当按照劳动合同约定和国家规定，向劳动者及时足额支付劳动报酬。"
    "依据劳动争议调解仲裁法第二十七条、第四十七条和《刑法》第二百七十六条之一，可以申请仲裁。"
    "《保障农民工工资支付条例》第三十条规定的先行清偿待核。\n"
) * 5


def measure(work: Callable[[], object], times: int) -> tuple[float, float]:
    """p50 and p95 in milliseconds."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken), sorted(taken)[int(len(taken) * 0.95)]


def main() -> None:
    """Build once, then measure every kind of read."""
    if len(sys.argv) > 1:
        os.environ["FAWANG_LAW_WHEEL"] = str(Path(sys.argv[1]).absolute())
    with tempfile.TemporaryDirectory() as data:
        os.environ["FAWANG_DATA"] = data
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fawang.config.settings")
        # Settings read the data folder when they are first touched, so the imports come after it is named.
        from fawang.reference.law.citations import check_text
        from fawang.reference.law.install import ensure_library
        from fawang.reference.law.queries import find_article, search

        began = time.perf_counter()
        library = ensure_library()
        built = time.perf_counter() - began
        print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
        print("| what | p50 | p95 |\n| --- | ---: | ---: |")
        print(f"| build, {library.stat().st_size / 1e6:.1f} MB | {built:.1f} s | |")
        rows: list[tuple[str, Callable[[], object], int]] = [
            ("start with the library in place", ensure_library, 50),
            ("one article", lambda: find_article("民诉法", "第二百二十五条"), 300),
            ("check 20 citations in a text", lambda: check_text(ANSWER), 30),
        ]
        for name, work, times in rows:
            p50, p95 = measure(work, times)
            print(f"| {name} | {p50:.2f} ms | {p95:.2f} ms |")
        questions = iter(QUESTIONS * 10)
        p50, p95 = measure(lambda: search(next(questions), 10), len(QUESTIONS) * 10)
        print(f"| search, ten results | {p50:.1f} ms | {p95:.1f} ms |")


if __name__ == "__main__":
    main()
