"""What the tests of spot checks share with those of editing."""

from tests.integration.directory.editing.conftest import coordinator, owner

__all__ = ["coordinator", "owner"]
