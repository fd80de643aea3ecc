-- Tokens of the HTTP API. A token itself is nowhere: hash is its SHA-256.
create table if not exists api_tokens (
  id varchar(32) not null primary key,
  name varchar(64) not null,
  role varchar(32) not null,
  hash varchar(64) not null,
  scope json not null,
  created_at timestamp with time zone not null,
  created_by varchar(255) not null,
  expires_at timestamp with time zone,
  last_used_at timestamp with time zone not null,
  constraint api_tokens_name unique (name),
  constraint api_tokens_hash unique (hash)
);
