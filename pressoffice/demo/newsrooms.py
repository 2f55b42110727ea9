"""Outlets of the demo country, its intakes of applications, and who applies. Names and numbers are invented."""

from collections.abc import Sequence
from dataclasses import dataclass

from accreditation.states import Function, OutletKind, RegisterStatus

PRESS = "nature"  # the agency that accredits in the demo
RULES_KK = (
    "1. Аккредиттеу тұрақты (бір жыл) және уақытша (нақты іс-шараға) болады.\n"
    "2. Өтінімді бас редактор немесе редакцияның өкілі береді.\n"
    "3. Аккредиттелген журналист алған ақпаратын өтінім берген бұқаралық ақпарат құралында ғана таратады, "
    "іс-шара регламентін сақтайды.\n4. Бас тарту негіздері: соттың шешімі, құжаттардың болмауы, тізілімде болмау."
)
RULES_RU = (
    "1. Аккредитация бывает постоянной (на один год) и временной (на конкретное мероприятие).\n"
    "2. Заявление подаёт главный редактор или представитель редакции.\n"
    "3. Аккредитованный журналист распространяет полученную информацию только в том издании, от имени которого "
    "обратился, и соблюдает регламент мероприятия.\n"
    "4. Основания отказа: решение суда, непредставление документов, отсутствие в реестре."
)
ZONES = (
    ("Баспасөз орталығы", "Пресс-центр", "Press centre"),
    ("Мәжіліс залы", "Зал заседаний", "Session hall"),
    ("Су торабы", "Гидроузел", "Hydroelectric site"),
)
GATES = (
    ("Бас кіреберіс", "Главный вход", "Main entrance", (1, 2)),
    ("Су торабының бекеті", "Пост гидроузла", "Post of the site", (3,)),
)


@dataclass(frozen=True)
class DemoOutlet:
    code: str
    kk: str
    ru: str
    en: str
    kind: OutletKind
    certificate: str
    languages: tuple[str, ...]
    is_nationwide: bool = False
    is_foreign: bool = False
    status: RegisterStatus = RegisterStatus.REGISTERED
    days_ago: int = 20  # working days since somebody looked it up; 0: nobody did


OUTLETS = (
    DemoOutlet(
        "dala",
        "«Дала жаңалықтары» газеті",
        "Газета «Дала жаңалықтары»",
        "Dala Zhanalyqtary",
        OutletKind.PERIODICAL,
        "KZ41VPY00050001",
        ("kk",),
        is_nationwide=True,
    ),
    DemoOutlet(
        "dala-twice",
        "Дала жаңалықтары",
        "«Дала жаналыктары», газета",
        "",
        OutletKind.PERIODICAL,
        "",
        ("kk",),
        status=RegisterStatus.UNCHECKED,
        days_ago=0,
    ),
    DemoOutlet(
        "steppe",
        "«Степь.Медиа» интернет-басылымы",
        "Интернет-издание «Степь.Медиа»",
        "Steppe Media",
        OutletKind.ONLINE,
        "KZ55VPY00050002",
        ("kk", "ru"),
        is_nationwide=True,
    ),
    DemoOutlet(
        "saryozen-tv",
        "«Сарыөзен» телеарнасы",
        "Телеканал «Сарыозен»",
        "Saryozen TV",
        OutletKind.TELEVISION,
        "KZ66VPY00050003",
        ("kk", "ru"),
    ),
    DemoOutlet(
        "zhetisu-fm",
        "«Жетісу FM» радиосы",
        "Радио «Жетісу FM»",
        "Zhetisu FM",
        OutletKind.RADIO,
        "KZ77VPY00050004",
        ("kk",),
        days_ago=120,
    ),
    DemoOutlet(
        "tau",
        "«Тау» ақпарат агенттігі",
        "Информационное агентство «Тау»",
        "Tau News Agency",
        OutletKind.NEWS_AGENCY,
        "KZ88VPY00050005",
        ("kk", "ru", "en"),
        is_nationwide=True,
    ),
    DemoOutlet("zhel", "«Жел» блогы", "Блог «Жел»", "", OutletKind.ONLINE, "", ("ru",), status=RegisterStatus.ABSENT),
    DemoOutlet(
        "radio-abroad",
        "«Steppe Radio»",
        "«Steppe Radio»",
        "Steppe Radio",
        OutletKind.RADIO,
        "",
        ("en",),
        is_foreign=True,
        status=RegisterStatus.UNCHECKED,
        days_ago=0,
    ),
)
STOPPED_OUTLET, STOPPED_DAYS_AGO = "saryozen-tv", 3  # by a court


@dataclass(frozen=True)
class DemoIntake:
    """Days are working days before today; `event_in` is that many working days ahead."""

    code: str
    kk: str
    ru: str
    en: str
    text_kk: str
    text_ru: str
    opened_days_ago: int
    is_strategic: bool = False
    event_in: int = 0
    places: int | None = None
    closed_days_ago: int = 0  # an intake for an event may close before its last day


INTAKES = (
    DemoIntake(
        "closed",
        "Тұрақты аккредиттеу",
        "Постоянная аккредитация",
        "Permanent accreditation",
        "Министрлік журналистерді бір жылға аккредиттеуге өтінім қабылдады.",
        "Министерство принимало заявления на аккредитацию журналистов на один год.",
        14,
    ),
    DemoIntake(
        "open",
        "Тұрақты аккредиттеу, екінші қабылдау",
        "Постоянная аккредитация, второй набор",
        "Permanent accreditation, second intake",
        "Министрлік журналистерді бір жылға аккредиттеуге өтінім қабылдайды.",
        "Министерство принимает заявления на аккредитацию журналистов на один год.",
        4,
    ),
    DemoIntake(
        "strategic",
        "Сарыөзен су торабы",
        "Сарыозенский гидроузел",
        "Saryozen hydroelectric site",
        "Стратегиялық объектіге тұрақты аккредиттеу. Қауіпсіздік қызметі әр өтінімді тексереді.",
        "Постоянная аккредитация на стратегический объект. Служба безопасности проверяет каждое заявление.",
        5,
        is_strategic=True,
    ),
    DemoIntake(
        "event",
        "Министрдің су тасқыны туралы брифингі",
        "Брифинг министра о паводках",
        "Briefing on the floods",
        "Брифингке уақытша аккредиттеу. Орын саны шектеулі.",
        "Временная аккредитация на брифинг. Число мест ограничено.",
        2,
        event_in=5,
        places=3,
    ),
    DemoIntake(
        "tour",
        "Су торабына баспасөз туры",
        "Пресс-тур на гидроузел",
        "Press tour to the hydroelectric site",
        "Автобуста бір ғана орын бар. Орындар жарияланған өлшемшарттар бойынша бөлінеді.",
        "В автобусе одно место. Места распределяются по объявленным критериям.",
        6,
        event_in=4,
        places=1,
        closed_days_ago=3,
    ),
)


@dataclass(frozen=True)
class DemoApplicant:
    """`account` is the e-mail of an account of the demo; without one the editor of the outlet applies for them."""

    code: str
    name: str
    latin: str
    outlet: str
    intake: str
    days_ago: int
    function: Function = Function.JOURNALIST
    language: str = "kk"
    account: str = ""
    email: str = ""
    hour: int = 10
    documents: Sequence[str] = ("EDITOR_REQUEST", "CONTRACT", "IDENTITY")


SAULE, VLASOV, EDITOR = "journalist@demo.kz", "reporter@demo.kz", "chief@demo.kz"
APPLICANTS = (
    DemoApplicant("saule", "Сәуле Нұрпейісова", "Saule Nurpeissova", "dala", "closed", 13, account=SAULE),
    DemoApplicant("vlasov", "Алексей Власов", "Alexey Vlasov", "steppe", "closed", 13, language="ru", account=VLASOV),
    DemoApplicant("tv", "Мадина Оразова", "Madina Orazova", "saryozen-tv", "closed", 12, email="madina@demo.example"),
    DemoApplicant(
        "camera",
        "Игорь Ким",
        "Igor Kim",
        "steppe",
        "closed",
        12,
        Function.CAMERA_OPERATOR,
        "ru",
        email="kim@demo.example",
    ),
    DemoApplicant(
        "breaker", "Бекзат Өмірзақов", "Bekzat Omirzakov", "zhetisu-fm", "closed", 13, email="b@demo.example"
    ),
    DemoApplicant(
        "unregistered", "Павел Ветров", "Pavel Vetrov", "zhel", "closed", 11, language="ru", email="v@demo.example"
    ),
    DemoApplicant("gone", "Гаухар Әлиева", "Gaukhar Aliyeva", "tau", "closed", 10, email="gaukhar@demo.example"),
    DemoApplicant("late", "Ернар Құсайынов", "Yernar Kussainov", "tau", "closed", 9, email="yernar@demo.example"),
    DemoApplicant(
        "incomplete",
        "Лариса Шевченко",
        "Larissa Shevchenko",
        "zhetisu-fm",
        "open",
        3,
        language="ru",
        email="larissa@demo.example",
        documents=("EDITOR_REQUEST",),
    ),
    DemoApplicant("fresh", "Дәурен Сейтқали", "Dauren Seitkali", "dala-twice", "open", 1, email="dauren@demo.example"),
    DemoApplicant("checked", "Айжан Бөкенбай", "Aizhan Bokenbay", "tau", "open", 2, email="aizhan@demo.example"),
    DemoApplicant("guarded", "Сәуле Нұрпейісова", "Saule Nurpeissova", "dala", "strategic", 4, account=SAULE),
    DemoApplicant(
        "cleared",
        "Олег Пак",
        "Oleg Pak",
        "steppe",
        "strategic",
        4,
        Function.PHOTOGRAPHER,
        "ru",
        email="pak@demo.example",
    ),
    DemoApplicant("seat-1", "Жанар Ықылас", "Zhanar Ykylas", "tau", "event", 1, email="zhanar@demo.example"),
    DemoApplicant(
        "seat-2",
        "Нина Орлова",
        "Nina Orlova",
        "steppe",
        "event",
        1,
        language="ru",
        email="orlova@demo.example",
        hour=11,
    ),
    DemoApplicant(
        "seat-3",
        "Рүстем Ғани",
        "Rustem Gani",
        "tau",
        "event",
        1,
        Function.CAMERA_OPERATOR,
        email="r@demo.example",
        hour=12,
    ),
    DemoApplicant("bus-1", "Динара Сапар", "Dinara Sapar", "tau", "tour", 5, email="dinara@demo.example"),
    DemoApplicant("bus-2", "Тимур Ли", "Timur Li", "zhetisu-fm", "tour", 4, language="ru", email="timur@demo.example"),
    DemoApplicant(
        "seat-4", "Асия Мұқан", "Assiya Mukan", "zhetisu-fm", "event", 1, email="assiya@demo.example", hour=14
    ),
)
