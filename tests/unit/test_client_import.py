"""A file with weeks of clients: whatever its form, and exactly why a line or a file is refused."""

from __future__ import annotations

import pytest

from closeness_widgets.clients.client import ClientRefused
from closeness_widgets.clients.merging import Known
from tests.unit.bringing import file_of, lines, merged, read, rejected, weeks

WIDE = lines("client,date,ideas.now (0-10),feelings.wished (0-10)", "Ash,2026-01-05,5,8")
ASH = {"Ash 2026-01-05": {"ideas.now": 5, "feelings.wished": 8}}


def refused(text: str | bytes, **told: str) -> tuple[str, str]:
    with pytest.raises(ClientRefused) as error:
        read(text, **told)
    return error.value.rule, error.value.message


# Forms


def test_a_wide_file_has_a_column_for_each_answer() -> None:
    assert weeks(read(WIDE)) == ASH


def test_a_long_file_has_one_answer_a_line() -> None:
    text = lines(
        "pseudonym;week of;item;score (0-10)",
        "Ash;2026-01-05;Ideas now;5",
        "Ash;2026-01-07;wished feelings;8",
    )
    assert weeks(read(text)) == ASH


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_usual_delimiter_is_found_by_the_headings(delimiter: str) -> None:
    assert weeks(read(WIDE.replace(",", delimiter))) == ASH


def test_a_decimal_comma_does_not_mislead_it() -> None:
    text = lines("client;date;ideas (0-10)", "Ash;2026-01-05;4,5")
    found = read(text)
    assert weeks(found) == {"Ash 2026-01-05": {"ideas.now": 5}}
    assert found.facts["rounded"] == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_any_usual_encoding_is_read(encoding: str) -> None:
    found = read(WIDE.replace("Ash", "Jürgen").encode(encoding))
    assert [entry.client for entry in found.entries] == ["Jürgen"]


def test_line_ends_empty_lines_and_what_excel_puts_first_do_no_harm() -> None:
    text = "sep=;\r\n" + WIDE.replace(",", ";").replace("\n", "\r\n\r\n")
    assert weeks(read(text)) == ASH


def test_the_line_is_the_one_in_the_file_whatever_is_broken_over_lines() -> None:
    text = 'client,date,ideas (0-10),note\nAsh,2026-01-05,5,"one\ntwo"\nAsh,no,5,\n'
    assert [one.line for one in read(text).rejected] == [4]


def test_columns_are_matched_by_name_and_the_others_are_listed() -> None:
    text = lines(
        "Participant ID,Week,Ideas and values,Feelings - wished,SHARING,Obstacles,Mood",
        "Ash,2026-01-05,0,8,clearly,blame; criticism,happy",
    )
    found = read(text)
    assert weeks(found) == {
        "Ash 2026-01-05": {
            "ideas.now": 0,
            "feelings.wished": 8,
            "sign.sharing": 2,
            "blockers": ["blame", "criticism"],
        }
    }
    assert found.facts["ignored"] == ["Mood"]
    assert {"name": "SHARING", "as": "sign.sharing"} in found.facts["columns"]


def test_signs_and_blockers_are_read_as_words_or_numbers() -> None:
    text = lines(
        "client,date,arguing,sharing,blockers",
        "Ash,2026-01-05,2,I cannot say,None of these this week",
        "Ash,2026-01-12,Not this week,-1,none",
        "Ash,2026-01-19,,1,blame|escape",
    )
    assert list(weeks(read(text)).values()) == [
        {"sign.arguing": 2, "sign.sharing": -1, "blockers": []},
        {"sign.arguing": 0, "sign.sharing": -1, "blockers": []},
        {"sign.sharing": 1, "blockers": ["blame", "escape"]},
    ]


def test_several_clients_stand_in_one_file_and_a_name_may_be_given_for_all() -> None:
    several = WIDE + "Birch,2026-01-05,6,8\n"
    assert [share.pseudonym for share in merged(several)[0]] == ["Ash", "Birch"]
    alone = lines("date,ideas.now (0-10)", "2026-01-05,5")
    assert weeks(read(alone, client=" Ash ")) == {"Ash 2026-01-05": {"ideas.now": 5}}
    assert refused(alone) == (
        "client",
        "No column says whose lines these are. Say which client they belong to.",
    )


# Days


@pytest.mark.parametrize(
    ("said", "order"),
    [
        ("2026-01-05", ""),
        ("2026/1/5", ""),
        ("2026-01-05T18:30:00", ""),
        ("2026-W02", ""),
        ("05.01.2026", ""),
        ("5. 1. 2026", ""),
        ("05/01/2026", "day-first"),
        ("01/05/2026", "month-first"),
        ("5-1-2026", "day-first"),
    ],
)
def test_days_are_read_in_the_usual_forms(said: str, order: str) -> None:
    text = lines("client,date,ideas (0-10)", f"Ash,{said},5")
    assert list(weeks(read(text, dates=order))) == ["Ash 2026-01-05"]


@pytest.mark.parametrize("said", [("31/12/2025", "05/01/2026"), ("12/31/2025", "01/05/2026")])
def test_one_date_that_fits_one_order_only_decides_for_all(said: tuple[str, str]) -> None:
    text = lines("client,date,ideas (0-10)", *(f"Ash,{one},5" for one in said))
    assert list(weeks(read(text))) == ["Ash 2025-12-29", "Ash 2026-01-05"]


def test_dates_that_can_be_read_in_two_ways_are_asked_about() -> None:
    text = lines("client,date,ideas (0-10)", "Ash,05/01/2026,5")
    assert refused(text) == (
        "dates",
        "05/01/2026 can be read in two ways. Say which order is meant: day first or month first.",
    )
    mixed = text + "Ash,13/01/2026,5\nAsh,01/14/2026,5\n"
    assert refused(mixed) == (
        "dates",
        "Dates stand in one order, but 13/01/2026 and 01/14/2026 came. "
        "Say which order is meant: day first or month first.",
    )
    assert refused(text, dates="backwards") == (
        "dates",
        "The order of dates is day-first or month-first, but 'backwards' came.",
    )


@pytest.mark.parametrize(
    ("heading", "numbers", "mondays"),
    [
        ("week", (1, 2), ["2026-01-05", "2026-01-12"]),
        ("week", (0, 2), ["2026-01-05", "2026-01-19"]),
        ("study day", (1, 8), ["2026-01-05", "2026-01-12"]),
        ("day", (0, 6), ["2026-01-05", "2026-01-05"]),
    ],
)
def test_weeks_and_days_are_counted_from_a_start(
    heading: str, numbers: tuple[int, int], mondays: list[str]
) -> None:
    text = lines(f"client,{heading},ideas (0-10)", *(f"Ash,{one},5" for one in numbers))
    found = read(text, start="2026-01-05")
    assert [f"{entry.monday}" for entry in found.entries] == mondays
    assert refused(text) == (
        "start",
        "This file counts its days or weeks. Say on which day it begins: "
        "a start date, written as 2026-12-31.",
    )
    assert refused(text, start="soon") == (
        "start",
        "The start date cannot be used: "
        "a day is written as 2026-12-31, 31.12.2026 or 31/12/2026, but 'soon' came.",
    )


# Scales


def test_a_scale_is_declared_and_moved_to_ours() -> None:
    text = lines("client,date,ideas", "Ash,2026-01-05,1", "Ash,2026-01-12,4", "Ash,2026-01-19,7")
    found = read(text, scale="1-7")
    assert [one["ideas.now"] for one in weeks(found).values()] == [0, 5, 10]
    assert found.facts["scale"] == {"from": [1, 7], "how": "declared"}
    assert (found.facts["moved"], found.facts["rounded"]) == (3, 0)


def test_a_heading_may_name_the_scale_even_its_own() -> None:
    text = lines("client,date,ideas (0-100),feelings (1 to 5)", "Ash,2026-01-05,47,3")
    found = read(text)
    assert weeks(found) == {"Ash 2026-01-05": {"ideas.now": 5, "feelings.now": 5}}
    assert found.facts["scale"]["how"] == "heading"
    assert found.facts["rounded"] == 1


@pytest.mark.parametrize(
    ("ratings", "span"), [((0, 8), [0, 10]), ((3, 51), [0, 100]), ((0, 100), [0, 100])]
)
def test_a_scale_is_read_from_the_numbers_where_only_one_fits(
    ratings: tuple[int, int], span: list[int]
) -> None:
    text = lines("client,date,ideas,feelings", "Ash,2026-01-05,{},{}".format(*ratings))
    assert read(text).facts["scale"] == {"from": span, "how": "data"}


@pytest.mark.parametrize("ratings", [(1, 7), (0, 5), (1, 10), (0, 40), (2, 101), (-3, 3)])
def test_a_scale_that_cannot_be_told_is_asked_for(ratings: tuple[int, int]) -> None:
    text = lines("client,date,ideas,feelings", "Ash,2026-01-05,{},{}".format(*ratings))
    assert refused(text) == (
        "scale",
        f"The ratings go from {ratings[0]} to {ratings[1]}, and more than one scale would fit. "
        "Say which one it was, such as 0-10 or 1-7.",
    )


def test_a_scale_is_two_numbers_that_go_up() -> None:
    said = "A scale is two numbers, written as 0-100, but {!r} came."
    for scale in ("ten", "10-0", "5"):
        assert refused(WIDE, scale=scale) == ("scale", said.format(scale))


# Lines that stay out, and files


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Ash,31.02.2026,5,1,blame", "'31.02.2026' is no day of the calendar"),
        (
            "Ash,soon,5,1,blame",
            "a day is written as 2026-12-31, 31.12.2026 or 31/12/2026, but 'soon' came",
        ),
        ("Ash,,5,1,blame", "the day is missing"),
        (
            "Ash,1999-01-05,5,1,",
            "a day lies between 2000-01-01 and 2026-12-03, but 1999-01-05 came",
        ),
        (
            "Ash,2026-12-04,5,1,",
            "a day lies between 2000-01-01 and 2026-12-03, but 2026-12-04 came",
        ),
        (",2026-01-05,5,1,blame", "the client is missing"),
        (f"{'x' * 61},2026-01-05,5,1,", "a client's name has at most 60 characters, not 61"),
        ("A\x07sh,2026-01-05,5,1,", "a client's name is plain letters, but 'A\\x07sh' came"),
        ("Ash,2026-01-05,eleven,1,", "ideas.now is a number, but 'eleven' came"),
        ("Ash,2026-01-05,11,1,", "ideas.now lies between 0 and 10, but 11 came"),
        ("Ash,2026-01-05,5,often,", "sign.arguing is one of 0, 1, 2, but 'often' came"),
        (
            "Ash,2026-01-05,5,3,",
            "A sign has one of the values 0, 1, 2, -1, but 3 came. Choose again",
        ),
        (
            "Ash,2026-01-05,5,1,dragons",
            "What got in the way is chosen from feelings-as-push, blame, unasked-advice, "
            "criticism, escape, secret-no, tuned-out, but 'dragons' came",
        ),
        ("Ash,2026-01-05,,,", "there is no answer in it"),
        ("Ash,2026-01-05,5,1,blame,more", "it has 6 cells, but the first line has 5"),
    ],
)
def test_a_line_that_cannot_be_used_is_named_with_the_reason(line: str, reason: str) -> None:
    first = "client,date,ideas.now (0-10),arguing,blockers"
    found = read(lines(first, "Ash,2026-01-12,5,1,blame", line, "Ash,2026-01-19,6,1,"))
    assert rejected(found) == [(3, reason)]
    assert [entry.line for entry in found.entries] == [2, 4]


def test_a_long_file_names_a_field_that_there_is_not() -> None:
    found = read(lines("client,date,field,value (0-10)", "Ash,2026-01-05,mood,5"))
    assert rejected(found) == [(2, "there is no field 'mood'")]


@pytest.mark.parametrize(
    ("text", "rule", "message"),
    [
        ("", "no-table", "A table has a first line of headings and at least one line below it, "
         "but this file has 0 of them. Choose another file."),
        ("PK\x03\x04\0\0", "no-table", "This file is no table of text; it looks like a "
         "spreadsheet's own format. Save it as CSV there, and choose that file."),
        ('{"a": 1}', "no-table", "This JSON file was not saved by this workbook. Choose one that "
         "was, or a CSV file."),
        ("client,ideas\nAsh,5\n", "columns", "No column has the day or the week. There are: "
         "'client', 'ideas'."),
        ("client,date,mood\nAsh,2026-01-05,5\n", "columns", "No column has answers. Call them "
         "ideas.now, ideas.wished, together.now, together.wished, feelings.now, feelings.wished, "
         "or have one column for the field and one for the value. There are: 'client', 'date', "
         "'mood'."),
        ("client,date,ideas,Ideas now\nAsh,2026-01-05,5,5\n", "columns",
         "Each column stands once, but 'Ideas now' came twice. Take one out."),
        (b"x" * 8_000_001, "too-large",
         "A file has at most 8000000 bytes, but this one has 8000001. Split it."),
    ],
    ids=["empty", "xlsx", "json", "no day", "no answers", "twice", "large"],
)  # fmt: skip
def test_a_file_that_cannot_be_used_says_why(text: str | bytes, rule: str, message: str) -> None:
    assert refused(text) == (rule, message)


# What it adds to what is there


def test_the_same_file_twice_adds_nothing() -> None:
    first = merged(WIDE)[0][0]
    assert (first.new, first.added, first.changed, first.same) == (True, 1, 0, 0)
    again = merged(WIDE, Known("ash", first.file))[0][0]
    assert (again.new, again.added, again.changed, again.same) == (False, 0, 0, 1)
    assert again.file == first.file


def test_a_corrected_file_changes_what_an_earlier_one_said() -> None:
    first = file_of(WIDE)
    share = merged(WIDE.replace(",5,", ",6,"), Known("Ash", first))[0][0]
    assert (share.added, share.changed) == (0, 1)
    assert share.file.weeks[0].values == {"ideas.now": 6, "feelings.wished": 8}


def test_nothing_that_was_typed_in_is_written_over() -> None:
    [week] = file_of(WIDE).weeks
    typed = file_of(WIDE).model_copy(
        update={"weeks": (week.model_copy(update={"source": "paper"}),)}
    )
    text = WIDE.replace(",5,", ",6,") + "Ash,2026-01-12,7,8\n"
    [share], left_out = merged(text, Known("Ash", typed))
    assert rejected(left_out) == [
        (2, "the week of 2026-01-05 has ideas.now 5 already, typed in from paper")
    ]
    assert [(f"{one.monday}", one.source) for one in share.file.weeks] == [
        ("2026-01-05", "paper"), ("2026-01-12", "import"),
    ]  # fmt: skip


def test_two_lines_that_differ_about_one_week_keep_the_first() -> None:
    [share], left_out = merged(WIDE + "Ash,2026-01-06,6,8\nASH,2026-01-06,5,8\n")
    assert rejected(left_out) == [(3, "the week of 2026-01-05 has ideas.now 5 already, in line 2")]
    assert (share.added, share.same) == (1, 1)


def test_a_client_who_stopped_sharing_gets_nothing_added() -> None:
    shares, left_out = merged(WIDE, Known("Ash", file_of(WIDE), closed=True))
    assert shares == []
    assert rejected(left_out) == [(2, "Ash stopped sharing, so nothing is added")]


def test_more_weeks_than_a_client_can_have_are_refused_as_a_whole() -> None:
    text = lines("client,date,field,value", *(f"Ash,2026-01-05,mark.event,{n}" for n in range(501)))
    with pytest.raises(ClientRefused) as error:
        merged(text)
    assert error.value.rule == "full"
