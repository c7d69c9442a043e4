"""Fallback words by place, age and hours; urgent care as an agency type.

The words that came with the product are removed, so that `pathway init` loads the new ones in their place. Words that
somebody wrote are kept. They were written for Brent, so they become the row for Brent at any age and hour, and
`pathway init` adds no other row for Brent beside them.

Three listings that came with the product are for urgent care: they get its term, and keep everything else as it is.
The search index is marked as made of something older, so that `pathway init` makes it anew.
"""

import hashlib

import sqlalchemy as sa
from alembic import op

from pathway.core.database import UTCDateTime
from pathway.core.errors import RoutingTableError
from pathway.directory.stable_ids import stable_id

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

AGENCY_TYPES = (
    "police_999",
    "ambulance_999",
    "urgent_care",
    "mental_health_crisis",
    "childrens_social_care",
    "child_trafficking_advice",
    "adult_safeguarding",
    "safeguarding_lead",
    "nrm_first_responder",
    "modern_slavery_helpline",
    "pathway_coordinator",
    "emergency_accommodation",
    "sexual_health",
    "sarc",
    "sexual_violence_support",
    "substance_misuse",
    "mental_health",
    "benefits_advice",
    "housing_advice",
    "legal_advice",
    "practical_support",
    "third_party_reporting",
    "vawg_service",
    "domestic_abuse_service",
    "idva_marac",
    "exit_support_service",
    "local_equivalent",
)

CAME_WITH_THE_PRODUCT = frozenset(
    {
        "077b06388e79a25d28e96e358365c87847d1cbd144e09b6090be2957ce4573cd",
        "0a176dafb248edffe08c0df842a381c36e8594ec5c1c1ed2fe0cef0169d1000d",
        "0af6263622fdd129effc889cd59e6ee76f2c03bdece651f1b231c0b3350c8b1c",
        "0afbab1107d6e541a37ac2b8c93a18374a2d251a4430f0dc655de7b5f52c1b46",
        "1f339f8f5544f924c9da6aa9c975996137c82c6834eedd0aeed5635c93ce2f5a",
        "283ba40e7d0fc535f2ad57aca069133b7d098f18441fc721e54eaf5e9e762c12",
        "2df0c9db6e29be60ff85bbdf6b5190d6fc02d0fe3a2a5e7c6bc96b166f18b280",
        "3b7d447cff3574619fd3cd2d212456b64cb010fada7c49a27057fc0d4c77e169",
        "618e7cda0f84132cb4b990f9a1f78235b0b73f930595534bf7c9e8cb2f7e708e",
        "713245d906b8aeeb6f41a9ae1e14f89b1e576b2560488a3ea539c2f2dbb5a210",
        "772df1c23e76e90121e6a407d1aa0edd2ba4c3bb8253c9f05ed39d23ddf51437",
        "7afb0f42baa965f42732b8a2d6a82b1b5594bbc00c8fdd2a1a568f411c800184",
        "7e921a48a840daafc5fcc9bd3df526b74f3d5eee98cd31126339d8476e650e5a",
        "7f1c950261c9d13f992dc862e618e4634470d48c1a5957f1dde1b44ec4ebb460",
        "978baac858322413ffa8ce2f53fb017840430a65f573ae6d20d10b7737a1f4e4",
        "a3ed68fb0e2c94620801b59fecaa865dcf83c24a8602782f2e033409f8de3b60",
        "b753a0848202250d519b7977ffb1ac642d87145e9fb8316757ddabe80ae372b4",
        "c22e6c29b709fe935b61aa05bd4bbec6e3fd4aa8f39b79b6d80eea781c84ebd0",
        "c34126cf37e78575fbff2cae1efca930a513a472970b218e428d2afab4d88587",
        "cb0cad3feceb1969ea87b2992830fccbaa2d048652797682b2c2f1913549196d",
        "e02787686ad6bd126139e98d562778b0497d0fdfd0b544246d9c17f2834928e3",
        "e984e900ceb0f3d87d8565333d3c984c7e8b0f23eefc240e835b7c4fd5c6209e",
        "e9b287c2569aebba1f4fddc70d265bd0601db2cf3a9fee5d323be65a5089c02e",
        "ea5e77e106c0c89d2fef6a08e48f11ddadf177b6c0dba963ca8d904f9b99c8d0",
        "f472e954f24e0b136e515db7c6f417e5e0ac9635f83663a1b0de46d6596d62bd",
        "f5950c5ae3f6e0a72dd630dd217deb0f4ee4d3e92132e13c8cce4a00a0cfbdac",
    }
)
"""SHA-256 of each text of the first seed."""

CAME_WITH_THIS = frozenset(
    {
        "053f82d559a3adf657eb96c6ce81ed3fbef2405aa282bf8e31ef331b4af3f88e",
        "063ea903e4075ae0f20f227f4b535c9df637c1e4dfb6786be34bdd1a4e6508be",
        "20269fd86d089b8d35204220163627234c51f32ea1b781f38f7346d20c3d2296",
        "2466309695be3b4e5e047c9883d6e1930a9f2831337f100b68eededa5e745a29",
        "3573a3caa49758c2e291ca45b090120345fa5560bc9fa36ff1951fe57abfd5ad",
        "35d5108bffe4032191c7129c4f288b163378239b27f125079030da84c1918395",
        "36d0ab46015918894cc4fa7788ff5b5af5f1c15632192664661c5f87418d5e44",
        "381c4c32c8edaa770cf9f14eb1df9a155db915e5e3f348d47b468481fb238708",
        "39a94bc79615d6c2d3eae949f7ef85efc73facc144302621a8ed3702af7f2109",
        "39b876860b1689e6a8bf6570dcdfcd08895e13a1a95d1a1254ebf8de460c7341",
        "3cefae4d3fa2a18644f9af63385e0b8e575180dafaa37f3f3b0b2ae1dd6684ef",
        "3d74656abe0b8170bc57b1548aa93b130a91ab5a67d95bbb5041c335e45de228",
        "3e042f3fc8646b57e19954d99f286121ed0fdc967f774bc6ae72e63032020d00",
        "3fd294603c02d434d6b45ca70f38c9c5d661f08845d2610b7aa344340aee69b5",
        "434cbb11cbe1a10a75df51f4218fafc7ca80bfb61c73cb42005377ae7925b60f",
        "44e8a35fac546799030ee470f8900d357b3f392eaf3f333a9073061c4d17479e",
        "464f2b96c525a8a6908f0dd1b7bd92c532e5f48c96ebacd4284f61afd664bcfb",
        "4a4fdca31b67428e715ad9003546bf2a6e7d8871f407d26088969abc459bbc24",
        "4d45886085d199bd13fe1fef9410ea8607a7dfa1c9ba1c48cba24d64ff1d479f",
        "50d7a7654be74f5aa5e06cbba71b0b705c2b6e3854442d2a6e15bcae63719c05",
        "52d94da94bb78a1f8d50175b2a68d86cb8fc9d14c8b85ade8e59529abba00a04",
        "554fde0673f07513a06c32ab34198015e2fd440e39bff81ad38a92ff9e055e80",
        "55de4869ed0767f625182904e4585101605d357ed1ec68a5d3b1f7fce9744fac",
        "59862cddf9d2e7efc9d6c0189fe21a60f46ff62f35a2b2e1a8b30fd2ddfd9866",
        "5e3940347c08d34ba44e6e18cc256705009dc89bcd0152cac129e9ae0f909377",
        "6020d38a68cd3328f6f60fdc03a474222f6bfaa2f610d9e294f57712e3e9894a",
        "60a0ceb6d0456d4267724c6ce050b3bd01ab73122cf663144bd84909bf659a48",
        "641a84aa9dbd0257eac2d3df26159e4972824651ac2b3dbe7378617ad42380bd",
        "652338697d120b126c616721e5b2fd373488b636ba985a8475a7b7bcab35dded",
        "6d9dcb3b92bf571fea70ccb6c36d4a5886ce41d7c3969b0dbf9fc84c2ac5b6c0",
        "712aa2d10b496ff3f8683660f82d02fe6aa9ddff3a6804090ef8ed990ecff19b",
        "7365ba5e9cdf50f88c49ccf50becd441cf707ad19951b6fa86355a866f15e302",
        "73e4b04288aebfcdf9ac38b21f86349f320cfc76b61a819f7b93235284470272",
        "7877488df22cfcc3d6846a05da1b3877f891877c5155900cd2a86cfc1b4149fc",
        "8134d79fbde599e3b711718edfeae96719ab538fa7dca38ef5f731aaf24d0359",
        "8348528339758f6d873b723f67ebb0d7171de687eeab13c8a3fc6d1f8d257f70",
        "83ecee31934c82de089a93f34b180b748202f8cdc5dd616ffdc0e862f9adb810",
        "902da2ce9e08280b549f572c6bd02db493883a24d3ece515d516239973870dbe",
        "90f90c7e9e03dd3e8adef55d047befca1a6ebfb3f0904e4880375b61c254c40d",
        "9599d4ad6d39f16a9ba78242f7de0e1b05de152fe64192954e33e7874afa5385",
        "96d40e1689fb70228f12eff515383dd5aeb4c84781dd2502ffc76e9f520ba81d",
        "978e1ea811be5964788ee47b8de7f3d569cd102186e8e4191cb1487d6900e2ef",
        "a63d84e814d4a6fb29dd6ed48625ce3341c00e0f2360d341bbdc14bc909a64d5",
        "a9db5eae2709bc43f8a750612c73543665fb2a7f6044fa6b7c43de765842ac1a",
        "ab5eab956061f5535c69b1d6d0d31df3239b91474ee1d7470e5a59303e4c8dae",
        "b099c6ab1c4854b74490f8e4b9ebd80cebfc124ec818b2a26384372bf54c9df3",
        "b8a643336eec5a44f82a693923f796a5512e5445a84fe3e66674b3a1d7a5b28e",
        "b904c15573e466be9cc3bf12037d883f2d5b55ab64da6fc26135f7ec45b3bcec",
        "b9dcbb0868a577d2f977d2aa20fdde15825375681d1b1deefad6497758900a72",
        "c174e9803c5716059f05a85177be52b2b986dd8afa2b825cbce069a183e8b5f0",
        "c177f6936321c771fbbcd0560e5d9aa46bd892b27453c27c2e6be2cb16ce5540",
        "c2183c259d128efe63ba0978a2567bcd2860f0e80f61deb5189604425ff30c9f",
        "d6b7a8ae4989c2bf764941054c9192344d7321e174a1cf0583b0ee6a4b5e0ca2",
        "d8acb6ec2bab15995d64c5a55ea91d78f6800809ab1ceb8e673b8cca48f433f1",
        "d9023392f2aca801ecb4ca466c0effec1ce60482b2d54cccc4bbfbce60f24fc0",
        "e086e8442d0383687a4c92297ab34650e5ba6ab773e776d0d20dae3da29cb2e2",
        "e08e7155154b8e5b4ca7ecb11d823cd8ea5327cbe2c771816b14234917bdf534",
        "e0cd283a5e7666753aff78f2c3866a5db25647de76df887c128ca54d4ef8d3d9",
        "e587bf5ad52887773c0d6c76649f61c09374445895ed1eef4240bab51156e933",
        "e9fcae615e7ad8f99232a1558317ab3e9b3d1705f7c2159ed220828f4bdda5d5",
        "f34d8aaee400f433970378f8f2fa7382b63b0aa980e8ba71b71ef85885dc0f9c",
        "f39a9052b61658c44cea4cf7bb1bd3e7fa5409af78cb1b0c7f1ed96e0329856f",
        "f472e954f24e0b136e515db7c6f417e5e0ac9635f83663a1b0de46d6596d62bd",
    }
)
"""SHA-256 of each text that the product brings for this table: a database that goes back has none of them to keep."""

URGENT_CARE = ("nhs-111", "northwick-park-ae", "cmh-utc")
"""Listings of the first seed, by their ids there."""

OUR_TABLE = stable_id("routing_table", "2")
"""The routing table that `pathway init` publishes beside this revision."""

UNKNOWN_BEFORE = ("urgent_health", "control_support", "health_now", "lasting", "urgent_care")
"""Words of a routing table that the code before cannot read: pathways, a fact, an answer, an agency."""

NEVER_CHANGES = "a published routing table never changes"

_ROUTING_TABLE = sa.table(
    "routing_table",
    sa.column("id", sa.Uuid()),
    sa.column("number", sa.Integer()),
    sa.column("status", sa.String()),
    sa.column("content", sa.String()),
)
_TAXONOMY = sa.table("taxonomy", sa.column("id", sa.Uuid()), sa.column("name", sa.String()))
_TERM = sa.table(
    "taxonomy_term",
    sa.column("id", sa.Uuid()),
    sa.column("taxonomy_id", sa.Uuid()),
    sa.column("code", sa.String()),
    sa.column("name", sa.String()),
    sa.column("position", sa.Integer()),
)
_SERVICE = sa.table("service", sa.column("id", sa.Uuid()))
_SERVICE_TERM = sa.table("service_term", sa.column("service_id", sa.Uuid()), sa.column("term_id", sa.Uuid()))


def upgrade() -> None:
    """Make the table anew: its key changes. It has no triggers and nothing refers to it. Then add the term."""
    _make_fallbacks_by_place()
    _mark_urgent_care()


def _make_fallbacks_by_place() -> None:
    kept = _kept_rows()
    op.drop_table("fallback")
    op.create_table(
        "fallback",
        _choice("agency_type", *AGENCY_TYPES),
        _choice("area", "any", "brent", "other_london", "elsewhere"),
        _choice("age", "any", "adult", "child"),
        _choice("hours", "any", "office", "out"),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("last_modified_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("agency_type", "area", "age", "hours", name=op.f("pk_fallback")),
    )
    if kept:
        op.bulk_insert(
            _table("area", "age", "hours"), [row | {"area": "brent", "age": "any", "hours": "any"} for row in kept]
        )


def _mark_urgent_care() -> None:
    bind = op.get_bind()
    taxonomy = bind.scalar(sa.select(_TAXONOMY.c.id).where(_TAXONOMY.c.name == "agency_type"))
    if taxonomy is None:  # nothing was loaded yet
        return
    term = bind.scalar(_urgent_care_term(taxonomy))
    if term is None:
        term = stable_id("agency_type", "urgent_care")
        after = sa.select(_TERM.c.position).where(_TERM.c.taxonomy_id == taxonomy, _TERM.c.code == "ambulance_999")
        place = bind.scalar(after)
        new = {"id": term, "taxonomy_id": taxonomy, "code": "urgent_care", "name": "A&E, urgent treatment or 111"}
        bind.execute(_TERM.insert().values(**new, position=0 if place is None else place + 1))
    ids = [stable_id("service", name) for name in URGENT_CARE]
    present = set(bind.scalars(sa.select(_SERVICE.c.id).where(_SERVICE.c.id.in_(ids))))
    linked = set(bind.scalars(sa.select(_SERVICE_TERM.c.service_id).where(_SERVICE_TERM.c.term_id == term)))
    for service in sorted(present - linked):
        bind.execute(_SERVICE_TERM.insert().values(service_id=service, term_id=term))
    _make_index_anew()


def _urgent_care_term(taxonomy: object) -> sa.Select[tuple[object]]:
    return sa.select(_TERM.c.id).where(_TERM.c.taxonomy_id == taxonomy, _TERM.c.code == "urgent_care")


def _make_index_anew() -> None:
    """Mark the index as made of something older than the code reads."""
    op.execute("UPDATE index_version SET format = 0")


def downgrade() -> None:
    """Take back what older code cannot read: our routing table, the term, all words but one row for each agency type.

    Raises RoutingTableError, with nothing changed, where somebody published a routing table that older code cannot
    read: it never changes and is not ours to remove.
    """
    _refuse_to_strand_a_table()
    _remove_our_table()
    _unmark_urgent_care()
    _make_one_fallback_each()


def _refuse_to_strand_a_table() -> None:
    published = (
        sa.select(_ROUTING_TABLE.c.number, _ROUTING_TABLE.c.content)
        .where(_ROUTING_TABLE.c.status == "published", _ROUTING_TABLE.c.id != OUR_TABLE)
        .order_by(_ROUTING_TABLE.c.number)
    )
    stranded = [
        str(number)
        for number, content in op.get_bind().execute(published)
        if any(f'"{word}"' in content for word in UNKNOWN_BEFORE)
    ]
    if stranded:
        raise RoutingTableError(
            f"Routing table {', '.join(stranded)}, published here, cannot be read by the version before, which would "
            "route nobody; a published table is never removed. Stay at this version, or restore the backup from before."
        )


def _remove_our_table() -> None:
    """Remove it though it is published: the trigger that refuses is taken off for this one statement."""
    bind = op.get_bind()
    ours = _ROUTING_TABLE.c.id == OUR_TABLE
    if bind.scalar(sa.select(_ROUTING_TABLE.c.number).where(ours)) is None:
        return
    if bind.dialect.name == "postgresql":
        off = "DROP TRIGGER routing_table_kept ON routing_table"
        on = (
            "CREATE TRIGGER routing_table_kept BEFORE UPDATE OR DELETE ON routing_table "
            "FOR EACH ROW EXECUTE FUNCTION routing_table_kept()"
        )
    else:
        off = "DROP TRIGGER routing_table_not_removed"
        on = (
            "CREATE TRIGGER routing_table_not_removed BEFORE DELETE ON routing_table "
            f"WHEN OLD.status IN ('published', 'retired') BEGIN SELECT RAISE(ABORT, '{NEVER_CHANGES}'); END"
        )
    op.execute(off)
    op.execute(_ROUTING_TABLE.delete().where(ours))
    op.execute(on)


def _unmark_urgent_care() -> None:
    bind = op.get_bind()
    taxonomy = bind.scalar(sa.select(_TAXONOMY.c.id).where(_TAXONOMY.c.name == "agency_type"))
    term = None if taxonomy is None else bind.scalar(_urgent_care_term(taxonomy))
    if term is not None:
        bind.execute(_SERVICE_TERM.delete().where(_SERVICE_TERM.c.term_id == term))
        bind.execute(_TERM.delete().where(_TERM.c.id == term))
        _make_index_anew()


def _make_one_fallback_each() -> None:
    """Keep what somebody wrote for Brent, else for any place.

    The product's own words are left out: `pathway init` loads them, and as Brent's they would pass for somebody's own.
    """
    best: dict[str, dict[str, object]] = {}
    table = _table("area", "age", "hours")
    for row in op.get_bind().execute(sa.select(table)).mappings():
        is_plain = row["age"] == "any" and row["hours"] == "any" and row["area"] in {"any", "brent"}
        if row["agency_type"] == "urgent_care" or not is_plain or not _is_somebodys_own(row["text"]):
            continue
        if row["area"] == "brent" or row["agency_type"] not in best:
            best[row["agency_type"]] = {name: row[name] for name in ("agency_type", "text", "last_modified_at")}
    op.drop_table("fallback")
    op.create_table(
        "fallback",
        _choice("agency_type", *(kind for kind in AGENCY_TYPES if kind != "urgent_care")),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("last_modified_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("agency_type", name=op.f("pk_fallback")),
    )
    if best:
        op.bulk_insert(_table(), list(best.values()))


def _kept_rows() -> list[dict[str, object]]:
    rows = op.get_bind().execute(sa.select(_table())).mappings()
    return [dict(row) for row in rows if _is_somebodys_own(row["text"])]


def _is_somebodys_own(text: str) -> bool:
    return hashlib.sha256(text.encode()).hexdigest() not in CAME_WITH_THE_PRODUCT | CAME_WITH_THIS


def _table(*more: str) -> sa.TableClause:
    names = ("agency_type", "text", *more)
    return sa.table(
        "fallback", *(sa.column(name, sa.String()) for name in names), sa.column("last_modified_at", UTCDateTime())
    )


def _choice(name: str, *values: str) -> sa.Column[str]:
    kind = sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
    return sa.Column(name, kind, nullable=False)
