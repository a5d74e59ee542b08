import { Money } from '@/components/console/money';
import { modelName, planName } from '@/components/console/status-badges';
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
import { perMillion } from '@/lib/finance/prices/draft/schema';
import { type PlanTerms, type PriceVersionView, TOKEN_PRICES } from '@/lib/finance/prices/schema';
import { PRICE_LABEL } from './price-words';

/** Every line of a version, dollars a million tokens. */
export function PricesTable({ version }: { version: PriceVersionView }) {
  const ofPlans = version.book === 'price';
  return (
    <Table label={`Lines of version ${version.id}`} bare className="[&_td]:px-2.5 [&_th]:px-2.5">
      <TableCaption>Dollars a million tokens</TableCaption>
      <TableHeader>
        <TableRow>
          {ofPlans && <TableHead>Plan</TableHead>}
          <TableHead>Model</TableHead>
          <TableHead align="right">Input over</TableHead>
          {TOKEN_PRICES.map((field) => (
            <TableHead key={field} align="right">
              {PRICE_LABEL[field]}
            </TableHead>
          ))}
          <TableHead align="right">Batch</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {version.lines.map((line) => (
          <TableRow key={`${line.plan} ${line.model} ${line.inputOver}`}>
            {ofPlans && <TableCell>{planName(line.plan)}</TableCell>}
            <TableCell className="whitespace-nowrap">{modelName(line.model)}</TableCell>
            <TableCell align="right">
              {line.inputOver === 0 ? '' : formatCount(line.inputOver)}
            </TableCell>
            {TOKEN_PRICES.map((field) => (
              <TableCell key={field} align="right">
                ${perMillion(line[field])}
              </TableCell>
            ))}
            <TableCell align="right">{line.batchPercent}%</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

export function PlanTermsTable({ plans }: { plans: readonly PlanTerms[] }) {
  return (
    <Table label="Plans" bare>
      <TableCaption>Fee, included usage and margin of each plan</TableCaption>
      <TableHeader>
        <TableRow>
          <TableHead>Plan</TableHead>
          <TableHead align="right">Monthly fee</TableHead>
          <TableHead align="right">Included usage</TableHead>
          <TableHead align="right">Margin over cost</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {plans.map((terms) => (
          <TableRow key={terms.plan}>
            <TableCell>{planName(terms.plan)}</TableCell>
            <TableCell align="right">
              <Money nano={terms.feeNano} />
            </TableCell>
            <TableCell align="right">
              <Money nano={terms.includedNano} />
            </TableCell>
            <TableCell align="right">
              {terms.marginBp === null ? 'By hand' : `${terms.marginBp / 100}%`}
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
