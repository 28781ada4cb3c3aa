"""What people say in the demonstration, and what stopped a change there."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from config.demo.people import Cast
from config.demo.variations import HIGH_STREET, STIRCHLEY
from partners.models import Organisation, Service
from sizes import barriers, commenting, moderating
from sizes.models import BoundaryPart, Comment, Variation, Zone

State, Tie = Comment.State, Comment.Tie


@dataclass(frozen=True)
class VoiceSketch:
    """Something said, about the zone itself or about the walk with the nurse."""

    text: str
    tie: str = ""
    name: str = ""
    is_name_shown: bool = False
    is_inside: bool = True
    is_about_walk: bool = False
    worked: str = ""
    channel: str = Comment.Channel.ONLINE
    answer: str = ""
    why_hidden: str = ""
    complaint: str = ""
    is_held: bool = False


VOICES = (
    VoiceSketch(
        "The walks are the first thing here that my mother goes to gladly.",
        Tie.LIVES,
        name="Demo Daughter",
        is_name_shown=True,
        answer="Thank you. From May there is a second, shorter walk on Thursdays.",
    ),
    VoiceSketch(
        "Nobody told the night shift that the gate opens earlier.",
        Tie.WORKS,
        answer="There is a board at the gate now, and the bus depot has the times.",
    ),
    VoiceSketch("Please put a bench half way round.", Tie.LIVES),
    VoiceSketch(
        "I have no computer. I would like the walks in the church newsletter.",
        Tie.LIVES,
        channel=Comment.Channel.TELEPHONE,
    ),
    VoiceSketch("We run a choir in the hall and could stay later.", Tie.RUNS),
    VoiceSketch("I live in the next street, and it is not for us?", Tie.LIVES, is_inside=False),
    VoiceSketch("More lights on the path, please.", Tie.LIVES),
    VoiceSketch("My neighbour goes because it is close.", Tie.LIVES),
    VoiceSketch("It was cancelled twice without a word.", Tie.LIVES),
    VoiceSketch("We come from Kings Heath for it.", Tie.ELSEWHERE, is_inside=False),
    VoiceSketch(
        "My doctor asked how I had got so fit.", Tie.LIVES, is_about_walk=True, worked="yes"
    ),
    VoiceSketch("Good, but only on a weekday.", Tie.WORKS, is_about_walk=True, worked="partly"),
    VoiceSketch(
        "The man in the blue house leaves his gate open.",
        Tie.LIVES,
        why_hidden="It tells of one person who can be recognised.",
    ),
    VoiceSketch(
        "They only care about dog owners.", Tie.LIVES, complaint="It sets people against others."
    ),
    VoiceSketch("Could there be a walk for wheelchairs?", Tie.LIVES, is_held=True),
    VoiceSketch("The hall was locked at eight all the same.", Tie.RUNS, is_held=True),
)

WALK = "See the nurse on a walk"
LATE_HALLS = "Halls must close at ten in the evening"


def make_voices(cast: Cast) -> None:
    """Say, moderate and answer each sketch; and note what stopped changes."""
    _say_all(cast)
    _note_all(cast)


def _say_all(cast: Cast) -> None:
    zone = Zone.objects.get(name=STIRCHLEY)
    core = BoundaryPart.objects.filter(boundary__zone=zone, part=BoundaryPart.Part.CORE)
    inside = core.latest("boundary__number").boundary.core.point_on_surface
    outside = inside.clone()
    outside.x += 20_000
    walk = Variation.objects.agreed().get(acceptance__zone=zone, title=WALK)
    for number, voice in enumerate(VOICES):
        is_typed_in = voice.channel != Comment.Channel.ONLINE
        said = commenting.say(
            zone=zone,
            variation=walk if voice.is_about_walk else None,
            text=voice.text,
            worked=voice.worked,
            tie=voice.tie,
            name=voice.name,
            is_name_shown=voice.is_name_shown,
            point=inside if voice.is_inside else outside,
            channel=voice.channel,
            by=cast.officer if is_typed_in else AnonymousUser(),
            sender=f"demonstration-{number}",
        )
        if said.comment:
            _moderate(said.comment, voice, cast)
    for number, worked in enumerate(["yes"] * 11 + ["partly"] * 3 + ["no"]):
        commenting.say(
            zone=zone,
            variation=walk,
            worked=worked,
            by=AnonymousUser(),
            sender=f"demonstration-answer-{number}",
        )


def _moderate(comment: Comment, voice: VoiceSketch, cast: Cast) -> None:
    page = comment.zone.get_absolute_url()
    if voice.is_held:
        return
    if voice.why_hidden:
        moderating.hide(comment=comment, by=cast.officer, why=voice.why_hidden)
        return
    moderating.show(comment=comment, by=cast.officer, page=page)
    if voice.answer:
        moderating.reply(comment=comment, by=cast.officer, text=voice.answer, page=page)
    if voice.complaint:
        sender = "demonstration-complaint"
        commenting.complain(comment=comment, why=voice.complaint, by=AnonymousUser(), sender=sender)


def _note_all(cast: Cast) -> None:
    """One rule met in four zones, waived in three; and one that was refused and taken further."""
    given = (
        "Brookside Tower: warm and in touch",
        HIGH_STREET,
        "Northfield district: getting about together",
    )
    halls = Service.objects.get(slug="community-centres-and-halls")
    for name in given:
        _note(cast, name, LATE_HALLS, halls, cast.council, ("ask", "waive"))
    _note(cast, STIRCHLEY, LATE_HALLS, halls, cast.council, ("ask",))
    _note(
        cast,
        STIRCHLEY,
        "Only staff of the council may unlock a park",
        Service.objects.get(slug="parks-and-open-spaces"),
        None,
        ("ask", "refuse", "escalate"),
    )


def _note(
    cast: Cast,
    zone: str,
    rule: str,
    service: Service,
    owner: Organisation | None,
    steps: Sequence[str],
) -> None:
    barrier = barriers.note(
        zone=Zone.objects.get(name=zone),
        rule=rule,
        stopped="Neighbours could not do for themselves what they had offered to do.",
        owner=owner,
        owner_name="" if owner else "The insurer of the parks",
        service=service,
        by=cast.officer,
    )
    whom = {"ask": "Neighbourhood officer", "escalate": "Head of risk at the insurer"}
    for step in steps:
        barriers.take(
            step,
            barrier=barrier,
            by=cast.officer,
            by_whom=whom.get(step, "Halls committee" if owner else "The insurer’s broker"),
            asked_for="To leave it out in this zone for a year." if step == "ask" else "",
            reason="The risk is not the council’s alone." if step == "refuse" else "",
        )
        barrier.refresh_from_db()
