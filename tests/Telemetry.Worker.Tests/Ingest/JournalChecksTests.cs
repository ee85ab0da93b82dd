using Telemetry.Alerting.Rules;
using Telemetry.Storage.Journal;
using Telemetry.Testing;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Metrics;
using Telemetry.Worker.SelfWatch;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Ingest;

/// <summary>What the journal says is wrong with it, to people and to machines.</summary>
public sealed class JournalChecksTests : IAsyncDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly TestJournal _journal = new(segmentBytes: 16 * 1024, segments: 4);
    private readonly JournalForecast _forecast;

    public JournalChecksTests() => _forecast = new JournalForecast(16 * 1024, TimeSpan.FromHours(24), _time);

    private JournalChecks Checks => new(_journal.Log, _forecast);

    [Fact]
    public async Task Trouble_NothingWrong_IsNone()
    {
        _journal.Append(RecordKind.Tick, "", "");
        await _journal.CommitAsync();
        _forecast.Observe(_journal.Journal.Statistics);

        Assert.Equal(JournalChecks.Count, Checks.All.Count);
        Assert.All(Checks.All, check => Assert.Null(check.Trouble()));
        Assert.Equal((null, null), (Checks.Stopped, Checks.Strained));
        Assert.Contains("telemetry_journal_full_in_seconds +Inf", Metrics(), StringComparison.Ordinal);
        Assert.Contains("telemetry_journal_maximum_bytes 65536", Metrics(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trouble_Full_IsCriticalUntilThereIsRoom()
    {
        await FillAsync();

        Assert.Contains("nothing is acknowledged", Check("journal-full", Severity.Critical).Trouble(), StringComparison.Ordinal);
        Assert.Contains("telemetry_journal_full 1", Metrics(), StringComparison.Ordinal);
        Assert.StartsWith("full: nothing is acknowledged", Checks.Stopped, StringComparison.Ordinal);
        _journal.Journal.Release(_journal.Journal.CommittedPosition);
        await _journal.CommitAsync();

        Assert.Null(Check("journal-full", Severity.Critical).Trouble());
        Assert.Null(Checks.Stopped);
    }

    [Fact]
    public async Task Trouble_Yielding_TellsWhatWasDroppedForTenMinutes()
    {
        await FillAsync();
        _journal.Journal.Release(0, _journal.Journal.CommittedPosition);
        await _journal.CommitAsync();
        _forecast.Observe(_journal.Journal.Statistics);

        Assert.Contains($"{_journal.Journal.Statistics.DroppedRecords} readings and 0 events", Check("journal-yielding", Severity.High).Trouble(), StringComparison.Ordinal);
        Assert.Contains($"telemetry_journal_dropped_records_total {_journal.Journal.Statistics.DroppedRecords}\n", Metrics(), StringComparison.Ordinal);
        Assert.StartsWith("yielding: the store is too far behind", Checks.Strained, StringComparison.Ordinal);
        Assert.Null(Checks.Stopped);
        _time.Advance(TimeSpan.FromMinutes(11));
        Assert.Null(Check("journal-yielding", Severity.High).Trouble());
    }

    [Fact]
    public void Trouble_Filling_TellsTheHours()
    {
        for (int i = 0; i < 30; i++)
        {
            _time.Advance(JournalForecast.Interval);
            _forecast.Observe(TestStatistics.Of(maximumBytes: 1 << 30) with { UnreleasedBytes = 400_000L * i });
        }

        Assert.Matches(@"^full in about \d\d?(\.\d)? h", Check("journal-filling", Severity.High).Trouble());
        Assert.StartsWith("filling: full in about", Checks.Strained, StringComparison.Ordinal);
        Assert.Null(Checks.Stopped);
        Assert.Matches(@"telemetry_journal_full_in_seconds \d{4,}", Metrics());
    }

    [Fact]
    public async Task Trouble_DamagedBlock_StandsUntilTheNextStart()
    {
        for (int i = 0; i < 3; i++)
        {
            _journal.Append(RecordKind.Reading, "hs-1", new string('x', 500));
            await _journal.CommitAsync();
        }

        string file = _journal["journal/000000000001.journal"];
        byte[] content = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        content[4096 + 100] ^= 1;
        await _journal.Journal.DisposeAsync();
        await File.WriteAllBytesAsync(file, content, TestContext.Current.CancellationToken);
        await _journal.ReopenAsync();

        Assert.StartsWith("1 damaged stretches, 1024 bytes", Check("journal-damaged", Severity.High).Trouble(), StringComparison.Ordinal);
    }

    [Fact]
    public void All_HaveTitleAndAdviceInBothLanguages() => Assert.All(Checks.All, check =>
    {
        Assert.All([check.Title, check.Advice], text => Assert.True(text.Zh.Any(c => c > 0x4e00) && text.En.Length > 10));
        Assert.StartsWith("journal-", check.Rule, StringComparison.Ordinal);
    });

    public ValueTask DisposeAsync() => _journal.DisposeAsync();

    private ISelfCheck Check(string rule, Severity severity)
    {
        ISelfCheck check = Checks.All.Single(each => each.Rule == rule);
        Assert.Equal(severity, check.Severity);
        return check;
    }

    private string Metrics()
    {
        var text = new PrometheusText();
        new JournalMetrics(_journal.Log, _forecast).Write(text);
        return text.ToString();
    }

    private async Task FillAsync()
    {
        while (!_journal.Journal.Statistics.IsFull)
        {
            if (_journal.Journal.Statistics.PendingBytes < 8_000)
                _journal.Append(RecordKind.Reading, "hs-1", new string('x', 2_000));
            await Task.Yield();
        }
    }
}
