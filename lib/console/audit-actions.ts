import { OPERATION_KINDS } from '@/lib/operations/schema';

/** What tenants' logs can say was done. A test holds it against the code that writes them. */
export const TENANT_ACTIONS: readonly string[] = [
  ...['answer.cancel', 'answer.create', 'answer.defer', 'answer.refuse', 'answer.why'],
  ...['assistant.change', 'assistant.remove_tool', 'assistant.save_tool'],
  ...['audit.expire', 'chats.allow_reading', 'chats.forbid_reading', 'compliance.export'],
  ...['containment.end', 'containment.start'],
  ...['conversation.delete', 'conversation.export', 'conversation.open'],
  ...['conversation.read_by_admin', 'conversation.rename'],
  ...['document.cancel', 'document.delete', 'document.end', 'document.expire', 'document.fail'],
  ...['document.index', 'document.move', 'document.open', 'document.rename', 'document.retry'],
  ...['document.tag', 'document.undelete', 'document.untag', 'document.upload'],
  ...['export.create', 'export.download', 'export.expire', 'export.remove'],
  ...['feedback.give', 'feedback.read_by_admin', 'feedback.withdraw', 'flag.set_tenant'],
  ...['folder.create', 'folder.delete', 'folder.rename', 'folder.set_audience', 'folder.undelete'],
  ...['group.create', 'group.delete', 'group.rename', 'group.set_members', 'group.undelete'],
  ...['guardrails.change', 'hold.lift', 'hold.place', 'incident.notice'],
  ...['key.create', 'key.revoke', 'key.rotate', 'ledger.adjust', 'ledger.correct'],
  ...['member.accept', 'member.add', 'member.erase', 'member.leave', 'member.make_owner'],
  ...['member.remove', 'member.renew_invitation', 'member.role', 'member.sign_out'],
  ...['member.step_down', 'message.create', 'message.refuse'],
  ...['notifications.choose', 'notifications.set', 'operation.cancel'],
  ...OPERATION_KINDS.flatMap((kind) =>
    ['', '.done', '.failed'].map((end) => `operation.${kind}${end}`),
  ),
  ...['persona.change', 'persona.restore', 'placement.own_account', 'placement.platform_account'],
  ...['placement.release', 'placement.vector_cluster', 'plan.change', 'plan.schedule', 'plan.undo'],
  ...['policy.edit', 'policy.end', 'policy.own_budgets', 'policy.own_limits', 'policy.undo'],
  ...['quota.ask', 'quota.decide', 'quota.withdraw', 'restore.repair', 'retention.change'],
  ...['retention.run', 'security.tenant_mismatch'],
  ...['support.allow_members', 'support.end', 'support.forbid_members', 'support.grant'],
  ...['support.read', 'support.revoke', 'tag.create', 'tag.delete', 'tag.rename', 'tag.undelete'],
  ...['tenant.create', 'tenant.erase', 'tenant.resume', 'tenant.suspend'],
  ...['tool.call', 'tool.confirm', 'tool.try'],
  ...['webhook.add', 'webhook.disable', 'webhook.remove', 'webhook.rotate', 'webhook.send_again'],
  ...['webhook.switch_off', 'webhook.switch_on', 'webhook.test'],
  ...['workspace.leave', 'workspace.leave_put_off', 'workspace.stay'],
];

/** What the platform's log can say was looked at or changed. */
export const PLATFORM_ACTIONS: readonly string[] = [
  ...['audit.expire', 'audit.export', 'audit.verify', 'audit.view', 'books.view', 'command.open'],
  ...['compliance.export', 'compliance.view', 'containment.edit_rule', 'containment.end'],
  ...['containment.start', 'containment.view', 'costs.export', 'costs.view'],
  ...['erased.list', 'erased.view', 'flag.set', 'flag.set_tenant', 'flag.view', 'fleet.view'],
  ...['forensics.invoice_line', 'forensics.served_tenants', 'forensics.who_saw'],
  ...['group.create', 'group.edit', 'group.remove', 'health.view'],
  ...['hold.lift', 'hold.place', 'holds.read', 'incident.affected', 'incident.close'],
  ...['incident.note', 'incident.notice', 'incident.open', 'incident.reopen', 'incident.view'],
  ...['ledger.adjust', 'ledger.correct', 'ledger.export', 'ledger.preview', 'ledger.view'],
  ...['neighbours.view', 'notices.add_endpoint', 'notices.remove_endpoint', 'notices.test'],
  ...['notices.view', 'objective.acknowledge', 'objective.add', 'objective.edit'],
  ...['objectives.view', 'operation.cancel', 'operations.read'],
  ...OPERATION_KINDS.map((kind) => `operation.${kind}`),
  ...['placement.own_account', 'placement.platform_account', 'placement.vector_cluster'],
  ...['placement.view', 'plan.edit', 'policy.announce', 'policy.approve', 'policy.bounds'],
  ...['policy.edit', 'policy.enforcement', 'policy.export', 'policy.preview'],
  ...['policy.refuse', 'policy.roll_out', 'policy.view', 'pools.view'],
  ...['policy.go_on', 'policy.next', 'policy.pause', 'policy.undo', 'policy.withdraw'],
  ...['prices.add', 'prices.preview', 'prices.view'],
  ...['provider.begin', 'provider.compare', 'provider.import', 'quota.decide', 'quota.view'],
  ...['security.acknowledge', 'security.view'],
  ...['self_test.finish', 'self_test.prepare', 'self_test.start'],
  ...['statement.list', 'statement.view', 'support.end', 'support.follow', 'support.grant'],
  ...['support.list', 'support.read', 'support.refused', 'support.revoke'],
  ...['switch.off', 'switch.on', 'tenant.create', 'tenant.erase', 'tenant.erase_again'],
  ...['tenant.find', 'tenant.invite_owner', 'tenant.leave', 'tenant.leave_carried_out'],
  ...['tenant.leave_put_off', 'tenant.list', 'tenant.resume', 'tenant.stay', 'tenant.suspend'],
  ...['tenant.view', 'tenants.compare', 'trace.view', 'traffic.view'],
  ...['view.list', 'view.remove', 'view.save'],
];

/** What tenants' entries can be about. */
export const TENANT_KINDS: readonly string[] = [
  ...['answer', 'conversation', 'document', 'folder', 'group', 'key', 'ledger_entry', 'member'],
  ...['notifications', 'operation', 'placement', 'policy', 'tag', 'tenant', 'tool', 'webhook'],
  'workspace',
];

/** What the platform's entries can be about. */
export const PLATFORM_KINDS: readonly string[] = ['platform', 'tenant'];
