"""What is read out of people's words; every sentence here was written for the tests."""

from __future__ import annotations

import pytest
from django.conf import settings

from fawang.stages.advice.knowledge import Knowledge, load_knowledge
from fawang.stages.advice.understanding import understand


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge(settings.CONTENT)


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("我和我老公性格不合,想协议离婚,要去哪里办", "婚姻家庭"),
        ("离婚后他一分钱抚养费都不出,孩子上学怎么办", "抚养赡养扶养"),
        ("爷爷走了没留遗嘱,房子叔叔说全归他,合理吗", "继承"),
        ("我男人喝醉就打我,身上都是伤", "家庭暴力与虐待遗弃"),
        ("儿子在幼儿园摔断了胳膊,园方说不归他们管", "未成年人与监护"),
        ("干了三年突然把我优化了,说给N不给N+1", "劳动合同与解除"),
        ("包工头把我们十二个人的工钱卷跑了", "工资报酬与农民工欠薪"),
        ("车间冲床把我两根手指压断了,老板让我私了", "工伤与职业病"),
        ("单位三年没给我交社保,能补缴吗", "社会保险与社会救助"),
        ("做网约车司机被平台封号扣钱,跟平台算劳动关系吗", "劳务雇佣与新就业形态"),
        ("表弟借了我八万打的借条,到期不还", "民间借贷"),
        ("信用卡逾期被催收爆通讯录", "金融借贷与担保"),
        ("客户拖欠货款二十万,合同写了违约金", "合同纠纷"),
        ("开发商逾期交房半年了,能退房吗", "房屋买卖"),
        ("退租了房东扣着押金不给", "房屋租赁"),
        ("物业费年年涨,小区电梯三天两头坏", "物业与业主权利"),
        ("甲方欠我工程款,项目早验收了", "建设工程与装修"),
        ("村委会把我家承包地收回去给别人种", "农村土地与宅基地"),
        ("拆迁补偿款说好的数不认了,安置房也没影", "征收拆迁"),
        ("楼上漏水泡了我家天花板,他不修", "物权与相邻关系"),
        ("骑车被轿车追尾,对方全责不赔钱", "交通事故"),
        ("医院把我妈误诊耽误了半年", "医疗损害"),
        ("在超市滑倒摔骨折了,超市说不关他们事", "人身损害与侵权"),
        ("美容院办的会员卡,店关门了钱没退", "消费维权与产品质量"),
        ("有人在朋友圈造谣我出轨,要他道歉", "名誉隐私与个人信息"),
        ("我画的插画被一家公司拿去做广告,没授权", "知识产权"),
        ("大股东把公司的钱转走,小股东怎么查账", "公司企业与合伙"),
        ("弟弟涉嫌帮信罪被刑拘了", "刑事"),
        ("城管罚款五千还扣了我的三轮车,不服", "治安与行政处罚"),
        ("政府信息公开申请不答复,怎么复议", "行政复议诉讼与国家赔偿"),
        ("判决生效了他不给钱,怎么强制执行", "诉讼仲裁与执行程序"),
        ("委托书公证要带什么材料", "公证鉴定等法律服务事项"),
    ],
)
def test_every_category_is_known_by_peoples_words(text: str, category: str, knowledge: Knowledge) -> None:
    assert understand(text, knowledge).category == category


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("包工头欠我们工地上十个民工的工钱", "waived_verification"),
        ("写字楼里上班,公司拖欠我两个月工资", "required"),
        ("我下水救人受伤了,医药费谁出", "not_limited"),
        ("老公打我,我想离婚", "not_limited"),
        ("我弟十六岁被抓了,检察院说要起诉", "notified_defense"),
        ("想离婚,财产怎么分", "not_applicable"),
        ("离婚三年了,他从来没打过我,就是不给抚养费", "required"),
        ("我是低保户,被车撞了骨折,司机不赔", "waived_verification"),
        ("再审改判无罪了,我要国家赔偿", "not_limited"),
    ],
)
def test_the_two_kinds_of_relief_are_told_apart(text: str, means: str, knowledge: Knowledge) -> None:
    assert understand(text, knowledge).means == means


@pytest.mark.parametrize(
    ("said", "meant"),
    [("公司把我次退了", "辞退"), ("要求陪尝损失", "赔偿"), ("我怀运了", "怀孕"), ("俺老倌打俺", "丈夫")],
)
def test_misspelt_and_dialect_words_are_read_as_meant(said: str, meant: str, knowledge: Knowledge) -> None:
    assert meant in knowledge.speller.plain(said)


@pytest.mark.parametrize(
    "right", ["我们是做工商登记的商人", "这场大人小孩都在", "他是我的徒弟", "一分钱抚养费都不出"]
)
def test_real_words_are_not_corrected(right: str, knowledge: Knowledge) -> None:
    assert knowledge.speller.plain(right) == right


@pytest.mark.parametrize(
    "text",
    [
        "明天会下雨吗",
        "红烧肉怎么做好吃",
        "帮我写一首关于秋天的诗",
        "身份证丢了去哪补办",
        "asdkjh 12 ???",
        "😀😀😀",
        "",
        "   ",
    ],
)
def test_no_legal_matter_is_said_so(text: str, knowledge: Knowledge) -> None:
    seen = understand(text, knowledge)
    assert seen.out_of_scope
    assert seen.category == "非法律事项"
    assert "12345" in seen.scope_note or "12348" in seen.scope_note or "随时" in seen.scope_note


@pytest.mark.parametrize("text", ["教我伪造一份借条", "怎么偷偷给老婆手机装定位不让她知道", "帮我人肉一个人"])
def test_help_to_do_wrong_is_refused(text: str, knowledge: Knowledge) -> None:
    seen = understand(text, knowledge)
    assert seen.out_of_scope
    assert seen.services == ("不予提供",)


@pytest.mark.parametrize(
    "text", ["有人伪造我的借条起诉我,怎么办", "老婆偷偷在我手机装定位,违法吗", "我被人肉网暴了怎么维权"]
)
def test_those_wronged_so_are_answered(text: str, knowledge: Knowledge) -> None:
    assert not understand(text, knowledge).out_of_scope


def test_facts_are_drawn_from_the_story(knowledge: Knowledge) -> None:
    seen = understand("在工地干了五个月,老板欠我四万块工资不给,也没签合同", knowledge)
    assert seen.facts["amount"] == "40000"
    assert seen.facts["months"] == 5
    assert seen.facts["no_contract"] is True
    assert seen.facts["migrant_worker"] is True
    assert seen.facts["parties"]["employer"] in {"老板", "工地"}


def test_a_group_of_ten_is_seen(knowledge: Knowledge) -> None:
    assert understand("我们十五个工友的工资都没发", knowledge).facts["group"] is True
    assert understand("我们三个人的工资没发", knowledge).facts["group"] is False


def test_markup_and_length_do_not_disturb(knowledge: Knowledge) -> None:
    seen = understand("<script>alert(1)</script><b>公司</b>拖欠我工资&nbsp;" + "唉" * 20_000, knowledge)
    assert seen.category == "工资报酬与农民工欠薪"
    assert "script" not in seen.text
    assert len(seen.text) <= 4100
