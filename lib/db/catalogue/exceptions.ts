const OWN_MOVE = 'for the signed context of a running move, of its own tenant alone';
const OWNER_MOVES =
  'only a table’s owner attaches a partition; forced security shows it the tenant that is moved alone';
const READ_AS_ONE = 'the console pages through the audit logs of all tenants by time';
const EVERY_CONTEXT = 'reads the context of its own transaction and nothing else';

/**
 * The one closed list: what a check of the catalogue may find, by the check's name, each with the reason
 * why no tenant's data is reached by it. Whatever is not here fails the build, and so does an entry
 * that no longer exists.
 */
export const EXCEPTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'table without a tenant': {
    tenant: 'the list of tenants itself; forced security shows the app its own row',
    app_user: 'a person can belong to several tenants; forced security shows colleagues alone',
    user_identity: 'a person’s sign-in at a provider; for sign-in alone',
    user_session: 'a person’s session; for sign-in alone, under forced security',
    sign_in_attempt: 'counts attempts by hash before anybody is known; for sign-in alone',
    one_time_link: 'opens an account before a tenant is known; for sign-in alone',
    price_version: 'the price book is the platform’s and the same for all',
    price_line: 'the price book is the platform’s and the same for all',
    price_plan: 'the price book is the platform’s and the same for all',
    provider_import: 'what the provider says of the platform’s account; hidden from the app',
    shared_cost: 'what the platform pays for all tenants together; hidden from the app',
    provider_row: 'what the provider says of the platform’s account; hidden from the app',
    platform_audit: 'what the platform’s people did; forced security, hidden from the app',
    audit_leaf:
      'who, when and what of the audit logs, which outlives its tenant; forced security shows the app its own log',
    audit_head: 'sizes and hashes of the audit logs; forced security shows the app its own',
    audit_tile: 'hashes of the audit logs; forced security shows the app its own',
    audit_checkpoint: 'signed sizes and hashes; forced security shows the app its own',
    audit_store: 'how much of each log an object store has; forced security, hidden from the app',
    erased_tenant: 'the fact of an erasure, which outlives its tenant; hidden from the app',
    erased_totals: 'an erased tenant’s sums by month and model; hidden from the app',
    erased_bill: 'what an erased tenant was billed by month; hidden from the app',
    erased_statement: 'statements that an erased tenant was sent; hidden from the app',
    exchange_rate: 'what a dollar is in other currencies, the same for all',
    erasure_recipient:
      'whom the receipt of an erasure is sent to, until it is; the definer alone reads it',
    security_alert: 'tells operators where a lock fired; forced security, hidden from the app',
    consistency_check: 'amounts that differ, by tenant; forced security, hidden from the app',
    plan_version:
      'what the plans give, the same for all; the app reads it, operators propose changes',
    policy_bounds: 'how far one operator may move a limit; hidden from the app',
    policy_change: 'changes that operators proposed; forced security, hidden from the app',
    planned_group_spend:
      'what finance plans of groups of tenants; forced security, hidden from the app',
    tenant_group: 'names of groups of tenants; forced security, hidden from the app',
    containment_rule: 'what the platform looks at and does; figures of no tenant',
    objective: 'what operators promise of all tenants together; hidden from the app',
    objective_bucket: 'counts of all tenants together; forced security, hidden from the app',
    objective_alert: 'which promise is not kept; forced security, hidden from the app',
    console_view:
      'addresses that the platform’s people saved; forced security, hidden from the app',
    containment_rule_version: 'what such a rule was; hidden from the app',
    platform_switch:
      'what is off for every tenant alike; forced security shows the app names and times alone',
    platform_instance: 'processes of the platform and their figures; hidden from the app',
    feature_flag: 'shares of all tenants; forced security shows the app no reason and no person',
    feature_flag_change: 'what operators changed of flags; forced security, hidden from the app',
    incident: 'what happened, in operators’ words; forced security, hidden from the app',
    incident_entry: 'an incident’s timeline; forced security, hidden from the app',
    export_target: 'where finance has files brought; forced security, hidden from the app',
    finance_export:
      'files of figures and what became of them; forced security, hidden from the app',
    export_check: 'sums of such files beside the ledger’s; forced security, hidden from the app',
    journal_account:
      'names of accounts of the general ledger; forced security, hidden from the app',
    difference_note:
      'what finance found of differences to the provider; forced security, hidden from the app',
    provider_invoice:
      'what the provider invoiced the platform; forced security, hidden from the app',
    notice: 'told to operators outside of the console; forced security, hidden from the app',
    notice_endpoint: 'where operators are told; forced security, hidden from the app',
    notice_delivery: 'what became of a notice; forced security, hidden from the app',
    self_test_run: 'history of the self-test; forced security, hidden from the app',
    'tenancy.context_key': 'signs contexts; the definer alone reads it',
    _prisma_migrations: 'names of migrations; no role but the owner reads it',
  },
  'key without the tenant': {
    audit_entry_at: READ_AS_ONE,
    audit_entry_action: READ_AS_ONE,
    audit_entry_kind: READ_AS_ONE,
    audit_entry_actor: READ_AS_ONE,
    audit_entry_object: READ_AS_ONE,
    audit_entry_request: READ_AS_ONE,
    audit_entry_rare_kind: READ_AS_ONE,
    ledger_entry_at: 'finance pages through the ledger of all tenants by time',
    fleet_rollup_time: 'operators look at the sums of all tenants by time',
    ledger_rollup_time: 'finance adds up the days of all tenants',
    ledger_rollup_features: 'finance chooses from the names that all customers used',
    ledger_rollup_models: 'finance chooses from the names that all customers used',
    ledger_rollup_tags: 'finance chooses from the names that all customers used',
    policy_change_target_of:
      'a change is carried out for all of its tenants, by definer functions alone',
    ledger_entry_account: 'operators find which tenants an account served in an hour',
    request_started: 'operators page through the requests of all tenants by time',
    api_key_presented:
      'a key is presented before its tenant is known; the definer alone looks it up, by id and HMAC',
    support_grant_operator: 'an operator pages through what tenants granted to that operator',
    membership_user_id_fkey: 'people are not a tenant’s; the key of the row leads with the tenant',
  },
  'function owner': {
    'tenancy.begin_own_schema()': OWNER_MOVES,
    'tenancy.copy_to_own_schema(text,integer)': OWNER_MOVES,
    'tenancy.content_sum(regclass,uuid)': OWNER_MOVES,
    'tenancy.lock_content()': OWNER_MOVES,
    'tenancy.finish_own_schema()': OWNER_MOVES,
    'tenancy.end_own_schema()': OWNER_MOVES,
    'tenancy.drop_own_schema()': OWNER_MOVES,
  },
  'function for roles': {
    'tenancy.claims() by app, auditor, finance, operator': EVERY_CONTEXT,
    'tenancy.enter(text) by app, auditor, finance, operator':
      'verifies the context that it sets for its own transaction',
    'tenancy.current_tenant() by app, auditor, finance, operator': EVERY_CONTEXT,
    'tenancy.current_principal() by app, auditor, finance, operator': EVERY_CONTEXT,
    'tenancy.current_role_name() by app, auditor, finance, operator': EVERY_CONTEXT,
    'tenancy.platform_role() by app, auditor, finance, operator': EVERY_CONTEXT,
    'tenancy.readable_folders() by app, auditor, finance, operator':
      'ids of folders that the signed principal may read',
    'tenancy.mint(bytea,text) by app': 'verifies session, membership and state, then signs',
    'tenancy.mint_key(uuid,bytea,inet) by app':
      'verifies the HMAC of a key, its end, its addresses and its workspace’s state, then signs',
    'tenancy.key_may(text[]) by app': 'of the key whose context it is: yes or no',
    'tenancy.changed_keys(uuid[],uuid[],integer[]) by worker':
      'says which of the named keys must be verified again, and nothing of whose they are',
    'tenancy.mint_platform(bytea) by app': 'verifies session, role and second factor, then signs',
    'tenancy.renew(uuid,text) by app': 'verifies session, membership and state again',
    'tenancy.session_id(bytea) by app': 'the session of a token that its caller holds',
    'tenancy.signed_out_of(bytea,text) by app':
      'one yes or no about a workspace that the token’s own person belongs to',
    'tenancy.sign_out_member(uuid) by app':
      'of the signed tenant alone, for whoever manages that member; yes or no',
    'tenancy.session_memberships(bytea) by app': 'the workspaces of a token’s own person',
    'tenancy.add_member(uuid,text,text,text,timestamp with time zone) by app':
      'adds to the signed tenant alone, for its owner and admins',
    'tenancy.set_own_budgets(integer,jsonb,boolean,boolean,text,timestamp with time zone) by app':
      'a version of the signed tenant’s own policy, for its owner and admins; three parts of it alone',
    'tenancy.set_own_limits(integer,jsonb,text,timestamp with time zone) by app':
      'a version of the signed tenant’s own policy, for its owner and admins; within its range alone',
    'tenancy.raise_plan(uuid,text,integer,text,timestamp with time zone) by app':
      'a higher plan of the signed tenant, for its owner; what the plan holds is said by the database',
    'tenancy.apply_plan_changes(timestamp with time zone) by worker':
      'carries out what owners scheduled; a count',
    'tenancy.begin_leave(uuid,uuid,text,timestamp with time zone) by app':
      'of the signed tenant alone, for an owner whose session was confirmed just now; when it ends',
    'tenancy.take_back_leave(timestamp with time zone) by app':
      'of the signed tenant alone, for its owners; an id of its own',
    'tenancy.carry_out_leaves(timestamp with time zone,boolean) by worker':
      'begins the erasures that owners asked for and that are due; a count',
    'tenancy.hide_named(text,uuid,timestamp with time zone) by app':
      'of the signed tenant alone, for its owners and admins; yes or no',
    'tenancy.show_named(text,uuid) by app':
      'of the signed tenant alone, for its owners and admins; yes or no',
    'tenancy.end_hidden_names(timestamp with time zone) by worker':
      'ends what was deleted two minutes ago; a count',
    'tenancy.leave_workspace(timestamp with time zone) by app':
      'ends the membership of the context’s own person in the signed tenant; yes or no',
    'tenancy.make_owner(uuid) by app': 'of the signed tenant alone, for its owners; yes or no',
    'tenancy.step_down() by app': 'of the context’s own person in the signed tenant; yes or no',
    'tenancy.keep_bills(jsonb) by app': 'for a running erasure, of its own tenant, once; a count',
    'tenancy.claim_receipt(timestamp with time zone) by worker':
      'a signed receipt with an address that it is sent to; of a tenant that is no more',
    'tenancy.end_receipt(uuid,timestamp with time zone) by worker':
      'forgets an address or puts a try off; yes or no',
    'tenancy.last_self_test() by app':
      'when the installation’s own test last ran and how it ended; figures of no tenant',
    'tenancy.refuse_earlier_counter() by owner':
      'a trigger of budget counters, which reads their times alone; nobody can call it',
    'tenancy.tell_budgets(jsonb,timestamp with time zone) by app':
      'writes of the signed tenant’s own counters how far people were told; a count',
    'tenancy.accept_membership(bytea,bytea,timestamp with time zone) by app':
      'needs the person’s session and the link that was made for that person',
    'tenancy.create_invitation_link(uuid,uuid,bytea,timestamp with time zone) by app, operator':
      'for whoever manages that member under a signed context',
    'tenancy.provision(uuid,text,text,text,text,text,boolean,jsonb,text,uuid,uuid,text,text,timestamp with time zone) by operator':
      'needs an operator’s signed context',
    'tenancy.add_price_version(text,integer,timestamp with time zone,text,jsonb,jsonb,boolean) by finance':
      'needs finance’s signed context and its audit entry; adds to the platform’s book',
    'tenancy.correct_call(uuid,uuid,uuid,uuid,bigint,bigint,bigint[],bigint,bigint,text) by finance':
      'needs finance’s signed context and its audit entry; adds an entry of amounts, gives none out',
    'tenancy.adjust_month(uuid,uuid,uuid,text,bigint,text) by finance':
      'needs finance’s signed context and its audit entry; adds an entry of an amount',
    'tenancy.add_exchange_rate(text,date,bigint,text,text) by finance':
      'needs finance’s signed context and its audit entry; adds to the platform’s rates',
    'tenancy.set_billing_terms(uuid,uuid,integer,jsonb,text) by finance':
      'needs finance’s signed context and its audit entry; adds a version, gives a number out',
    'tenancy.close_month(uuid,uuid,uuid,text,timestamp with time zone,timestamp with time zone,jsonb,jsonb,text,bigint,bigint,bigint,bigint,text) by finance':
      'needs finance’s signed context and its audit entry; adds a statement, gives its number out',
    'tenancy.credit_statement(uuid,uuid,uuid,uuid,integer,jsonb,bigint,bigint,bigint,bigint,text) by finance':
      'needs finance’s signed context and its audit entry; adds a credit note, gives its number out',
    'tenancy.adjust_entry(uuid,uuid,uuid,jsonb,text,timestamp with time zone) by app':
      'for the worker and for whoever holds the call’s hold; finance corrects by correct_call',
    'tenancy.become_canary(uuid) by operator':
      'needs an operator’s signed context; for a tenant without documents, just created',
    'tenancy.raise_alert(uuid,uuid,text,timestamp with time zone) by app':
      'writes the fact of a mismatch under the signed context',
    'tenancy.exporting() by app': 'of the operation whose context it is',
    'tenancy.tenant_tables() by app': 'names of tables',
    'tenancy.begin_erasure(timestamp with time zone) by app':
      'for a running erasure, of its own tenant',
    'tenancy.erase_rows(text,integer) by app': 'for a running erasure, of its own tenant; a count',
    'tenancy.note_erased(text,jsonb) by app': 'for a running erasure, of its own tenant',
    'tenancy.finish_erasure(timestamp with time zone) by app':
      'for a running erasure, of its own tenant; counts and sums',
    'tenancy.store_receipt(jsonb) by app': 'for a running erasure, of its own tenant, once',
    'tenancy.erasure_proof() by app': 'for a running erasure, of its own tenant; opens nothing',
    'tenancy.erase_again(uuid,uuid,uuid,timestamp with time zone,timestamp with time zone,text) by worker':
      'gives a context that erases, for a tenant whose erasure the database saw begin or that it has not',
    'tenancy.request_repairs(uuid,timestamp with time zone) by worker':
      'asks for an operation of each tenant; a count',
    'tenancy.release_ways_back(timestamp with time zone) by worker':
      'asks for an operation of each tenant that is due; a count',
    'tenancy.key_owners() by worker': 'ids of tenants, to wrap their keys anew',
    'tenancy.shut_out_member(uuid,timestamp with time zone) by app':
      'of the signed tenant alone, for its owner and admins',
    'tenancy.end_removed_members() by app': 'for a running retention, of its own tenant; a count',
    'tenancy.expired_exports(timestamp with time zone,integer) by worker':
      'archives past their time, each with a context for its tenant',
    'tenancy.open_command(text,uuid,bytea,text,timestamp with time zone) by auth':
      'checks the operator, writes down the command, opens a short session',
    'tenancy.read_link(bytea,timestamp with time zone) by auth': 'whoever holds the token may know',
    'tenancy.hold_person(uuid) by auth': 'takes a lock and returns nothing',
    'tenancy.first_password_open(uuid,uuid) by auth': 'one yes or no about a person at sign-in',
    'tenancy.claim_job(text,interval,integer) by worker':
      'one job at a time, with a context for its tenant',
    'tenancy.renew_job(uuid,uuid,text,interval) by worker': 'for the worker that holds the job',
    'tenancy.claim_operation(text,interval) by worker':
      'one operation at a time, with a context for its tenant',
    'tenancy.renew_operation(uuid,uuid,text,interval) by worker':
      'for the worker that holds the operation',
    'tenancy.placement(text) by app, worker': 'verifies the context it is given, then says where',
    'tenancy.place_first(uuid,text,timestamp with time zone) by operator':
      'checks the operator; once, before a tenant holds anything',
    'tenancy.set_model_account(uuid,bytea,bytea,text,timestamp with time zone) by operator':
      'checks the operator; writes sealed bytes that nobody of the platform reads',
    'tenancy.set_vector_endpoint(uuid,bytea,text,timestamp with time zone) by operator':
      'checks the operator; writes sealed bytes that nobody of the platform reads',
    'tenancy.begin_own_schema() by app': OWN_MOVE,
    'tenancy.copy_to_own_schema(text,integer) by app': OWN_MOVE,
    'tenancy.finish_own_schema() by app': OWN_MOVE,
    'tenancy.end_own_schema() by app': OWN_MOVE,
    'tenancy.moving() by owner': 'what holds the owner’s functions to the tenant that is moved',
    'tenancy.own_schema() by owner': 'the schema of the tenant that is moved',
    'tenancy.note_own_schema(text,text) by owner': 'of the tenant that is moved',
    'tenancy.refuse_when_held() by owner':
      'a trigger, which whoever attaches a partition hands on to it; nobody can call it',
    'tenancy.require_conversation_owner() by owner':
      'a trigger, which whoever attaches a partition hands on to it; nobody can call it',
    'tenancy.stale_reservations(interval,integer) by worker':
      'holds left by a crash, each with a context for its tenant',
    'tenancy.remove_minute_counters(timestamp with time zone,integer) by worker':
      'settled budgets of minutes that are over for an hour; a count',
    'tenancy.remove_ended_answers(integer) by worker':
      'answers of keys that are kept no longer; a count',
    'tenancy.end_answer_records() by owner':
      'a trigger, which whoever attaches a partition hands on to it; nobody can call it',
    'tenancy.end_conversation_postings() by owner':
      'a trigger, which whoever attaches a partition hands on to it; nobody can call it',
    'tenancy.feedback_counts(timestamp with time zone) by app':
      'of the signed tenant alone, for its owner and admins; counts',
    'tenancy.claim_deferred(text,interval,timestamp with time zone) by worker':
      'one waiting question at a time, with a context of its asker as the asker is now',
    'tenancy.renew_deferred(uuid,uuid,text,interval) by worker':
      'for the worker that has the question, while its asker is a member',
    'tenancy.deferred_places() by app': 'where the signed person’s own questions stand; counts',
    'tenancy.end_deferred(uuid,integer,text,text,timestamp with time zone) by app':
      'of the signed person’s own question, or of the hold whose context it is; yes or no',
    'tenancy.time_bucket(double precision) by app, auditor, finance, operator':
      'computes from its argument alone',
    'tenancy.merge_usage(tenancy.usage_sums[],boolean) by app, auditor, finance, operator':
      'adds up its arguments and reads nothing',
    'tenancy.usage_of_rows(uuid[],timestamp with time zone[],timestamp with time zone[]) by app, auditor, finance, operator':
      'runs with its caller’s rights; row-level security shows it what the caller may see',
    'tenancy.usage_in(uuid[],timestamp with time zone[],timestamp with time zone[],boolean) by app, auditor, finance, operator':
      'runs with its caller’s rights; row-level security shows it what the caller may see',
    'tenancy.fold_usage(integer) by app':
      'for the worker, in the signed tenant; returns how many minutes and days it computed',
    'tenancy.due_rollups(integer) by worker':
      'tenants whose rows wait to be folded, each with a context of its own',
    'tenancy.expire_rollups() by worker': 'removes what is too old and returns a count',
    'tenancy.fold_fleet(integer) by app':
      'for the worker, in the signed tenant; returns how many five minutes it computed',
    'tenancy.due_fleet(integer) by worker':
      'tenants whose sums wait to be folded, each with a context of its own',
    'tenancy.expire_fleet() by worker': 'removes what is too old and returns a count',
    'tenancy.fold_ledger(integer) by app':
      'for the worker, in the signed tenant; returns how many days it computed',
    'tenancy.due_ledger(integer) by worker':
      'tenants whose days wait to be folded, each with a context of its own',
    'tenancy.pseudonym(uuid,text,uuid) by auditor, finance, operator':
      'a hash of what its caller names; reads nothing',
    'tenancy.due_costs(timestamp with time zone,uuid,integer) by worker':
      'tenants with days that nobody judged yet, each with a context of its own',
    'tenancy.escalate_costs(timestamp with time zone) by worker':
      'tells finance of what nobody acknowledged; a count',
    'tenancy.fill_cost_days(timestamp with time zone) by app':
      'for the worker, in the signed tenant; what its days cost',
    'tenancy.cost_cells(date,date[]) by app':
      'for the worker, in the signed tenant; what its days cost by feature, model and person',
    'tenancy.put_cost_findings(jsonb,timestamp with time zone) by app':
      'for the worker, in the signed tenant; returns how many notices',
    'tenancy.watch_objectives(timestamp with time zone) by worker':
      'compares counts of all tenants together and tells operators; a count',
    'tenancy.use_resources(timestamp with time zone,bigint,bigint,bigint) by app':
      'adds to what the signed tenant used; returns nothing of it',
    'tenancy.plan_at(uuid,timestamp with time zone) by finance':
      'runs with its caller’s rights; the name of a plan',
    'tenancy.compare_books(date) by auditor, finance, operator':
      'runs with its caller’s rights; sums of amounts by tenant',
    'tenancy.check_books(date) by worker':
      'keeps the comparison for the platform’s people and returns how many tenants differ',
    'tenancy.start_containment(uuid,uuid,uuid,double precision,timestamp with time zone) by app':
      'for the worker, of its signed tenant; what it does comes from the rule; yes or no',
    'tenancy.propose_change(uuid,text,text,uuid[],integer[],integer,jsonb,text,timestamp with time zone,timestamp with time zone,integer,timestamp with time zone) by operator':
      'needs an operator’s signed context; measures the change against the bounds, and carries out what is within them',
    'tenancy.propose_placement(uuid,uuid,jsonb,jsonb,text,timestamp with time zone,timestamp with time zone) by operator':
      'needs an operator’s signed context; a place that waits for another operator; a state',
    'tenancy.decide_change(uuid,boolean,text,timestamp with time zone) by operator':
      'needs the signed context of another operator than proposed it; a state',
    'tenancy.steer_change(uuid,text,text,timestamp with time zone) by operator':
      'needs an operator’s signed context; withdraws, pauses, goes on with or takes back what was proposed; a state',
    'tenancy.announce_policy(uuid) by operator':
      'needs an operator’s signed context; has every process ask anew what holds for a tenant, and says nothing of it',
    'tenancy.instances_behind() by auditor, operator':
      'needs the signed context of an operator or auditor; instances, tenants and versions, no content',
    'tenancy.announce_behind(timestamp with time zone) by worker':
      'has instances that are behind ask anew; a count',
    'tenancy.run_policy_changes(timestamp with time zone) by worker':
      'carries out what is due of changes that were approved; a count',
    'tenancy.remove_documents(uuid[],timestamp with time zone) by app':
      'hides documents of the signed tenant that its owner or admin may read; ids that were given',
    'tenancy.put_back_documents(uuid[]) by app':
      'shows documents of the signed tenant again to its owner and admins; ids that were given',
    'tenancy.reading_chats_since() by app':
      'a time, for owners and admins of the signed tenant that may read chats; nothing for others',
    'tenancy.support_operators() by app':
      'names of the platform’s operators, for whoever may grant one of them access',
    'tenancy.support_named() by app': 'names of operators to whom the signed tenant granted access',
    'tenancy.grant_support(uuid,text,uuid,uuid,bytea,integer) by app':
      'of what the signed person may read, for whoever may grant it; a time',
    'tenancy.revoke_support(uuid) by app':
      'ends a grant of the signed tenant, for whom it concerns; yes or no',
    'tenancy.support_stands(uuid,uuid) by app, operator':
      'of a grant of the signed tenant, or to the signed operator; yes or no',
    'tenancy.read_support(uuid,uuid) by operator':
      'needs the named operator’s signed context, a grant in force and its audit entry; sealed bytes of that grant alone',
    'tenancy.end_support_grants() by worker': 'ends grants that are not in force any more; a count',
    'tenancy.end_conversation_support() by owner':
      'a trigger, which whoever attaches a partition hands on to it; nobody can call it',
    'tenancy.citing_answers(uuid[]) by app':
      'counts in the signed tenant, for its owner and admins',
    'tenancy.due_library(timestamp with time zone,timestamp with time zone,timestamp with time zone,integer) by worker':
      'what is over of the library, each with a context for its tenant',
    'tenancy.end_containments(timestamp with time zone) by worker':
      'ends what its own time is over of; a count',
    'tenancy.plant_statement(uuid,timestamp with time zone) by app':
      'for the self-test’s two tenants, of the signed one; yes or no',
    'tenancy.plant_leave(uuid,timestamp with time zone) by app':
      'of the signed tenant, when it is a canary; yes or no',
    'tenancy.plant_flag(timestamp with time zone) by app':
      'of the signed tenant, when it is a canary; yes or no',
    'tenancy.beat(uuid,text[],text,text,timestamp with time zone,boolean,jsonb) by worker':
      'says that a process is there; returns nothing',
    'tenancy.audit_changes(uuid[],uuid[]) by auditor, operator':
      'needs the signed context of an operator or auditor; of entries what is named there, no content',
    'tenancy.queue_depths() by auditor, operator':
      'needs the signed context of an operator or auditor; counts over all tenants',
    'tenancy.plant_incident_notice(uuid,timestamp with time zone) by app':
      'of the signed tenant, when it is a canary; yes or no',
    'tenancy.plant_containment(uuid,timestamp with time zone) by app':
      'of the signed tenant, when it is a canary; yes or no',
    'tenancy.put_test_notice(timestamp with time zone) by finance, operator':
      'needs an operator’s signed context; a notice that says nothing',
    'tenancy.queue_due_exports(timestamp with time zone) by worker':
      'asks for the files that finance scheduled; a count',
    'tenancy.claim_export(text,interval,timestamp with time zone) by worker':
      'one file of figures at a time, with a context of the finance person who asked for it, if still of finance',
    'tenancy.renew_export(uuid,text,interval) by worker':
      'for the worker that holds the export, while its person is of finance',
    'tenancy.end_export(uuid,text,timestamp with time zone,jsonb,boolean,text,timestamp with time zone) by worker':
      'for the worker that holds the export; yes or no',
    'tenancy.check_exports(date) by worker': 'compares sums of files with the ledger’s; a count',
    'tenancy.claim_notice(timestamp with time zone) by worker':
      'one notice at a time to one of the platform’s addresses; no content',
    'tenancy.end_notice(uuid,uuid,timestamp with time zone,timestamp with time zone,text) by worker':
      'writes down what became of a notice; returns nothing',
    'tenancy.due_events(timestamp with time zone,uuid[],integer) by worker':
      'workspaces with something to tell, each with a context of its own',
    'tenancy.expire_events(timestamp with time zone,integer) by worker':
      'removes events of all workspaces that are kept no longer; a count',
    'tenancy.rotating() by app': 'of its own transaction’s context: whether it runs a rotation',
    'tenancy.key_holders() by worker': 'ids of tenants, to find those whose keys are missing',
    'tenancy.append_tenant_leaf() by owner':
      'a trigger of audit entries, which commits to the row alone; nobody can call it',
    'tenancy.append_platform_leaf() by owner':
      'a trigger of the platform’s entries, which commits to the row alone; nobody can call it',
    'tenancy.sequence_audit(integer) by worker': 'gives leaves their places; a count',
    'tenancy.expire_audit(timestamp with time zone,timestamp with time zone,integer) by worker':
      'ends entries that are a year old at least, and says so in their log; a count',
    'tenancy.stored_audit_checkpoint(uuid,bigint,timestamp with time zone) by worker':
      'keeps how much of a log an object store has; yes or no',
    'tenancy.add_audit_checkpoint(uuid,bigint,bytea,timestamp with time zone,text) by worker':
      'keeps a signed size and hash beside its tree; yes or no',
    'tenancy.witness_audit_checkpoint(uuid,bigint,text) by worker':
      'keeps what a witness answered, once; yes or no',
    'tenancy.note_audit_fault(uuid,text,timestamp with time zone) by worker':
      'says that a log is not signed, and why; yes or no',
    'tenancy.budget_batch(text[],jsonb,jsonb) by app':
      'verifies the context or the secret of each step; moves what that step’s proof names alone',
    'tenancy.budget_batch(text[],jsonb,jsonb,jsonb) by app':
      'the same steps, and the records that `record_messages` verifies',
    'tenancy.record_messages(jsonb) by app':
      'needs the secret of each call’s hold; writes how that call ended, and gives a count',
    'tenancy.hold_context(uuid,uuid,bytea) by app':
      'needs the secret of who took the hold; the context ends that hold alone',
    'tenancy.held_request() by app': 'of the hold whose context it is',
    'tenancy.held_conversation() by app': 'of the hold whose context it is',
    'tenancy.ended_work(uuid[],uuid[],uuid[],uuid[]) by worker':
      'says which of the named work must stop, and nothing of whose it is',
    'tenancy.own_conversation_rule() by app': 'when the signed person’s own conversations end',
    'tenancy.note_removed_source(uuid,timestamp with time zone) by app':
      'tells citations of the signed tenant that a document which is no longer there was removed; a count',
    'tenancy.document_rule() by app': 'when the signed tenant’s documents end',
    'tenancy.forget_again(uuid,uuid,timestamp with time zone) by worker':
      'replays the journal of erasures; returns counts and can only erase',
    'tenancy.ending_conversations() by app':
      'two counts and a date for the tenant’s owner and admins',
    'tenancy.end_conversations(integer) by app':
      'for a running retention, in its tenant; counts alone',
    'tenancy.schedule_retention() by worker':
      'asks for each tenant’s daily run and returns a count',
    'tenancy.close_member(uuid) by app': 'for a running erasure of a member, in its tenant',
    'tenancy.erase_member(uuid) by app':
      'for a running erasure of a member, in its tenant; counts alone',
    'tenancy.person_works(uuid) by app': 'one yes or no about the signed tenant’s own person',
  },
  'member of another role': {
    'tenantry_owner of tenantry_definer': 'hands functions to it in migrations, inherits nothing',
  },
  'platform table by grant alone': {
    'tenantry_app price_version': 'the price book is public to all tenants',
    'tenantry_app price_line': 'the price book is public to all tenants',
    'tenantry_app price_plan': 'the price book is public to all tenants',
    'tenantry_operator price_version': 'the price book is the platform’s own',
    'tenantry_operator price_line': 'the price book is the platform’s own',
    'tenantry_operator price_plan': 'the price book is the platform’s own',
    'tenantry_finance price_version': 'the price book is the platform’s own',
    'tenantry_finance price_line': 'the price book is the platform’s own',
    'tenantry_finance price_plan': 'the price book is the platform’s own',
    'tenantry_auditor price_version': 'the price book is the platform’s own',
    'tenantry_auditor price_line': 'the price book is the platform’s own',
    'tenantry_auditor price_plan': 'the price book is the platform’s own',
    'tenantry_auth user_identity': 'sign-in looks for people it does not know yet',
    'tenantry_auth sign_in_attempt': 'sign-in counts attempts before anybody is known',
    'tenantry_auth one_time_link': 'a link is found by its token alone',
  },
  content: {
    'tenantry_auth app_user.totp_sealed': 'a person’s second factor, which sign-in has to check',
  },
};
