"""What a public legal service is, as data: the typed shape of the files in `content/services`.

Everything is frozen and refuses unknown keys, so that a definition read back from the database years
later is exactly the one that was published. No statutory number stands in here: clocks name a limit code
of `content/limits`. Answers are plain JSON values: `yes_no` and `statement` are "yes" or "no", `amount` is
a decimal string in yuan, `date` is ISO (2026-11-21), `region` is a 12-digit code, `number` is an int,
`choices` is a list of option codes, `list` a list of mappings, `signature` the name of a stored picture.
"""

from fawang.reference.catalog.definitions.base import (
    MATTER_WORDS,
    PARTY_FACTS,
    TEXT_WORDS,
    Cite,
    Code,
    Condition,
    LimitCode,
    Line,
    Piece,
    Role,
    Text,
)
from fawang.reference.catalog.definitions.cases import CaseStep, Expectation, WorkedCase
from fawang.reference.catalog.definitions.clocks import CLOCK_VERBS, ClockChange
from fawang.reference.catalog.definitions.documents import DOCUMENT_WORDS, DocumentTemplate
from fawang.reference.catalog.definitions.forms import (
    FieldDefinition,
    FieldKind,
    FormDefinition,
    MaterialDefinition,
    Option,
    Page,
)
from fawang.reference.catalog.definitions.service import (
    Dispatch,
    EligibilityUse,
    English,
    FlagRule,
    InPerson,
    Notice,
    Remedy,
    ServiceDefinition,
    ServiceHead,
)
from fawang.reference.catalog.definitions.steps import (
    Action,
    Approval,
    Effects,
    Sets,
    State,
    StepsDefinition,
)

__all__ = [
    "CLOCK_VERBS",
    "DOCUMENT_WORDS",
    "MATTER_WORDS",
    "PARTY_FACTS",
    "TEXT_WORDS",
    "Action",
    "Approval",
    "CaseStep",
    "Cite",
    "ClockChange",
    "Code",
    "Condition",
    "Dispatch",
    "DocumentTemplate",
    "Effects",
    "EligibilityUse",
    "English",
    "Expectation",
    "FieldDefinition",
    "FieldKind",
    "FlagRule",
    "FormDefinition",
    "InPerson",
    "LimitCode",
    "Line",
    "MaterialDefinition",
    "Notice",
    "Option",
    "Page",
    "Piece",
    "Remedy",
    "Role",
    "ServiceDefinition",
    "ServiceHead",
    "Sets",
    "State",
    "StepsDefinition",
    "Text",
    "WorkedCase",
]
