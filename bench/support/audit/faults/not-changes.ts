import { PLATFORM_ACTIONS, TENANT_ACTIONS } from '@/lib/console/audit-actions';
import { OPERATION_KINDS } from '@/lib/operations/schema';

/** Why some actions of the logs are no change that could be tried, each with those actions. */
export const NOT_CHANGES: Record<string, readonly string[]> = {
  'Somebody read or was sent what there is; no row but the entry is written.': [
    ...['anomalies.export', 'anomalies.view', 'answer.why', 'audit.export', 'audit.verify'],
    ...['audit.view', 'books.view', 'compliance.export', 'compliance.view', 'containment.view'],
    ...['conversation.export', 'conversation.open', 'conversation.read_by_admin'],
    ...['costs.export', 'costs.view', 'document.open', 'erased.list', 'erased.view'],
    ...['export.download', 'export.view', 'feedback.read_by_admin', 'flag.view', 'fleet.view'],
    ...['forecast.export', 'forecast.view', 'forensics.invoice_line'],
    ...['forensics.served_tenants', 'forensics.who_saw', 'health.view', 'holds.read'],
    ...['incident.view', 'ledger.export', 'ledger.preview', 'ledger.view', 'neighbours.view'],
    ...['notices.view', 'objectives.view', 'operations.read', 'placement.view'],
    ...['policy.enforcement', 'policy.export', 'policy.preview', 'policy.view', 'pools.view'],
    ...['prices.preview', 'prices.view', 'provider.compare', 'quota.view', 'rate.list'],
    ...['security.view', 'shared_costs.export', 'shared_costs.view', 'showback.export'],
    ...['showback.view', 'spend.export', 'spend.view', 'statement.list', 'statement.view'],
    ...['support.follow', 'support.list', 'tenant.find', 'tenant.list', 'tenant.view'],
    ...['tenants.compare', 'trace.view', 'traffic.view', 'view.list', 'what_if.view'],
  ],
  'The same, counted on the grant that allows it.': ['support.read'],
  'Something was refused or stopped: the entry says that nothing was changed.': [
    ...['answer.refuse', 'message.refuse', 'security.tenant_mismatch', 'support.refused'],
  ],
  'A command of the machine’s owner was let in: a sign-in.': ['command.open'],
  'It says that something begins or goes out of the house, in no row of any table; what it becomes has entries of its own.':
    [
      ...['policy.announce', 'provider.begin', 'export.write', 'export.deliver'],
      ...['statement.close_all', 'tool.call', 'tool.confirm', 'tool.try'],
    ],
  'A call of a model, whose rows are written with many others’ in one transaction by a function of the database, entry included.':
    ['message.create'],
  'Work of many transactions that goes on, also after a crash, until it is done; the entry says how far it is.':
    [
      ...['document.index', 'export.create', 'member.erase', 'placement.release', 'restore.repair'],
      ...['retention.run', 'self_test.finish', 'self_test.prepare', 'self_test.start'],
      ...['tenant.erase_again'],
      ...OPERATION_KINDS.flatMap((kind) => [`operation.${kind}.done`, `operation.${kind}.failed`]),
    ],
  'What changes is the log itself.': ['audit.expire'],
};

/** Actions of the logs that are neither among those that are tried nor excluded for a reason. */
export function untriedActions(tried: readonly string[]): string[] {
  const known = new Set([...tried, ...Object.values(NOT_CHANGES).flat()]);
  const actions = new Set([...TENANT_ACTIONS, ...PLATFORM_ACTIONS]);
  return [...actions].filter((action) => !known.has(action)).sort();
}
