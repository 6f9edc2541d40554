"""A policy and the rulebook under it: read, compiled and kept in the cache."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from ldn_rules.pipeline.book import build_of, load_book, read_book
from ldn_rules.rulebook.cache import load_cached
from ldn_rules.rulebook.diagnostics import Diagnostic, in_order
from ldn_rules.rulebook.errors import PolicyError, RulesError
from ldn_rules.rulebook.model import Span
from ldn_rules.rulebook.policy import Policy

if TYPE_CHECKING:
    from ldn_rules.pipeline.book import Book
    from ldn_rules.rulebook.folder import Folder
    from ldn_rules.rulebook.load import Loaded
    from ldn_rules.rulebook.nodes import Map
    from ldn_rules.rulebook.policy import Change
    from ldn_rules.rulebook.policy_changes import Placed


def load_policy(rules_dir: str, path: str) -> tuple[Policy, Book]:
    """The policy of a file, and the rules of a folder under it. RulesError if the rules are invalid, PolicyError if the
    policy is.

    A policy that changes no threshold shares the compiled rules with every run without one.
    """
    data = _read(path)
    parts = load_cached(rules_dir, lambda named: _build_policy(named, path, data), "policy", path, _digest(data))
    policy = msgspec.json.decode(parts["policy"], type=Policy)
    if not policy.changes:
        return policy, load_book(rules_dir)
    thresholds = [f"{each.threshold}\n{each.shipped}\n{each.here}" for each in policy.changes]
    compiled = load_cached(
        rules_dir, lambda named: build_of(_Patched(path, data).load(named)), "thresholds", *sorted(thresholds)
    )
    return policy, replace(read_book(compiled), changes=policy.changes)


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as stream:
            return stream.read()
    except OSError as error:
        fault = Diagnostic("E100", f"cannot be read: {error.strerror}", Span(path, 1, 1))
        raise PolicyError([fault]) from error


def _digest(data: bytes) -> str:
    import hashlib

    return hashlib.sha256(data).hexdigest()


def _build_policy(rules_dir: str, path: str, data: bytes) -> dict[str, bytes]:
    """Read the policy, hold it against the rules and tell stricter from laxer: the slow way."""
    from ldn_rules.rulebook import policy_changes, policy_file
    from ldn_rules.rulebook.nodes import Scalar
    from ldn_rules.rulebook.problems import Problems

    shipped = load_book(rules_dir)
    problems = Problems()
    root = policy_file.parse(data, path, problems)
    if root is None or len(problems):
        raise PolicyError(problems.found)
    waivers = policy_file.waivers(root, shipped.ruleset, shipped.vocabulary.drugs, problems)
    patched = _Patched(path, data)
    changes: tuple[Change, ...] = ()
    if root.items("thresholds"):
        try:
            here = patched.load(rules_dir)
        except PolicyError as error:
            raise PolicyError(in_order([*problems.found, *error.diagnostics])) from error
        changes = policy_changes.changes(patched.placed, shipped.ruleset, here, problems)
    if len(problems):
        raise PolicyError(problems.found)
    batch = root.get("unused-after")
    number = batch.value if isinstance(batch, Scalar) and isinstance(batch.value, int) else None
    name, version = root.string("policy"), root.string("version")
    policy = Policy(name, version, _digest(data), path, changes, waivers, number)
    return {"policy": msgspec.json.encode(policy)}


class _Patched:
    """The rules of a folder with the thresholds of a policy in their places."""

    def __init__(self, path: str, data: bytes) -> None:
        self._path = path
        self._data = data
        self.placed: list[Placed] = []

    def load(self, rules_dir: str) -> Loaded:
        """What the folder holds under the policy; PolicyError if it cannot be placed or what it leads to is no rule."""
        from ldn_rules.pipeline.validation import load_valid

        try:
            loaded = load_valid(rules_dir, patch=self._patch)
        except RulesError as error:
            raise PolicyError([self._of_policy(each) for each in error.diagnostics]) from error
        changed = "".join(f"{one.named.text}\n{one.here.text}\n" for one in self.placed)
        named = f"{loaded.ruleset.hash}+{_digest(changed.encode())}"  # a reproducer says by which rules it came to be
        return replace(loaded, ruleset=replace(loaded.ruleset, hash=named))

    def _of_policy(self, fault: Diagnostic) -> Diagnostic:
        """Without the policy the rules are valid: help must not send anybody to them."""
        if fault.span.file == self._path:
            return fault
        return replace(fault, hint="the rules are valid without the policy: change its entry that leads to this")

    def _patch(self, folder: Folder) -> None:
        from ldn_rules.rulebook import policy_changes

        root = self._root(folder)
        if root is not None:
            self.placed = policy_changes.place(root, folder)

    def _root(self, folder: Folder) -> Map | None:
        from ldn_rules.rulebook import policy_file

        return policy_file.parse(self._data, self._path, folder.problems)
