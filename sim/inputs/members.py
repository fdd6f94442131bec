"""The parts of a network: organisations, localities, ties, and facts of the whole, each checked by itself."""

from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from sim.inputs.errors import number
from sim.inputs.fields import (
    EMPTY,
    Count,
    Declared,
    Kilometres,
    Name,
    Posts,
    Pounds,
    Prose,
    Share,
    parted,
    wrong,
)
from sim.inputs.sources import NetworkSources

Role = Literal["hub", "spoke"]
Sector = Literal["NHS", "charity", "local authority", "other"]
Kind = Literal[
    "children's hospice",
    "tertiary centre",
    "acute trust",
    "community nursing team",
    "primary care",
    "social care",
    "education",
    "umbrella body",
]
WHERE = "km east and north of a point of your choice, or longitude and latitude, or easting and northing"
Leaning = Annotated[Annotated[float, Field(ge=-1, le=1)] | None, EMPTY]
Level = Annotated[Annotated[float, Field(ge=0, le=1)] | None, EMPTY]


class Organisation(Declared):
    """A member of the network. Distances in km; staff are people, posts whole-time equivalents.

    `staff_core` are those of its staff who sit in the network's structures; `serves` names localities.
    Where money and other staff are left out (None) they are what is usual (`sim.model.usual`), and chance
    draws the six dispositions, from -1 to 1, that nobody has given. Levels (`sim.model.levels`) are those at
    month 0 that somebody has measured.
    """

    name: Name
    role: Role
    sector: Sector
    kind: Kind
    locality: Name
    hub: Annotated[str, Field(description="the hub a spoke attaches to; empty for hubs")]
    x_km: Annotated[Kilometres, Field(description=WHERE)]
    y_km: Annotated[Kilometres, Field(description=WHERE)]
    record_system: Name
    staff_core: Count
    staff_clinical: Count
    staff_nursing: Count
    staff_management: Count
    staff_other: Count
    specialist_establishment: Posts
    specialist_posts: Posts
    nurse_establishment: Posts
    nurse_posts: Posts
    statutory_share: Share
    atypicality: Share
    in_governance: bool
    serves: Annotated[tuple[Name, ...], parted("|")] = ()
    income: Annotated[Pounds | None, EMPTY] = None
    reserves_months: Annotated[Annotated[float, Field(ge=0, le=120)] | None, EMPTY] = None
    other_establishment: Annotated[Posts | None, EMPTY] = None
    other_posts: Annotated[Posts | None, EMPTY] = None
    readiness: Leaning = None
    inwardness: Leaning = None
    ability: Leaning = None
    backing: Leaning = None
    steadiness: Leaning = None
    security: Leaning = None
    awareness_core: Level = None
    awareness_wider: Level = None
    clarity_core: Level = None
    clarity_wider: Level = None
    vision: Level = None
    need: Level = None
    commitment: Level = None
    tractability: Level = None
    engagement: Level = None
    sharing: Level = None
    senior_buy_in: Level = None
    own_priority: Level = None
    expected_benefit: Level = None
    appropriateness: Level = None
    training_relevance: Level = None
    clinical_skill: Level = None
    universal_skill: Level = None
    adoption: Level = None
    measurement_trust: Level = None
    note: Prose = ""

    @field_validator("specialist_posts", "nurse_posts", "other_posts")
    @classmethod
    def _posts_exist(cls, posts: float | None, info: ValidationInfo) -> float | None:
        establishment = str(info.field_name).replace("posts", "establishment")
        most = info.data.get(establishment)
        if most is not None and posts is not None and posts > most:
            what = f"{number(posts)} posts are filled of {number(most)} in {establishment}"
            raise wrong(what, f"write {number(most)} or less")
        return posts

    @field_validator("staff_other")
    @classmethod
    def _somebody_works_there(cls, other: int, info: ValidationInfo) -> int:
        roles = [info.data.get(f"staff_{role}") for role in ("clinical", "nursing", "management")]
        core = info.data.get("staff_core")
        if core is None or None in roles:
            return other
        staff = other + sum(each for each in roles if each is not None)
        if staff == 0:
            raise wrong("the organisation has no staff", "write at least one person")
        if core > staff:
            what = f"{core} core staff are more than all {staff} staff"
            raise wrong(what, f"write {staff} or less", "staff_core")
        return other

    @property
    def public(self) -> bool:
        """Whether it is the NHS's or a council's, with nothing to raise and nothing to put by."""
        return self.sector in ("NHS", "local authority")

    @property
    def staff(self) -> int:
        """All staff eligible for the network's work."""
        return self.staff_clinical + self.staff_nursing + self.staff_management + self.staff_other


LEVELS = tuple(name for name, kind in Organisation.__annotations__.items() if kind == Level)


class Locality(Declared):
    """A place; `children` are all aged 0-19, `children_llc` those of them with a life-limiting condition."""

    name: Name
    x_km: Annotated[Kilometres, Field(description=WHERE)]
    y_km: Annotated[Kilometres, Field(description=WHERE)]
    children: Count
    children_llc: Annotated[float, Field(ge=0, le=1_000_000)]
    note: Prose = ""

    @field_validator("children")
    @classmethod
    def _children_live_there(cls, children: int) -> int:
        if children == 0:
            raise wrong("the locality has no children", "write their number, or leave the locality out")
        return children

    @field_validator("children_llc")
    @classmethod
    def _part_of_children(cls, children_llc: float, info: ValidationInfo) -> float:
        children = info.data.get("children")
        if children is not None and children_llc == 0:
            what = "no child there has a life-limiting condition"
            raise wrong(what, "write their number, or leave the locality out")
        if children is not None and children_llc > children:
            what = f"{number(children_llc)} is more than all {children} children"
            raise wrong(what, f"write {children} or less")
        return children_llc


class Tie(Declared):
    """A tie between two organisations besides those of hub and locality; it runs both ways."""

    start: Name = Field(alias="from")
    to: Name
    weight: Share
    note: Prose = ""


class FixedTie(Declared):
    """A tie that stands whatever hubs and places make of it, as simpler models of a network need them.

    `neighbours`: it begins as strong as between two in one locality. `overlap`: the children whom both
    serve, of those that the smaller serves; None: as places have it.
    """

    start: Name
    to: Name
    weight: Share = 0.0
    neighbours: bool = False
    overlap: Share | None = None


class Sourced(Declared):
    """Where a number, or a column of numbers, comes from."""

    source: NetworkSources = Field(
        description="a finding, a key of sources.bib, 'assumption' or 'own records'"
    )
    note: Prose = ""


class MoneyFact(Sourced):
    """A sum in GBP a year and where it comes from."""

    value: Pounds


class CountFact(Sourced):
    """A number of people and where it comes from."""

    value: Annotated[int, Field(ge=0, le=1_000)]


class ShareFact(Sourced):
    """A degree from 0 to 1 and where it comes from."""

    value: Share


class NetworkFacts(Declared):
    """What is known of the network as a whole, at the start of a run."""

    funding: MoneyFact = Field(description="GBP a year, with value and source")
    leaders: CountFact = Field(description="leaders the network does not pay, with value and source")
    commissioner_priority: ShareFact = Field(description="0-1, with value and source")
    sector_funding: ShareFact = Field(description="0-1, adequacy of the field's money, with value and source")
    definition_breadth: ShareFact = Field(description="0-1, with value and source")
    obligation: ShareFact = Field(description="0-1, to use guidelines, with value and source")
    organisational_distance: ShareFact | None = Field(
        None, description="0-1, between NHS and others; left out: as the mix of members makes it"
    )


FACT_DOMAINS = {
    **dict.fromkeys(NetworkFacts.model_fields, (0.0, 1.0)),
    "funding": (0.0, 1e12),
    "leaders": (0.0, 1_000.0),
}


class Centre(Declared):
    """Where the region's centre lies, in km."""

    x_km: Kilometres
    y_km: Kilometres
