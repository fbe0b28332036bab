"""Checks of what a person types: identity numbers, phones, sums, dates. A fault is a kind Chinese
sentence that says what to do; None means that the value is fine."""

from __future__ import annotations

import calendar
import re
import unicodedata
from datetime import date, timedelta
from decimal import Decimal

from fawang.core import clock
from fawang.core.numerals import find_amounts, parse_number

#: GB 11643-1999: weights of the first 17 digits, and the check character for each remainder.
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
_OLDEST_YEARS = 130


def normalise_identity(text: str) -> str:
    """An identity number as it is stored and indexed: 18 characters, X in upper case, no spaces."""
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text)).upper()


def identity_check_character(first17: str) -> str:
    """The 18th character that GB 11643 gives to 17 digits."""
    return _CHECK_CHARACTERS[sum(int(d) * w for d, w in zip(first17, _WEIGHTS, strict=True)) % 11]


def identity_number_fault(text: str, today: date | None = None) -> str | None:
    """What is wrong with a citizen identity number (GB 11643): length, region, birth date, check digit."""
    number = normalise_identity(text)
    if not number:
        return "请填写身份证号码。"
    if re.fullmatch(r"\d{15}", number):
        return "这是 15 位的老号码，请填写现在使用的 18 位身份证号码。"
    if len(number) != 18:
        return f"身份证号码应是 18 位，您填了 {len(number)} 位，请检查是否漏了或多了一位。"
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return "身份证号码只能是数字，最后一位可以是字母 X，请检查有没有填错。"
    if number[:2] == "00" or number[:6] == "000000":
        return "身份证号码的前 6 位不是有效的地区代码，请对照证件检查。"
    if birth_date(number) is None:
        return "身份证号码第 7 到 14 位应是出生日期，现在不是一个真实的日期，请对照证件检查。"
    today = today or clock.day_of(clock.now())
    born = birth_date(number)
    if born is not None and not date(today.year - _OLDEST_YEARS, 1, 1) <= born <= today:
        return f"身份证号码里的出生日期是 {born.year} 年，不太对，请对照证件检查第 7 到 14 位。"
    if identity_check_character(number[:17]) != number[17]:
        return "身份证号码有一位填错了（最后一位校验不符），请对照证件逐位检查。"
    return None


def birth_date(identity: str) -> date | None:
    """The birth date in an 18-character identity number, None when it is no date."""
    digits = identity[6:14]
    if not re.fullmatch(r"[0-9]{8}", digits):
        return None
    return _date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))


#: GB 32100-2015: the 31 characters of a unified social credit code in order of their values (no I, O, S, V,
#: Z), and the weights of the first 17 places.
_CREDIT_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = tuple(3**place % 31 for place in range(17))


def normalise_credit_code(text: str) -> str:
    """A unified social credit code as it is stored and indexed: 18 characters in upper case, no spaces."""
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text)).upper()


def credit_check_character(first17: str) -> str:
    """The 18th character that GB 32100 gives to 17 characters of its alphabet."""
    total = sum(_CREDIT_CHARACTERS.index(c) * w for c, w in zip(first17, _CREDIT_WEIGHTS, strict=True))
    return _CREDIT_CHARACTERS[-total % 31]


def credit_code_fault(text: str) -> str | None:
    """What is wrong with a unified social credit code (GB 32100): length, characters, check character."""
    code = normalise_credit_code(text)
    if not code:
        return "请填写统一社会信用代码，营业执照上有。"
    if re.fullmatch(r"\d{15}", code):
        return "这是 15 位的老注册号，请填写营业执照上 18 位的统一社会信用代码。"
    if len(code) != 18:
        return f"统一社会信用代码应是 18 位，您填了 {len(code)} 位，请检查是否漏了或多了一位。"
    strange = next((c for c in code if c not in _CREDIT_CHARACTERS), "")
    if strange:
        hint = {
            "I": "（可能是数字 1）",
            "O": "（可能是数字 0）",
            "Z": "（可能是数字 2）",
            "S": "（可能是数字 5）",
        }
        return f"统一社会信用代码里没有“{strange}”{hint.get(strange, '')}，请对照营业执照检查。"
    if not re.fullmatch(r"[0-9A-Y]{2}[0-9]{6}", code[:8]):
        return "统一社会信用代码的第 3 到 8 位应是数字，请对照营业执照检查。"
    if credit_check_character(code[:17]) != code[17]:
        return "统一社会信用代码有一位填错了（最后一位校验不符），请对照营业执照逐位检查。"
    return None


_EMAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_EMAIL_LIMIT = 254


def normalise_email(text: str) -> str:
    """An e-mail address as it is stored: plain characters, no spaces, the host in lower case."""
    folded = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).replace("。", ".")
    mailbox, at, host = folded.rpartition("@")
    return f"{mailbox}{at}{host.lower()}"


def email_fault(text: str) -> str | None:
    """What is wrong with an e-mail address."""
    address = normalise_email(text)
    if not address:
        return "请填写电子邮箱。"
    if "@" not in address:
        return "电子邮箱中间要有 @，例如 name@example.com。"
    if len(address) > _EMAIL_LIMIT or not _EMAIL.fullmatch(address):
        return "这个电子邮箱不对，请检查，例如 name@example.com。"
    return None


def normalise_phone(text: str) -> str:
    """A phone number as it is stored and indexed: digits only, without +86."""
    digits = re.sub(r"[\s\-—–()]", "", unicodedata.normalize("NFKC", text))
    return re.sub(r"^(?:\+|00)86(?=1[3-9]\d{9}$|0\d{9,11}$)", "", digits)


def phone_fault(text: str) -> str | None:
    """What is wrong with a mainland phone number; both mobile and landline (with area code) are good."""
    number = normalise_phone(text)
    if not number:
        return "请填写电话号码，方便工作人员联系您。"
    if not re.fullmatch(r"[0-9]+", number):
        return "电话号码只能是数字，请检查有没有多余的字。"
    if number[0] == "0":
        if re.fullmatch(r"0(?:10|2\d|[3-9]\d{2})[2-8]\d{6,7}", number) and len(number) in (10, 11, 12):
            return None
        return "固定电话请连区号一起填（区号 3 到 4 位，号码 7 到 8 位），请检查位数。"
    if number[0] == "1":
        if len(number) != 11:
            return f"手机号码应是 11 位，您填了 {len(number)} 位，请检查是否漏了或多了一位。"
        if number[1] not in "3456789":
            return "没有这样开头的手机号码，请检查前三位。"
        return None
    if len(number) in (7, 8):
        return "固定电话前面请加上区号。没有固定电话可以填手机号码。"
    return "请填写 11 位手机号码，或带区号的固定电话。"


def mobile_fault(text: str) -> str | None:
    """Like `phone_fault`, for a number that must receive a text message."""
    fault = phone_fault(text)
    if fault is None and normalise_phone(text)[0] == "0":
        return "这个号码要接收短信验证码，请填写手机号码。"
    return fault


def parse_amount(text: str) -> Decimal | None:
    """A sum in yuan typed into a field: 40000, 4万, 四万块, 3万5, ¥1,200.50. None when it is no sum."""
    folded = unicodedata.normalize("NFKC", text).strip()
    bare = re.sub(
        r"^(?:人民币|¥|约|大约|大概)+|(?:元整|块钱|元|块|圆|左右|人民币)+$", "", folded.replace(" ", "")
    )
    value = parse_number(bare)
    if value is None:
        found = find_amounts(folded)
        if len(found) == 1 and found[0].text == folded:
            return found[0].yuan
    return value


def amount_fault(text: str, largest: Decimal = Decimal(10_000_000_000)) -> str | None:
    """What is wrong with a sum of money typed into a field."""
    if not text.strip():
        return "请填写金额，例如 40000 或 4万。不确定可以填大约的数。"
    if unicodedata.normalize("NFKC", text).strip().startswith("-"):
        return "金额不能是负数，请填写欠款或请求的金额。"
    value = parse_amount(text)
    if value is None:
        return "没看懂这个金额，请只写数字，例如 40000 或 4万。"
    if value <= 0:
        return "金额要大于 0，请检查。"
    if value > largest:
        return "这个金额太大了，请检查是不是多写了零。"
    if value != value.quantize(Decimal("0.01")):
        return "金额最多写到分（两位小数），请检查小数点。"
    return None


_RELATIVE = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2, "大前天": 3}
_YEARS = {"今年": 0, "去年": 1, "前年": 2}
_N = "[0-9零〇一二两三四五六七八九十]"
_DATE_FORMS = (
    re.compile(rf"(?P<y>{_N}{{4}}|今年|去年|前年)年?的?(?P<m>{_N}{{1,3}})月(?P<d>{_N}{{1,3}})[日号]?"),
    re.compile(r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})"),
    re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})"),
    re.compile(rf"(?P<m>{_N}{{1,3}})月(?P<d>{_N}{{1,3}})[日号]?"),
    re.compile(r"(?P<m>\d{1,2})[-/.](?P<d>\d{1,2})"),
)


def parse_date(text: str, today: date | None = None) -> date | None:
    """A day typed into a field: 2026年3月5日, 2026-3-5, 20260305, 去年3月5号, 三月五日, 3/5, 昨天. Without
    a year it is the latest such day not after `today`. None when it is no day of the calendar."""
    today = today or clock.day_of(clock.now())
    folded = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    if folded in _RELATIVE:
        return today - timedelta(days=_RELATIVE[folded])
    for form in _DATE_FORMS:
        match = form.fullmatch(folded)
        if match is None:
            continue
        parts = match.groupdict()
        month, day = parse_number(parts["m"]), parse_number(parts["d"])
        if month is None or day is None:
            return None
        if "y" not in parts:
            return _latest(int(month), int(day), today)
        named = parts["y"]
        year = today.year - _YEARS[named] if named in _YEARS else int(parse_number(named) or 0)
        return _date(year, int(month), int(day))
    return None


def date_fault(text: str, today: date | None = None, *, future: bool = False) -> str | None:
    """What is wrong with a day typed into a field; a day to come is refused unless `future`."""
    today = today or clock.day_of(clock.now())
    if not text.strip():
        return "请填写日期，例如 2026年3月5日。记不清哪一天，可以填当月 1 日。"
    day = parse_date(text, today)
    if day is None:
        impossible = re.search(
            r"(\d{1,2})[月/\-.](\d{1,2})[日号]?$", unicodedata.normalize("NFKC", text).strip()
        )
        if impossible and 1 <= int(impossible[1]) <= 12 and int(impossible[2]) > 28:
            return f"{int(impossible[1])} 月没有 {int(impossible[2])} 日，请检查日期。"
        return "没看懂这个日期，请按“2026年3月5日”或“3/5”这样填写。"
    if day.year < today.year - _OLDEST_YEARS or day.year > today.year + 50:
        return f"{day.year} 年不太对，请检查年份。"
    if day > today and not future:
        return "这个日期还没到，请检查年份和月份。"
    return None


def _latest(month: int, day: int, today: date) -> date | None:
    """The last such day up to today; 29 February may lie up to eight years back."""
    return next(
        (d for y in range(today.year, today.year - 9, -1) if (d := _date(y, month, day)) and d <= today), None
    )


def _date(year: int, month: int, day: int) -> date | None:
    if not (1 <= year <= 9999 and 1 <= month <= 12) or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return date(year, month, day)
