"""Every written form of an NDC leads to the same code, or is known to be one of several."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ldn_rules.rulebook.ndc import hyphenated, ndc_forms, product_of

DIGITS = st.text("0123456789", min_size=11, max_size=11)
HYPHEN = st.sampled_from(["-", " - ", "\N{EN DASH}", "\N{HYPHEN}", " "])


def written(code: str, hyphen: str = "-") -> list[str]:
    """The forms with hyphens: eleven digits, the ten digits that it has by its zeros, and zeros lost at the front."""
    labeler, product, package = code[:5], code[5:9], code[9:]
    forms = [(labeler, product, package), tuple(str(int(part)) for part in (labeler, product, package))]
    forms += [(labeler[1:], product, package)] if labeler[0] == "0" else []
    forms += [(labeler, product[1:], package)] if product[0] == "0" else []
    forms += [(labeler, product, package[1:]), (labeler, product, f"*{package[1:]}")] if package[0] == "0" else []
    return [hyphen.join(form) for form in forms]


def unhyphenated(code: str) -> list[str]:
    """The forms without: eleven digits, ten, and what is left when a table takes them for a number."""
    short = [form.replace("-", "") for form in written(code) if len(form) == 12 and "*" not in form]
    numbers = [str(int(form)) for form in (code, *short) if len(str(int(form))) >= 7]
    return [code, *short, *numbers]


@given(DIGITS, HYPHEN)
def test_with_hyphens_it_is_one_code(code: str, hyphen: str) -> None:
    """Each part is filled up with zeros, wherever they were lost."""
    assert {ndc_forms(form) for form in written(code, hyphen)} == {(code,)}


@given(DIGITS)
def test_without_hyphens_it_is_among_the_codes(code: str) -> None:
    """Eleven digits are one code; fewer stand for a few, of which it is one."""
    assert ndc_forms(code) == (code,)
    for form in unhyphenated(code):
        assert code in ndc_forms(form)
        assert len(ndc_forms(form)) <= 5


@given(DIGITS)
def test_what_people_read_means_the_same(code: str) -> None:
    """The form that reasons show is a form of the code, and so is that of its product."""
    assert ndc_forms(hyphenated(code)) == (code,)
    assert ndc_forms(hyphenated(product_of(code))) == (product_of(code),)


@given(st.text(max_size=20))
def test_any_text_gives_codes_or_nothing(text: str) -> None:
    """Nine or eleven digits come out, whatever went in."""
    assert all(len(form) in {9, 11} and form.isdigit() for form in ndc_forms(text))
