-- What every decoder serves, said by itself while it runs: what an imported profile is held against, and what operators see.
create table served_model (
  decoder text primary key check (length(decoder) between 1 and 256),
  model text not null,
  model_digest digest not null,
  tokenizer_digest digest not null,
  chat_template_digest text not null,  -- empty where the model has none
  vocabulary_size int not null check (vocabulary_size >= 1),
  weight_format text not null,
  weight_format_reason text not null,
  device text not null,
  threads int not null check (threads >= 1),
  started_at timestamptz not null default clock_timestamp(),
  seen_at timestamptz not null default clock_timestamp()
);
