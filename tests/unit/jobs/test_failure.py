"""An error keeps its kind and its sentence on the way from the worker."""

from __future__ import annotations

import orjson
import pytest

from curation.errors import CurationError, EncoderError, SchemaError, SourceError
from curation.jobs.failure import read, written
from curation.schemas import Mapping
from curation.schemas.direction import AmbiguousDirection, Reading


@pytest.mark.parametrize("kind", [CurationError, SourceError, SchemaError, EncoderError])
def test_an_error_arrives_as_what_it_was(kind: type[CurationError]) -> None:
    error = kind("the file is gone", why="it was moved", next="Look for it")
    arrived = read(orjson.loads(orjson.dumps(written(error))))
    assert type(arrived) is kind
    assert str(arrived) == str(error)


def test_a_question_arrives_with_its_readings() -> None:
    mapping = Mapping(family="battles", columns={"verdict": "v"}, first_is=("1",), second_is=("0",))
    readings = (Reading("one", "1 is the first", mapping), Reading("two", "1 is the second", mapping))
    error = AmbiguousDirection("v", readings, ("0", "1"))
    arrived = read(orjson.loads(orjson.dumps(written(error))))
    assert isinstance(arrived, AmbiguousDirection)
    assert arrived.readings == readings
    assert str(arrived) == str(error)


class Special(SourceError):
    """A kind that the app need not know."""


def test_a_special_kind_arrives_as_the_kind_it_is_one_of() -> None:
    assert type(read(written(Special("gone")))) is SourceError
