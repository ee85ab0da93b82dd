using System.Text;
using Telemetry.Mqtt.Publishing;
using Telemetry.Readings;
using Telemetry.Readings.Health;
using Telemetry.Readings.Inventory;
using Telemetry.Testing;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Inputs;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Tests.Harness;

/// <summary>The pipeline over a real journal, on a clock that tests move.</summary>
internal sealed class TestIngest : IAsyncDisposable
{
    private readonly bool _retainedIsOld;
    private readonly IDurableLog? _acknowledgedBy;
    private IngestPipeline _pipeline;

    public TestIngest(
        bool retainedIsOld = false, long segmentBytes = 256 * 1024, City? city = null, IDurableLog? acknowledgedBy = null, PayloadOptions? options = null,
        InputsOptions? inputs = null, TimeSpan linger = default)
    {
        Options = options ?? new PayloadOptions();
        InputOptions = inputs ?? new InputsOptions();
        _retainedIsOld = retainedIsOld;
        _acknowledgedBy = acknowledgedBy;
        City = city ?? TestCity.Load();
        InForce = new CityInForce(City, "city");
        Watch = new DeviceWatch(City, Options);
        Journal = new TestJournal(segmentBytes, linger);
        SnapshotFolder = new SnapshotFolder(Journal["snapshots"], SnapshotOptions, () => PicturesInUse);
        Snapshots = new SnapshotKeeper(Journal.Log, Counters, Watch, SnapshotFolder, SnapshotOptions, Time, SnapshotLog);
        _pipeline = Pipeline();
    }

    /// <summary>The first one.</summary>
    public City City { get; }

    public CityInForce InForce { get; }

    public TestJournal Journal { get; }

    public ManualTimeProvider Time { get; } = new();

    public long NowMs => Time.GetUtcNow().ToUnixTimeMilliseconds();

    public PayloadOptions Options { get; }

    public DeviceWatch Watch { get; private set; }

    public IngestCounters Counters { get; } = new();

    public SnapshotOptions SnapshotOptions { get; } = new();

    public HashSet<string> PicturesInUse { get; } = [];

    public SnapshotFolder SnapshotFolder { get; }

    public SnapshotKeeper Snapshots { get; }

    public ListLogger<SnapshotKeeper> SnapshotLog { get; } = new();

    public ListLogger<IngestPipeline> Logger { get; } = new();

    public ListLogger<InputIntake> InputLog { get; } = new();

    public InputsOptions InputOptions { get; }

    public Receipt Receive(string topic, string payload, bool retain = false, bool isWill = false, string contentType = "", string? user = null) =>
        Receive(topic, Encoding.UTF8.GetBytes(payload), retain, isWill, contentType, user);

    public Receipt Receive(string topic, ReadOnlySpan<byte> payload, bool retain = false, bool isWill = false, string contentType = "", string? user = null) =>
        _pipeline.Receive(new PublishView { Topic = Encoding.UTF8.GetBytes(topic), Payload = payload, ContentType = Encoding.UTF8.GetBytes(contentType), Retain = retain, IsWill = isWill }, new TestOrigin(user));

    /// <summary>Puts another city in force, as a reload does.</summary>
    public void Switch(City next) => InForce.Switch(next, () =>
    {
        CityRecord.Append(Journal.Journal, next, NowMs);
        Watch.Adopt(next);
    });

    public Task WaitForRoomAsync() => _pipeline.WaitForRoomAsync(default).AsTask();

    /// <summary>As after a restart of the process: the journal and the pipeline are new, the files are not.</summary>
    public async Task RestartAsync()
    {
        await Journal.ReopenAsync();
        _pipeline.Dispose();
        _pipeline = Pipeline();
    }

    public async ValueTask DisposeAsync()
    {
        _pipeline.Dispose();
        await Snapshots.StopAsync(default);
        Snapshots.Dispose();
        await Journal.DisposeAsync();
    }

    private IngestPipeline Pipeline() =>
        new(InForce, Journal.Log, Snapshots, Watch, Counters, Options, _retainedIsOld, Time, Logger)
        {
            AcknowledgedBy = _acknowledgedBy,
            Inputs = new InputIntake(InForce, Journal.Log, InputOptions, "city", Time, InputLog),
        };
}
