-- Takes V7 back. What was granted on conditions that there are no more is forgotten: it would be granted on none.
delete from plugin_permissions where publisher <> '' or isolation <> '';
alter table plugin_permissions drop constraint if exists plugin_permissions_once;
alter table plugin_permissions drop column if exists publisher;
alter table plugin_permissions drop column if exists isolation;
alter table plugin_permissions add constraint plugin_permissions_once unique (plugin_id, permission, target, tier);
delete from flyway_schema_history where version = '7';
delete from store_schema;
