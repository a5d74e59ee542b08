-- A call that took more than its bound is finance's alarm too: an upper bound was none.
create policy security_alert_finance on security_alert for select to tenantry_finance
  using ((select tenancy.platform_role()) = 'finance' and kind = 'bound_exceeded');
grant select (id, at, kind, place, subject_tenant, acknowledged_at) on security_alert to tenantry_finance;
