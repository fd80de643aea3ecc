-- Takes V2 back, with all that was granted and denied. Run by hand, on a copy first; the next start migrates anew.
drop table if exists permission_denials;
drop table if exists plugin_permissions;
delete from store_locks where name = 'permissions';
delete from store_schema;
delete from flyway_schema_history where version = '2';
