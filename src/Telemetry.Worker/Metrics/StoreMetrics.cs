using Telemetry.Storage.Sqlite;
using Telemetry.Storage.Stores;
using Telemetry.Worker.Stores;

namespace Telemetry.Worker.Metrics;

/// <summary>How far the store is behind the journal.</summary>
internal sealed class StoreMetrics(StoreUploader uploader, ITimeSeriesStore store) : IMetricSource
{
    public void Write(PrometheusText text)
    {
        UploaderStatistics now = uploader.Statistics;
        text.Gauge("telemetry_store_up", "1 while the store takes what it is given").Sample(now.State == UploaderState.Running ? 1 : 0, ("store", store.Kind));
        text.Counter("telemetry_stored_lines_total", "Lines stored").Sample(now.StoredLines);
        text.Counter("telemetry_stored_bytes_total", "Bytes of line protocol stored").Sample(now.StoredBytes);
        text.Counter("telemetry_store_rejected_lines_total", "Lines that the store refused and that were set aside in rejected.lp, by reason");
        foreach ((string reason, long count) in now.RejectedByReason)
            text.Sample(count, ("reason", reason));
        text.Counter("telemetry_store_retries_total", "Writes that had to be repeated").Sample(now.Retries);
        text.Counter("telemetry_store_missed_records_total", "Records that the journal no longer had when their turn came").Sample(now.MissedRecords);
        text.Counter("telemetry_store_rewinds_total", "How often a restarted store was given again what it may have lost").Sample(now.Rewinds);
        text.Gauge("telemetry_store_request_lines", "Lines in one request at most; less than Store:BatchLines after the store could not cope with a batch").Sample(now.RequestLines);
        text.Gauge("telemetry_store_cursor_position", "Everything before this record is stored").Sample(now.Position);
        text.Gauge("telemetry_store_settled_position", "Everything before this record stays stored whatever crashes, and may leave the journal").Sample(now.SettledPosition);
        text.Gauge("telemetry_store_lag_records", "Committed records that are not stored yet").Sample(now.LagRecords);
        text.Gauge("telemetry_store_lag_seconds", "Age of the oldest reading that is not stored yet").Sample(now.LagSeconds);
        if (store is SqliteStore embedded)
            Write(text, embedded.Statistics);
    }

    private static void Write(PrometheusText text, SqliteStoreStatistics now)
    {
        text.Gauge("telemetry_store_file_bytes", "Size of readings.db").Sample(now.FileBytes);
        text.Gauge("telemetry_store_log_bytes", "Size of its write-ahead log, readings.db-wal").Sample(now.LogBytes);
        text.Counter("telemetry_store_rolled_up_total", "Rows read and buckets written for the minutes and hours of readings.db").Sample(now.RolledUp);
        text.Counter("telemetry_store_deleted_rows_total", "Rows, minutes and hours of readings.db deleted because they were older than they are kept").Sample(now.Deleted);
        text.Gauge("telemetry_store_upkeep_behind", "1 while rollups or deletions of readings.db are due").Sample(now.IsUpkeepBehind ? 1 : 0);
        text.Counter("telemetry_store_upkeep_seconds_total", "Time for which rollups, deletions and emptying the log of readings.db held up storing").Sample(now.UpkeepSeconds);
    }
}
