"""Every write of an inquiry: one transaction each, from the row to the clock to the letter."""

from inquiries.services.answering import (
    Draft,
    NoGround,
    OtherLanguage,
    OwnDraft,
    Unchecked,
    answer_at_once,
    approve_answer,
    draft_answer,
    drop_answer,
    send_back_answer,
    spread_due,
    submit_answer,
)
from inquiries.services.complaining import NothingToComplainOf, complain, take_in_complaint
from inquiries.services.exchanging import (
    CaseClosed,
    ask_back,
    close_clarifications_due,
    record_supplement,
    supplement_inquiry,
)
from inquiries.services.extending import ask_extension, decide_extension
from inquiries.services.feeds import close_feed, open_feed
from inquiries.services.forwarding import Body, forward_inquiry, pass_up
from inquiries.services.intake import take_in_inquiry
from inquiries.services.interviewing import agree_interview, decline_interview
from inquiries.services.letters import CORRESPONDENCE
from inquiries.services.moving import InquiryMoved, NotAnOfficer, UnlawfulMove, running_duties
from inquiries.services.publishing import (
    NotPublishable,
    PublicWords,
    black_out_file,
    draft_publication,
    publish_answer,
    withdraw_publication,
    withhold_file,
)
from inquiries.services.receiving import (
    Asker,
    Identity,
    NotYetArrived,
    Origin,
    Question,
    Wanted,
    receive_inquiry,
)
from inquiries.services.signing import sign_inquiry, signed_words
from inquiries.services.units import (
    NotOfThisUnit,
    acknowledge_request,
    ask_unit,
    cancel_request,
    reply_to_request,
    return_reply,
)
from inquiries.services.working import (
    assign_inquiry,
    change_regime,
    keep_inquiry,
    note_inquiry,
    reopen_inquiry,
    withdraw_inquiry,
)

__all__ = [
    "CORRESPONDENCE",
    "Asker",
    "Body",
    "CaseClosed",
    "Draft",
    "Identity",
    "InquiryMoved",
    "NoGround",
    "NotAnOfficer",
    "NotOfThisUnit",
    "NotPublishable",
    "NotYetArrived",
    "NothingToComplainOf",
    "Origin",
    "OtherLanguage",
    "OwnDraft",
    "PublicWords",
    "Question",
    "Unchecked",
    "UnlawfulMove",
    "Wanted",
    "acknowledge_request",
    "agree_interview",
    "answer_at_once",
    "approve_answer",
    "ask_back",
    "ask_extension",
    "ask_unit",
    "assign_inquiry",
    "black_out_file",
    "cancel_request",
    "change_regime",
    "close_clarifications_due",
    "close_feed",
    "complain",
    "decide_extension",
    "decline_interview",
    "draft_answer",
    "draft_publication",
    "drop_answer",
    "forward_inquiry",
    "keep_inquiry",
    "note_inquiry",
    "open_feed",
    "pass_up",
    "publish_answer",
    "receive_inquiry",
    "record_supplement",
    "reopen_inquiry",
    "reply_to_request",
    "return_reply",
    "running_duties",
    "send_back_answer",
    "sign_inquiry",
    "signed_words",
    "spread_due",
    "submit_answer",
    "supplement_inquiry",
    "take_in_complaint",
    "take_in_inquiry",
    "withdraw_inquiry",
    "withdraw_publication",
    "withhold_file",
]
