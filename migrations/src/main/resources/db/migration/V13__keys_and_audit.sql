-- Who may ask at the doors. Of a secret only its hash is kept: it has 256 random bits, so a plain sha256 cannot be searched. A revoked key stays,
-- since the audit names it.
create table api_keys (
  id resource_id primary key,
  tenant tenant_id,                    -- null: the installation's own, for every tenant
  name text not null check (length(name) between 1 and 200),
  secret_hash digest not null unique,
  scopes text[] not null check (cardinality(scopes) >= 1 and scopes <@ array['read', 'submit', 'operate']),
  created_at timestamptz not null default clock_timestamp(),
  last_used_at timestamptz,
  revoked_at timestamptz
);
create index api_keys_of_tenant on api_keys (tenant, created_at desc, id);

-- A browser that has shown a key. The cookie's value is random and only its hash is kept, too. The hash of the key says whose it is,
-- so that a session ends with its key.
create table sessions (
  id_hash digest primary key,
  secret_hash digest not null,
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null
);
create index sessions_of_key on sessions (secret_hash);
create index sessions_to_expire on sessions (expires_at);

-- The audit is read by tenant, newest first; dead letters by tenant, newest first, and by what became of them.
create index audit_of_tenant on audit (tenant, id desc);
create index dead_letter_of_tenant on dead_letter (tenant, created_at desc, id);
alter table dead_letter add column settled_at timestamptz, add column settled_by text;

-- A deleted request keeps its id, its hash and its state, so that its record is not run again.
alter table generation add column deleted_at timestamptz check (deleted_at is null or ended_at is not null);
-- How much of a tenant's is on its way.
create index generation_open on generation (tenant, state) where state in ('queued', 'running');
