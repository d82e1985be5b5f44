-- What an open page asks for every second must not cost more with a longer history: the newest adaptations, those under way, requests that failed, letters that wait.
create index adaptation_newest on adaptation (tenant, created_at desc, adaptation desc);
create index adaptation_open on adaptation (tenant) where ended_at is null;
create index generation_ended_badly on generation (tenant, state, created_at desc) where state in ('failed', 'cancelled');
create index dead_letter_stored on dead_letter (tenant, created_at desc) where state = 'stored';

-- The first rows as the newest warm start read them, framed by its base model's chat template, and the training rows by their length in tokens; null before one has.
alter table dataset_submission add column framed jsonb;
create index dataset_submission_framed on dataset_submission (ended_at) where framed is not null;
