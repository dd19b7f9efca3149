"""Lay-out is counted as style control counts it, outside of fenced code."""

from __future__ import annotations

import pytest

from tests.unit.signals.counted import value

RICH = """# Title

Some **bold** and __more bold__, *not this*.

## Steps
1. One
2. Two
   - inner
* star
+ plus

| a | b |
|---|:-:|
| 1 | 2 |

```python
# no header
- no item
**no bold**
| x | y |
|---|---|
```
See https://example.org/a?b=1, www.example.org and (http://x.org).
"""


@pytest.mark.parametrize(
    ("name", "count"),
    [("headers", 2), ("lists", 5), ("bold", 2), ("code_blocks", 1), ("tables", 1), ("urls", 3)],
)
def test_everything_that_stands_there_is_counted_once(name: str, count: int) -> None:
    assert value(name, RICH) == count
    assert value(name, RICH.replace("\n", "\r\n")) == count


@pytest.mark.parametrize("name", ["headers", "lists", "bold", "code_blocks", "tables", "urls"])
@pytest.mark.parametrize(
    "text",
    [
        "",
        "Plain words.",
        "#hashtag #other",
        "3.14 is pi",
        "a - b, 2 * 3 * 4",
        "x__y",
        "or | and",
        "مرحبا",
        "👍",
    ],
)
def test_plain_text_has_no_lay_out(name: str, text: str) -> None:
    assert value(name, text) == 0


@pytest.mark.parametrize(
    ("text", "count"),
    [("```\na\n```\n```\nb\n```", 2), ("```js\nopen", 1), ("`inline`", 0), ("> ```\n> a\n> ```", 1)],
)
def test_a_fence_left_open_is_a_block_too(text: str, count: int) -> None:
    assert value("code_blocks", text) == count
