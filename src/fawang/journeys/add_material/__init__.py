"""The files of a matter: added, read, checked by officers, prepared by the worker."""

from fawang.journeys.add_material.adding import (
    FILES_AN_HOUR,
    MOST_FILES,
    NowhereToPut,
    TooManyFiles,
    TooManyUploads,
    add_material,
    remove_material,
)
from fawang.journeys.add_material.checking import (
    ChecksEnded,
    NoOriginalAsked,
    NotYoursToCheck,
    ReasonForReturn,
    check_material,
    see_original,
)
from fawang.journeys.add_material.reading import InQuarantine, read_material, read_own_material, read_preview
from fawang.journeys.add_material.views import (
    MaterialFile,
    MaterialNotFound,
    MaterialView,
    material_view,
    material_views,
)

__all__ = [
    "FILES_AN_HOUR",
    "MOST_FILES",
    "ChecksEnded",
    "InQuarantine",
    "MaterialFile",
    "MaterialNotFound",
    "MaterialView",
    "NoOriginalAsked",
    "NotYoursToCheck",
    "NowhereToPut",
    "ReasonForReturn",
    "TooManyFiles",
    "TooManyUploads",
    "add_material",
    "check_material",
    "material_view",
    "material_views",
    "read_material",
    "read_own_material",
    "read_preview",
    "remove_material",
    "see_original",
]
