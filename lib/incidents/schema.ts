import { z } from 'zod';
import type { ContainmentAction } from '@/lib/tenancy/schema';

export const SEVERITIES = ['minor', 'major', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

const id = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'Not an id.');

const words = (most: number) =>
  z
    .string()
    .trim()
    .min(3, 'Write three characters or more.')
    .max(most, `At most ${most} characters.`)
    .refine((text) => !/[^\P{C}\n]/u.test(text), 'It contains characters that nobody sees.');

/** Of one line: it becomes the subject of an e-mail. */
const title = words(120).refine((text) => !text.includes('\n'), 'One line, please.');

const tenants = z.array(id).max(1_000, 'At most 1,000 tenants.');

export const openIncidentSchema = z.object({
  title,
  severity: z.enum(SEVERITIES),
  tenants,
  /** What is known so far. */
  text: words(2_000),
});
export type OpenIncident = z.infer<typeof openIncidentSchema>;

export const addEntrySchema = z.object({ id, text: words(2_000) });
export type AddEntry = z.infer<typeof addEntrySchema>;

export const setAffectedSchema = z.object({ id, tenants });
export type SetAffected = z.infer<typeof setAffectedSchema>;

/** To every tenant that it affects; so short that it goes whole into an e-mail and a webhook. */
export const sendNoticeSchema = z.object({ id, title, text: words(700) });
export type SendNotice = z.infer<typeof sendNoticeSchema>;

/** Why it is over, or not. */
export const changeIncidentSchema = z.object({
  id,
  to: z.enum(['closed', 'open']),
  text: words(2_000),
});
export type ChangeIncident = z.infer<typeof changeIncidentSchema>;

export interface IncidentSummary {
  id: string;
  title: string;
  severity: Severity;
  affected: number;
  openedAt: string;
  closedAt: string | null;
}

/** What happened: an entry of its own, or a containment of an affected tenant meanwhile. */
export interface IncidentEvent {
  id: string;
  at: string;
  kind:
    | 'opened'
    | 'note'
    | 'affected'
    | 'notice'
    | 'closed'
    | 'reopened'
    | 'contained'
    | 'released';
  by: string | null;
  text: string;
  /** Of a containment. */
  tenant?: { id: string; name: string };
  actions?: ContainmentAction[];
}

export interface IncidentView extends IncidentSummary {
  openedBy: string | null;
  tenants: { id: string; name: string; notices: number }[];
  /** Who can be affected: every tenant that is in use. */
  choices: { id: string; name: string }[];
  timeline: IncidentEvent[];
}

/** As the tenant's owner and admins read it. */
export interface OwnIncidentNotice {
  id: string;
  incidentId: string;
  at: string;
  title: string;
  text: string;
}
