import type { DatabaseTier, VectorStoreName, VectorTier } from '@/lib/tenancy/placement';

/** How one workspace is kept apart, as its admins may know it. Times in ISO 8601. */
export interface IsolationView {
  databaseTier: DatabaseTier;
  vectorStore: VectorStoreName;
  vectorTier: VectorTier;
  /** Its own account at the model's provider, or the platform's. */
  modelAccount: 'platform' | 'own';
  /** Whether answers come from the model that runs beside the product. */
  localModel: boolean;
  /** As the installation's operators named it; null when they did not. */
  region: string | null;
  keys: {
    /** The version that seals now; null when the key files are missing. */
    version: number | null;
    createdAt: string | null;
    rotatedAt: string | null;
    /** Older versions that can still be opened. */
    older: number;
  };
  /** The newest self-test of the installation that ran to its end. */
  selfTest: { at: string; held: number; failed: number } | null;
}
