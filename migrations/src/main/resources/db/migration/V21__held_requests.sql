-- How far a tenant's requests go ahead: ahead are those whose messages are for the topic of requests that somebody waits for; of these a tenant has only
-- so many before the decoders at a time, and its others wait here, in their order, with the messages that are theirs.
alter table generation add column ahead boolean not null default false;
create index generation_ahead on generation (tenant) where ahead and state = 'queued';

create table held_request (
  id bigint generated always as identity primary key,
  tenant tenant_id not null,
  request resource_id not null,
  headers jsonb not null,
  body text not null,
  unique (tenant, request),
  foreign key (tenant, request) references generation on delete cascade
);
create index held_request_next on held_request (tenant, id);
