"""The reader on this machine."""

from __future__ import annotations

from fawang.gateways.engine import Engine, EngineBusy, EngineFailed
from fawang.gateways.ocr.port import Line, OcrBusy, OcrFailed, PictureRefused

#: Seconds for one picture, the first one with the loading of the models.
LIMIT = 45
#: Seconds to wait for the pictures of others.
PATIENCE = 20


class LocalReader:
    """RapidOCR behind the port. One picture at a time in each web process."""

    def __init__(self, engine: Engine | None = None) -> None:
        self.engine = engine or Engine("fawang.gateways.ocr.worker", limit=LIMIT, patience=PATIENCE)

    def read_lines(self, image: bytes) -> list[Line]:
        """The lines in a picture. Raises PictureRefused, OcrBusy, OcrFailed."""
        try:
            said = self.engine.call({}, image)
        except EngineBusy as error:
            raise OcrBusy(str(error)) from None
        except EngineFailed as error:
            raise OcrFailed(str(error)) from None
        if fault := said.get("fault"):
            raise PictureRefused(str(fault))
        return [
            Line(
                str(text),
                tuple((float(x), float(y)) for x, y in box),  # type: ignore[arg-type]
                float(score),
            )
            for text, box, score in said["lines"]
        ]
