"""The phrases of the tables as they are kept: nothing lost, nothing old, nothing damaged."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.clinical.text import kept
from kg.clinical.text.book import PhraseBook, write_book
from kg.clinical.text.told import Told
from kg.clinical.text.trie import NUMBER, Trie

WORDS = st.sampled_from(["pain", "hip", "=can", "5", "12", NUMBER, "ünder", "l5"])
PHRASES = st.dictionaries(st.lists(WORDS, min_size=1, max_size=4).map(tuple),
                          st.sampled_from([(("finding", "a"),), (("denied", "b", "c"),)]))
SAID = st.lists(WORDS | st.sampled_from(["unknown", "7", "3rd"]), max_size=8)


def _longest(book: PhraseBook, said: Sequence[str], start: int) -> tuple[int, object] | None:
    found = None
    for end, meaning in book.endings(book.spelled(said), start):
        if found is None or end > found[0]:
            found = (end, book.meanings[meaning])
    return found


@given(PHRASES, SAID)
def test_a_book_finds_what_a_trie_of_dictionaries_finds(phrases, said):
    trie, book = Trie(), PhraseBook(write_book(phrases))
    for words, meaning in phrases.items():
        trie.add(words, meaning)
    for start in range(len(said)):
        assert _longest(book, said, start) == trie.longest(said, start)
        if trie.begins(said[start]):
            assert start in book.starts(book.spelled(said))


def test_every_phrase_of_the_tables_is_in_the_book_with_its_first_meaning():
    phrases, book = kept.told_phrases(), kept.told_book()
    told = Told(book, book.meanings)
    assert len(phrases) > 100_000
    for words, meaning in phrases.items():
        assert _longest(book, words, 0) == (len(words), meaning)
    assert told.get(["nothing", "of", "the", "kind"]) is None


def test_a_phrase_of_findings_that_an_ontology_lacks_gives_way_to_a_shorter_one():
    short, whole = (("finding", "a"),), (("finding", "b"),)
    book = PhraseBook(write_book({("xyl",): short, ("xyl", "yzl"): whole}))
    both = Told(book, ["known" if meant == short else "whole" for meant in book.meanings])
    assert both.hits(["xyl", "yzl"]) == {0: (2, "whole")}
    lacking = Told(book, ["known" if meant == short else None for meant in book.meanings])
    assert lacking.hits(["xyl", "yzl"]) == {0: (1, "known")}


@pytest.fixture
def _state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GLUTEAL_STATE", str(tmp_path))
    monkeypatch.setattr(kept, "told_phrases", lambda: {("hip",): (("finding", "a"),)})
    kept.told_book.cache_clear()
    yield
    kept.told_book.cache_clear()


@pytest.mark.usefixtures("_state")
def test_phrases_are_kept_under_the_digest_of_what_they_were_made_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    kept.told_book()
    [path] = tmp_path.iterdir()
    monkeypatch.setattr(kept, "told_phrases", dict)
    kept.told_book.cache_clear()
    assert kept.told_book().meanings == [(("finding", "a"),)]  # read, not made
    monkeypatch.setattr(kept, "version", lambda _: "another stemmer")
    kept.told_book.cache_clear()
    assert kept.told_book().meanings == []
    [other] = tmp_path.iterdir()
    assert other != path


@pytest.mark.usefixtures("_state")
@pytest.mark.parametrize("damage", [b"", b"x", lambda whole: whole[:-1] + b"?",
                                    lambda whole: whole[:200]])
def test_damaged_phrases_are_made_anew(tmp_path: Path, damage):
    kept.told_book()
    [path] = tmp_path.iterdir()
    whole = path.read_bytes()
    path.write_bytes(damage(whole) if callable(damage) else damage)
    kept.told_book.cache_clear()
    assert kept.told_book().meanings == [(("finding", "a"),)]
    assert path.read_bytes() == whole


@pytest.mark.usefixtures("_state")
def test_phrases_that_cannot_be_kept_are_read_with_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    (tmp_path / "file").touch()
    monkeypatch.setenv("GLUTEAL_STATE", str(tmp_path / "file"))
    caplog.set_level("INFO")
    assert kept.told_book().meanings == [(("finding", "a"),)]
    assert "not kept" in caplog.text
