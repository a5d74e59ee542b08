export const USAGE = `npm run tenants -- COMMAND [options]

Beside a running installation, as one of its operators: name yourself with --as. Each command is
written to the platform's audit log under that name.

  list                                all tenants
  provision SLUG --name NAME --owner-email EMAIL --owner-name NAME [--plan PLAN] [--time-zone ZONE] [--new-link]
                                      a tenant with keys, policy and its owner's invitation; again it changes nothing
  suspend SLUG --reason WHY           nobody of the tenant can work until it is resumed
  resume SLUG --reason WHY
  export SLUG --reason WHY [--no-wait]
                                      an archive of everything, for the tenant's owner to download
  erase SLUG --confirm SLUG --reason WHY [--no-wait] [--out FILE]
                                      erases the tenant from every store; FILE gets the signed receipt
  erase-member SLUG --person EMAIL --reason WHY [--no-wait]
                                      erases one person from the tenant
  operations SLUG                     what was asked for and how far it is
  erased                              tenants that were erased
  receipt SLUG|ID [--out FILE]        the receipt of an erasure; by the id where several had the address
  public-key [--out FILE]             what receipts of this installation verify under
  verify-receipt FILE [--public-key FILE]
                                      whether a receipt is true; needs no operator

  --as EMAIL   the operator        --json   results as JSON        --help   this text`;
