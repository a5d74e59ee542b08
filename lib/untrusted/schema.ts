/** What a text does that only an attempt to steer the model would do. */
export const INJECTION_KINDS = [
  'override',
  'impersonation',
  'prompt_reveal',
  'carry_out',
  'hidden_text',
] as const;
export type InjectionKind = (typeof INJECTION_KINDS)[number];

export const INJECTION_WORDS: Record<InjectionKind, string> = {
  override: 'Tells the assistant to drop its rules',
  impersonation: 'Poses as the system or as the assistant',
  prompt_reveal: 'Asks for the assistant’s own instructions',
  carry_out: 'Asks to send content somewhere else',
  hidden_text: 'Carries characters that nobody sees',
};

export interface InjectionAttemptView {
  id: string;
  at: string;
  source: 'document' | 'message';
  kinds: InjectionKind[];
  documentId: string | null;
  /** Null for a message, and once the document was removed. */
  documentName: string | null;
  /** Null for a document, and once the person left. */
  personName: string | null;
}

export interface InjectionReport {
  /** Of the last 30 days. */
  inDocuments: number;
  inMessages: number;
  /** Newest first, at most 100. */
  attempts: InjectionAttemptView[];
}
