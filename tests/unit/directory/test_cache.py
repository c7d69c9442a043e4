"""What is remembered is bounded."""

from threading import Thread

from pathway.directory.cache import Kept


def test_what_came_first_is_forgotten_first() -> None:
    kept: Kept[int, str] = Kept(3)

    kept.add({1: "one", 2: "two"})
    kept.add({3: "three", 4: "four"})

    assert [kept.get(number) for number in (1, 2, 3, 4)] == [None, "two", "three", "four"]
    assert len(kept) == 3


def test_several_threads_may_add_at_once() -> None:
    kept: Kept[tuple[int, int], int] = Kept(50)

    def fill(who: int) -> None:
        for number in range(2_000):
            kept.add({(who, number): number})

    threads = [Thread(target=fill, args=(who,)) for who in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(kept) == 50
