"""The command that serves the web desk."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import rich_click as click

from fundqa.cli_base import LANG, OK, guarded
from fundqa.config import load_config
from fundqa.errors import PackError

_ROOT = click.argument("project", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
PACKAGES = ("fastapi", "uvicorn", "argon2", "multipart")


@click.command()
@_ROOT
@click.option("--host", help="监听的地址；默认按 fundqa.toml 的 [desk]，没有时为 127.0.0.1")
@click.option("--port", type=click.IntRange(1, 65535), help="端口；默认 8321")
@click.option("--demo", is_flag=True, help="用示例数据试用：临时目录，每个角色一个账号")
@click.option("--add-admin", metavar="NAME", help="建立一个管理员（密码从终端输入），然后退出")
@LANG
@guarded
def serve(
    project: Path | None, host: str | None, port: int | None, demo: bool, add_admin: str | None, lang: str
) -> int:
    """启动网页核对台：县级提交前自查，审核人在浏览器里复核。"""
    _need()
    from fundqa.web.opening import admin, open_desk

    if demo:
        return _demo(host, port, lang)
    if project is None:
        zh, en = "这里没有 fundqa.toml；先运行 fundqa init", "there is no fundqa.toml here; run fundqa init first"
        raise PackError("no_project", zh, en)
    desk = open_desk(project, lang, load_config(project).desk, os.cpu_count() or 1)
    if add_admin:
        password = click.prompt("密码 / password", hide_input=True, confirmation_prompt=True)
        admin(desk, add_admin, password)
        return OK
    return _run(desk, host, port)


def _need() -> None:
    """PackError where a package of the extra is missing."""
    from importlib.util import find_spec

    from fundqa.ledger.database import PACKAGES as LEDGER

    missing = [name for name in (*PACKAGES, *LEDGER) if find_spec(name) is None]
    if missing:
        zh = f"缺少 {'、'.join(missing)}，请先安装：pip install 'fundqa[web]'"
        en = f"{', '.join(missing)} missing; install it first: pip install 'fundqa[web]'"
        raise PackError("missing_package", zh, en)


def _demo(host: str | None, port: int | None, lang: str) -> int:
    from fundqa.web.demo import PEOPLE, make

    with tempfile.TemporaryDirectory(prefix="fundqa-demo-") as name:
        desk = make(Path(name), lang)
        for person in PEOPLE:
            click.echo(f"{person.name}  {person.password}  {person.role}  {person.place}", err=True)
        return _run(desk, host, port)


def _run(desk: object, host: str | None, port: int | None) -> int:
    import uvicorn

    from fundqa.web.app import Desk, create_app

    if not isinstance(desk, Desk):
        raise TypeError(type(desk).__name__)
    address, number = host or desk.config.host, port or desk.config.port
    click.echo(f"http://{address}:{number}/", err=True)
    trusted = ",".join(desk.config.proxies)
    uvicorn.run(
        create_app(desk), host=address, port=number, log_level="warning", proxy_headers=bool(trusted),
        forwarded_allow_ips=trusted or None, server_header=False,
    )  # fmt: skip
    return OK
