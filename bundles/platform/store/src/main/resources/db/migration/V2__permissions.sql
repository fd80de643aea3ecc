-- What operators decided about the permissions of plugins. Every statement may run twice, as in V1.

insert into store_locks (name) values ('permissions') on conflict do nothing;

create table if not exists plugin_permissions (
  plugin_id varchar(255) not null,
  permission varchar(255) not null,
  target varchar(1024) not null,
  tier varchar(32) not null,
  granted boolean not null,
  granted_by varchar(255) not null,
  granted_at timestamp with time zone not null,
  expires_at timestamp with time zone,
  constraint plugin_permissions_once unique (plugin_id, permission, target, tier)
);

create table if not exists permission_denials (
  plugins varchar(255) not null,
  permission varchar(255) not null,
  target varchar(1024) not null,
  reason varchar(1024) not null,
  denied_by varchar(255) not null,
  denied_at timestamp with time zone not null,
  constraint permission_denials_once unique (plugins, permission, target)
);
