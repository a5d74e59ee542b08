import { Badge } from '@/components/ui/badge';
import type { AuditRecord } from '@/lib/audit/schema';

const OUTCOME = {
  ok: { tone: 'success', label: 'Done' },
  refused: { tone: 'warn', label: 'Refused' },
  error: { tone: 'danger', label: 'Failed' },
} as const;

export function OutcomeBadge({ outcome }: Pick<AuditRecord, 'outcome'>) {
  const { tone, label } = OUTCOME[outcome];
  return (
    <Badge tone={tone} dot>
      {label}
    </Badge>
  );
}
