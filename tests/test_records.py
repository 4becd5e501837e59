"""Records behave as the dataclasses of the standard library that they stand for."""

from __future__ import annotations

import copy
import inspect
import pickle
from collections.abc import Callable
from dataclasses import (
    FrozenInstanceError,
    asdict,
    astuple,
    dataclass,
    field,
    fields,
    is_dataclass,
    replace,
)
from typing import Any

import pytest

from epubify.model import Metadata, Origin
from epubify.model.records import open_record, record

Make = Callable[[type], type]


def star(make: Make) -> Any:
    """Return a class with every kind of field."""

    @make
    class Star:
        """Shines."""

        name: str
        planets: tuple[str, ...] = ()
        light: float = field(default=1.0, compare=False, repr=False)
        moons: list[str] = field(default_factory=list)
        seen: set[str] = field(default_factory=set, init=False)
        shouted: str = field(init=False, compare=False)
        colour: str = field(default="white", init=False)
        far: bool = field(default=False, kw_only=True)

        def __post_init__(self) -> None:
            object.__setattr__(self, "shouted", self.name.upper())

    return Star


def dwarf(make: Make) -> Any:
    """Return a class with the fields of another one, and methods of its own."""

    @make
    class Dwarf(star(make)):
        """Shines a little."""

        mass: int = 0

        def __repr__(self) -> str:
            return "a dwarf"

    return Dwarf


BOTH = {
    "frozen": (record, dataclass(frozen=True, slots=True)),
    "open": (open_record, dataclass(slots=True)),
}
MADE = [(kind(own), kind(plain)) for kind in (star, dwarf) for own, plain in BOTH.values()]


@pytest.mark.parametrize(("own", "plain"), MADE)
def test_a_record_is_made_and_shown_as_a_dataclass(own: Any, plain: Any) -> None:
    for given in (("Sun",), ("Sun", ("Earth",), 2.0, ["Moon"])):
        assert repr(own(*given)) == repr(plain(*given))
        assert asdict(own(*given, far=True)) == asdict(plain(*given, far=True))
        assert astuple(own(*given)) == astuple(plain(*given))
    assert own("Sun").moons is not own("Sun").moons
    for wrong in ((), ("Sun",) * 9):
        with pytest.raises(TypeError) as told:
            own(*wrong)
        with pytest.raises(TypeError) as told_plain:
            plain(*wrong)
        assert str(told.value) == str(told_plain.value)


@pytest.mark.parametrize(("own", "plain"), MADE)
def test_a_record_says_of_itself_what_a_dataclass_says(own: Any, plain: Any) -> None:
    assert is_dataclass(own)
    assert [one.name for one in fields(own)] == [one.name for one in fields(plain)]
    assert str(inspect.signature(own)) == str(inspect.signature(plain))
    assert own.__slots__ == plain.__slots__
    assert own.__match_args__ == plain.__match_args__
    assert own.__doc__ == plain.__doc__
    assert own.__init__.__qualname__ == plain.__init__.__qualname__
    assert own.__dataclass_params__.frozen == plain.__dataclass_params__.frozen


@pytest.mark.parametrize(("own", "plain"), MADE)
def test_a_record_is_compared_and_copied_as_a_dataclass(own: Any, plain: Any) -> None:
    for kind in (own, plain):
        sun = kind("Sun", ("Earth",))
        assert sun == kind("Sun", ("Earth",), 3.0)
        assert sun != kind("Sun")
        assert sun != ("Sun", ("Earth",))
        assert replace(sun, name="Vega").shouted == "VEGA"
        assert copy.copy(sun) == copy.deepcopy(sun) == sun
        assert copy.deepcopy(sun).shouted == "SUN"


@pytest.mark.parametrize("kind", [kind(record) for kind in (star, dwarf)])
def test_a_record_stays_as_it_is(kind: Any) -> None:
    sun = kind("Sun")
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'name'"):
        sun.name = "Sol"
    with pytest.raises(FrozenInstanceError, match="cannot delete field 'name'"):
        del sun.name
    assert sun.name == "Sun"


def test_only_a_record_has_a_hash() -> None:
    @record
    class Frozen:
        name: str
        note: list[str] = field(default_factory=list, compare=False)

    assert hash(Frozen("Sun")) == hash(Frozen("Sun", ["bright"]))
    with pytest.raises(TypeError, match="unhashable"):
        hash(star(open_record)("Sun"))


def test_what_is_made_of_a_record_is_frozen_as_well() -> None:
    with pytest.raises(TypeError, match="cannot inherit non-frozen"):

        @dataclass
        class Loose(star(record)):
            pass


def test_a_record_goes_to_another_process() -> None:
    metadata = Metadata(title="Dusk", origins=(("title", Origin("x")),))
    assert pickle.loads(pickle.dumps(metadata)) == metadata
