import type { Tone } from '@/components/ui/tone';
import type { Severity } from '@/lib/incidents/schema';

export const SEVERITY: Record<Severity, { label: string; tone: Tone }> = {
  minor: { label: 'Minor', tone: 'info' },
  major: { label: 'Major', tone: 'warn' },
  critical: { label: 'Critical', tone: 'danger' },
};

export const SEVERITY_OPTIONS = Object.entries(SEVERITY).map(([value, { label }]) => ({
  value,
  label,
}));
