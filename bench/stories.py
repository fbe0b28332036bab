"""Deterministic Chinese stories for measuring: the same text for ours and for the peer's records."""

import random

WHO = [
    "工地老板",
    "包工头",
    "物业公司",
    "前夫",
    "邻居",
    "培训机构",
    "房东",
    "中介公司",
    "网店",
    "健身房",
    "幼儿园",
    "快递公司",
]
WHAT = [
    "拖欠工资不给",
    "押金不退",
    "借钱不还",
    "装修漏水不管",
    "不付抚养费",
    "合同违约",
    "占用宅基地",
    "交通事故不赔",
    "虚假宣传",
    "擅自涨租金",
    "不办房产证",
    "拖欠货款",
    "竞业限制不给补偿",
    "工伤不认",
    "遗产分配不公",
]
WHERE = [
    "石港镇",
    "清溪乡",
    "城东街道",
    "河口街道",
    "云岭镇",
    "平湖镇",
    "柳林村",
    "东风社区",
    "新桥村",
    "北关社区",
]
MORE = ["我有聊天记录和转账凭证。", "没有签书面合同。", "已经去过社区调解,没有结果。", "对方电话打不通了。",
        "家里老人等着用钱。", "想知道要准备什么材料。", "不知道该找哪个部门。", "希望尽快处理。"]  # fmt: skip


def story(i: int) -> tuple[str, str]:
    """Title and body of story number `i`."""
    pick = random.Random(i)
    who, what, where = pick.choice(WHO), pick.choice(WHAT), pick.choice(WHERE)
    months, money = pick.randint(1, 24), pick.randint(5, 900) * 100
    body = f"我在{where},{who}{what},已经{months}个月,涉及{money}元。" + "".join(pick.sample(MORE, 3))
    return f"{who}{what}", body
