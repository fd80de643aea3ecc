-- Takes V1 back, with all that the runtime remembers. Run by hand, on a copy first; the next start migrates anew.
drop table if exists event_outbox;
drop table if exists event_outbox_head;
drop table if exists plugin_state_snapshot_entries;
drop table if exists plugin_state_snapshots;
drop table if exists plugin_states;
drop table if exists plugin_state_usage;
drop table if exists audit_log;
drop table if exists plugin_execution_logs;
drop table if exists plugin_configurations;
drop table if exists plugin_deployments;
drop table if exists plugin_installations;
drop table if exists store_schema;
drop table if exists store_locks;
drop table if exists flyway_schema_history;
