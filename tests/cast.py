"""The named cast that every test plays with: one small city, its organisations and its people.

石港县 is where most matters happen; 清溪县 is the neighbour that must see nothing of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from types import SimpleNamespace

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher

from fawang.core import crypto
from fawang.core.checks import identity_check_character
from fawang.core.clock import ZONE
from fawang.records.people.models import Appointment, Organisation, Staff
from fawang.records.people.viewers import Viewer, viewer_for
from fawang.reference.places.models import Region

#: A Tuesday morning in working hours; tests that need a moment start from it.
NOW = datetime(2026, 11, 17, 9, 30, tzinfo=ZONE)
#: The password of everybody in the cast.
PASSWORD = "lantern-orchard-97"

PROVINCE, CITY = "990000000000", "990100000000"
DONGCHENG, SHIGANG, QINGXI = "990102000000", "990121000000", "990122000000"
TOWN, VILLAGE = "990121101000", "990121101201"
QINGXI_TOWN = "990122101000"

OFFICE_HOURS = {day: [["08:30", "12:00"], ["14:00", "17:30"]] for day in ("mon", "tue", "wed", "thu", "fri")}

_REGIONS = (
    (PROVINCE, "示例省", 1, None, 33.00, 118.90),
    (CITY, "淮畔市", 2, PROVINCE, 33.60, 119.00),
    (DONGCHENG, "城东区", 3, CITY, 33.61, 119.08),
    (SHIGANG, "石港县", 3, CITY, 33.90, 119.20),
    (QINGXI, "清溪县", 3, CITY, 33.30, 119.30),
    (TOWN, "柳湾镇", 4, SHIGANG, 33.95, 119.25),
    (QINGXI_TOWN, "竹溪镇", 4, QINGXI, 33.31, 119.33),
    (VILLAGE, "大桥村", 5, TOWN, 33.96, 119.26),
)

# code of the cast's own, name, kind, region, parent
_ORGANISATIONS = (
    ("city_bureau", "淮畔市司法局", "bureau", CITY, None),
    ("shigang_bureau", "石港县司法局", "bureau", SHIGANG, "city_bureau"),
    ("qingxi_bureau", "清溪县司法局", "bureau", QINGXI, "city_bureau"),
    ("city_aid", "淮畔市法律援助中心", "legal_aid_centre", CITY, "city_bureau"),
    ("shigang_aid", "石港县法律援助中心", "legal_aid_centre", SHIGANG, "shigang_bureau"),
    ("qingxi_aid", "清溪县法律援助中心", "legal_aid_centre", QINGXI, "qingxi_bureau"),
    ("shigang_centre", "石港县公共法律服务中心", "service_centre", SHIGANG, "shigang_bureau"),
    ("qingxi_centre", "清溪县公共法律服务中心", "service_centre", QINGXI, "qingxi_bureau"),
    ("office", "柳湾司法所", "judicial_office", TOWN, "shigang_bureau"),
    ("workroom", "大桥村公共法律服务工作室", "workroom", VILLAGE, "office"),
    ("firm", "石港正源律师事务所", "law_firm", SHIGANG, "shigang_bureau"),
    ("qingxi_firm", "清溪明理律师事务所", "law_firm", QINGXI, "qingxi_bureau"),
)

# user name, name, role, organisation, region, licence, specialities
_STAFF = (
    ("zhoumin", "周敏", "officer", "shigang_aid", SHIGANG, "", ()),
    ("sunli", "孙丽", "officer", "shigang_aid", SHIGANG, "", ()),
    ("wutao", "吴涛", "officer", "qingxi_aid", QINGXI, "", ()),
    (
        "chenjing",
        "陈静",
        "lawyer",
        "firm",
        SHIGANG,
        "19901202010100001",
        ("工资报酬与农民工欠薪", "劳动合同与解除"),
    ),
    ("hemu", "何牧", "lawyer", "firm", SHIGANG, "19901201910100002", ("婚姻家庭",)),
    ("linfang", "林芳", "lawyer", "qingxi_firm", QINGXI, "19901202110100003", ("工资报酬与农民工欠薪",)),
    ("zhaoweiguo", "赵卫国", "supervisor", "shigang_bureau", SHIGANG, "", ()),
    ("xulan", "徐兰", "supervisor", "qingxi_bureau", QINGXI, "", ()),
    ("qianliqun", "钱立群", "supervisor", "city_bureau", CITY, "", ()),
    ("admin", "冯管", "administrator", "city_bureau", CITY, "", ()),
)


#: Organisations of every other kind that a service may be dispatched to: code, name, kind, region, parent.
_WIDER = (
    ("shigang_notary", "石港县公证处", "notary_office", SHIGANG, "shigang_bureau"),
    ("shigang_mediation", "石港县矛盾纠纷人民调解委员会", "mediation_committee", SHIGANG, "shigang_bureau"),
    ("city_arbitration", "淮畔仲裁委员会", "arbitration_institution", CITY, None),
    ("shigang_labour", "石港县劳动人事争议仲裁委员会", "labour_arbitration_commission", SHIGANG, None),
    ("city_appraisal", "淮畔正衡司法鉴定所", "appraisal_institution", CITY, "city_bureau"),
    ("city_lawyers", "淮畔市律师协会", "lawyers_association", CITY, None),
    ("shigang_authority", "石港县人力资源和社会保障局", "authority", SHIGANG, None),
    ("shigang_station", "石港经济开发区公共法律服务工作站", "enterprise_station", SHIGANG, "shigang_centre"),
)


#: Somebody of every other profession than the lawyers', and where.
_PROFESSIONALS = (
    ("notary", "shigang_notary"),
    ("mediator", "shigang_mediation"),
    ("arbitrator", "city_arbitration"),
    ("arbitrator", "shigang_labour"),
    ("appraiser", "city_appraisal"),
    ("adviser", "shigang_station"),
    ("legal_worker", "office"),
    ("volunteer", "shigang_centre"),
)


def identity_number(region: str, born: str, sequence: str) -> str:
    """A made-up identity number with a right check character: region 6 digits, born YYYYMMDD, 3 digits."""
    first = region[:6] + born + sequence
    return first + identity_check_character(first)


@dataclass(frozen=True)
class Citizen:
    """A person from outside, as they would fill in a form."""

    name: str
    identity: str
    phone: str
    address: str


#: Bricklayer, five months without wages: 40,000 yuan.
WANG = Citizen(
    "王建国", identity_number(SHIGANG, "19780512", "031"), "19900000001", "石港县柳湾镇大桥村 12 号"
)
#: Eighty years old; her son pays no support.
LI = Citizen("李秀英", identity_number(QINGXI, "19460308", "026"), "19900000002", "清溪县竹溪镇竹溪社区 5 号")


@dataclass
class Cast:
    """Everybody and everything by name: `cast.zhou`, `cast.shigang_aid`; `cast.viewer(cast.zhou)`."""

    regions: dict[str, Region]
    organisations: dict[str, Organisation]
    staff: dict[str, Staff]
    wang: Citizen = WANG
    li: Citizen = LI
    now: datetime = NOW
    password: str = PASSWORD
    #: Short names, so that a test reads like a sentence.
    aliases: dict[str, str] = field(
        default_factory=lambda: {
            "zhou": "zhoumin",
            "sun": "sunli",
            "wu": "wutao",
            "chen": "chenjing",
            "he": "hemu",
            "lin": "linfang",
            "zhao": "zhaoweiguo",
            "xu": "xulan",
            "qian": "qianliqun",
        }
    )

    def __getattr__(self, name: str) -> Staff | Organisation:
        staff = self.__dict__.get("staff", {})
        key = self.__dict__.get("aliases", {}).get(name, name)
        if key in staff:
            return staff[key]
        try:
            return self.__dict__["organisations"][name]
        except KeyError:
            raise AttributeError(name) from None

    def viewer(self, staff: Staff) -> Viewer:
        """What this person sees as."""
        return viewer_for(staff)

    def officer_of(self, organisation_id: int) -> Viewer:
        """The first officer of an organisation."""
        found = Appointment.objects.filter(organisation_id=organisation_id, role="officer").order_by("pk")
        return viewer_for(found[0].staff)

    def officers_of(self, organisation_id: int, *, at_least: int = 1) -> list[Viewer]:
        """The officers of an organisation; colleagues join it until there are so many."""
        organisation = Organisation.objects.get(pk=organisation_id)
        found = list(organisation.appointments.filter(role="officer").order_by("pk"))
        for number in range(len(found), at_least):
            key = f"colleague_{organisation_id}_{number}"
            self.staff[key] = Staff.objects.create(username=key, name=f"同事{number}")
            found.append(
                Appointment.objects.create(
                    staff=self.staff[key],
                    organisation=organisation,
                    role="officer",
                    region=organisation.region,
                )
            )
        return [viewer_for(appointment.staff) for appointment in found]

    @property
    def viewers(self) -> SimpleNamespace:
        """Viewers by the same short names: `cast.viewers.zhou`."""
        names = {**{key: key for key in self.staff}, **self.aliases}
        return SimpleNamespace(**{short: viewer_for(self.staff[key]) for short, key in names.items()})


@cache
def password_hash() -> str:
    """The password's hash, with few rounds: tests sign in often and protect nobody."""
    return PBKDF2PasswordHasher().encode(PASSWORD, "cast-of-the-tests", iterations=1000)


@pytest.fixture
def cast(db: None) -> Cast:
    """The cast, in the database of this test."""
    return build_cast()


def build_cast() -> Cast:
    """Write the cast; for fixtures that set up their own database."""
    regions = {row[0]: _region(row) for row in _REGIONS}
    Region.objects.bulk_create(regions.values())
    organisations: dict[str, Organisation] = {}
    for index, (code, name, kind, region, parent) in enumerate(_ORGANISATIONS):
        organisations[code] = Organisation.objects.create(
            code=code,
            name=name,
            kind=kind,
            region=regions[region],
            parent=organisations[parent] if parent else None,
            phone=f"0999-555{index:04d}",
            address=f"{regions[region].full_name}法治路 {index + 1} 号",
            latitude=regions[region].latitude,
            longitude=regions[region].longitude,
            opening_hours=OFFICE_HOURS,
        )
    staff: dict[str, Staff] = {}
    for index, (username, name, role, organisation, region, licence, specialities) in enumerate(_STAFF):
        staff[username] = Staff.objects.create(
            username=username,
            name=name,
            password=password_hash(),
            licence_number=licence,
            phone=crypto.seal(f"1990000{index:04d}", "phone"),
            specialities=list(specialities),
            profession="lawyer" if role == "lawyer" else "",
        )
        Appointment.objects.create(
            staff=staff[username], organisation=organisations[organisation], role=role, region=regions[region]
        )
    return Cast(regions, organisations, staff)


def widen(cast: Cast) -> None:
    """Add an organisation of every kind that services are dispatched to, and an officer wherever there is
    none: `cast.officer_of(organisation)` finds them. For tests that walk through the whole catalogue."""
    for index, (code, name, kind, region, parent) in enumerate(_WIDER):
        cast.organisations[code] = Organisation.objects.create(
            code=code,
            name=name,
            kind=kind,
            region=cast.regions[region],
            parent=cast.organisations[parent] if parent else None,
            phone=f"0999-556{index:04d}",
            opening_hours=OFFICE_HOURS,
        )
    for profession, code in _PROFESSIONALS:
        organisation = cast.organisations[code]
        key = f"{profession}_{code}"
        cast.staff[key] = Staff.objects.create(
            username=key, name=f"{organisation.name[:2]}专员", profession=profession, licence_number="1990"
        )
        Appointment.objects.create(
            staff=cast.staff[key], organisation=organisation, role="lawyer", region=organisation.region
        )
    for code, organisation in cast.organisations.items():
        if organisation.appointments.filter(role="officer").exists():
            continue
        key = f"officer_{code}"
        cast.staff[key] = Staff.objects.create(username=key, name=f"{organisation.name[:2]}员")
        Appointment.objects.create(
            staff=cast.staff[key], organisation=organisation, role="officer", region=organisation.region
        )


def _region(row: tuple[str, str, int, str | None, float, float]) -> Region:
    code, name, level, parent, latitude, longitude = row
    above = {r[0]: r for r in _REGIONS}
    full_name, next_up = name, parent
    while next_up:
        full_name = above[next_up][1] + full_name
        next_up = above[next_up][3]
    return Region(
        code=code, name=name, full_name=full_name, level=level, parent_id=parent,
        latitude=latitude, longitude=longitude,
    )  # fmt: skip
