-- Takes V5 back. What was held is looked at anew when its file is dropped or installed again.
drop table if exists plugin_held_jars;
delete from flyway_schema_history where version = '5';
delete from store_schema;
