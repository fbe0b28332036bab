"""Django forms out of definitions, and whole-form validation with real places.

A page: `form = form_for(page, data=request.POST or None, initial=draft.answers, answers=draft.answers,
today=day_of(now))`; valid: `form.stored()` are the values to keep. The same for an action's fields.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from fawang.reference.catalog import answers as rules
from fawang.reference.catalog.answers import Checked
from fawang.reference.catalog.definitions import FieldDefinition, Page, ServiceDefinition
from fawang.reference.places import queries as places

Choices = Sequence[tuple[str, str]]
_NO_SUCH_PLACE = "没有找到这个地方，请从列表里重新选。"


class DefinedForm(forms.Form):
    """A form made from data. Every Django field is optional: what is required depends on the other
    answers, and is decided in `clean` by the same rules that check the whole application."""

    def __init__(
        self,
        *,
        definitions: Sequence[FieldDefinition],
        today: date,
        answers: Mapping[str, Any],
        choices: Mapping[str, Choices],
        data: Any = None,
        initial: Mapping[str, Any] | None = None,
        given: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data=data, initial=dict(initial or {}))
        self.definitions, self._today, self._answers = definitions, today, answers
        self._choices, self._given = choices, given or {}
        self._stored: dict[str, Any] = {}
        #: What is wrong inside lists: field code → place (from 0) → code in the item → sentence.
        self.item_faults: dict[str, dict[int, dict[str, str]]] = {}
        for one in definitions:
            if one.kind != "file":
                self.fields[one.code] = _django_field(one, choices.get(one.code, ()))

    def clean(self) -> dict[str, Any]:
        """Every answer checked by the definition; faults stand at their fields."""
        raw = {code: self.cleaned_data.get(code) for code in self.fields} | dict(self._given)
        earlier = {k: v for k, v in self._answers.items() if k not in self.fields}
        values, faults = rules.check_fields(
            [one for one in self.definitions if one.kind != "file"], raw, earlier=earlier, today=self._today
        )
        faults |= _foreign_faults(self.definitions, values, self._choices)
        for code, message in faults.items():
            self.add_error(code, message)
        self._stored = {code: value for code, value in values.items() if code not in faults}
        for one in self.definitions:
            if one.kind == "list" and one.code in faults:
                self._keep_items(one, raw.get(one.code), {**earlier, **values})
        return self.cleaned_data

    def _keep_items(self, one: FieldDefinition, raw: Any, earlier: Mapping[str, Any]) -> None:
        """A list with mistakes is kept as far as it is good: nobody types a page of people twice."""
        items, wrong = rules.check_items(one, raw, earlier=earlier, today=self._today)
        for place, faults in _item_place_faults(one, items).items():
            wrong[place] = wrong.get(place, {}) | faults
        self.item_faults[one.code] = wrong
        if items:
            self._stored |= {one.code: items, **rules.derived(one, items, self._today)}

    def stored(self) -> dict[str, Any]:
        """The good values in stored shape; also of a form with faults, so that nothing typed is lost."""
        return self._stored

    def shown_if(self) -> dict[str, Any]:
        """Field code → condition, for a page script that hides what does not apply (the server decides)."""
        return {one.code: one.show_if.root for one in self.definitions if one.show_if is not None}


def form_for(
    asked: Page | Sequence[FieldDefinition],
    *,
    today: date,
    data: Any = None,
    initial: Mapping[str, Any] | None = None,
    answers: Mapping[str, Any] | None = None,
    choices: Mapping[str, Choices] | None = None,
    given: Mapping[str, Any] | None = None,
) -> DefinedForm:
    """The form of a page or of an action's fields. `choices` gives (value, words) for `staff`, `organisation`
    and `materials` fields; whoever is not among them cannot be chosen. `given` are the raw answers that no
    single control holds: the items of lists, and the stored name of a signature."""
    definitions = asked.fields if isinstance(asked, Page) else tuple(asked)
    return DefinedForm(
        definitions=definitions,
        today=today,
        data=data,
        initial=initial,
        answers=answers or {},
        choices=choices or {},
        given=given,
    )


def _django_field(one: FieldDefinition, choices: Choices) -> forms.Field:
    attributes: dict[str, Any] = {"data-kind": one.kind}
    if one.autocomplete:
        attributes["autocomplete"] = one.autocomplete
    if one.placeholder:
        attributes["placeholder"] = one.placeholder
    if one.input_mode != "text":
        attributes["inputmode"] = one.input_mode
    common: dict[str, Any] = {"label": one.label, "help_text": one.help, "required": False}
    options: Choices = [(option.code, option.label) for option in one.options] or choices
    if one.kind in ("choices", "materials"):
        many = forms.CheckboxSelectMultiple(attrs=attributes, choices=options)
        return _Many(widget=many, **common)
    if one.kind in ("choice", "yes_no"):
        listed = options if one.kind == "choice" else one.yes_no
        return forms.CharField(widget=forms.RadioSelect(attrs=attributes, choices=listed), **common)
    if one.kind in ("list", "signature"):
        return _Given(**common)
    if one.kind in ("staff", "organisation"):
        return forms.CharField(
            widget=forms.Select(attrs=attributes, choices=[("", "请选择"), *options]), **common
        )
    if one.kind == "statement":
        box = forms.CheckboxInput(
            attrs={**attributes, "value": "yes"}, check_test=lambda value: value == "yes"
        )
        return _Statement(widget=box, **common)
    if one.kind == "long_text":
        attributes["maxlength"] = one.max_length or rules.TEXT_LIMITS["long_text"]
        return forms.CharField(widget=forms.Textarea(attrs={**attributes, "rows": 6}), **common)
    if one.kind == "region":
        attributes["data-level"] = one.level
    if one.kind in ("text", "address"):
        attributes["maxlength"] = one.max_length or rules.TEXT_LIMITS[one.kind]
    return forms.CharField(widget=forms.TextInput(attrs=attributes), **common)


class _Many(forms.Field):
    """Several codes; which ones exist is the definition's business."""

    def to_python(self, value: Any) -> list[str]:
        return [str(item) for item in value] if isinstance(value, list | tuple) else []


class _Given(forms.Field):
    """An answer that comes from `given` and not from a control of this name."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> None:
        return None


class _Statement(forms.Field):
    """A box to tick: "yes" or nothing."""

    def to_python(self, value: Any) -> str:
        return "yes" if value in (True, "yes", "on", "true") else ""


def _foreign_faults(
    definitions: Sequence[FieldDefinition], values: Mapping[str, Any], choices: Mapping[str, Choices]
) -> dict[str, str]:
    """Faults only the database or the caller can know: places that do not exist, people not on offer."""
    faults: dict[str, str] = {}
    for one in definitions:
        value = values.get(one.code)
        if value is None:
            continue
        if one.kind == "region" and not places.region_name(value):
            faults[one.code] = _NO_SUCH_PLACE
        if one.kind == "list":
            wrong = _item_place_faults(one, value)
            if wrong:
                faults[one.code] = rules.list_fault(one, value, wrong) or _NO_SUCH_PLACE
        if one.kind in ("staff", "materials", "organisation"):
            offered = {str(code) for code, _ in choices.get(one.code, ())}
            given = value if isinstance(value, list) else [value]
            if any(str(item) not in offered for item in given):
                faults[one.code] = f"请从列表里选：{one.label}。"
    return faults


def _item_place_faults(one: FieldDefinition, items: Sequence[Mapping[str, Any]]) -> dict[int, dict[str, str]]:
    """Places inside the items of a list that do not exist, by item and code."""
    asked = [field.code for field in one.fields if field.kind == "region"]
    found: dict[int, dict[str, str]] = {}
    for place, item in enumerate(items):
        for code in asked:
            if code in item and not places.region_name(str(item[code])):
                found.setdefault(place, {})[code] = _NO_SUCH_PLACE
    return found


def validate_all(
    definition: ServiceDefinition, answers: Mapping[str, Any], *, today: date, attached: Collection[str] = ()
) -> Checked:
    """The whole application as it is handed in, places looked up. See `answers.check_all`."""
    checked = rules.check_all(definition, answers, today=today, attached=attached)
    foreign = _foreign_faults(list(definition.form.fields()), checked.values, {})
    if not foreign:
        return checked
    faults = {**checked.faults, **foreign}
    pages = [p for p in definition.form.pages if p.code in checked.pages]
    first = next((p.code for p in pages if any(f.code in faults for f in p.fields)), None)
    values = {code: value for code, value in checked.values.items() if code not in foreign}
    return Checked(values, faults, checked.pages, first)
