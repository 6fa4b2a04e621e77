-- The sessions that are open or scheduled, for the load forecast.
create index sessions_ahead on sessions (coalesce(opened_at, opens_at))
  where ended_at is null and coalesce(opened_at, opens_at) is not null;
