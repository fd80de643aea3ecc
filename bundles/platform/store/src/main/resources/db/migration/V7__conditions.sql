-- What a permission is granted on. Every statement may run twice.
alter table plugin_permissions add column if not exists publisher varchar(255) default '' not null;
alter table plugin_permissions add column if not exists isolation varchar(8) default '' not null;
alter table plugin_permissions drop constraint if exists plugin_permissions_once;
alter table plugin_permissions add constraint plugin_permissions_once
  unique (plugin_id, publisher, permission, target, tier, isolation);
