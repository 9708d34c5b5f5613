"""Which request is answered next, whatever comes in which order."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.events import Party, RecognitionDue, Request
from assistant.session.mailboxes import Mailboxes, is_emptied, is_final
from fakes import AGENT, CUSTOMER, acts_asked, asked

PARTIES = st.sampled_from([AGENT, CUSTOMER])
STEPS = st.lists(st.one_of(st.just("take"), st.tuples(PARTIES, st.booleans())), max_size=60)


def replayed(
    steps: Sequence[object], together: bool
) -> tuple[list[RecognitionDue], list[tuple[int, tuple[Request, ...]]]]:
    """Every request left, and every batch taken, with how many had been left before it."""
    mail, left, taken = Mailboxes(most=10**9), [], []
    for step in steps:
        if step == "take":
            taken.append((len(left), mail.take(together)))
        else:
            party, final = step  # type: ignore[misc]
            left.append(asked(party, len(left) + 1.0, final))
            mail.post(left[-1])
    while mail:
        taken.append((len(left), mail.take(together)))
    return left, taken


@settings(deadline=None)
@given(steps=STEPS, together=st.booleans())
def test_final_requests_come_once_each_in_the_order_of_their_party(
    steps: list[object], together: bool
) -> None:
    """None is lost, replaced or overtaken by a later one of its party."""
    left, taken = replayed(steps, together)
    for party in Party:
        finals = [one for one in left if one.party is party and one.final]
        got = [one for _, batch in taken for one in batch if one.party is party and is_final(one)]
        assert got == finals


@settings(deadline=None)
@given(steps=STEPS, together=st.booleans())
def test_a_look_is_taken_only_while_nothing_newer_of_its_party_came(
    steps: list[object], together: bool
) -> None:
    """A newer look replaces it, a final request makes it moot; the newest one is answered."""
    left, taken = replayed(steps, together)
    for count, batch in taken:
        for one in batch:
            if not is_final(one):
                newer = [other for other in left[:count] if other.at > one.at]
                assert all(other.party is not one.party for other in newer)
    last = {one.party: one for one in left}
    everything = [one for _, batch in taken for one in batch]
    assert all(one in everything for one in last.values())


@settings(deadline=None)
@given(steps=STEPS, together=st.booleans())
def test_a_batch_holds_one_kind_and_a_party_once(steps: list[object], together: bool) -> None:
    """Final requests do not wait for looks; the customer stands first."""
    _, taken = replayed(steps, together)
    for _, batch in taken:
        assert len({is_final(one) for one in batch}) <= 1
        assert [one.party for one in batch] in ([], [AGENT], [CUSTOMER], [CUSTOMER, AGENT])
        assert together or len(batch) <= 1


def test_final_requests_go_before_looks() -> None:
    """Even the agent's before the customer's look."""
    mail = Mailboxes(most=10**9)
    for one in (asked(CUSTOMER, 1, final=False), asked(AGENT, 2)):
        mail.post(one)
    assert [mail.take()[0].party for _ in range(2)] == [AGENT, CUSTOMER]


@pytest.mark.parametrize("final", [True, False])
def test_the_customer_goes_first_and_the_agent_is_not_forgotten(final: bool) -> None:
    """Where both have something waiting at every turn, they take turns."""
    mail, order = Mailboxes(most=10**9), []
    for turn in range(6):
        mail.post(asked(AGENT, 2 * turn + 1, final))
        mail.post(asked(CUSTOMER, 2 * turn + 2, final))
        order.append(mail.take()[0].party)
    assert order == [CUSTOMER, AGENT] * 3


def test_the_customer_alone_does_not_lose_the_first_turn() -> None:
    """A turn counts against the customer only where the agent waited."""
    mail = Mailboxes(most=10**9)
    mail.post(asked(CUSTOMER, 1))
    mail.take()
    mail.post(asked(AGENT, 2))
    mail.post(asked(CUSTOMER, 3))
    assert mail.take()[0].party is CUSTOMER


@settings(deadline=None)
@given(parties=st.lists(PARTIES, min_size=1, max_size=60), most=st.integers(1, 20))
def test_waiting_audio_is_bounded_and_no_request_is_lost(parties: list[Party], most: int) -> None:
    """Beyond the bound the oldest lose their audio, and are taken in their place all the same."""
    mail = Mailboxes(most=most * 16_000)
    left = [asked(party, index + 1.0) for index, party in enumerate(parties)]
    for one in left:
        mail.post(one)
        assert mail.samples <= most * 16_000
    emptied = max(0, len(left) - most)
    got: list[Request] = []
    while mail:
        got.extend(mail.take())
    assert sorted(one.at for one in got) == [one.at for one in left]
    assert [is_emptied(one) for one in sorted(got, key=lambda one: one.at)] == [
        index < emptied for index in range(len(left))
    ]
    assert mail.samples == 0


def test_requests_for_acts_wait_by_the_same_rules() -> None:
    """A final one is never lost; of looks the newest waits, and none that a final one made moot."""
    mail = Mailboxes(most=1)
    finals = [acts_asked(CUSTOMER, 1), acts_asked(CUSTOMER, 3)]
    looks = [acts_asked(CUSTOMER, at, final=False) for at in (2, 4, 5)]
    for one in sorted([*finals, *looks], key=lambda due: due.at):
        mail.post(one)
    got = []
    while mail:
        got.extend(mail.take())
    assert got == [*finals, looks[-1]]
    assert not any(is_emptied(one) for one in got)
