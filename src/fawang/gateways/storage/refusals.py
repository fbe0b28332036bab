"""Why a file is not taken; each message says what to do."""

from __future__ import annotations

from fawang.core.refusals import Refusal


class FileRefused(Refusal):
    """Base of every refusal of a file."""


class FileTooLarge(FileRefused):
    """Over the limit; reading stopped there."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"文件超过 {limit // (1024 * 1024)} MB，没有上传。照片可以调低清晰度再拍，长的文件请分成几份。"
        )


class FileEmpty(FileRefused):
    """Nothing in it."""

    default_message = "这个文件是空的，请重新选择。"


class FileTypeRefused(FileRefused):
    """Not one of the kinds that are taken, whatever its name says."""

    default_message = (
        "不能上传这种文件。请上传照片（JPG、PNG）、PDF、Word（docx）、文本、录音（MP3、M4A）或视频（MP4）。"
    )


class FileBroken(FileRefused):
    """Says it is of a kind and cannot be read as one."""

    default_message = "这个文件打不开，可能没有传完整或已损坏，请重新拍照或重新保存后再上传。"


class FileHasScript(FileRefused):
    """Holds something that would run when opened."""

    default_message = "这个文件里带有会自动运行的内容，为安全起见不能上传。请打印成 PDF 或拍照后再上传。"


class StorageFull(FileRefused):
    """No room on this machine; the operator must make some."""

    default_message = "现在存不下新文件，这份没有收到。前面传的和填的都还在，请过一会儿再传，或拨打 12348。"


class FileInfected(FileRefused):
    """The virus scanner found something."""

    default_message = (
        "这个文件里查出了病毒，没有保存。请换一台手机或电脑，或者直接拍照上传；您的手机、电脑也该查一查毒。"
    )


class KindNotAsked(FileRefused):
    """A kind of file that is taken, but not for this paper."""

    def __init__(self, name: str, wanted: str, given: str) -> None:
        super().__init__(
            f"“{name}”这一项收{wanted}，您传的是{given}，这个文件没有收。请换成{wanted}再传；"
            "前面传的和填的都还在。"
        )


class EnoughOfThis(FileRefused):
    """As many files as this paper may have."""

    def __init__(self, name: str, most: int) -> None:
        super().__init__(
            f"“{name}”最多传 {most} 个文件，已经够了，这个没有收。请先删去一个，或者把几张照片合成一个 PDF；"
            "前面传的和填的都还在。"
        )
