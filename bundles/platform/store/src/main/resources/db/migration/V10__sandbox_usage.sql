-- What the sandbox of a call used while the call ran; null where it ran in the kernel's process.
alter table plugin_execution_logs add column if not exists sandbox_memory_bytes bigint;
alter table plugin_execution_logs add column if not exists sandbox_disk_bytes bigint;
alter table plugin_execution_logs add column if not exists sandbox_network_bytes bigint;
alter table plugin_execution_logs add column if not exists sandbox_storage_bytes bigint;
