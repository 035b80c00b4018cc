"""The pictures of the README: each is there, small, said in words, and none is left over."""

from pathlib import Path

from pages import read

ROOT = Path(__file__).parents[1]
LARGEST = 150_000


def test_each_picture_is_there_and_small_and_said_in_words() -> None:
    lines = (ROOT / "README.md").read_text("utf-8").splitlines()
    shown = read(
        "".join(line for line in lines if line.startswith(("<picture", "<source", "<img", "</picture"))).encode()
    )
    pictures = shown.all("img")
    assert len(pictures) >= 3
    assert all(len(one.attributes["alt"]) > 80 for one in pictures)
    named = {one.attributes["src"] for one in pictures} | {one.attributes["srcset"] for one in shown.all("source")}
    assert named == {path.relative_to(ROOT).as_posix() for path in (ROOT / "docs" / "screenshots").iterdir()}
    for name in named:
        content = (ROOT / name).read_bytes()
        assert content.startswith(b"\x89PNG"), name
        assert len(content) < LARGEST, name
