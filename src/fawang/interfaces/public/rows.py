"""One field of a form as the field component draws it; made from the definition, what is known and what
is wrong, so that a page can be shown again with exactly what was typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from fawang.interfaces.public import places
from fawang.journeys.act import FieldView
from fawang.journeys.add_material import MaterialView
from fawang.reference.catalog.answers import capitals
from fawang.reference.catalog.definitions import FieldDefinition
from fawang.reference.places.queries import region_full_name

CHOOSING = ("choice", "choices", "yes_no", "statement", "materials")
#: What a file box offers to choose; a phone offers its camera beside the files. The content decides later.
ACCEPTED = "image/*,application/pdf,.docx,.txt,audio/mpeg,audio/mp4,.m4a,.mp3,video/mp4"
INPUT_TYPES = {"phone": "tel", "date": "date", "email": "email"}
INPUT_MODES = {"phone": "tel", "amount": "decimal", "number": "numeric", "email": "email"}


@dataclass(frozen=True)
class OptionRow:
    """One answer to tap."""

    value: str
    label: str
    help: str
    on: bool


@dataclass(frozen=True)
class Row:
    """A field ready to draw. `kind`: options, files, region, list, signature, long or input."""

    name: str
    label: str
    kind: str
    help: str
    optional: bool
    errors: tuple[str, ...]
    value: str = ""
    input: str = "text"
    mode: str = ""
    autocomplete: str = ""
    placeholder: str = ""
    longest: int = 200
    unit: str = ""
    options: tuple[OptionRow, ...] = ()
    regions: Sequence[Any] = ()
    #: Of a place: the level needed, what was typed to find it, and the places found, as (code, name).
    level: int = 3
    sought: str = ""
    found: Sequence[tuple[str, str]] = ()
    materials: tuple[MaterialView, ...] = ()
    accept: str = ""
    #: For a list: a `lists.ListBlock`.
    block: Any = None
    #: For a sum in yuan: its capital form, when it is one already.
    capitals: str = ""
    #: An address, whose beginning a script may offer by the names of places.
    suggests: bool = False
    #: A sum whose capital form a script may show while it is typed.
    counts: bool = False

    @property
    def id(self) -> str:
        """The id of the control, which the error summary links to."""
        return f"f-{self.name}"

    @property
    def grouped(self) -> bool:
        """Whether it is a group of answers with a legend."""
        return self.kind == "options"

    @property
    def bare(self) -> bool:
        """Whether its one answer says all, as with a statement to agree to."""
        return len(self.options) == 1 and self.options[0].label == self.label

    @property
    def short(self) -> bool:
        """Whether the answers are short enough to stand side by side."""
        return len(self.options) <= 3 and all(len(o.label) <= 6 and not o.help for o in self.options)

    @property
    def described(self) -> str:
        """The ids of what explains the control."""
        parts = [f"{self.id}-hint"] if self.help else []
        return " ".join([*parts, f"{self.id}-error"] if self.errors else parts)


def posted(fields: Iterable[FieldDefinition], data: QueryDict) -> dict[str, Any]:
    """What was typed, unchecked, by field code."""
    return {
        one.code: data.getlist(one.code) if one.kind in ("choices", "materials") else data.get(one.code, "")
        for one in fields
        if one.kind not in ("file", "list", "signature")
    }


def row_of(
    one: FieldDefinition,
    value: Any,
    errors: Sequence[str] = (),
    materials: Sequence[MaterialView] = (),
    *,
    name: str = "",
    block: Any = None,
    sought: str | None = None,
) -> Row:
    """The row of a defined field. `name`: of its control, where it is not the field's own code; `sought`:
    what was typed to find a place, None when nobody looked for one."""
    common: dict[str, Any] = {
        "name": name or one.code,
        "label": one.label,
        "help": one.help,
        "optional": not one.required and "可以不" not in one.label,
        "errors": tuple(errors),
    }
    if one.kind in CHOOSING:
        return Row(**common, kind="options", input=_box(one.kind), options=_options(one, value))
    if one.kind == "file":
        code = one.material or one.code
        mine = tuple(material for material in materials if material.code == code)
        common["optional"] = False
        return Row(**common, kind="files", materials=mine, accept=ACCEPTED)
    if one.kind == "list":
        return Row(**common, kind="list", block=block)
    if one.kind == "signature":
        mine = tuple(material for material in materials if material.code == one.code)[-1:]
        return Row(**common, kind="signature", materials=mine, accept="image/png,image/jpeg")
    if one.kind == "region":
        return _region_row(one, str(value or ""), sought, common)
    if one.kind == "long_text":
        return Row(**common, kind="long", value=str(value or ""), longest=one.max_length or 2000)
    return Row(
        **common,
        kind="input",
        value="" if value is None else str(value),
        input=INPUT_TYPES.get(one.kind, "text"),
        mode=INPUT_MODES.get(one.kind, ""),
        autocomplete=one.autocomplete or "off",
        placeholder=one.placeholder,
        longest=one.max_length or 200,
        unit=one.unit or ("元" if one.kind == "amount" else ""),
        suggests=one.kind == "address",
        counts=one.kind == "amount" and one.unit in ("", "元"),
        capitals=_capitals(one, value),
    )


def _capitals(one: FieldDefinition, value: Any) -> str:
    """The capital form under a sum that is already a good one; nothing while it is still being corrected."""
    try:
        return capitals(one, value)
    except (ArithmeticError, ValueError):
        return ""


def _region_row(one: FieldDefinition, value: str, sought: str | None, common: dict[str, Any]) -> Row:
    """A place: what was found by typing, else the one chosen, above the list of those near by."""
    found = places.found_places(sought, one.level) if sought else []
    if sought is None and value and (name := region_full_name(value)):
        found = [(value, name)]
    if sought is not None:
        value = found[0][0] if found else ""
        if sought and not found:
            common["errors"] = (
                *common["errors"],
                f"没有找到“{sought}”，请只写地名的两三个字再找，或者从列表里选。",
            )
    return Row(
        **common,
        kind="region",
        value=value,
        regions=places.regions() if one.level <= places.TOWN_LEVEL else places.regions(towns=False),
        level=one.level,
        sought=sought or "",
        found=found,
    )


def _box(kind: str) -> str:
    return "radio" if kind in ("choice", "yes_no") else "checkbox"


def _options(one: FieldDefinition, value: Any) -> tuple[OptionRow, ...]:
    given = {str(item) for item in value} if isinstance(value, list | tuple) else {str(value or "")}
    if one.kind == "yes_no":
        return tuple(OptionRow(code, label, "", code in given) for code, label in one.yes_no)
    if one.kind == "statement":
        return (OptionRow("yes", one.label, "", "yes" in given),)
    return tuple(OptionRow(o.code, o.label, o.help, o.code in given) for o in one.options)


def row_of_view(field: FieldView, value: str = "", error: str = "") -> Row:
    """The row of a field of an applicant's own action."""
    definition = FieldDefinition.model_validate(
        {
            "code": field.code,
            "label": field.label,
            "kind": field.kind if field.kind != "staff" else "text",
            "help": field.help,
            "required": field.required,
            "options": [{"code": code, "label": words} for code, words in field.choices],
            **({"words": tuple(words for _, words in field.choices)} if field.kind == "yes_no" else {}),
        }
    )
    return row_of(definition, value, [error] if error else [])


def fault_links(faults: Mapping[str, str]) -> dict[str, str]:
    """Faults by the id of the control they belong to."""
    return {f"f-{code}": message for code, message in faults.items()}
