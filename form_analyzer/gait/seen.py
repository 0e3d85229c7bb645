"""Contacts put right by what the pictures say of the shoes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from form_analyzer.datatypes import SagittalTrack, Side
from form_analyzer.gait.events import Events
from form_analyzer.gait.lag import Touchdowns, tied, touchdowns
from form_analyzer.gait.shoe import ShoeSamples, shoe_samples
from form_analyzer.gait.sole import SoleContact, sole_contact
from form_analyzer.geometry import wrap_cycle

# Error (sd) of contacts from landmarks on the rendered runners that the sole was tried on.
_TOLD_SD_S = 0.009
# What landmarks get wrong on one side they get wrong on the other, by so much of it.
_SHARED = 0.7


@dataclass(frozen=True, slots=True)
class SeenShoes:
    """What the pictures say of the shoes.

    Attributes
    ----------
    near_side
        The side near the camera.
    samples
        The shoes by side.
    landed
        How far apart they land; ``None`` where one is not seen well enough to tell.
    met
        When the near sole meets the belt; ``None`` likewise.
    """

    near_side: Side
    samples: Mapping[Side, ShoeSamples]
    landed: Touchdowns | None
    met: SoleContact | None


def see_shoes(track: SagittalTrack, events: Events) -> SeenShoes:
    """The shoes of a track; ``events`` are those that the landmarks tell."""
    samples = shoe_samples(track)
    stride_s, near = 1.0 / track.stride_hz, track.near_side
    return SeenShoes(
        near_side=near,
        samples=samples,
        landed=touchdowns(events, samples, stride_s, near),
        met=sole_contact(samples[near], events[near].contact, stride_s)
        if near in samples
        else None,
    )


def put_right(events: Events, shoes: SeenShoes) -> Events:
    """Events with their contacts where the shoes were seen to land; as they are without shoes."""
    return tied(_met(events, shoes), shoes.landed)


def _met(events: Events, shoes: SeenShoes) -> Events:
    """Contacts weighed with that of the near sole; the far one follows by what both share."""
    if shoes.met is None:
        return events
    near, far = shoes.near_side, shoes.near_side.other
    told, seen = _TOLD_SD_S**2, shoes.met.sd_s**2
    share = told / (told + seen)
    late = share * float(wrap_cycle(shoes.met.phase - events[near].contact))
    return {
        near: replace(
            events[near],
            contact=(events[near].contact + late) % 1.0,
            contact_sd_s=(share * seen) ** 0.5,
        ),
        far: replace(events[far], contact=(events[far].contact + _SHARED * late) % 1.0),
    }
