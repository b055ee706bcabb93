"""Industry scopes evaluated on the few distinct codes of a run instead of on every applicant.

Codes are paths (``industries.code_path``) in sorted order, so that everything under a prefix is one
slice. A code that is coarser than a clause ("26" against a clause on 2614) may or may not fall
under it: unknown. The last entry of every array stands for a missing or unknown code.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable

import numpy as np
import numpy.typing as npt

from dzmap.core.industries import code_path, normalise_code
from dzmap.core.kleene import FALSE, TRUE, UNKNOWN, Kleene

Depths = npt.NDArray[np.int8]


class CodeTable:
    """The distinct industry codes of a run and which scopes they fall under.

    Args:
        codes: Normalised codes, repeats allowed.
        exists: Whether a code is in the classification; what is not counts as unknown.
    """

    def __init__(
        self, codes: Iterable[str], exists: Callable[[str], bool] = lambda _code: True
    ) -> None:
        paths = {code: code_path(code) if exists(code) else "" for code in set(codes)}
        self.paths = tuple(sorted(set(paths.values()) - {""}))
        position = {path: index for index, path in enumerate(self.paths)}
        self._position = position
        self._of_code = {code: position.get(path, -1) for code, path in paths.items()}
        self._scopes: dict[
            tuple[tuple[str, ...], tuple[str, ...]], tuple[Kleene, Depths] | None
        ] = {}
        self._layers: dict[
            tuple[tuple[str, ...], tuple[str, ...]], list[tuple[Kleene, Depths] | None]
        ] = {}

    def __len__(self) -> int:
        return len(self.paths) + 1

    def index(self, code: str) -> int:
        """The entry of a code; that of the unknown if it is blank or no code."""
        found = self._of_code.get(code, -1)
        return found if found >= 0 else len(self.paths)

    def scope(
        self, include: tuple[str, ...], exclude: tuple[str, ...] = ()
    ) -> tuple[Kleene, Depths] | None:
        """Which codes an industry scope covers, and by how long a prefix.

        The longest matching prefix decides, an excluded one on a tie. None when the scope does not
        narrow at all. A prefix that is no code makes unknown what it might have changed.

        Returns:
            Truth per code, and length of the including prefix (0 for "all"; -1 where false).
        """
        if not include and not exclude:
            return None
        key = (include, exclude)
        if key not in self._scopes:
            self._scopes[key] = self._evaluated(include, exclude)
        return self._scopes[key]

    def layers(
        self, include: tuple[str, ...], exclude: tuple[str, ...] = ()
    ) -> list[tuple[Kleene, Depths] | None]:
        """Like ``scope``, one answer per length of prefix where a prefix lies under another.

        A coarse code may fall under the shorter prefix for certain and under the longer one
        perhaps; a single length could not say so.
        """
        key = (include, exclude)
        if key not in self._layers:
            self._layers[key] = self._layered(include, exclude)
        return self._layers[key]

    def _layered(
        self, include: tuple[str, ...], exclude: tuple[str, ...]
    ) -> list[tuple[Kleene, Depths] | None]:
        paths = {code_path(normalise_code(prefix)): prefix for prefix in include}
        above = {path[:size] for path in paths for size in range(1, len(path))}
        if above.isdisjoint(paths):
            return [self.scope(include, exclude)]
        lengths = sorted({len(path) for path in paths})
        return [
            self.scope(tuple(paths[path] for path in paths if len(path) == length), exclude)
            for length in lengths
        ]

    def _evaluated(
        self, include: tuple[str, ...], exclude: tuple[str, ...]
    ) -> tuple[Kleene, Depths]:
        wanted = [code_path(normalise_code(prefix)) for prefix in include]
        banned = [code_path(normalise_code(prefix)) for prefix in exclude]
        depth = self._deepest(wanted, start=-1 if include else 0)
        truth = np.where(depth > self._deepest(banned, start=-1), TRUE, FALSE).astype(np.int8)
        depth[truth == FALSE] = -1
        if "" in wanted:
            truth[truth == FALSE] = UNKNOWN
        if "" in banned:
            truth[truth == TRUE] = UNKNOWN
        self._doubt_coarse_codes(wanted, banned, truth, depth)
        truth[-1] = UNKNOWN
        depth[-1] = max((len(path) for path in wanted), default=0)
        depth[(truth == UNKNOWN) & (depth < 0)] = 0
        return truth, depth

    def _deepest(self, prefixes: list[str], start: int) -> Depths:
        depth = np.full(len(self), start, dtype=np.int8)
        for path in sorted(filter(None, prefixes), key=len):
            low = bisect_left(self.paths, path)
            high = bisect_left(self.paths, path + "\uffff")
            depth[low:high] = len(path)
        return depth

    def _doubt_coarse_codes(
        self, wanted: list[str], banned: list[str], truth: Kleene, depth: Depths
    ) -> None:
        """Make codes unknown of which a clause names a part that it treats differently."""
        finer: dict[int, list[str]] = {}
        for path in {*wanted, *banned}:
            for size in range(1, len(path)):
                index = self._position.get(path[:size])
                if index is not None:
                    finer.setdefault(index, []).append(path)
        for index, paths in finer.items():
            covered = [path for path in paths if _covers(path, wanted, banned)]
            agrees = len(covered) == len(paths) if truth[index] == TRUE else not covered
            if not agrees:
                truth[index] = UNKNOWN
                depth[index] = max([int(depth[index]), *map(len, covered)])


def _covers(path: str, wanted: list[str], banned: list[str]) -> bool:
    into = max((len(p) for p in wanted if p and path.startswith(p)), default=-1 if wanted else 0)
    out = max((len(p) for p in banned if p and path.startswith(p)), default=-1)
    return into > out
