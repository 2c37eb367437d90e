"""XML of responses that are completed."""

import pytest

from emulator.answers import complete, keep, kept, without, xml
from emulator.shapes import Action, Parameters, Properties, Reply

NAMESPACE = "http://ec2.amazonaws.com/doc/2016-11-15/"


def _described(body: str, record: Properties | None, status: int = 200) -> str:
    def describe(_: Parameters) -> Reply:
        return status, {}, body.encode()

    actions: dict[str, Action] = {"Describe": describe}
    complete(actions, "Describe", "set/item", "id", {"i-1": record}.get)
    answer = actions["Describe"]({})[2]
    assert isinstance(answer, bytes)
    return answer.decode()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, "<m>true</m>"),
        (80, "<m>80</m>"),
        (None, "<m />"),
        ("<&>", "<m>&lt;&amp;&gt;</m>"),
        ([1, 2], "<m><item>1</item><item>2</item></m>"),
        ({"a": ["b"]}, "<m><a><item>b</item></a></m>"),
    ],
)
def test_a_member_is_written_as_aws_writes_it(value: object, expected: str) -> None:
    assert xml("m", value) == expected


def test_kept_members_are_added_to_their_resource_alone() -> None:
    record: Properties = {}
    keep(record, size=[1])
    body = f'<r xmlns="{NAMESPACE}"><set><item><id>i-1</id></item><item><id>i-2</id></item></set></r>'
    answer = _described(body, record)
    assert "<item><id>i-1</id><size><item>1</item></size></item><item><id>i-2</id></item>" in answer
    assert f'xmlns="{NAMESPACE}"' in answer


def test_a_kept_member_replaces_that_of_the_service() -> None:
    record: Properties = {}
    keep(record, size=2)
    assert _described("<r><set><item><id>i-1</id><size>1</size></item></set></r>", record).count("<size>") == 1


def test_an_error_stays_as_it_is() -> None:
    assert _described("not XML", {}, status=400) == "not XML"


def test_a_member_that_is_kept_again_changes_and_others_stay() -> None:
    record: Properties = {}
    keep(record, one=1, two=2)
    keep(record, two=3)
    assert kept(record) == {"one": 1, "two": 3}


def test_unwanted_members_are_left_out() -> None:
    body = b"<r><set><item><id>a</id></item><item><id>b</id></item></set></r>"
    assert without(body, "id", lambda name: name == "a").endswith(b"<r><set><item><id>b</id></item></set></r>")
