-- The plugins that were taken out of service. Every statement may run twice.
create table if not exists plugin_quarantines (
  plugin_id varchar(255) not null,
  version varchar(255) not null,
  code varchar(255) not null,
  message varchar(4096) not null,
  remedy varchar(4096) not null,
  actor varchar(255) not null,
  since timestamp with time zone not null,
  primary key (plugin_id, version)
);
