"""`fawang secrets`: where the keys are and whether they can be lost or read by others."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from django.conf import settings

NAME = "secrets"
HELP = "查看密钥所在和备份方法 where the keys are and how to back them up"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No options."""


def run(args: argparse.Namespace) -> int:
    """Tell the place and the protection of the keys, never the keys; 1 when others can read them."""
    path = Path(settings.DATA) / "keys" / "keys.json"
    mode = path.stat().st_mode & 0o777
    count = len(settings.KEYS.sealing)
    print(f"密钥文件：{path}\n加密密钥：{count} 个（最新的用于加密，其余只用于解密）")
    if mode & 0o077:
        print(f"危险：其他用户可以读取密钥（权限 {mode:o}）。请运行：chmod 600 {path}")
        return 1
    if path.stat().st_uid != os.getuid():
        print("注意：密钥属于另一个系统用户。")
    print("请把这个文件备份到别的机器或者保险柜：丢失后，已加密的个人信息无法恢复。")
    return 0
