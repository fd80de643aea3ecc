-- Jars that wait for a person to decide. Every statement may run twice.
create table if not exists plugin_held_jars (
  plugin_id varchar(255) not null,
  version varchar(255) not null,
  digest varchar(64) not null,
  source varchar(4096) not null,
  enabled boolean not null,
  side_by_side boolean not null,
  config json not null,
  reasons json not null,
  held_at timestamp with time zone not null,
  primary key (plugin_id, version)
);
