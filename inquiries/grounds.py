"""Why an inquiry may be refused, returned or terminated: the closed lists of the acts, in their order."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from deadlines.law import AI, APPC, MM
from deadlines.terms import Act


@dataclass(frozen=True)
class Ground:
    """`restricts`: it withholds information, which AI 6 forbids for some topics. `names_body`: say who is competent.

    `after_cure`: only when the requester was asked for what is missing, and the day of the reply is over.
    """

    code: str
    title: str | Promise
    act: Act
    article: str
    restricts: bool = False
    names_body: bool = False
    after_cure: bool = False

    @property
    def source(self) -> str:
        return _now("%(act)s, article %(article)s") % {"act": self.act, "article": self.article}


RESTRICTED = _("the information is of restricted access")
INSPECTION = _("no decision on the results of the inspection or state control has been taken yet")
CORRESPONDENCE = _("no final decision has been worked out yet in correspondence or at meetings of bodies")
FOREIGN = _("foreign states or international organisations have not agreed yet to disclose documents they sent")

MEDIA = (  # MM 36
    Ground("INCOMPETENT", _("the question is outside the competence of this body"), MM, "36", names_body=True),
    Ground("FORM", _("the request does not meet the requirements of the law"), MM, "36"),
    Ground("RESTRICTED", RESTRICTED, MM, "36", restricts=True),
    Ground("INSPECTION", INSPECTION, MM, "36", restricts=True),
    Ground("CORRESPONDENCE", CORRESPONDENCE, MM, "36", restricts=True),
    Ground("FOREIGN", FOREIGN, MM, "36", restricts=True),
)
# MM 35(3) wants a reasoned refusal and lists no grounds; outside one's competence the law forwards (MM 35(4)).
CLARIFICATION = tuple(
    Ground(ground.code, ground.title, MM, "35(3)", ground.restricts) for ground in MEDIA if not ground.names_body
)
INFORMATION = (  # AI 11(16)
    Ground("UNCLEAR", _("the content does not let one tell which information is asked for"), AI, "11(16)1)"),
    Ground("FORM", _("the request does not meet the requirements of the law"), AI, "11(16)2)"),
    Ground("RESTRICTED", RESTRICTED, AI, "11(16)3)", restricts=True),
    Ground(
        "ANALYSIS",
        _("a legal assessment of acts, an analysis of the body's work or other analytical work is asked for"),
        AI,
        "11(16)4)",
    ),
    Ground("INSPECTION", INSPECTION, AI, "11(16)5)", restricts=True),
    Ground("CORRESPONDENCE", CORRESPONDENCE, AI, "11(16)6)", restricts=True),
    Ground("FOREIGN", FOREIGN, AI, "11(16)7)", restricts=True),
)
RETURN = (  # APPC 64(6), (7)
    Ground("NOT_CURED", _("what is missing was not supplied in the time that was set"), APPC, "64(6)", after_cure=True),
    Ground("IDENTICAL", _("the same appeal is being considered already"), APPC, "64(7)"),
    Ground("OBSCENE", _("the appeal contains obscene or insulting words"), APPC, "64(7)"),
)
TERMINATION = (Ground("REPEATED", _("it was answered before, and no new arguments are given"), APPC, "88"),)
