"""The parameters of RDS's family mysql8.4: which there are, and which apply after a reboot alone.

The names are the system variables of MySQL 8.4 (dev.mysql.com/doc/refman/8.4/en/server-system-variable-reference.html),
with those that are not dynamic as static. They were compared with a list of the variables of 8.0, and where the two
differed the reference decided.
"""

UNVERIFIED = """RDS's own list: `aws rds describe-engine-default-parameters --db-parameter-group-family mysql8.4` says
which parameters there are, which are static, and which can't be changed."""
# What RDS does not let one change, as far as its guide shows it (Appendix.MySQL.Parameters.html).
FIXED = frozenset({"allow-suspicious-udfs", "auto_generate_certs"})


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


STATIC = _names(
    """
    allow-suspicious-udfs auto_generate_certs back_log basedir binlog_gtid_simple_recovery
    binlog_rotate_encryption_master_key_at_startup binlog_row_event_max_size caching_sha2_password_digest_rounds
    character_set_client_handshake character_sets_dir core_file create_admin_listener_thread datadir
    disabled_storage_engines ft_max_word_len ft_min_word_len ft_query_expansion_limit ft_stopword_file
    innodb_adaptive_hash_index_parts innodb_autoinc_lock_mode innodb_buffer_pool_chunk_size
    innodb_buffer_pool_instances innodb_buffer_pool_load_at_startup innodb_data_file_path innodb_data_home_dir
    innodb_dedicated_server innodb_directories innodb_doublewrite_batch_size innodb_doublewrite_dir
    innodb_doublewrite_files innodb_doublewrite_pages innodb_flush_method innodb_force_load_corrupted
    innodb_force_recovery innodb_ft_cache_size innodb_ft_max_token_size innodb_ft_min_token_size
    innodb_ft_sort_pll_degree innodb_ft_total_cache_size innodb_log_file_size innodb_log_files_in_group
    innodb_log_group_home_dir innodb_numa_interleave innodb_page_cleaners innodb_page_size innodb_purge_threads
    innodb_read_io_threads innodb_read_only innodb_rollback_on_timeout innodb_sort_buffer_size
    innodb_sync_array_size innodb_temp_data_file_path innodb_temp_tablespaces_dir innodb_undo_directory
    innodb_use_native_aio innodb_validate_tablespace_paths innodb_write_io_threads large_pages lc_messages_dir
    log_bin log_bin_basename log_bin_index log_error log_replica_updates log_slave_updates lower_case_table_names
    max_digest_length myisam_mmap_size myisam_recover_options named_pipe ngram_token_size open_files_limit
    performance_schema performance_schema_accounts_size performance_schema_digests_size
    performance_schema_error_size performance_schema_events_stages_history_long_size
    performance_schema_events_stages_history_size performance_schema_events_statements_history_long_size
    performance_schema_events_statements_history_size performance_schema_events_transactions_history_long_size
    performance_schema_events_transactions_history_size performance_schema_events_waits_history_long_size
    performance_schema_events_waits_history_size performance_schema_hosts_size performance_schema_max_cond_classes
    performance_schema_max_cond_instances performance_schema_max_digest_length performance_schema_max_file_classes
    performance_schema_max_file_handles performance_schema_max_file_instances performance_schema_max_index_stat
    performance_schema_max_memory_classes performance_schema_max_metadata_locks performance_schema_max_mutex_classes
    performance_schema_max_mutex_instances performance_schema_max_prepared_statements_instances
    performance_schema_max_program_instances performance_schema_max_rwlock_classes
    performance_schema_max_rwlock_instances performance_schema_max_socket_classes
    performance_schema_max_socket_instances performance_schema_max_sql_text_length
    performance_schema_max_stage_classes performance_schema_max_statement_classes
    performance_schema_max_statement_stack performance_schema_max_table_handles
    performance_schema_max_table_instances performance_schema_max_table_lock_stat
    performance_schema_max_thread_classes performance_schema_max_thread_instances
    performance_schema_session_connect_attrs_size performance_schema_setup_actors_size
    performance_schema_setup_objects_size performance_schema_users_size persisted_globals_load pid_file plugin_dir
    port relay_log relay_log_basename relay_log_index relay_log_recovery relay_log_space_limit replica_load_tmpdir
    replica_skip_errors report_host report_password report_port report_user secure_file_priv server_id_bits
    sha256_password_auto_generate_rsa_keys sha256_password_private_key_path sha256_password_public_key_path
    skip_external_locking skip_name_resolve skip_networking skip_replica_start skip_show_database skip_slave_start
    slave_load_tmpdir slave_skip_errors socket table_open_cache_instances thread_handling thread_stack tmpdir
    validate_user_plugins
    """
)
DYNAMIC = _names(
    """
    activate_all_roles_on_login admin_ssl_ca admin_ssl_cert admin_ssl_cipher admin_ssl_key admin_tls_version
    authentication_policy auto_increment_increment auto_increment_offset autocommit automatic_sp_privileges
    big_tables binlog_cache_size binlog_checksum binlog_direct_non_transactional_updates binlog_encryption
    binlog_error_action binlog_expire_logs_auto_purge binlog_expire_logs_seconds binlog_format
    binlog_group_commit_sync_delay binlog_group_commit_sync_no_delay_count binlog_max_flush_queue_time
    binlog_order_commits binlog_row_image binlog_row_metadata binlog_row_value_options binlog_rows_query_log_events
    binlog_stmt_cache_size binlog_transaction_compression binlog_transaction_compression_level_zstd
    binlog_transaction_dependency_history_size block_encryption_mode bulk_insert_buffer_size character_set_client
    character_set_connection character_set_database character_set_filesystem character_set_results
    character_set_server check_proxy_users collation_connection collation_database collation_server completion_type
    concurrent_insert connect_timeout connection_memory_chunk_size connection_memory_limit cte_max_recursion_depth
    default_collation_for_utf8mb4 default_password_lifetime default_storage_engine default_table_encryption
    default_tmp_storage_engine default_week_format delay_key_write delayed_insert_limit delayed_insert_timeout
    delayed_queue_size div_precision_increment end_markers_in_json enforce_gtid_consistency
    eq_range_index_dive_limit event_scheduler explain_format explain_json_format_version
    explicit_defaults_for_timestamp flush flush_time foreign_key_checks ft_boolean_syntax general_log
    general_log_file generated_random_password_length global_connection_memory_limit
    global_connection_memory_tracking group_concat_max_len group_replication_consistency gtid-mode
    gtid_executed_compression_period gtid_mode histogram_generation_max_mem_size host_cache_size
    information_schema_stats_expiry init_connect init_replica init_slave innodb_adaptive_flushing
    innodb_adaptive_flushing_lwm innodb_adaptive_hash_index innodb_adaptive_max_sleep_delay innodb_api_trx_level
    innodb_autoextend_increment innodb_buffer_pool_dump_at_shutdown innodb_buffer_pool_dump_now
    innodb_buffer_pool_dump_pct innodb_buffer_pool_filename innodb_buffer_pool_in_core_file
    innodb_buffer_pool_load_abort innodb_buffer_pool_load_now innodb_buffer_pool_size innodb_change_buffer_max_size
    innodb_change_buffering innodb_checksum_algorithm innodb_cmp_per_index_enabled innodb_commit_concurrency
    innodb_compression_failure_threshold_pct innodb_compression_level innodb_compression_pad_pct_max
    innodb_concurrency_tickets innodb_ddl_buffer_size innodb_ddl_threads innodb_deadlock_detect
    innodb_default_row_format innodb_disable_sort_file_cache innodb_doublewrite innodb_extend_and_initialize
    innodb_fast_shutdown innodb_file_per_table innodb_fill_factor innodb_flush_log_at_timeout
    innodb_flush_log_at_trx_commit innodb_flush_neighbors innodb_flush_sync innodb_flushing_avg_loops
    innodb_ft_aux_table innodb_ft_enable_diag_print innodb_ft_enable_stopword innodb_ft_num_word_optimize
    innodb_ft_result_cache_limit innodb_ft_server_stopword_table innodb_ft_user_stopword_table innodb_idle_flush_pct
    innodb_io_capacity innodb_io_capacity_max innodb_lock_wait_timeout innodb_log_buffer_size innodb_log_checksums
    innodb_log_compressed_pages innodb_log_spin_cpu_abs_lwm innodb_log_spin_cpu_pct_hwm
    innodb_log_wait_for_flush_spin_hwm innodb_log_write_ahead_size innodb_log_writer_threads innodb_lru_scan_depth
    innodb_max_dirty_pages_pct innodb_max_dirty_pages_pct_lwm innodb_max_purge_lag innodb_max_purge_lag_delay
    innodb_max_undo_log_size innodb_monitor_disable innodb_monitor_enable innodb_monitor_reset
    innodb_monitor_reset_all innodb_old_blocks_pct innodb_old_blocks_time innodb_online_alter_log_max_size
    innodb_open_files innodb_optimize_fulltext_only innodb_parallel_read_threads innodb_print_all_deadlocks
    innodb_print_ddl_logs innodb_purge_batch_size innodb_purge_rseg_truncate_frequency innodb_random_read_ahead
    innodb_read_ahead_threshold innodb_redo_log_archive_dirs innodb_redo_log_capacity innodb_redo_log_encrypt
    innodb_replication_delay innodb_rollback_segments innodb_segment_reserve_factor innodb_spin_wait_delay
    innodb_spin_wait_pause_multiplier innodb_stats_auto_recalc innodb_stats_include_delete_marked
    innodb_stats_method innodb_stats_on_metadata innodb_stats_persistent innodb_stats_persistent_sample_pages
    innodb_stats_transient_sample_pages innodb_status_output innodb_status_output_locks innodb_strict_mode
    innodb_sync_spin_loops innodb_table_locks innodb_thread_concurrency innodb_thread_sleep_delay innodb_tmpdir
    innodb_undo_log_encrypt innodb_undo_log_truncate innodb_use_fdatasync interactive_timeout
    internal_tmp_mem_storage_engine join_buffer_size keep_files_on_create key_buffer_size key_cache_age_threshold
    key_cache_block_size key_cache_division_limit lc_messages lc_time_names local_infile lock_wait_timeout
    log_bin_trust_function_creators log_error_services log_error_suppression_list log_error_verbosity log_output
    log_queries_not_using_indexes log_raw log_slow_admin_statements log_slow_extra log_slow_replica_statements
    log_slow_slave_statements log_statements_unsafe_for_binlog log_throttle_queries_not_using_indexes log_timestamps
    long_query_time low_priority_updates mandatory_roles master_verify_checksum max_allowed_packet
    max_binlog_cache_size max_binlog_size max_binlog_stmt_cache_size max_connect_errors max_connections
    max_delayed_threads max_error_count max_execution_time max_heap_table_size max_insert_delayed_threads
    max_join_size max_length_for_sort_data max_points_in_geometry max_prepared_stmt_count max_relay_log_size
    max_seeks_for_key max_sort_length max_sp_recursion_depth max_user_connections max_write_lock_count
    min_examined_row_limit myisam_data_pointer_size myisam_max_sort_file_size myisam_sort_buffer_size
    myisam_stats_method myisam_use_mmap mysql_native_password net_buffer_length net_read_timeout net_retry_count
    net_write_timeout offline_mode old_alter_table optimizer_max_subgraph_pairs optimizer_prune_level
    optimizer_search_depth optimizer_switch optimizer_trace optimizer_trace_features optimizer_trace_limit
    optimizer_trace_max_mem_size optimizer_trace_offset parser_max_mem_size partial_revokes password_history
    password_require_current password_reuse_interval performance_schema_show_processlist preload_buffer_size
    print_identified_with_as_hex profiling profiling_history_size query_alloc_block_size query_prealloc_size
    range_alloc_block_size range_optimizer_max_mem_size read_buffer_size read_only read_rnd_buffer_size
    regexp_stack_limit regexp_time_limit relay_log_purge replica_allow_batching replica_checkpoint_group
    replica_checkpoint_period replica_compressed_protocol replica_exec_mode replica_max_allowed_packet
    replica_net_timeout replica_parallel_type replica_parallel_workers replica_pending_jobs_size_max
    replica_preserve_commit_order replica_sql_verify_checksum replica_transaction_retries replica_type_conversions
    replication_optimize_for_static_plugin_config replication_sender_observe_commit_only require_row_format
    require_secure_transport rpl_read_size schema_definition_cache secondary_engine_cost_threshold
    select_into_buffer_size select_into_disk_sync select_into_disk_sync_delay server_id session_track_gtids
    session_track_schema session_track_state_change session_track_system_variables session_track_transaction_info
    show_create_table_verbosity show_gipk_in_create_table_and_information_schema slave_exec_mode slave_net_timeout
    slave_parallel_type slave_parallel_workers slave_preserve_commit_order slow_launch_time slow_query_log
    slow_query_log_file sort_buffer_size source_verify_checksum sql_auto_is_null sql_big_selects sql_buffer_result
    sql_generate_invisible_primary_key sql_log_off sql_mode sql_notes sql_quote_show_create sql_require_primary_key
    sql_safe_updates sql_select_limit sql_warnings ssl_ca ssl_cert ssl_cipher ssl_crl ssl_crlpath ssl_fips_mode
    ssl_key ssl_session_cache_mode ssl_session_cache_timeout stored_program_cache stored_program_definition_cache
    super_read_only sync_binlog sync_master_info sync_relay_log sync_relay_log_info sync_source_info
    table_definition_cache table_encryption_privilege_check table_open_cache tablespace_definition_cache
    temptable_max_mmap temptable_max_ram temptable_use_mmap terminology_use_previous thread_cache_size time_zone
    tls_ciphersuites tls_version tmp_table_size transaction_alloc_block_size transaction_isolation
    transaction_prealloc_size transaction_read_only unique_checks updatable_views_with_limit validate_password
    validate_password.check_user_name validate_password.dictionary_file validate_password.length
    validate_password.mixed_case_count validate_password.number_count validate_password.policy
    validate_password.special_char_count wait_timeout windowing_use_high_precision xa_detach_on_prepare
    """
)
_SWITCH = ("0", "1", "ON", "OFF")
# The values of the parameters that have a few.
VALUES = {
    "binlog_checksum": ("NONE", "CRC32"),
    "binlog_format": ("MIXED", "ROW", "STATEMENT"),
    "binlog_row_image": ("full", "minimal", "noblob"),
    "binlog_row_metadata": ("MINIMAL", "FULL"),
    "general_log": _SWITCH,
    "innodb_flush_log_at_trx_commit": ("0", "1", "2"),
    "local_infile": _SWITCH,
    "log_output": ("TABLE", "FILE", "NONE"),
    "performance_schema": _SWITCH,
    "require_secure_transport": _SWITCH,
    "slow_query_log": _SWITCH,
}
