"""Finding published answers: full text by the rules of each language, and likeness for the slips of typing."""

import re
from datetime import datetime
from functools import reduce
from operator import add, or_

from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramWordSimilarity
from django.db.models import Count, F, FloatField, Q, Value
from django.db.models.functions import Coalesce

from agencies.models import Agency
from inquiries.models import Inquiry, Publication
from inquiries.models.publication import PublicationQuerySet

# PostgreSQL stems Russian and English. It knows no Kazakh: there words are matched by their beginnings.
CONFIGURATIONS = {"kk": "simple", "ru": "russian", "en": "english"}
ALIKE = 0.5
OFFERED = 5
SHORTEST = 3  # letters; shorter words say too little
LONGEST = 300  # characters of a search that count


def find_published(
    words: str, *, at: datetime, agency: Agency | None = None, language: str = ""
) -> PublicationQuerySet:
    """Published answers that hold these words, the best first; without words all, the newest first."""
    found = Publication.objects.published(at=at).select_related("agency")
    if agency:
        found = found.filter(agency=agency)
    if language:
        found = found.filter(language=language)
    terms = _terms(words)
    if not terms:
        return found
    queries = {code: _query(terms, code) for code in CONFIGURATIONS}
    holds = reduce(or_, (Q(language=code, words=query) for code, query in queries.items()))
    ranks = {f"rank_{code}": _rank(query) for code, query in queries.items()}
    alike = TrigramWordSimilarity(" ".join(terms), "subject")
    ranked = found.annotate(likeness=alike, **ranks).filter(holds | Q(likeness__gte=ALIKE))
    best = reduce(add, (F(name) for name in ranks), F("likeness"))
    return ranked.order_by(best.desc(), "-published_at", "pk")


def offers(words: str, *, agency: Agency | None, language: str, at: datetime) -> list[Publication]:
    """A few answers to what somebody is typing; any of its words may match, the best come first."""
    terms = _terms(words)
    if not terms:
        return []
    query = _query(terms, language, connector=" | ")
    found = Publication.objects.published(at=at).filter(language=language).select_related("agency")
    found = found.filter(agency=agency) if agency else found
    alike = TrigramWordSimilarity(" ".join(terms), "subject")
    ranked = found.annotate(likeness=alike, rank=_rank(query)).filter(Q(words=query) | Q(likeness__gte=ALIKE))
    return list(ranked.order_by((F("rank") + F("likeness")).desc(), "pk")[:OFFERED])


def frequently_requested(*, at: datetime, agency: Agency | None = None) -> list[tuple[Publication, int]]:
    """What is asked again and again (AI 16(3)15): published answers by how many asked the same."""
    found = Publication.objects.published(at=at).select_related("agency", "inquiry")
    publications = list(found.filter(agency=agency) if agency else found)
    marks = {publication.inquiry.fingerprint for publication in publications}
    asked = Inquiry.objects.filter(fingerprint__in=marks).values("agency", "fingerprint").annotate(times=Count("pk"))
    times = {(row["agency"], row["fingerprint"]): row["times"] for row in asked}
    counted = [(row, times.get((row.agency_id, row.inquiry.fingerprint), 1)) for row in publications]
    return sorted((pair for pair in counted if pair[1] > 1), key=lambda pair: -pair[1])[:20]


def _rank(query: SearchQuery) -> Coalesce:
    return Coalesce(SearchRank(F("words"), query), Value(0.0), output_field=FloatField())


def _terms(words: str) -> list[str]:
    """Letters and digits alone, so that nothing typed is read as an operator."""
    found = re.findall(r"\w+", words[:LONGEST].replace("\0", " ").casefold())
    return [term for term in found if len(term) >= SHORTEST and "_" not in term]


def _query(terms: list[str], language: str, connector: str = " & ") -> SearchQuery:
    ending = ":*" if language == "kk" else ""
    raw = connector.join(f"'{term}'{ending}" for term in terms)
    return SearchQuery(raw, config=CONFIGURATIONS[language], search_type="raw")
