-- What the sweeps of retention look for: rows by their age.
create index generation_ended on generation (ended_at) where ended_at is not null;
create index dead_letter_age on dead_letter (created_at);
create index adaptation_command_age on adaptation_command (received_at);
create index dataset_submission_age on dataset_submission (ended_at) where bad_rows > 0;
create index audit_age on audit (at);
