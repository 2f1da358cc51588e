"""A fault is put where its place says, and nowhere else."""

import ast
import difflib

import pytest

from config.project import PROJECT
from tools.mutants.faults import MUTANTS
from tools.mutants.faults.mutant import Mutant
from tools.mutants.faults.place import At, PlaceError, Text
from tools.mutants.faults.search import scopes

SHOP = '''"""Grüße: a letter may be more than one byte."""

ORDERS: tuple[str, ...] = ("first", "second")


class Shop:
    open = True

    def sell(self, item):
        """Sells."""
        price = {"name": "Käse", "tax": (1 + 2), **self.extra}
        if item and not self.closed:
            self.send(item, price=price, tags=["a", 'b'],
                      label=f"{item} sold")
        else:
            self.refuse(item)

        def receipt():
            return self.send(item, None)

        return receipt

    class Till:
        def sell(self, item):
            raise ValueError(f"no {item}")


def refund(shop, item):
    shop.send(item, price=0)
    shop.send(item, price=0)
'''


def changed(scope: str, code: str, becomes: str, source: str = SHOP) -> str:
    """The lines that a fault takes away and brings, without those around them."""
    result = At("shop.py", scope, code).changed(source, becomes)
    lines = [
        f"{line[0]} {line[1:].strip()}".strip()
        for line in difflib.unified_diff(source.splitlines(), result.splitlines(), n=0)
        if line[0] in "+-" and not line.startswith(("+++", "---"))
    ]
    return "\n".join(line for line in lines if line != "+")


@pytest.mark.parametrize(
    ("scope", "code", "becomes", "line"),
    [
        ("ORDERS", '"first"', '"last"', 'ORDERS: tuple[str, ...] = (("last"), "second")'),
        ("ORDERS", '"first", "second"', '"second", "first"', 'ORDERS: tuple[str, ...] = ("second", "first")'),
        ("Shop.open", "True", "False", "open = (False)"),
        ("Shop.open", "open = True", "open = False", "open = False"),
        ("Shop.sell", "'name': 'Käse'", "'name': 'Brot'", "price = {'name': 'Brot', \"tax\": (1 + 2), **self.extra}"),
        ("Shop.sell", '"tax": 1 + 2', '"tax": 3', 'price = {"name": "Käse", "tax": 3, **self.extra}'),
        ("Shop.sell", "1 + 2", "3", 'price = {"name": "Käse", "tax": ((3)), **self.extra}'),
        ("Shop.sell", "self.closed", "a or b", "if item and not (a or b):"),
        ("Shop.sell", "item, price=price", "price=item", "self.send(price=item, tags=[\"a\", 'b'],"),
        ("Shop.sell", 'f"{item} sold"', '"sold"', 'label=("sold"))'),
        ("Shop.sell.receipt", "None", "self", "return self.send(item, (self))"),
        ("Shop.sell.receipt", "self.send(item, ...)", "item", "return (item)"),
        ("Shop.Till.sell", "raise ValueError(...)", "return item", "return item"),
    ],
)
def test_only_the_code_itself_changes(scope: str, code: str, becomes: str, line: str) -> None:
    assert changed(scope, code, becomes).partition("\n+ ")[2] == line


@pytest.mark.parametrize(
    ("scope", "code", "line"),
    [
        ("ORDERS", '"first"', 'ORDERS: tuple[str, ...] = ( "second")'),
        ("ORDERS", '"second"', 'ORDERS: tuple[str, ...] = ("first")'),
        ("Shop.sell", '"tax": 1 + 2', 'price = {"name": "Käse",  **self.extra}'),
        ("Shop.sell", "price=price", "self.send(item,  tags=[\"a\", 'b'],"),
        ("Shop.sell", "tags=['a', 'b']", "self.send(item, price=price,"),
        ("Shop.sell", "label=...", "self.send(item, price=price, tags=[\"a\", 'b'])"),
        ("Shop.sell.receipt", "None", "return self.send(item)"),
        ("Shop.sell", "self.refuse(item)", "pass"),
        ("Shop.Till.sell", "raise ValueError(...)", "pass"),
    ],
)
def test_what_goes_leaves_python(scope: str, code: str, line: str) -> None:
    assert changed(scope, code, "").partition("\n+ ")[2] == line


def test_statements_keep_their_place_in_a_block() -> None:
    result = At("shop.py", "Shop.sell", "self.refuse(item)").changed(
        SHOP, "if item:\n    raise ValueError\nreturn None"
    )
    assert "\n            if item:\n                raise ValueError\n            return None\n\n" in result
    both = "shop.send(item, price=0)\nshop.send(item, price=0)"
    assert At("shop.py", "refund", both).changed(SHOP, "").endswith("def refund(shop, item):\n    pass\n")


@pytest.mark.parametrize(
    ("code", "becomes"),
    [
        ('self.send(item, price=price, tags=["a", "b"], label=...)', "self.refuse(item)"),
        ("tags = ['a',\n 'b']", ""),
        ("(item\n and not self.closed)", "item"),
        ("'tax'  : (1+2),", ""),
    ],
)
def test_the_format_does_not_matter(code: str, becomes: str) -> None:
    written = ast.unparse(ast.parse(SHOP))
    assert written != SHOP
    first, second = (
        ast.dump(ast.parse(At("shop.py", "Shop.sell", code).changed(source, becomes))) for source in (SHOP, written)
    )
    assert first == second != ast.dump(ast.parse(SHOP))


def test_code_that_occurs_twice_is_refused_with_both_lines() -> None:
    with pytest.raises(PlaceError, match=r"`price=0` occurs 2 times in refund in shop.py \(lines 29, 30\)"):
        changed("refund", "price=0", "price=1")


@pytest.mark.parametrize(
    ("scope", "code", "becomes", "words"),
    [
        ("Shop.sell", "price=0", "price=1", "occurs 0 times in Shop.sell in shop.py"),
        ("Till.sell", "item", "self", "there is no Till.sell in shop.py"),
        ("Shop.sell", "price=(", "price=1", "occurs 0 times"),
        ("Shop.sell", "label=...", "label=(", "can't replace `label=...`"),
        ("Shop.sell", "label=...", "label=f'{item} sold'", "means the same as `label=...`"),
        ("Shop.sell", "'sold'", "''", "occurs 0 times"),
    ],
)
def test_a_fault_that_does_not_fit_is_refused(scope: str, code: str, becomes: str, words: str) -> None:
    with pytest.raises(PlaceError) as refused:
        changed(scope, code, becomes)
    assert words in str(refused.value)


def test_a_text_has_to_occur_once() -> None:
    assert Text("Makefile", "audit:").changed("lint:\naudit:\n", "audits:") == "lint:\naudits:\n"
    with pytest.raises(PlaceError, match=r"`a` occurs 2 times in Makefile \(lines 1, 3\)"):
        Text("Makefile", "a").changed("a\n\na\n", "b")
    with pytest.raises(PlaceError, match="`a` occurs 0 times in Makefile, and has to occur once"):
        Text("Makefile", "a").changed("b\n", "b")


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.fault)
def test_a_fault_fits_the_project_and_changes_its_scope_alone(mutant: Mutant) -> None:
    mutant.check(PROJECT)
    if isinstance(mutant.place, At):
        source = (PROJECT / mutant.place.file).read_text()
        before, after = (ast.parse(text) for text in (source, mutant.place.changed(source, mutant.becomes)))
        [scope] = scopes(before, mutant.place.scope)
        [in_after] = scopes(after, mutant.place.scope)
        assert ast.dump(scope) != ast.dump(in_after)
        vars(in_after).clear()
        vars(in_after).update(vars(scope))
        assert ast.dump(before) == ast.dump(after)


def test_there_are_at_least_ten_different_faults() -> None:
    assert len({mutant.fault for mutant in MUTANTS}) == len(MUTANTS) >= 10
