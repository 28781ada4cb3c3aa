"""What the zones of the demonstration say of themselves. All of it is made up."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from config.demo.places import HIGH_STREET, TOWER
from partners.models import Commitment
from sizes.drafting import InitiativeGiven, OutcomeGiven
from sizes.models import Initiative, Scope

Here = Initiative.Place


@dataclass(frozen=True)
class Promise:
    """What the council is willing to change for a zone, as it says itself."""

    title: str
    normal_now: str
    instead: str
    enables: str
    subject: str = Commitment.Subject.PRACTICE


@dataclass(frozen=True)
class Sketch:
    """All that a made-up zone says of itself. Days are counted from today."""

    name: str
    purpose: str
    outcomes: Sequence[OutcomeGiven]
    themes: dict[str, str]
    services: dict[str, str]
    why_here: str = ""
    what_stays: str = ""
    how_far: str = ""
    longest_days: int | None = None
    wards: Sequence[str] = ()
    corners: Sequence[tuple[float, float]] = ()
    fringe_m: int = 0
    crisp_into: Sequence[str] = ()
    starts: int = 0
    target: int = 730
    proposed: int | None = None
    declared: int | None = None
    withdrawn: tuple[int, str] | None = None
    why_so_long: str = ""
    initiatives: Sequence[InitiativeGiven] = ()
    partners: Sequence[str] = ()
    neighbours: Sequence[tuple[str, str]] = ()
    leads: Sequence[str] = field(default=("council",))
    by: str = "councillor"
    promise: Promise | None = None
    partner: str = "health"
    local_leader: str = "Head teacher, Demo Primary School"
    residents: int = 0
    heard: tuple[str, str] = (
        "Eleven people came to an open evening. Most asked who decides, and how to say no.",
        "Each difference now says who answers for it, and how to object to it.",
    )


SKETCHES = (
    Sketch(
        name="Stirchley and Cotteridge: health and well-being",
        purpose=(
            "Help more people in Stirchley and Cotteridge to stay well, using the parks, halls "
            "and groups that are already here."
        ),
        wards=("E05011172", "E05011129"),
        fringe_m=300,
        crisp_into=("E05011148",),
        starts=-210,
        proposed=-260,
        declared=-215,
        target=520,
        outcomes=(
            OutcomeGiven(
                "More people are active outdoors at least once a week.",
                "Share of adults who say so in the yearly survey",
                "41%",
                "50%",
            ),
            OutcomeGiven(
                "Fewer people wait alone for help that a neighbour could give.",
                "Referrals answered within a week",
                "not known",
                "8 in 10",
            ),
            OutcomeGiven(
                "Young people have somewhere to go on weekday evenings.", scope=Scope.TOUCH
            ),
        ),
        themes={"health-and-well-being": "core", "green-space-and-climate": "touch"},
        services={
            "parks-and-open-spaces": "core",
            "public-health": "core",
            "gp-and-community-health-services": "touch",
            "community-centres-and-halls": "touch",
        },
        why_here=(
            "Residents and agencies found a dozen groups working on health and well-being within "
            "a mile of each other. Cotteridge Park was one of the first parks to try Active "
            "Parks. What gets in the way is mostly our own rules: who may open a gate, when a "
            "room is free, which form a nurse fills in."
        ),
        what_stays=(
            "Nobody's care, home visit or benefit is reduced. Safeguarding rules stay. Parks stay "
            "free to enter."
        ),
        how_far=(
            "Opening hours, who may lead an activity, and how rooms are lent may differ, within "
            "the zone only, for six months at a time before they are looked at again."
        ),
        longest_days=184,
        initiatives=(
            InitiativeGiven("Active Parks", "Free guided exercise in the park", Here.HERE),
            InitiativeGiven("Saturday gardening", "Run by the friends of the park", Here.HERE),
            InitiativeGiven("Canal walks", "From the next ward", Here.JUST_OUTSIDE),
        ),
        leads=("council", "health"),
        partners=("park_friends",),
        promise=Promise(
            "Let neighbours book a park by telephone",
            "Whoever wants to meet in a park fills in a form six weeks before.",
            "A call to the park office is enough for up to thirty people.",
            "Walking and gardening groups can start within a week.",
        ),
        heard=(
            "Thirty-one people spoke at two evenings in the library. Nine feared for home visits.",
            "That nobody’s home visit is reduced now stands among what will not change.",
        ),
        neighbours=(("King's Norton walking group", "Ask at the library"),),
    ),
    Sketch(
        name="Brookside Tower: warm and in touch",
        purpose="Make the tower warmer and its people less alone, with one shared caretaker.",
        corners=TOWER,
        fringe_m=40,
        starts=25,
        proposed=-50,
        declared=-12,
        target=390,
        outcomes=(
            OutcomeGiven("Every household has talked with a neighbour this month."),
            OutcomeGiven("Heating bills fall.", "Median monthly bill", "£94", "£80"),
        ),
        themes={"homes-and-neighbours": "core", "money-and-advice": "touch"},
        services={"housing-management": "core", "adult-social-care": "touch"},
        why_here="Ninety homes, one door, and three agencies that each send their own caretaker.",
        what_stays="Tenancies, rents and repairs by right stay as they are.",
        how_far="Who does small repairs, and when the ground floor room is open, may differ.",
        promise=Promise(
            "Send one caretaker instead of three",
            "The council, the landlord and the care service each send their own caretaker.",
            "One caretaker, paid by the three, does small jobs for everyone in the tower.",
            "People ring one number, and the landlord can open the ground floor room.",
            Commitment.Subject.PEOPLE,
        ),
        partner="housing",
        residents=38,
        leads=("council", "housing"),
    ),
    Sketch(
        name="Pershore Road: a high street that stays open",
        purpose="Bring people back to the shops by sharing space, signs and late opening.",
        corners=HIGH_STREET,
        fringe_m=150,
        starts=-680,
        proposed=-740,
        declared=-690,
        target=50,
        outcomes=(OutcomeGiven("Fewer empty shops.", "Empty shops", "14", "7"),),
        themes={"high-streets": "core", "jobs-skills-and-enterprise": "touch"},
        services={
            "planning-and-licensing": "core",
            "streets-parking-and-transport": "touch",
            "community-centres-and-halls": "touch",
        },
        why_here="One shop in six is empty, and the traders want to try opening together.",
        what_stays="Noise limits after eleven at night and disabled parking stay.",
        how_far="Pavement licences and loading hours may differ on this street only.",
        promise=Promise(
            "One licence for a whole street of tables",
            "Each shop applies for its own tables on the pavement.",
            "The traders apply once, for all of the street.",
            "Shops can share tables, and the bus stop keeps its room.",
            Commitment.Subject.POLICY,
        ),
        local_leader="Ward councillor for Demo Ward",
        partners=("traders",),
    ),
    Sketch(
        name="Northfield district: getting about together",
        purpose="Let people without a car reach work, care and friends, by sharing vehicles.",
        wards=("E05011158", "E05011148", "E05011149", "E05011184"),
        fringe_m=800,
        starts=-120,
        proposed=-200,
        declared=-130,
        target=1990,
        why_so_long="Vehicles are leased for five years, and the lease is part of the trial.",
        outcomes=(
            OutcomeGiven("People without a car reach a GP in under half an hour."),
            OutcomeGiven("Community minibuses are used on weekdays too.", "Days a week", "2", "5"),
        ),
        themes={"getting-about": "core", "older-people": "core"},
        services={
            "streets-parking-and-transport": "core",
            "adult-social-care": "touch",
            "schools-and-early-years": "touch",
        },
        why_here="Five organisations own minibuses here, and each stands still most of the week.",
        what_stays="Licensing, insurance and drivers' hours are kept by everyone.",
        how_far="Who may ride in whose vehicle may differ; fares may not rise.",
        promise=Promise(
            "Lend school minibuses between school runs",
            "School minibuses stand still from nine to three.",
            "Community drivers may use them from half past nine to half past two.",
            "Day centres and surgeries can fetch people who cannot drive.",
            Commitment.Subject.ASSETS,
        ),
        residents=112,
    ),
    Sketch(
        name="Sparkbrook and Balsall Heath: shared spaces",
        purpose="Spot and use shared opportunities in the buildings and open spaces of the wards.",
        wards=("E05011170", "E05011122"),
        fringe_m=200,
        starts=40,
        proposed=-9,
        target=770,
        outcomes=(OutcomeGiven("Empty rooms are used by groups that need them."),),
        themes={"homes-and-neighbours": "core", "culture-and-sport": "touch"},
        services={"land-and-buildings": "core", "community-centres-and-halls": "core"},
        why_here="The partnership can see the empty rooms; nobody may lend them for an evening.",
        what_stays="Who owns what does not change.",
        how_far="Lettings of up to a year, at no charge, in rooms that stand empty.",
        partners=("housing",),
    ),
    Sketch(
        name="Ladywood: first jobs",
        purpose="Find first jobs for young people with employers they can walk to.",
        wards=("E05011151",),
        starts=-760,
        proposed=-830,
        declared=-770,
        target=-20,
        outcomes=(OutcomeGiven("Sixty young people start a first job.", "Starts", "0", "60"),),
        themes={"jobs-skills-and-enterprise": "core", "children-and-young-people": "core"},
        services={"employment-and-skills-support": "core"},
        why_here="Employers and schools are neighbours here and have never met.",
        what_stays="Nobody loses a benefit by trying a job.",
        how_far="Work trials of up to four weeks count as training.",
        promise=Promise(
            "Count a work trial as training",
            "A young person on a work trial is not in training, and loses support.",
            "A trial of up to four weeks counts as training.",
            "Employers can try somebody, and somebody can try them.",
            Commitment.Subject.POLICY,
        ),
    ),
    Sketch(
        name="Edgbaston: quiet streets",
        purpose="Try school streets and shared deliveries.",
        wards=("E05011134",),
        fringe_m=100,
        starts=-900,
        proposed=-960,
        declared=-910,
        target=-170,
        outcomes=(OutcomeGiven("Fewer cars pass the school gates at nine.", "Cars", "310", "200"),),
        themes={"safety": "core", "getting-about": "core"},
        services={"streets-parking-and-transport": "core"},
        why_here="Three schools share one street.",
        what_stays="Blue badge holders and residents can always drive home.",
        how_far="Closures of up to an hour, twice a day, in term time.",
        promise=Promise(
            "Let parents mind the school street",
            "Only council staff may close a street.",
            "Trained parents may close the school street for an hour.",
            "Three schools can close their street on every school day.",
            Commitment.Subject.PEOPLE,
        ),
        residents=54,
    ),
    Sketch(
        name="Kings Heath: mend it, do not bin it",
        purpose="Mend what can be mended, and let neighbours teach each other how.",
        wards=("E05011130",),
        fringe_m=200,
        starts=-600,
        proposed=-660,
        declared=-610,
        target=30,
        outcomes=(OutcomeGiven("Things are mended here.", "Things mended a year", "0", "300"),),
        themes={"green-space-and-climate": "core", "homes-and-neighbours": "touch"},
        services={"waste-and-recycling": "core", "community-centres-and-halls": "touch"},
        why_here="Three people here can mend nearly anything, and the library has a back room.",
        what_stays="Bins are collected as before.",
        how_far="What the library’s back room is used for may differ, on Saturdays.",
        promise=Promise(
            "Lend the council’s spare tools",
            "Tools that the council no longer needs are sold by the pallet.",
            "They are lent to a repair café for as long as it runs.",
            "Neighbours can mend things without buying tools.",
            Commitment.Subject.ASSETS,
        ),
    ),
    Sketch(
        name="Weoley: breakfast before school",
        purpose="Let every child begin the school day fed and on time.",
        wards=("E05011184",),
        starts=-540,
        proposed=-600,
        declared=-550,
        target=-10,
        outcomes=(OutcomeGiven("Fewer children are late.", "Late arrivals a week", "90", "60"),),
        themes={"children-and-young-people": "core"},
        services={"schools-and-early-years": "core", "community-centres-and-halls": "core"},
        why_here="Two schools share a wall, a hall and the same hungry mornings.",
        what_stays="School hours, and free school meals, stay as they are.",
        how_far="When halls open, and who may open them, may differ.",
        promise=Promise(
            "Let caretakers start at half past six",
            "Caretakers of schools start at eight.",
            "Those who want to start at half past six, and end earlier.",
            "School halls can open for breakfast.",
            Commitment.Subject.PEOPLE,
        ),
        residents=61,
    ),
    Sketch(
        name="Moseley: one front door for advice",
        purpose="Let one visit do where people now make three.",
        wards=("E05011154",),
        fringe_m=250,
        starts=20,
        proposed=-120,
        withdrawn=(-70, "The advice centre found another building, outside the area."),
        target=600,
        outcomes=(OutcomeGiven("People tell their story once."),),
        themes={"money-and-advice": "core"},
        services={"benefits-and-advice": "core"},
        why_here="Three advice desks stand within a hundred metres.",
        what_stays="Advice stays free and in confidence.",
        how_far="Desks may share appointments if the person agrees.",
    ),
    Sketch(
        name="Bournbrook: a street that looks after itself",
        purpose="Help students and long-standing residents to care for their street together.",
        wards=("E05011128",),
        fringe_m=120,
        starts=60,
        target=500,
        outcomes=(OutcomeGiven("Bins are off the pavement by noon."),),
        themes={"homes-and-neighbours": "core"},
        services={"waste-and-recycling": "core"},
        leads=("council", "park_friends"),
        by="resident",
    ),
)
