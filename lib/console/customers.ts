/**
 * The tenants that figures, bills and filters are about, as a set for SQL. The canaries of the self-test are
 * the platform's own: what they use is its cost and no tenant's, and is seen on their own pages alone.
 */
export const CUSTOMERS = '(select customer.id from tenant customer where not customer.canary)';
