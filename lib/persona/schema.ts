import { z } from 'zod';
import type { Rules } from '@/lib/guardrails/schema';
import type { Setup } from '@/lib/tools/schema';

export const PERSONA_LIMIT = 1_000;

/**
 * Tone and role, in words. What could close its fence, hide, or pose as another part of the prompt is
 * refused: markup, and every character that nobody sees.
 */
export const personaSchema = z.object({
  text: z
    .string()
    .trim()
    .max(
      PERSONA_LIMIT,
      `A persona may have at most ${PERSONA_LIMIT.toLocaleString('en')} characters.`,
    )
    .refine((text) => !/[<>[\]{}|`]/.test(text), 'Leave out markup: < > [ ] { } | and backquotes.')
    .refine(
      (text) => !/[^\P{C}\n]/u.test(text),
      'It contains characters that nobody sees. Type it anew, or paste it as plain text.',
    ),
});

export const restorePersonaSchema = z.object({ id: z.guid() });

export interface PersonaVersion {
  id: string;
  version: number;
  /** Empty: none was in force. */
  text: string;
  rules: Rules;
  setup: Setup;
  author: string;
  at: string;
}

export interface PersonaView {
  /** Empty: none is in force. */
  text: string;
  /** 0 before the first one. */
  version: number;
  changedAt: string | null;
  rules: Rules;
  setup: Setup;
}
