-- Takes V10 back.
alter table plugin_execution_logs drop column if exists sandbox_memory_bytes;
alter table plugin_execution_logs drop column if exists sandbox_disk_bytes;
alter table plugin_execution_logs drop column if exists sandbox_network_bytes;
alter table plugin_execution_logs drop column if exists sandbox_storage_bytes;
delete from flyway_schema_history where version = '10';
delete from store_schema;
