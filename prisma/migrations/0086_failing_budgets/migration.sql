-- Which budget had no room to index a document: its scope, period and unit. No content.
alter table document add column failure_budget text
  check (failure_budget ~ '^(tenant|user|key|model|feature)/(minute|day|month)/(tokens|price)$');
