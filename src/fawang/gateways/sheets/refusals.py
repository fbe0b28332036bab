"""Why a spreadsheet is not taken; each message says what to do."""

from __future__ import annotations

from fawang.core.refusals import Refusal


class SheetRefused(Refusal):
    """Base of every refusal of a spreadsheet."""


class SheetTooLarge(SheetRefused):
    """More bytes, rows or columns than a list of people can have."""

    default_message = "这个表太大了。请只留下名单这一页，删去图片和多余的行列，再上传；或者分几次传。"


class SheetEmpty(SheetRefused):
    """No row in it."""

    default_message = "这个表里没有内容。请下载模板，填好以后再上传。"


class SheetTypeRefused(SheetRefused):
    """Neither .xlsx nor .csv, whatever its name says."""

    default_message = "请上传 Excel 的 .xlsx 文件，或者 .csv 文件。老式的 .xls 请先“另存为” .xlsx。"


class SheetBroken(SheetRefused):
    """Says it is a spreadsheet and cannot be read as one."""

    default_message = "这个表打不开，可能没有传完整，或者设了密码。请重新保存后再上传。"


class SheetHasFormulas(SheetRefused):
    """Cells that calculate, or a program inside: what is shown may not be what is meant."""

    default_message = "表里有公式或者宏，不能上传。请全选后复制，再用“选择性粘贴-数值”贴到模板里。"
