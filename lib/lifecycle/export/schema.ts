/** What an archive holds. */
export interface ExportCounts {
  documents: number;
  /** Listed, but without a file: an upload that was never finished. */
  missingDocuments: number;
  conversations: number;
  people: number;
  ledgerRows: number;
  auditEntries: number;
}

/** A finished archive, for the people of its tenant. Times in ISO 8601. */
export interface ExportView {
  id: string;
  bytes: number;
  /** Hexadecimal. */
  sha256: string;
  contents: ExportCounts;
  requestedBy: string;
  createdAt: string;
  expiresAt: string;
  /** Whether it can still be downloaded. */
  available: boolean;
}

export const EXPORT_DAYS = 7;
