"""What is remembered is bounded."""

from threading import Thread

from pathway.directory.cache import BoundedCache


def test_what_came_first_is_forgotten_first() -> None:
    cache: BoundedCache[int, str] = BoundedCache(3)

    cache.add({1: "one", 2: "two"})
    cache.add({3: "three", 4: "four"})

    assert [cache.get(number) for number in (1, 2, 3, 4)] == [None, "two", "three", "four"]
    assert len(cache) == 3


def test_several_threads_may_add_at_once() -> None:
    cache: BoundedCache[tuple[int, int], int] = BoundedCache(50)

    def fill(who: int) -> None:
        for number in range(2_000):
            cache.add({(who, number): number})

    threads = [Thread(target=fill, args=(who,)) for who in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(cache) == 50
