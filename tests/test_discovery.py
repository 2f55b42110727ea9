"""Every address there is, asked by everybody: who gets in, and that no stranger reads what belongs to another agency.

The addresses come from the resolver and the admin's registry; one that the table does not know fails the first test.
"""

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.contrib import admin
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from audit.queries import timeline
from tests.world import MARK, NOW, World

pytestmark = pytest.mark.django_db

PEOPLE = ("anonymous", "requester", "gate", "stranger", "officer", "head", "auditor", "owner")
STRANGERS = ("anonymous", "requester", "gate", "stranger")  # the gate works in the agency, but reads no inquiry
# What GET answers, in the order of PEOPLE: 200 the page, 302 to the door or onwards, 403 not yours, 404 not there
# for you, 405 only for sending.
ANSWERS = {
    # Open to everybody
    "healthz": "200 200 200 200 200 200 200 200",
    "home": "200 200 200 200 200 200 200 200",
    "deadlines:calculator": "200 200 200 200 200 200 200 200",
    "accessibility": "200 200 200 200 200 200 200 200",
    # Machines
    "api:due_date": "400 400 400 400 400 400 400 400",
    "api:terms": "200 200 200 200 200 200 200 200",
    "api:answers": "200 200 200 200 200 200 200 200",
    "api:questions": "405 405 405 405 405 405 405 405",
    "api:question": "200 200 200 200 200 200 200 200",
    "api:supplements": "405 405 405 405 405 405 405 405",
    "api:withdrawal": "405 405 405 405 405 405 405 405",
    "api:complaints": "405 405 405 405 405 405 405 405",
    "api:inquiries": "401 403 403 200 200 200 200 403",
    "api:inquiry": "401 403 403 404 200 200 200 403",
    "api:inquiry_moves": "401 403 403 404 200 200 200 403",
    "api:inquiry_move": "401 403 403 405 405 405 405 403",
    "api:intake": "401 403 403 405 405 405 405 403",
    "api:unit_requests": "401 200 200 200 200 200 200 200",
    "api:unit_acknowledgement": "401 405 405 405 405 405 405 405",
    "api:unit_answer": "401 405 405 405 405 405 405 405",
    "api:schema": "200 200 200 200 200 200 200 200",
    # The account
    "account_login": "200 302 302 302 302 302 302 302",
    "account_logout": "302 200 200 200 200 200 200 200",
    "account_inactive": "200 200 200 200 200 200 200 200",
    "account_signup": "200 302 302 302 302 302 302 302",
    "account_reauthenticate": "302 403 403 403 403 403 403 403",
    "account_email": "302 200 200 200 200 200 200 200",
    "account_email_verification_sent": "302 302 302 302 302 302 302 302",
    "account_change_password": "302 302 302 302 302 302 302 302",
    "account_set_password": "302 200 200 200 200 200 200 200",
    "account_reset_password": "200 200 200 200 200 200 200 200",
    "account_confirm_login_code": "302 302 302 302 302 302 302 302",
    "account_reset_password_from_key_done": "200 200 200 200 200 200 200 200",
    "account_reset_password_from_key": "200 200 200 200 200 200 200 200",
    "account_reset_password_done": "200 200 200 200 200 200 200 200",
    "mfa_index": "302 200 200 200 200 200 200 200",
    "mfa_authenticate": "302 302 302 302 302 302 302 302",
    "mfa_reauthenticate": "302 403 403 403 403 403 403 403",
    "mfa_activate_totp": "302 200 200 200 200 200 200 200",
    "mfa_deactivate_totp": "302 404 404 404 404 404 404 404",
    "mfa_view_recovery_codes": "302 404 404 404 404 404 404 404",
    "mfa_generate_recovery_codes": "302 200 200 200 200 200 200 200",
    "mfa_download_recovery_codes": "302 404 404 404 404 404 404 404",
    "mfa_list_webauthn": "302 200 200 200 200 200 200 200",
    "mfa_add_webauthn": "302 200 200 200 200 200 200 200",
    "mfa_reauthenticate_webauthn": "302 403 403 403 403 403 403 403",
    "mfa_remove_webauthn": "302 404 404 404 404 404 404 404",
    "mfa_edit_webauthn": "302 404 404 404 404 404 404 404",
    "tokens:own": "302 200 200 200 200 200 200 200",
    "tokens:create": "302 200 200 200 200 200 200 200",
    "tokens:revoke": "302 404 404 404 404 404 404 404",
    "set_language": "302 302 302 302 302 302 302 302",
    "after_login": "302 302 302 302 302 302 302 302",
    # Messages
    "notifications:inbox": "302 200 200 200 200 200 200 200",
    "notifications:message": "302 404 404 404 200 404 404 404",
    "notifications:read_all": "302 405 405 405 405 405 405 405",
    "notifications:preferences": "302 200 200 200 200 200 200 200",
    "notifications:address": "302 200 200 200 200 200 200 200",
    "notifications:code": "302 302 302 302 302 302 302 302",
    "notifications:remove": "302 405 405 405 405 405 405 405",
    "notifications:unsubscribe": "404 404 404 404 404 404 404 404",
    "notifications:mails": "404 404 404 404 404 404 404 404",
    "notifications:mail": "404 404 404 404 404 404 404 404",
    "notifications:mail_html": "404 404 404 404 404 404 404 404",
    # Questions
    "inquiries:ask": "200 200 200 200 200 200 200 200",
    "inquiries:files": "302 302 302 302 302 302 302 302",
    "inquiries:check": "302 302 302 302 302 302 302 302",
    "inquiries:words": "302 302 302 302 302 302 302 302",
    "inquiries:step": "302 302 302 302 302 302 302 302",
    "inquiries:track": "200 200 200 200 200 200 200 200",
    "inquiries:mine": "302 200 200 200 200 200 200 200",
    "inquiries:case": "200 200 200 200 200 200 200 200",
    "inquiries:receipt": "200 200 200 200 200 200 200 200",
    "inquiries:slip": "200 200 200 200 200 200 200 200",
    "inquiries:file": "200 200 200 200 200 200 200 200",
    "documents:verify": "200 200 200 200 200 200 200 200",
    "inquiries:unit_request": "302 404 404 404 404 404 404 404",
    "inquiries:unit_requests": "302 200 200 200 200 200 200 200",
    "inquiries:acknowledge_request": "302 405 405 405 405 405 405 405",
    "inquiries:unit_file": "302 404 404 404 404 404 404 404",
    "inquiries:published_answers": "200 200 200 200 200 200 200 200",
    "inquiries:published": "404 404 404 404 404 404 404 404",
    "inquiries:published_file": "404 404 404 404 404 404 404 404",
    "inquiries:offers": "200 200 200 200 200 200 200 200",
    "inquiries:add": "200 200 200 200 200 200 200 200",
    "inquiries:withdraw": "200 200 200 200 200 200 200 200",
    "inquiries:complain": "200 200 200 200 200 200 200 200",
    "inquiries:calendar": "302 405 405 405 405 405 405 405",
    "documents:verify_code": "200 200 200 200 200 200 200 200",
    "calendar_feed": "404 404 404 404 404 404 404 404",
    # Accreditation: what the public, journalists and chief editors see
    "accreditation:accreditation": "200 200 200 200 200 200 200 200",
    "accreditation:accredited": "200 200 200 200 200 200 200 200",
    "accreditation:apply": "302 200 200 200 200 200 200 200",
    "accreditation:apply_on": "302 302 302 302 302 302 302 302",
    "accreditation:application": "200 200 200 200 200 200 200 200",
    "accreditation:check": "302 302 302 302 302 302 302 302",
    "accreditation:claim": "302 200 200 200 200 200 200 200",
    "accreditation:complete": "200 200 200 200 200 200 200 200",
    "accreditation:drop": "405 405 405 405 405 405 405 405",
    "accreditation:end_engagement": "302 405 405 405 405 405 405 405",
    "accreditation:engage": "302 200 200 200 200 200 200 200",
    "accreditation:file": "404 404 404 404 404 404 404 404",
    "accreditation:foreign": "200 200 200 200 200 200 200 200",
    "accreditation:give_up": "302 405 405 405 405 405 405 405",
    "accreditation:intake": "200 200 200 200 200 200 200 200",
    "accreditation:kept_photo": "302 302 302 302 302 302 302 302",
    "accreditation:letter": "200 200 200 200 200 200 200 200",
    "accreditation:mine": "302 200 200 200 200 200 200 200",
    "accreditation:outlets": "200 200 200 200 200 200 200 200",
    "accreditation:photo": "404 404 404 404 404 404 404 404",
    "accreditation:place": "200 200 200 200 200 200 200 200",
    "accreditation:receipt": "200 200 200 200 200 200 200 200",
    "accreditation:rules": "200 200 200 200 200 200 200 200",
    "accreditation:rules_version": "200 200 200 200 200 200 200 200",
    "accreditation:slip": "200 200 200 200 200 200 200 200",
    "accreditation:staff": "302 302 302 302 302 302 302 302",
    "accreditation:staff_check": "302 302 302 302 302 302 302 302",
    "accreditation:staff_drop": "405 405 405 405 405 405 405 405",
    "accreditation:staff_files": "302 302 302 302 302 302 302 302",
    "accreditation:staff_people": "302 302 302 302 302 302 302 302",
    "accreditation:staff_photo": "302 302 302 302 302 302 302 302",
    "accreditation:staff_portrait": "302 302 302 302 302 302 302 302",
    "accreditation:staff_table": "302 302 302 302 302 302 302 302",
    "accreditation:staff_template": "302 302 302 302 302 302 302 302",
    "accreditation:step": "302 302 302 302 302 302 302 302",
    "accreditation:withdraw": "200 200 200 200 200 200 200 200",
    "accreditation:application_object": "302 302 302 302 302 302 302 302",
    "accreditation:words": "302 302 302 302 302 302 302 302",
    "notifications:confirm": "404 404 404 404 404 404 404 404",
    "notifications:subscribe": "200 200 200 200 200 200 200 200",
    # Events: what the public and journalists see
    "briefings:events": "200 200 200 200 200 200 200 200",
    "briefings:month": "200 200 200 200 200 200 200 200",
    "briefings:week": "200 200 200 200 200 200 200 200",
    "briefings:feed": "200 200 200 200 200 200 200 200",
    "briefings:agency_feed": "200 200 200 200 200 200 200 200",
    "briefings:event": "200 200 200 200 200 200 200 200",
    "briefings:event_file": "200 200 200 200 200 200 200 200",
    "briefings:register": "200 200 200 200 200 200 200 200",
    "briefings:registration": "200 200 200 200 200 200 200 200",
    "briefings:withdraw": "200 200 200 200 200 200 200 200",
    "briefings:invitation": "200 200 200 200 200 200 200 200",
    "briefings:questions": "200 200 200 200 200 200 200 200",
    "briefings:materials": "200 200 200 200 200 200 200 200",
    "briefings:promise": "302 405 405 405 405 405 405 405",
    "briefings:material": "404 404 404 404 404 404 404 404",
    "briefings:material_file": "404 404 404 404 404 404 404 404",
    "briefings:mine": "302 200 200 200 200 200 200 200",
    "calendar_events": "404 404 404 404 404 404 404 404",
    "api:events": "200 200 200 200 200 200 200 200",
    # The head
    "dashboards:head": "302 403 403 200 403 200 403 403",
    "dashboards:acknowledge": "405 405 405 405 405 405 405 405",
    "dashboards:instruct": "405 405 405 405 405 405 405 405",
    "dashboards:decide": "405 405 405 405 405 405 405 405",
    # The admin
    "admin:search": "302 403 403 302 302 302 302 302",
    "admin:complete_instruction": "302 403 403 405 405 405 405 405",
    "admin:index": "302 403 403 200 200 200 200 200",
    "admin:login": "302 403 403 403 403 403 403 403",
    "admin:logout": "302 403 403 405 405 405 405 405",
    "admin:autocomplete": "302 403 403 403 403 403 403 403",
    "admin:jsi18n": "302 403 403 200 200 200 200 200",
    "admin:audit_event_changelist": "302 403 403 200 403 200 200 403",
    "admin:audit_event_add": "302 403 403 403 403 403 403 403",
    "admin:audit_event_history": "302 403 403 302 302 200 200 302",
    "admin:audit_event_delete": "302 403 403 403 403 403 403 403",
    "admin:audit_event_change": "302 403 403 302 403 200 200 403",
    "admin:deadlines_calendarday_changelist": "302 403 403 200 200 200 200 200",
    "admin:deadlines_calendarday_days": "302 403 403 403 403 403 403 302",
    "admin:deadlines_duty_changelist": "302 403 403 200 200 200 200 403",
    "admin:deadlines_duty_add": "302 403 403 403 403 403 403 403",
    "admin:deadlines_duty_history": "302 403 403 302 200 200 200 302",
    "admin:deadlines_duty_delete": "302 403 403 403 403 403 403 403",
    "admin:deadlines_duty_change": "302 403 403 404 302 302 302 404",
    "admin:deadlines_ladderrung_changelist": "302 403 403 200 403 403 403 200",
    "admin:deadlines_ladderrung_add": "302 403 403 200 403 403 403 200",
    "admin:deadlines_ladderrung_history": "302 403 403 302 302 302 302 200",
    "admin:deadlines_ladderrung_delete": "302 403 403 302 403 403 403 200",
    "admin:deadlines_ladderrung_change": "302 403 403 302 403 403 403 200",
    "admin:inquiries_case": "302 403 403 404 200 200 200 404",
    "admin:inquiries_move": "302 403 403 405 405 405 405 405",
    "admin:inquiries_file": "302 403 403 404 200 200 200 404",
    "admin:inquiries_letter": "302 403 403 404 200 200 200 404",
    "admin:inquiries_slip": "302 403 403 404 200 200 200 404",
    "admin:inquiries_take_in": "302 403 403 200 200 403 403 403",
    "admin:inquiries_register": "302 403 403 200 200 200 200 403",
    "admin:inquiries_dossier": "302 403 403 404 404 404 404 403",
    "admin:inquiries_publication": "302 403 403 404 200 403 403 404",
    "admin:inquiries_publication_withdraw": "302 403 403 405 405 405 405 405",
    "admin:inquiries_redaction": "302 403 403 404 302 403 403 404",
    "admin:inquiries_withhold": "302 403 403 405 405 405 405 405",
    "admin:inquiries_preview": "302 403 403 404 404 403 403 404",
    "admin:inquiries_inquiry_changelist": "302 403 403 200 200 200 200 403",
    "admin:inquiries_inquiry_add": "302 403 403 403 403 403 403 403",
    "admin:inquiries_inquiry_history": "302 403 403 404 302 302 302 404",
    "admin:inquiries_inquiry_delete": "302 403 403 403 403 403 403 403",
    "admin:inquiries_inquiry_change": "302 403 403 404 302 302 302 404",
    "admin:inquiries_answertemplate_changelist": "302 403 403 200 403 403 403 200",
    "admin:inquiries_answertemplate_add": "302 403 403 200 403 403 403 200",
    "admin:inquiries_answertemplate_history": "302 403 403 302 302 302 302 200",
    "admin:inquiries_answertemplate_delete": "302 403 403 302 403 403 403 200",
    "admin:inquiries_answertemplate_change": "302 403 403 302 403 403 403 200",
    "admin:inquiries_mailbox_changelist": "302 403 403 200 403 403 403 200",
    "admin:inquiries_mailbox_add": "302 403 403 200 403 403 403 200",
    "admin:inquiries_mailbox_history": "302 403 403 302 302 302 302 200",
    "admin:inquiries_mailbox_delete": "302 403 403 403 403 403 403 403",
    "admin:inquiries_mailbox_change": "302 403 403 302 403 403 403 200",
    "admin:inquiries_mailbox_check": "302 403 403 405 405 405 405 405",
    "admin:inquiries_mailitem_changelist": "302 403 403 200 200 200 200 403",
    "admin:inquiries_mailitem_add": "302 403 403 403 403 403 403 403",
    "admin:inquiries_mailitem_history": "302 403 403 302 200 200 200 302",
    "admin:inquiries_mailitem_delete": "302 403 403 403 403 403 403 403",
    "admin:inquiries_mailitem_change": "302 403 403 302 200 200 200 403",
    "admin:inquiries_mailitem_raw": "302 403 403 404 200 200 200 404",
    "admin:inquiries_practice_changelist": "302 403 403 200 403 403 403 200",
    "admin:inquiries_practice_add": "302 403 403 200 403 403 403 200",
    "admin:inquiries_practice_history": "302 403 403 302 302 302 302 200",
    "admin:inquiries_practice_delete": "302 403 403 403 403 403 403 403",
    "admin:inquiries_practice_change": "302 403 403 302 403 403 403 200",
    "admin:notifications_message_changelist": "302 403 403 200 200 403 200 200",
    "admin:notifications_message_add": "302 403 403 403 403 403 403 403",
    "admin:notifications_message_history": "302 403 403 302 200 302 200 200",
    "admin:notifications_message_delete": "302 403 403 403 403 403 403 403",
    "admin:notifications_message_change": "302 403 403 302 200 403 200 200",
    "admin:agencies_agency_changelist": "302 403 403 200 200 200 200 200",
    "admin:agencies_agency_add": "302 403 403 403 403 403 403 200",
    "admin:agencies_agency_history": "302 403 403 302 200 200 200 200",
    "admin:agencies_agency_delete": "302 403 403 403 403 403 403 403",
    "admin:agencies_agency_change": "302 403 403 302 200 200 200 200",
    "admin:agencies_unit_changelist": "302 403 403 200 200 200 200 200",
    "admin:agencies_unit_add": "302 403 403 200 403 403 403 200",
    "admin:agencies_unit_history": "302 403 403 302 200 200 200 200",
    "admin:agencies_unit_delete": "302 403 403 403 403 403 403 403",
    "admin:agencies_unit_change": "302 403 403 302 200 200 200 200",
    "admin:accounts_user_changelist": "302 403 403 200 403 403 403 200",
    "admin:accounts_user_add": "302 403 403 403 403 403 403 403",
    "admin:accounts_user_history": "302 403 403 302 302 302 302 200",
    "admin:accounts_user_delete": "302 403 403 403 403 403 403 403",
    "admin:accounts_user_change": "302 403 403 302 403 403 403 200",
    "admin:agencies_membership_changelist": "302 403 403 200 200 200 200 200",
    "admin:agencies_membership_add": "302 403 403 200 403 403 403 200",
    "admin:agencies_membership_history": "302 403 403 302 200 200 200 200",
    "admin:agencies_membership_delete": "302 403 403 403 403 403 403 403",
    "admin:agencies_membership_change": "302 403 403 302 200 200 200 200",
    "admin:agencies_acting_changelist": "302 403 403 200 200 200 200 200",
    "admin:agencies_acting_add": "302 403 403 200 403 403 403 200",
    "admin:agencies_acting_history": "302 403 403 302 200 200 200 200",
    "admin:agencies_acting_delete": "302 403 403 403 403 403 403 403",
    "admin:agencies_acting_change": "302 403 403 302 200 200 200 200",
    # Accreditation: the register, numbers, machines
    "accreditation:statistics": "200 200 200 200 200 200 200 200",
    "api:intakes": "200 200 200 200 200 200 200 200",
    "api:outlets": "200 200 200 200 200 200 200 200",
    "api:applications": "401 403 403 200 200 200 200 403",
    "api:application": "401 403 403 404 200 200 200 403",
    "api:accreditations": "401 403 403 200 200 200 200 403",
    "api:all_intakes": "401 403 403 200 200 200 200 403",
    "api:all_outlets": "401 403 403 200 200 200 200 403",
    "admin:accreditation_statistics": "302 403 403 200 200 200 200 403",
    "admin:accreditation_outlet_changelist": "302 403 403 200 200 200 200 200",
    "admin:accreditation_outlet_add": "302 403 403 200 200 403 403 200",
    "admin:accreditation_outlet_history": "302 403 403 200 200 200 200 200",
    "admin:accreditation_outlet_delete": "302 403 403 403 403 403 403 403",
    "admin:accreditation_outlet_change": "302 403 403 200 200 200 200 200",
    "admin:accreditation_outlet_look_up": "302 403 403 405 405 405 405 405",
    "admin:accreditation_outlet_confirm_editor": "302 403 403 405 405 405 405 405",
    "admin:accreditation_outlet_end_editor": "302 403 403 405 405 405 405 405",
    "admin:accreditation_outlet_suspend": "302 403 403 405 405 405 405 405",
    "admin:accreditation_outlet_same": "302 403 403 200 200 403 403 200",
    "admin:accreditation_outlet_merge": "302 403 403 200 200 403 403 200",
    "admin:accreditation_registerimport_changelist": "302 403 403 200 200 403 403 200",
    "admin:accreditation_registerimport_add": "302 403 403 200 200 403 403 200",
    "admin:accreditation_registerimport_history": "302 403 403 200 200 302 302 200",
    "admin:accreditation_registerimport_delete": "302 403 403 403 403 403 403 403",
    "admin:accreditation_registerimport_change": "302 403 403 200 200 403 403 200",
    "admin:accreditation_import_template": "302 403 403 200 200 403 403 200",
    "admin:accreditation_import_columns": "302 403 403 405 405 405 405 405",
    "admin:accreditation_import_confirm": "302 403 403 405 405 405 405 405",
    "admin:accreditation_import_discard": "302 403 403 405 405 405 405 405",
    "admin:accreditation_import_decide": "302 403 403 405 405 405 405 405",
    # What follows an accreditation
    "accreditation:card_lost": "302 404 404 404 404 404 404 404",
    "accreditation:data_copy": "405 405 405 405 405 405 405 405",
    "accreditation:give_up_accreditation": "302 404 404 404 404 404 404 404",
    "accreditation:holding": "302 404 404 404 404 404 404 404",
    "accreditation:notice": "302 404 404 404 404 404 404 404",
    "accreditation:notice_file": "302 404 404 404 404 404 404 404",
    "accreditation:notices": "302 200 200 200 200 200 200 200",
    "accreditation:object_to": "302 404 404 404 404 404 404 404",
    "accreditation:own_data": "302 200 200 200 200 200 200 200",
    "accreditation:publication": "302 404 404 404 404 404 404 404",
    "accreditation:readers": "302 200 200 200 200 200 200 200",
    "accreditation:withdraw_consent": "302 404 404 404 404 404 404 404",
    "admin:accreditation_accreditation_changelist": "302 403 403 200 200 200 200 403",
    "admin:accreditation_accreditation_add": "302 403 403 403 403 403 403 403",
    "admin:accreditation_accreditation_history": "302 403 403 404 302 302 302 404",
    "admin:accreditation_accreditation_delete": "302 403 403 403 403 403 403 403",
    "admin:accreditation_accreditation_change": "302 403 403 404 302 302 302 404",
    "admin:accreditation_notice_changelist": "302 403 403 200 200 200 200 403",
    "admin:accreditation_notice_add": "302 403 403 302 302 302 302 302",
    "admin:accreditation_notice_change": "302 403 403 404 302 302 302 404",
    "admin:accreditation_notice_delete": "302 403 403 403 403 403 403 403",
    "admin:accreditation_notice_file": "302 403 403 404 200 200 200 404",
    "admin:accreditation_notice_history": "302 403 403 404 302 302 302 404",
    "admin:accreditation_notice_page": "302 403 403 404 200 200 200 404",
    "admin:accreditation_notice_write": "302 403 403 200 200 403 403 403",
    "admin:accreditation_purge_changelist": "302 403 403 200 403 200 200 403",
    "admin:accreditation_purge_add": "302 403 403 403 403 403 403 403",
    "admin:accreditation_purge_change": "302 403 403 302 403 200 200 403",
    "admin:accreditation_purge_delete": "302 403 403 403 403 403 403 403",
    "admin:accreditation_purge_history": "302 403 403 302 302 200 200 302",
    "admin:app_list": "302 403 403 200 200 200 200 200",
    # Accreditation: the office
    "admin:accreditation_case": "302 403 403 404 200 200 200 404",
    "admin:accreditation_move": "302 403 403 405 405 405 405 405",
    "admin:accreditation_document": "302 403 403 404 200 200 200 404",
    "admin:accreditation_letter": "302 403 403 404 200 200 200 404",
    "admin:accreditation_photo": "302 403 403 404 200 200 200 404",
    "admin:accreditation_application_changelist": "302 403 403 200 200 200 200 403",
    "admin:accreditation_application_add": "302 403 403 403 403 403 403 403",
    "admin:accreditation_application_history": "302 403 403 404 302 302 302 404",
    "admin:accreditation_application_delete": "302 403 403 403 403 403 403 403",
    "admin:accreditation_application_change": "302 403 403 404 302 302 302 404",
    "admin:accreditation_intake_page": "302 403 403 404 200 200 200 404",
    "admin:accreditation_intake_prepare": "302 403 403 200 200 403 403 403",
    "admin:accreditation_intake_edit": "302 403 403 404 302 403 403 403",
    "admin:accreditation_intake_announce": "302 403 403 405 405 405 405 405",
    "admin:accreditation_intake_cancel": "302 403 403 405 405 405 405 405",
    "admin:accreditation_intake_changelist": "302 403 403 200 200 200 200 403",
    "admin:accreditation_intake_add": "302 403 403 302 302 302 302 302",
    "admin:accreditation_intake_history": "302 403 403 404 302 302 302 404",
    "admin:accreditation_intake_delete": "302 403 403 403 403 403 403 403",
    "admin:accreditation_intake_change": "302 403 403 404 302 302 302 404",
    "admin:accreditation_rules_changelist": "302 403 403 200 200 200 200 403",
    "admin:accreditation_rules_add": "302 403 403 200 200 403 403 403",
    "admin:accreditation_rules_history": "302 403 403 302 200 200 200 302",
    "admin:accreditation_rules_delete": "302 403 403 403 403 403 403 403",
    "admin:accreditation_rules_change": "302 403 403 302 200 200 200 403",
    "admin:accreditation_zone_changelist": "302 403 403 200 200 200 200 200",
    "admin:accreditation_zone_add": "302 403 403 200 403 403 403 200",
    "admin:accreditation_zone_history": "302 403 403 302 200 200 200 302",
    "admin:accreditation_zone_delete": "302 403 403 403 403 403 403 403",
    "admin:accreditation_zone_change": "302 403 403 302 200 200 200 302",
    "admin:accreditation_accreditationpractice_changelist": "302 403 403 200 403 403 403 200",
    "admin:accreditation_accreditationpractice_add": "302 403 403 200 403 403 403 200",
    "admin:accreditation_accreditationpractice_history": "302 403 403 302 302 302 302 200",
    "admin:accreditation_accreditationpractice_delete": "302 403 403 403 403 403 403 403",
    "admin:accreditation_accreditationpractice_change": "302 403 403 302 403 403 403 200",
    # Gate
    "api:card_keys": "200 200 200 200 200 200 200 200",
    "api:revoked_cards": "200 200 200 200 200 200 200 200",
    "api:gate": "403 404 200 404 200 404 404 404",
    "api:gate_passages": "403 405 405 405 405 405 405 405",
    "gate:gates": "302 403 200 200 200 403 403 403",
    "gate:gate": "302 403 200 404 200 403 403 403",
    "gate:manifest": "200 200 200 200 200 200 200 200",
    "gate:worker": "200 200 200 200 200 200 200 200",
    # Accreditation: places, cards, and long work
    "accreditation:card": "302 404 404 404 404 404 404 404",
    "accreditation:card_pdf": "404 404 404 404 404 404 404 404",
    "accreditation:card_qr": "404 404 404 404 404 404 404 404",
    "accreditation:card_photo": "404 404 404 404 404 404 404 404",
    "accreditation:card_wallet": "404 404 404 404 404 404 404 404",
    "accreditation:card_by_secret": "200 200 200 200 200 200 200 200",
    "accreditation:card_pdf_by_secret": "200 200 200 200 200 200 200 200",
    "accreditation:card_qr_by_secret": "200 200 200 200 200 200 200 200",
    "accreditation:card_photo_by_secret": "200 200 200 200 200 200 200 200",
    "accreditation:card_wallet_by_secret": "404 404 404 404 404 404 404 404",
    "jobs:jobs": "302 403 403 200 200 200 200 200",
    "jobs:job": "302 404 404 404 200 404 404 404",
    "jobs:file": "302 404 404 404 404 404 404 404",
    "admin:accreditation_allocation": "302 403 403 404 200 200 200 404",
    "admin:accreditation_allocation_run": "302 403 403 405 405 405 405 405",
    "admin:accreditation_allocation_confirm": "302 403 403 405 405 405 405 405",
    "admin:accreditation_allocation_file": "302 403 403 404 200 200 200 404",
    "admin:accreditation_card_changelist": "302 403 403 200 200 200 200 403",
    "admin:accreditation_card_add": "302 403 403 403 403 403 403 403",
    "admin:accreditation_card_history": "302 403 403 302 200 200 200 302",
    "admin:accreditation_card_delete": "302 403 403 403 403 403 403 403",
    "admin:accreditation_card_change": "302 403 403 302 200 200 200 403",
    "admin:accreditation_passage_changelist": "302 403 403 200 200 200 200 403",
    "admin:accreditation_passage_add": "302 403 403 403 403 403 403 403",
    "admin:accreditation_passage_history": "302 403 403 302 200 200 200 302",
    "admin:accreditation_passage_delete": "302 403 403 403 403 403 403 403",
    "admin:accreditation_passage_change": "302 403 403 302 200 200 200 403",
    "admin:accreditation_signingkey_changelist": "302 403 403 200 403 403 403 200",
    "admin:accreditation_signingkey_add": "302 403 403 403 403 403 403 403",
    "admin:accreditation_signingkey_history": "302 403 403 302 302 302 302 200",
    "admin:accreditation_signingkey_delete": "302 403 403 403 403 403 403 403",
    "admin:accreditation_signingkey_change": "302 403 403 302 403 403 403 200",
    "admin:accreditation_gate_changelist": "302 403 403 200 403 403 403 200",
    "admin:accreditation_gate_add": "302 403 403 200 403 403 403 200",
    "admin:accreditation_gate_history": "302 403 403 302 302 302 302 200",
    "admin:accreditation_gate_delete": "302 403 403 403 403 403 403 403",
    "admin:accreditation_gate_change": "302 403 403 302 403 403 403 200",
    # Events: the office
    "briefings:doors": "302 403 200 200 200 403 403 403",
    "briefings:door": "302 403 404 404 404 403 403 403",
    "admin:briefings_event_changelist": "302 403 403 200 200 200 200 403",
    "admin:briefings_event_add": "302 403 403 302 302 302 302 302",
    "admin:briefings_event_history": "302 403 403 404 302 302 302 404",
    "admin:briefings_event_delete": "302 403 403 403 403 403 403 403",
    "admin:briefings_event_change": "302 403 403 404 302 302 302 404",
    "admin:briefings_event_page": "302 403 403 404 200 200 200 404",
    "admin:briefings_event_prepare": "302 403 403 200 200 403 403 403",
    "admin:briefings_event_edit": "302 403 403 404 200 403 403 403",
    "admin:briefings_event_move": "302 403 403 405 405 405 405 405",
    "admin:briefings_event_registrations": "302 403 403 404 200 200 200 404",
    "admin:briefings_event_spreadsheet": "302 403 403 404 200 200 200 404",
    "admin:briefings_event_day_sheet": "302 403 403 404 200 200 200 404",
    "admin:briefings_event_withdraw": "302 403 403 404 200 403 403 404",
    "admin:briefings_event_walk_in": "302 403 403 404 200 403 403 404",
    "admin:briefings_event_questions": "302 403 403 404 200 200 200 404",
    "admin:briefings_event_question": "302 403 403 405 405 405 405 405",
    "admin:briefings_event_materials": "302 403 403 404 200 200 200 404",
    "admin:briefings_event_material_file": "302 403 403 404 200 200 200 404",
    "admin:briefings_event_material_approve": "302 403 403 405 405 405 405 405",
    "admin:briefings_event_material_withdraw": "302 403 403 405 405 405 405 405",
    "admin:briefings_room_changelist": "302 403 403 200 200 200 200 403",
    "admin:briefings_room_add": "302 403 403 200 200 403 403 403",
    "admin:briefings_room_history": "302 403 403 302 200 200 200 302",
    "admin:briefings_room_delete": "302 403 403 403 403 403 403 403",
    "admin:briefings_room_change": "302 403 403 302 200 200 200 403",
}
# Whoever has the secret may read, whoever they are.
BY_SECRET = {
    *("inquiries:case", "inquiries:receipt", "inquiries:slip", "inquiries:file"),
    *("inquiries:add", "inquiries:withdraw", "inquiries:complain"),
    "api:question",
    *("accreditation:application",),  # accreditation, office
    *(
        "accreditation:place",
        "accreditation:card_by_secret",
        "accreditation:card_pdf_by_secret",
    ),  # accreditation, cards
    *("accreditation:application", "accreditation:receipt", "accreditation:slip", "accreditation:complete"),
    *("accreditation:withdraw", "accreditation:place", "accreditation:letter", "accreditation:application_object"),
    *("briefings:registration", "briefings:withdraw", "briefings:invitation", "briefings:questions"),
}
# The register of outlets belongs to all bodies: whoever keeps it reads who changed it.
SHARED = {
    *("admin:accreditation_outlet_history", "admin:accreditation_outlet_merge"),
    *("admin:accreditation_registerimport_changelist", "admin:accreditation_registerimport_change"),
    "admin:accreditation_registerimport_history",
}
# What POST answers where something is written, in the same order.
SENDING = {
    # Gate
    "api:gate_passages": "403 404 415 404 415 404 404 404",
    "gate:gate": "302 403 200 404 200 403 403 403",
    "accreditation:data_copy": "302 200 200 200 200 200 200 200",
    "admin:complete_instruction": "302 403 403 404 302 302 403 404",
    "admin:inquiries_mailbox_check": "302 403 403 404 404 404 404 302",
    "admin:inquiries_move": "302 403 403 404 200 403 403 404",
    "dashboards:acknowledge": "302 404 404 404 404 302 404 404",
    "dashboards:instruct": "302 404 404 404 404 200 404 404",
    "dashboards:decide": "302 404 404 404 404 200 404 404",
    "inquiries:acknowledge_request": "302 404 404 404 404 404 404 404",
    "inquiries:unit_request": "302 404 404 404 404 404 404 404",
    "admin:inquiries_take_in": "302 403 403 200 200 403 403 403",
    # Accreditation: the office
    "admin:accreditation_move": "302 403 403 404 200 403 403 404",
    "admin:accreditation_intake_prepare": "302 403 403 200 200 403 403 403",
    "admin:accreditation_intake_announce": "302 403 403 404 302 403 403 404",
    "admin:accreditation_intake_cancel": "302 403 403 404 409 409 409 404",
    # Accreditation: places
    "accreditation:place": "409 409 409 409 409 409 409 409",
    "admin:accreditation_allocation_run": "302 403 403 404 302 403 403 404",
    "admin:accreditation_allocation_confirm": "302 403 403 404 403 302 403 404",
    # Events: the office
    "briefings:door": "302 403 404 404 404 403 403 403",
    "briefings:promise": "302 404 404 404 404 404 404 404",
    "admin:briefings_event_question": "302 403 403 404 302 403 403 404",
    "admin:briefings_event_material_approve": "302 403 403 404 403 302 403 404",
    "admin:briefings_event_material_withdraw": "302 403 403 404 302 403 403 404",
    "admin:briefings_event_prepare": "302 403 403 200 200 403 403 403",
    "admin:briefings_event_move": "302 403 403 404 302 403 403 404",
    "admin:briefings_event_withdraw": "302 403 403 404 200 403 403 404",
    "admin:briefings_event_walk_in": "302 403 403 404 200 403 403 404",
    # Accreditation: the register
    "admin:accreditation_outlet_look_up": "302 403 403 302 302 403 403 302",
    "admin:accreditation_outlet_suspend": "302 403 403 404 404 404 404 404",
    "admin:accreditation_import_confirm": "302 403 403 302 302 403 403 302",
}


def addresses(world: World) -> Callable[[str], str]:
    """The address of a page by its name, always of the first agency."""
    known = known_arguments(world)

    def address(name: str) -> str:
        if name.endswith(("_change", "_history", "_delete")) and name not in known and name.startswith("admin:"):
            label = name.removeprefix("admin:").rpartition("_")[0].replace("_", ".", 1)
            return reverse(name, args=[world.rows[label].pk])
        return reverse(name, args=known.get(name, []))

    return address


def known_arguments(world: World) -> dict[str, list[object]]:
    """What an address needs. Add yours here and its answers to the table."""
    inquiry, answered = world.inquiry, world.answered
    case, secret = [world.agency.slug, inquiry.number], [answered.number, answered.secret]
    closed, question_file = [world.agency.slug, answered.number], answered.attachments.get().file_id
    application, intake = world.application, world.application.intake_id
    by_secret = [application.number, application.secret]
    of_application = (by_secret, "application application_object complete photo place receipt slip withdraw")
    of_intake = ([intake], "apply apply_on check drop intake kept_photo words staff")
    of_list = ([intake], "staff_check staff_drop staff_people staff_table staff_template")
    of_person, of_file = ([intake, 1], "staff_files staff_photo staff_portrait"), ([*by_secret, 1], "file")
    known = {
        f"accreditation:{page}": needed
        for needed, pages in (of_application, of_intake, of_list, of_person, of_file, ([1], "end_engagement give_up"))
        for page in pages.split()
    } | {
        "accreditation:rules": [world.agency.slug],
        "accreditation:rules_version": [world.agency.slug, 1],
        "accreditation:step": [intake, "outlet"],
        "accreditation:letter": [*by_secret, world.accreditation_letter.pk],
        **register_arguments(world),
        **holder_arguments(world),
        "account_reset_password_from_key": ["1", "not-a-key"],
        "admin:app_list": ["inquiries"],
        "admin:complete_instruction": [world.instruction.pk],
        "admin:inquiries_case": case,
        "admin:inquiries_file": [*case, inquiry.attachments.get().pk],
        "admin:inquiries_mailbox_check": [world.rows["inquiries.mailbox"].pk],
        "admin:inquiries_mailitem_raw": [world.rows["inquiries.mailitem"].pk],
        "admin:inquiries_move": [*case, "answer"],
        "admin:inquiries_preview": [*closed, question_file, 1],
        "admin:inquiries_publication": closed,
        "admin:inquiries_publication_withdraw": closed,
        "admin:inquiries_redaction": [*closed, question_file],
        "admin:inquiries_withhold": [*closed, question_file],
        # Gate
        "api:card_keys": [world.agency.slug],
        "api:revoked_cards": [world.agency.slug],
        "api:gate": [world.rows["accreditation.gate"].pk],
        "api:gate_passages": [world.rows["accreditation.gate"].pk],
        "gate:gate": [world.rows["accreditation.gate"].pk],
        "api:complaints": secret,
        "api:inquiry": case,
        "api:inquiry_move": [*case, "keep"],
        "api:inquiry_moves": case,
        "api:question": secret,
        "api:supplements": secret,
        "api:unit_acknowledgement": [world.unit_request.pk],
        "api:unit_answer": [world.unit_request.pk],
        "api:withdrawal": secret,
        "admin:inquiries_letter": [*closed, world.letter.pk],
        "admin:inquiries_slip": case,
        "dashboards:acknowledge": [world.duty.pk],
        "dashboards:decide": [inquiry.extensions.get().pk],
        "dashboards:instruct": [world.duty.pk],
        "calendar_feed": ["not-a-token"],
        "inquiries:add": secret,
        "inquiries:case": secret,
        "inquiries:complain": secret,
        "inquiries:file": [*secret, answered.attachments.get().file_id],
        "inquiries:published": [1],
        "inquiries:published_file": [1, 1],
        "inquiries:receipt": secret,
        "inquiries:acknowledge_request": [world.unit_request.pk],
        "inquiries:unit_file": [world.unit_request.pk, 1],
        "inquiries:unit_request": [world.unit_request.pk],
        "documents:verify": [world.letter.code],
        "inquiries:slip": secret,
        "inquiries:step": ["asker"],
        "inquiries:withdraw": secret,
        "mfa_edit_webauthn": [1],
        "mfa_remove_webauthn": [1],
        "notifications:address": ["WEBHOOK"],
        "notifications:code": ["WEBHOOK"],
        "notifications:confirm": ["not-a-token"],
        "notifications:mail": ["none"],
        "notifications:mail_html": ["none"],
        "notifications:message": [world.message.pk],
        "notifications:remove": ["WEBHOOK"],
        "notifications:subscribe": ["accreditation_intake"],
        "notifications:unsubscribe": ["not-a-token"],
        "tokens:revoke": [1],
    }
    known |= accreditation_arguments(world) | card_arguments(world)
    return known | event_arguments(world) | office_event_arguments(world)


def accreditation_arguments(world: World) -> dict[str, list[object]]:
    """Of the office's pages."""
    application, intake = world.application, world.application.intake
    case = [world.agency.slug, application.number]
    return {
        "accreditation:application": [application.number, application.secret],
        "accreditation:intake": [intake.pk],
        "admin:accreditation_case": case,
        "admin:accreditation_move": [*case, "withdraw"],
        "admin:accreditation_document": [*case, application.documents.first().pk],
        "admin:accreditation_letter": [*case, world.accreditation_letter.pk],
        "admin:accreditation_photo": case,
        **{f"admin:accreditation_intake_{page}": [intake.pk] for page in ("page", "edit", "announce", "cancel")},
    }


def office_event_arguments(world: World) -> dict[str, list[object]]:
    """Of the office's pages of an event, a draft: nobody outside may read it, and no door opens to it."""
    event = world.rows["briefings.event"]
    pages = ("page", "edit", "registrations", "spreadsheet", "day_sheet", "walk_in", "questions", "materials")
    material = [event.pk, event.materials.get().pk]
    return {
        **{f"admin:briefings_event_material_{page}": material for page in ("file", "approve", "withdraw")},
        **{f"briefings:{page}": material for page in ("material", "material_file")},
        "admin:briefings_event_question": [event.pk, event.questions.get().pk, "accept"],
        **{f"admin:briefings_event_{page}": [event.pk] for page in pages},
        "admin:briefings_event_move": [event.pk, "drop"],
        "admin:briefings_event_withdraw": [event.pk, event.registrations.get().pk],
        "briefings:door": [event.pk],
    }


def card_arguments(world: World) -> dict[str, list[object]]:
    """Of places, cards and long work."""
    card, application = world.card, world.card.accreditation.application
    pages = ("card", "card_pdf", "card_qr", "card_photo", "card_wallet")
    places = ("allocation", "allocation_run", "allocation_confirm")
    return {
        **{f"accreditation:{page}": [card.code] for page in pages},
        **{f"accreditation:{page}_by_secret": [card.code, application.secret] for page in pages},
        **{f"admin:accreditation_{page}": [application.intake_id] for page in places},
        "accreditation:place": [application.number, application.secret],
        "admin:accreditation_allocation_file": [application.intake_id, "csv"],
        "jobs:job": [world.job.key],
        "jobs:file": [world.job.key],
    }


def event_arguments(world: World) -> dict[str, list[object]]:
    """Of events and of who takes part."""
    registration = world.registration
    event, by_secret = registration.event, [registration.event_id, registration.secret]
    return {
        **{f"briefings:{page}": [event.pk] for page in ("event", "event_file", "register")},
        **{f"briefings:{page}": [event.pk] for page in ("materials", "promise")},
        **{f"briefings:{page}": by_secret for page in ("registration", "withdraw", "invitation", "questions")},
        "briefings:month": [event.starts_at.year, event.starts_at.month],
        "briefings:week": list(event.starts_at.isocalendar()[:2]),
        "briefings:agency_feed": [world.agency.slug],
        "calendar_events": ["not-a-token"],
    }


def register_arguments(world: World) -> dict[str, list[object]]:
    """Of the register of outlets, which belongs to nobody, and of the API of accreditation."""
    outlet, extract = world.rows["accreditation.outlet"], world.rows["accreditation.registerimport"]
    editor, merge = outlet.editors.get(), outlet.merges.get()
    application, row = world.rows["accreditation.application"], extract.rows.get()
    return {
        "api:application": [world.agency.slug, application.number],
        "admin:accreditation_outlet_look_up": [outlet.pk],
        "admin:accreditation_outlet_confirm_editor": [outlet.pk, editor.pk],
        "admin:accreditation_outlet_end_editor": [outlet.pk, editor.pk],
        "admin:accreditation_outlet_suspend": [outlet.pk],
        "admin:accreditation_outlet_same": [outlet.pk, application.outlet_id],
        "admin:accreditation_outlet_merge": [merge.pk],
        "admin:accreditation_import_columns": [extract.pk],
        "admin:accreditation_import_confirm": [extract.pk],
        "admin:accreditation_import_discard": [extract.pk],
        "admin:accreditation_import_decide": [extract.pk, row.pk],
    }


def holder_arguments(world: World) -> dict[str, list[object]]:
    """Of what follows an accreditation."""
    held, notice = world.rows["accreditation.accreditation"], world.rows["accreditation.notice"]
    pages = ("card_lost", "give_up_accreditation", "holding", "object_to", "publication")
    return {
        **{f"accreditation:{page}": [held.pk] for page in pages},
        "accreditation:notice": [notice.pk],
        "accreditation:notice_file": [notice.pk, notice.files.get().pk],
        "accreditation:withdraw_consent": [held.application_id],
        "admin:accreditation_notice_file": [notice.pk, notice.files.get().pk],
        "admin:accreditation_notice_page": [notice.pk],
    }


def names(resolver: object, spaces: tuple[str, ...] = ()) -> Iterator[str]:
    """Every named address; the nameless ones are the admin's catch-alls."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern, (*spaces, pattern.namespace) if pattern.namespace else spaces)
        elif pattern.name:
            yield ":".join([*spaces, pattern.name])


@pytest.fixture
def world(world):
    """Its hour goes on."""
    with time_machine.travel(NOW, tick=False):
        yield world


def ask(client: Client, method: str, url: str, data: dict | None = None) -> tuple[int, bool]:
    """The status, and whether the answer holds the mark or a number of the first agency that was not asked for."""
    response = getattr(client, method)(url, data)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    said = body + str(response.headers).encode()
    return response.status_code, MARK.encode() in said or (b"INQ-2026-00077" in said and "INQ-2026-00077" not in url)


def test_every_address_is_in_the_table():
    """A new one: say in ANSWERS what each of PEOPLE gets, and in `known_arguments` what it needs."""
    assert set(names(get_resolver())) - set(ANSWERS) == set(), "add these to ANSWERS"
    assert set(ANSWERS) - set(names(get_resolver())) == set(), "these are gone"


def test_every_page_of_the_admin_has_a_row_of_the_first_agency(world):
    assert {model._meta.label_lower for model in admin.site._registry} == set(world.rows)


@pytest.mark.parametrize("who", PEOPLE)
def test_address_answers_each_as_the_table_says(world, who):
    client, place, address = world.client(who), PEOPLE.index(who), addresses(world)
    asked = [("get", name, ANSWERS) for name in ANSWERS] + [("post", name, SENDING) for name in SENDING]
    found = {(method, name): ask(client, method, address(name)) for method, name, _table in asked}
    expected = {(method, name): int(table[name].split()[place]) for method, name, table in asked}
    assert {key: status for key, (status, _has_mark) in found.items()} == expected
    marked = {name for (_method, name), (_status, has_mark) in found.items() if has_mark} - BY_SECRET - SHARED
    if who in STRANGERS:
        assert marked == set(), f"{who} reads what belongs to another agency"
    elif who == "officer":
        assert {"admin:index", "admin:inquiries_case", "api:inquiries", "admin:inquiries_file"} <= marked, "a control"


@pytest.mark.parametrize("who", STRANGERS)
def test_stranger_finds_and_changes_nothing_by_any_page_or_action_of_the_admin(world, who):
    client, address = world.client(who), addresses(world)
    before = stored(world)
    for name in (name for name in ANSWERS if name.startswith("admin:") and name != "admin:logout"):
        has_mark = ask(client, "post", address(name))[1]
        assert not has_mark or name in SHARED, name
    for model, page in admin.site._registry.items():
        url = reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_changelist")
        for action in page.actions or ():
            chosen = {"action": action, "_selected_action": world.rows[model._meta.label_lower].pk, "index": "0"}
            assert not ask(client, "post", f"{url}?show=all", chosen)[1], (url, action)
        for field in page.autocomplete_fields:
            query = {"app_label": model._meta.app_label, "model_name": model._meta.model_name, "field_name": field}
            assert not ask(client, "get", reverse("admin:autocomplete"), query)[1], (model, field)
    assert stored(world) == before


def stored(world: World) -> dict[str, object]:
    rows = {label: type(row).objects.filter(pk=row.pk).values().get() for label, row in world.rows.items()}
    return rows | {"trail": timeline(*world.rows.values()).count()}
