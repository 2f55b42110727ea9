"""Questions put to the demo country. Days are working days before today, hours are local."""

from dataclasses import dataclass

from inquiries.rules import Wish
from inquiries.states import AskerKind
from pressoffice.demo.plots import Plot


@dataclass(frozen=True)
class DemoAsker:
    kind: AskerKind
    name: str
    email: str
    outlet: str = ""


@dataclass(frozen=True)
class DemoCase:
    agency: str
    asker: DemoAsker
    language: str
    subject: str
    text: str
    days_ago: int
    hour: int = 10
    wish: Wish = Wish.KNOW
    officer: str = ""
    note: str = ""
    answer: str = ""
    answered_days_ago: int = 0
    spoken_answer: str = ""  # asked by telephone, answered at once
    plot: Plot | None = None


SAULE = DemoAsker(AskerKind.OUTLET, "Сәуле Нұрпейісова", "journalist@demo.kz", "«Дала жаңалықтары» газеті")
VLASOV = DemoAsker(AskerKind.OUTLET, "Алексей Власов", "reporter@demo.kz", "Интернет-издание «Степь.Медиа»")
EMMA = DemoAsker(AskerKind.OUTLET, "Emma Clarke", "emma@demo.example", "Steppe Radio")
MARIA = DemoAsker(AskerKind.PERSON, "Мария Иванова", "maria@demo.example")
CLEAN_AIR = DemoAsker(AskerKind.ORGANISATION, "Бауыржан Әбенов", "bauyrzhan@demo.example", "«Таза ауа» қоғамдық қоры")
AIGUL, ERLAN = "officer@demo.kz", "officer2@demo.kz"

CASES = (
    DemoCase(
        agency="nature",
        asker=VLASOV,
        language="ru",
        subject="Выбросы в воздух за третий квартал",
        text="Прошу предоставить данные о выбросах загрязняющих веществ по областям за третий квартал, в тоннах, и "
        "назвать предприятия, превысившие установленные нормативы.",
        days_ago=8,
        officer=ERLAN,
        note="Данные запрошены в департаменте охраны воздуха, обещали к понедельнику.",
    ),
    DemoCase(
        agency="nature",
        asker=SAULE,
        language="kk",
        subject="Балқаш көлінің су деңгейі",
        text="Соңғы бес жылда Балқаш көлінің су деңгейі қалай өзгерді? Келесі жылға қандай шаралар жоспарланған?",
        days_ago=6,
        officer=AIGUL,
    ),
    DemoCase(
        agency="nature",
        asker=SAULE,
        language="kk",
        subject="Орман өрттерін сөндіруге бөлінген қаражат",
        text="Биыл орман өрттерінің алдын алуға және оларды сөндіруге қанша қаражат бөлінді және қаншасы игерілді?",
        days_ago=5,
        officer=AIGUL,
    ),
    DemoCase(
        agency="nature",
        asker=VLASOV,
        language="ru",
        subject="Закупка станций мониторинга",
        text="Сколько станций мониторинга воздуха закуплено в этом году, где они установлены и когда заработают?",
        days_ago=4,
        officer=ERLAN,
    ),
    DemoCase(
        agency="nature",
        asker=VLASOV,
        language="ru",
        subject="Слова министра о переносе плотины",
        text="В официальном сообщении сказано, что плотину перенесут «в ближайшее время». Просим уточнить срок.",
        days_ago=1,
        wish=Wish.EXPLAIN,
        officer=AIGUL,
    ),
    DemoCase(
        agency="nature",
        asker=EMMA,
        language="en",
        subject="Tree planting figures",
        text="How many trees were planted under the national programme this year? How many of last year's survived?",
        days_ago=2,
    ),
    DemoCase(
        agency="nature",
        asker=MARIA,
        language="ru",
        subject="Качество воды в реке Сарыозен",
        text="Прошу сообщить результаты анализов воды в реке Сарыозен ниже по течению от города за последние полгода.",
        days_ago=14,
        officer=ERLAN,
    ),
    DemoCase(
        agency="nature",
        asker=CLEAN_AIR,
        language="kk",
        subject="Қоғамдық кеңес отырыстарының хаттамалары",
        text="Қоғамдық кеңестің биылғы отырыстарының хаттамаларын беруіңізді сұраймыз.",
        days_ago=3,
        hour=20,
    ),
    DemoCase(
        agency="nature",
        asker=SAULE,
        language="kk",
        subject="Жаңа жылда ашылатын қорықтар",
        text="Келесі жылы қанша қорық ашылады және олар қай өңірлерде орналасады?",
        days_ago=0,
        hour=9,
    ),
    DemoCase(
        agency="nature",
        asker=SAULE,
        language="kk",
        subject="Мектептерге су тазартқыштар",
        text="Ауыл мектептеріне су тазартқыш орнату бағдарламасы қай кезеңде?",
        days_ago=12,
        officer=AIGUL,
        answer="Құрметті Сәуле ханым!\n\nБағдарлама бойынша биыл 214 ауыл мектебіне су тазартқыш орнатылды, "
        "тағы 86 мектепте жұмыс жүріп жатыр. Мектептердің толық тізімі министрліктің интернет-ресурсында жарияланған.",
        answered_days_ago=8,
    ),
    DemoCase(
        agency="nature",
        asker=VLASOV,
        language="ru",
        subject="Штрафы за сброс сточных вод",
        text="Сколько штрафов наложено за незаконный сброс сточных вод с начала года и на какую сумму?",
        days_ago=15,
        officer=ERLAN,
        answer="Уважаемый Алексей!\n\nС начала года вынесено 132 постановления на общую сумму 418,6 млн тенге, "
        "из них взыскано 301,2 млн тенге.",
        answered_days_ago=7,
    ),
    DemoCase(
        agency="forest",
        asker=SAULE,
        language="kk",
        subject="Қарағай кесуге берілген рұқсаттар",
        text="Биыл қарағай кесуге қанша рұқсат берілді? Рұқсат алған кәсіпорындардың атауын атаңыз.",
        days_ago=7,
        officer="forest@demo.kz",
    ),
    DemoCase(
        agency="water",
        asker=VLASOV,
        language="ru",
        subject="Состояние гидроузлов",
        text="Какие гидроузлы признаны аварийными и когда начнётся их ремонт?",
        days_ago=3,
        officer="water@demo.kz",
    ),
    DemoCase(
        agency="saryozen",
        asker=SAULE,
        language="kk",
        subject="Облыс жолдарын жөндеу",
        text="Биыл облыста қанша шақырым жол жөнделді? Қай учаскелер келесі жылға қалды?",
        days_ago=6,
        officer="saryozen@demo.kz",
    ),
    DemoCase(
        agency="mass-media",
        asker=VLASOV,
        language="ru",
        subject="Гранты для средств массовой информации",
        text="Сколько изданий получили гранты в этом году и на какие темы?",
        days_ago=2,
        officer="authority@demo.kz",
    ),
)
PUBLISHED = "Мектептерге су тазартқыштар"  # everybody may read this answer
INSTRUCTED = "Балқаш көлінің су деңгейі"  # the head has given an instruction about this one
