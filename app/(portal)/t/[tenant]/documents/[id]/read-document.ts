import { cache } from 'react';
import { getDocument } from '@/lib/documents/queries';
import { orNotFound } from '@/lib/http/or-not-found';
import { tenantPage } from '@/lib/http/page-context';

/** Once for the layout, the title and the page. */
export const readDocument = cache(async (tenant: string, id: string) =>
  orNotFound(getDocument(await tenantPage(tenant), id)),
);
