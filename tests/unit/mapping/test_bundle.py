from collections.abc import Mapping

import pytest

from dzmap.mapping.bundle import bundle
from dzmap.resources import resource_path

FILES = {
    "main.js": 'import { twice } from "./tools.js";\nimport {\n  ONE,\n} from "./numbers.js";\ntwice(ONE);\n',
    "tools.js": 'import { ONE } from "./numbers.js";\nexport function twice(x) { return x + ONE; }\n'
    "export async function later() {}\nexport class Tool {}\n",
    "numbers.js": "export const ONE = 1;\n",
}


def joined(files: Mapping[str, str], entry: str = "main.js") -> str:
    return bundle(entry, lambda name: files[name])


def test_that_modules_come_after_what_they_import_and_once() -> None:
    script = joined(FILES)
    order = [script.index(f"const module_{name} =") for name in ("numbers", "tools", "main")]
    assert order == sorted(order)
    assert script.count("const ONE = 1;") == 1
    assert "return { twice, later, Tool };" in script
    assert "import " not in script
    assert "export " not in script


@pytest.mark.parametrize(
    "line",
    [
        'import "./numbers.js";',
        'import * as all from "./numbers.js";',
        "export default 1;",
        'export { ONE } from "./numbers.js";',
        "export let two = 2;",
    ],
)
def test_that_another_form_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="cannot bundle"):
        joined({**FILES, "main.js": line})


def test_that_modules_which_import_each_other_are_refused() -> None:
    files = {
        "main.js": 'import { b } from "./b.js";\nexport const a = 1;',
        "b.js": 'import { a } from "./main.js";\nexport const b = a;',
    }
    with pytest.raises(ValueError, match=r"main\.js > b\.js > main\.js"):
        joined(files)


def test_that_a_script_cannot_end_its_element() -> None:
    with pytest.raises(ValueError, match="end its element"):
        joined({"main.js": 'const x = "</SCRIPT>";'})


@pytest.mark.parametrize("entry", ["live.js", "offline.js"])
def test_that_the_own_scripts_can_be_bundled(entry: str) -> None:
    script = bundle(entry, lambda name: resource_path("web", name).read_text(encoding="utf-8"))
    assert "class MapPage" in script
