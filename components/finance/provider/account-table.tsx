import Link from 'next/link';
import { hrefWith, type Params } from '@/components/console/href';
import { Badge } from '@/components/ui/badge';
import { formatCount } from '@/components/ui/format';
import {
  Table,
  TableBody,
  TableCaption,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from '@/components/ui/table';
import type { ProviderAccount } from '@/lib/finance/provider/schema';

interface AccountTableProps {
  accounts: readonly ProviderAccount[];
  path: string;
  params: Params;
}

/** What the provider says of each API key; a key leads to its rows. */
export function AccountTable({ accounts, path, params }: AccountTableProps) {
  if (accounts.length === 0)
    return <p className="px-5 py-4 text-ink-soft text-sm">No report of these days was imported.</p>;
  return (
    <Table label="Accounts" bare keepLast>
      <TableCaption>Tokens and dollars of the provider’s reports by API key</TableCaption>
      <TableHeader>
        <TableRow>
          <TableHead>API key</TableHead>
          <TableHead>Whose</TableHead>
          <TableHead align="right">Provider tokens</TableHead>
          <TableHead align="right">Provider USD</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {accounts.map(({ key, own, tokens, usd }) => (
          <TableRow key={key}>
            <TableCell className="break-all">
              {key === '' ? (
                'None named'
              ) : (
                <Link
                  href={hrefWith(path, params, { account: key, cells: 'all' })}
                  className="hover:text-accent-text hover:underline"
                >
                  {key}
                </Link>
              )}
            </TableCell>
            <TableCell>
              {own ? 'This installation' : <Badge tone="neutral">Another’s</Badge>}
            </TableCell>
            <TableCell align="right">{formatCount(Number(tokens))}</TableCell>
            <TableCell align="right">{usd}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
