-- What each strength does to every measure, as JSON: a third document of an evaluation, absent where none was asked for.
alter table evaluation add column dose_digest digest;
alter table evaluation add foreign key (tenant, dose_digest) references artefact;
alter table evaluation add check (dose_digest is null or state = 'succeeded');
