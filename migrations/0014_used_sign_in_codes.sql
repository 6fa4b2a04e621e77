-- Sign-in codes that were used: each signs in once. `use_key` is of the request that has used it, so the same request,
-- sent again, still signs in. Rows of codes that have expired are deleted in the background.
create table used_sign_in_codes (
  id text primary key,
  use_key text not null,
  expires_at timestamptz not null
);
create index used_sign_in_codes_by_expiry on used_sign_in_codes (expires_at);
