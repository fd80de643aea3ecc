-- What has been seen to link to what it is wired to. Every statement may run twice.
create table if not exists checked_wirings (
  fingerprint varchar(64) not null,
  checked_at timestamp with time zone not null,
  primary key (fingerprint)
);
create index if not exists checked_wirings_at on checked_wirings (checked_at);
