/**
 * The condition on `user_session s` for the session of token hash $1, as `tenancy.session_user_id`
 * in the database has it too.
 */
export const LIVE_SESSION = `s.revoked_at is null and s.expires_at > clock_timestamp()
  and (s.token_hash = $1
    or (s.previous_hash = $1 and s.rotated_at > clock_timestamp() - interval '1 minute'))`;
