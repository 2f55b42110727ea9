"""Who lives in the demo country. Names are invented; BINs only satisfy their check digit."""

from dataclasses import dataclass

from agencies.states import AgencyKind, Role

PASSWORD = "pressoffice-demo"  # noqa: S105  # printed by `make demo`; the accounts exist nowhere else


@dataclass(frozen=True)
class DemoAgency:
    slug: str
    kind: AgencyKind
    kk: str
    ru: str
    en: str
    bin: str
    parent: str = ""


@dataclass(frozen=True)
class DemoUnit:
    agency: str
    slug: str
    kk: str
    ru: str
    en: str


@dataclass(frozen=True)
class DemoPerson:
    """`role` None is somebody without an office: a journalist, a citizen."""

    email: str
    name: str
    language: str
    agency: str = ""
    role: Role | None = None
    unit: str = ""
    kk: str = ""
    ru: str = ""


AGENCIES = (
    DemoAgency(
        "mass-media",
        AgencyKind.MEDIA_AUTHORITY,
        "Масс-медиа министрлігі",
        "Министерство масс-медиа",
        "Ministry of Mass Media",
        "240140000011",
    ),
    DemoAgency(
        "nature",
        AgencyKind.CENTRAL_BODY,
        "Табиғат және су министрлігі",
        "Министерство природы и воды",
        "Ministry of Nature and Water",
        "240140000021",
    ),
    DemoAgency(
        "forest", AgencyKind.DEPARTMENT, "Орман комитеті", "Комитет леса", "Forest Committee", "240140000031", "nature"
    ),
    DemoAgency(
        "water", AgencyKind.DEPARTMENT, "Су комитеті", "Комитет воды", "Water Committee", "240140000041", "nature"
    ),
    DemoAgency(
        "saryozen",
        AgencyKind.LOCAL_EXECUTIVE_BODY,
        "Сарыөзен облысының әкімдігі",
        "Акимат Сарыозенской области",
        "Akimat of Saryozen Region",
        "240140000051",
    ),
)

UNITS = (
    DemoUnit("nature", "air", "Атмосфералық ауаны қорғау департаменті", "Департамент охраны воздуха", "Air Department"),
    DemoUnit("nature", "budget", "Қаржы департаменті", "Департамент финансов", "Finance Department"),
    DemoUnit("water", "dams", "Бөгеттер басқармасы", "Управление плотин", "Dams Division"),
    DemoUnit("saryozen", "roads", "Жол басқармасы", "Управление дорог", "Roads Division"),
)

PEOPLE = (
    DemoPerson("owner@demo.kz", "Дана Ержанова", "ru", "mass-media", Role.SYSTEM_OWNER),
    DemoPerson("authority@demo.kz", "Асқар Тілеуов", "kk", "mass-media", Role.PRESS_OFFICER),
    DemoPerson(
        "officer@demo.kz",
        "Айгүл Сәтбаева",
        "kk",
        "nature",
        Role.PRESS_OFFICER,
        kk="баспасөз қызметінің маманы",
        ru="специалист пресс-службы",
    ),
    DemoPerson(
        "officer2@demo.kz",
        "Ерлан Жұмабеков",
        "ru",
        "nature",
        Role.PRESS_OFFICER,
        kk="баспасөз қызметінің маманы",
        ru="специалист пресс-службы",
    ),
    DemoPerson(
        "senior@demo.kz", "Марина Ли", "ru", "nature", Role.SENIOR_OFFICER, kk="баспасөз хатшысы", ru="пресс-секретарь"
    ),
    DemoPerson("head@demo.kz", "Болат Әлімжанов", "ru", "nature", Role.FIRST_HEAD, kk="министр", ru="министр"),
    DemoPerson("unit@demo.kz", "Сергей Кузнецов", "ru", "nature", Role.UNIT_CONTACT, unit="air"),
    DemoPerson("editor@demo.kz", "Жанна Оспанова", "kk", "nature", Role.EDITOR),
    DemoPerson("gate@demo.kz", "Нұрлан Қасымов", "kk", "nature", Role.GATE),
    DemoPerson("security@demo.kz", "Руслан Абдуллин", "ru", "nature", Role.SECURITY),
    DemoPerson("gate2@demo.kz", "Тамара Юн", "ru", "nature", Role.GATE),
    DemoPerson("auditor@demo.kz", "Ольга Пак", "ru", "nature", Role.AUDITOR),
    DemoPerson("forest@demo.kz", "Гүлнар Мұратова", "kk", "forest", Role.PRESS_OFFICER),
    DemoPerson("forest-head@demo.kz", "Тимур Сейітов", "kk", "forest", Role.FIRST_HEAD, kk="төраға", ru="председатель"),
    DemoPerson("water@demo.kz", "Виктор Цой", "ru", "water", Role.PRESS_OFFICER),
    DemoPerson("saryozen@demo.kz", "Әсел Төлегенова", "kk", "saryozen", Role.SENIOR_OFFICER),
    DemoPerson("akim@demo.kz", "Қайрат Бекенов", "kk", "saryozen", Role.FIRST_HEAD, kk="әкім", ru="аким"),
    DemoPerson(
        "deputy@demo.kz", "Людмила Шин", "ru", "saryozen", Role.EDITOR, kk="әкімнің орынбасары", ru="заместитель акима"
    ),
    DemoPerson("journalist@demo.kz", "Сәуле Нұрпейісова", "kk"),
    DemoPerson("reporter@demo.kz", "Алексей Власов", "ru"),
    DemoPerson("chief@demo.kz", "Ирина Белова", "ru"),
)

ACTING_FOR, ACTING_DEPUTY = "akim@demo.kz", "deputy@demo.kz"
ACTING_GROUND = "Өкім № 118 / Распоряжение № 118"
