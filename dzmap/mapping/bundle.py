"""The program's scripts as one classic script, for a file that must work without a server.

Browsers load modules only by address and not from ``file://``. The modules keep to a few forms
(``import { a, b } from "./x.js";`` and ``export`` before a function, class or const), so each can
become a function that is called once, in the order of their imports.
"""

import re
from collections.abc import Callable

_IMPORT = re.compile(r'^import\s*\{([^}]*)\}\s*from\s*"\./([\w.]+)";\s*$', re.MULTILINE)
_EXPORT = re.compile(r"^export (async function|function|class|const) (\w+)", re.MULTILINE)
_OTHER_FORM = re.compile(r"^(?:import|export)\b.*$", re.MULTILINE)


def bundle(entry: str, read: Callable[[str], str]) -> str:
    """Join a module and all that it imports.

    Args:
        entry: file name of the module to run.
        read: gives the text of a module by file name.

    Raises:
        ValueError: an import or export in another form, modules that import each other, or text
            that would end a script element.
    """
    modules: dict[str, str] = {}
    _collect(entry, read, modules, open_modules=())
    script = "\n".join(('(function () {\n"use strict";', *modules.values(), "})();"))
    if "</script" in script.lower() or "<!--" in script:
        raise ValueError("a script holds text that would end its element")
    return script


def _collect(
    name: str,
    read: Callable[[str], str],
    modules: dict[str, str],
    open_modules: tuple[str, ...],
) -> None:
    if name in open_modules:
        raise ValueError(f"modules import each other: {' > '.join((*open_modules, name))}")
    if name in modules:
        return
    text = read(name)
    for match in _IMPORT.finditer(text):
        _collect(match[2], read, modules, (*open_modules, name))
    modules[name] = _as_function(name, text)


def _as_function(name: str, text: str) -> str:
    exported = [match[2] for match in _EXPORT.finditer(text)]
    body = _IMPORT.sub(lambda match: f"const {{{match[1]}}} = {_variable(match[2])};", text)
    body = _EXPORT.sub(r"\1 \2", body)
    if other := _OTHER_FORM.search(body):
        raise ValueError(f"{name}: cannot bundle “{other[0]}”")
    names = ", ".join(exported)
    return f"const {_variable(name)} = (function () {{\n{body}\nreturn {{ {names} }};\n}})();"


def _variable(name: str) -> str:
    return "module_" + name.removesuffix(".js").replace(".", "_")
