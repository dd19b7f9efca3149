"""A map of a data set's prompts: made once, kept in the workspace, loaded from then on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa

from curation.settings import settings
from curation.similarity.projection import layout
from curation.similarity.topics import find_topics
from curation.store.workspace import new_folder

Floats = npt.NDArray[np.float32]
Positions = npt.NDArray[np.int64]
Progress = Callable[[str, int, int], None]

# Raise when a map would come out otherwise: older ones are then passed over.
RULES = 1
MOST_POINTS = 100_000
_POINTS = pa.schema([("prompt", pa.int64()), ("x", pa.float32()), ("y", pa.float32()), ("topic", pa.int16())])


@dataclass(frozen=True, slots=True)
class Topic:
    """One region of the map.

    Attributes:
        terms: The words that set it apart, none where nothing does.
        size: Prompts in it.
        x: Where its label stands.
        y: Likewise.
    """

    terms: tuple[str, ...]
    size: int
    x: float
    y: float


@dataclass(frozen=True, eq=False)
class PromptMap:
    """Where prompts lie on the plane, and the topics they fall into.

    Attributes:
        prompt: int64 [m], positions of prompts in the data set, ascending.
        x: float32 [m].
        y: float32 [m].
        topic: int16 [m], index into ``topics``.
        topics: The topics, the largest first.
        of: Prompts in the data set; more than m where the map is a sample.
        model: Identity of the embedding model.
        seed: What the layout was drawn with.
    """

    prompt: Positions
    x: Floats
    y: Floats
    topic: npt.NDArray[np.int16]
    topics: tuple[Topic, ...]
    of: int
    model: str
    seed: int

    def __len__(self) -> int:
        """How many prompts are on the map."""
        return len(self.prompt)

    @cached_property
    def place(self) -> Positions:
        """For each prompt of the data set its row on the map, -1 where it is not drawn."""
        place = np.full(self.of, -1, np.int64)
        place[self.prompt] = np.arange(len(self.prompt))
        return place

    def topic_name(self, topic: int) -> str:
        """A topic's words, or its number where none set it apart."""
        return " · ".join(self.topics[topic].terms) or f"topic {topic + 1}"

    def members(self, topic: int) -> Positions:
        """The prompts of a topic."""
        return np.asarray(self.prompt[self.topic == topic])

    def inside(self, outline: Sequence[tuple[float, float]]) -> Positions:
        """The prompts inside a closed outline of at least three corners."""
        if len(outline) < 3:
            return self.prompt[:0]
        within = np.zeros(len(self), bool)
        corners = np.asarray(outline, float)
        for (ax, ay), (bx, by) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
            crosses = (self.y < ay) != (self.y < by)
            if ay != by:
                within ^= crosses & (self.x < ax + (self.y - ay) / (by - ay) * (bx - ax))
        return self.prompt[within]


def draw_map(
    texts: Sequence[str],
    keys: Sequence[str],
    vectors: Floats,
    *,
    model: str,
    seed: int = 0,
    progress: Progress | None = None,
) -> PromptMap:
    """Lay out a data set's prompts; at most ``MOST_POINTS`` of them, those with the lowest keys.

    The order of the prompts plays no part: they are drawn in the order of their keys.
    """
    order = np.argsort(np.asarray(keys, str), kind="stable")[:MOST_POINTS]
    plane = layout(vectors[order], seed=seed, progress=progress)
    if progress is not None:
        progress("naming topics", 0, 0)
    found = find_topics([texts[at] for at in order.tolist()], vectors[order], seed=seed)
    topics = []
    for number, terms in enumerate(found.terms):
        mine = plane[found.of == number]
        x, y = _heart(mine)
        topics.append(Topic(terms, len(mine), x, y))
    back = np.argsort(order, kind="stable")
    return PromptMap(
        prompt=order[back].astype(np.int64),
        x=plane[back, 0],
        y=plane[back, 1],
        topic=found.of[back],
        topics=tuple(topics),
        of=len(texts),
        model=model,
        seed=seed,
    )


def _heart(points: Floats) -> tuple[float, float]:
    """The middle of the points that lie nearest to the middle: a topic in two parts has one label."""
    middle = np.median(points, axis=0)
    far = np.hypot(*(points - middle).T)
    x, y = np.median(points[far <= np.median(far)], axis=0)
    return float(x), float(y)


def save_map(dataset_id: str, keys: Sequence[str], drawn: PromptMap) -> None:
    """Keep a map.

    Raises:
        DatasetError: The disk does not take it.
    """
    columns = [drawn.prompt, drawn.x, drawn.y, drawn.topic]
    meta = {
        "rules": RULES,
        "keys": _digest(keys),
        "of": drawn.of,
        "model": drawn.model,
        "seed": drawn.seed,
        "topics": [[list(topic.terms), topic.size, topic.x, topic.y] for topic in drawn.topics],
    }
    with new_folder(_folder(dataset_id, keys, drawn.model, drawn.seed)) as building:
        table = pa.table([pa.array(column) for column in columns], schema=_POINTS)
        with pa.OSFile(str(building / "points.arrow"), "wb") as sink, pa.ipc.new_file(sink, _POINTS) as out:
            out.write_table(table)
        (building / "map.json").write_bytes(orjson.dumps(meta))


def load_map(dataset_id: str, keys: Sequence[str], model: str, seed: int = 0) -> PromptMap | None:
    """The map that was kept; None where there is none, or a damaged one."""
    folder = _folder(dataset_id, keys, model, seed)
    try:
        meta = orjson.loads((folder / "map.json").read_bytes())
        table = pa.ipc.open_file(pa.memory_map(str(folder / "points.arrow"))).read_all()
    except (OSError, ValueError, pa.ArrowException):
        return None
    if not table.schema.equals(_POINTS) or meta["keys"] != _digest(keys):
        return None
    topics = tuple(Topic(tuple(terms), size, x, y) for terms, size, x, y in meta["topics"])
    columns = {name: table[name].to_numpy() for name in _POINTS.names}
    return PromptMap(**columns, topics=topics, of=meta["of"], model=meta["model"], seed=meta["seed"])


def _folder(dataset_id: str, keys: Sequence[str], model: str, seed: int) -> Path:
    name = f"{model}-{seed}-{_digest(keys)[:8]}-r{RULES}"
    return settings().home / "maps" / dataset_id / name


def _digest(keys: Sequence[str]) -> str:
    return blake2b("".join(keys).encode(), digest_size=16).hexdigest()
