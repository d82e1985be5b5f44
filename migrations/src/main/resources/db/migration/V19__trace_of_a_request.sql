-- The trace that a request belongs to, 32 hexadecimal digits as W3C trace context has them; null where it came without one.
alter table generation add column trace_id text check (trace_id ~ '^[0-9a-f]{32}$');
