/** The few sentences that the local model says itself; everything else it quotes. */
export interface Phrases {
  lead: string;
  unanswered: string;
  noDocuments: string;
  toolReturned: string;
}

const PHRASES = {
  english: {
    lead: 'The documents say:',
    unanswered: 'The documents provided do not say anything that answers this question.',
    noDocuments:
      'I can answer only from documents, and none were provided with this question. ' +
      'Ask about something that your documents cover.',
    toolReturned: 'The tool returned:',
  },
  german: {
    lead: 'In den Dokumenten steht:',
    unanswered: 'Die vorliegenden Dokumente beantworten diese Frage nicht.',
    noDocuments:
      'Ich kann nur anhand von Dokumenten antworten, und zu dieser Frage liegen keine vor.',
    toolReturned: 'Das Werkzeug hat geantwortet:',
  },
  french: {
    lead: 'Les documents indiquent :',
    unanswered: 'Les documents fournis ne répondent pas à cette question.',
    noDocuments:
      'Je ne peux répondre qu’à partir de documents, et aucun n’accompagne cette question.',
    toolReturned: 'L’outil a répondu :',
  },
  spanish: {
    lead: 'Los documentos dicen:',
    unanswered: 'Los documentos proporcionados no responden a esta pregunta.',
    noDocuments: 'Solo puedo responder a partir de documentos, y esta pregunta no trae ninguno.',
    toolReturned: 'La herramienta respondió:',
  },
} as const satisfies Record<string, Phrases>;

const LANGUAGE =
  /\b(?:answer|reply|respond|write|speak)\b[^.\n]{0,40}\bin (english|german|french|spanish)\b/i;
const BRIEF = /\b(?:brief(?:ly)?|concise(?:ly)?|short answers?|one sentence|a single sentence)\b/i;

/** Language and length are all that the local model takes from a system prompt or a question. */
export function readManner(system: string, question: string): { phrases: Phrases; quotes: number } {
  const name = (LANGUAGE.exec(question) ?? LANGUAGE.exec(system))?.[1]?.toLowerCase();
  const known = Object.entries(PHRASES).find(([language]) => language === name);
  const brief = BRIEF.test(question) || BRIEF.test(system);
  return { phrases: known?.[1] ?? PHRASES.english, quotes: brief ? 1 : 4 };
}
