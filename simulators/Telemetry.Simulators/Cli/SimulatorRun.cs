using System.Globalization;
using Telemetry.Simulators.Clock;
using Telemetry.Simulators.Devices;
using Telemetry.Simulators.Faults;
using Telemetry.Simulators.Inventory;
using Telemetry.Simulators.Payloads;
using Telemetry.Simulators.Running;

namespace Telemetry.Simulators.Cli;

/// <summary>One run of the simulators: reads the city, builds the devices, drives them until told to stop.</summary>
/// <param name="options">What the user asked for.</param>
/// <param name="connector">The way to the broker.</param>
/// <param name="real">The clock on the wall.</param>
/// <param name="reporter">Told what happens.</param>
internal sealed class SimulatorRun(SimulatorOptions options, IConnector connector, TimeProvider real, IReporter reporter)
{
    public Statistics Statistics { get; } = new();

    /// <summary>Runs until cancelled or until <see cref="SimulatorOptions.For"/> is over.</summary>
    /// <exception cref="UsageException">The options do not fit the city.</exception>
    /// <exception cref="CityFolderException">The city folder cannot be read.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        long started = real.GetTimestamp();
        SimulatedDevice[] devices = ChooseDevices();
        CheckFaults(devices);
        DateTimeOffset anchor = options.AnchorMs is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : real.GetUtcNow();
        var clock = new ScaledTimeProvider(real, anchor, options.Speed);
        long startMs = clock.GetUtcNow().ToUnixTimeMilliseconds();

        using var encoder = new PayloadEncoder();
        FleetRunner? runner = null;
        var context = new FleetContext(
            options.Root, options.Seed, options.IntervalScale, startMs, Statistics, encoder, error => runner!.Fail(error));
        var models = new ModelFactory(options.Seed, startMs);
        DeviceAgent[] agents = [.. devices.Select(device => new DeviceAgent(models.Create(device), context))];
        var fleet = new Fleet(agents, options.Faults, startMs, reporter);
        using (runner = new FleetRunner(fleet, agents, new GatewayConnector(connector), clock, options.Speed, reporter))
        using (var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
        using (ITimer? end = EndTimer(ending))
        {
            Task run = runner.RunAsync(ending.Token);
            if (await Task.WhenAny(run, runner.AllOnline).ConfigureAwait(false) == runner.AllOnline)
                TellReady(agents.Length, real.GetElapsedTime(started));
            await run.ConfigureAwait(false);
        }

        reporter.Note($"simulators stopped: {Statistics}");
    }

    private ITimer? EndTimer(CancellationTokenSource ending) =>
        options.For is { } length ? real.CreateTimer(_ => ending.Cancel(), null, length, Timeout.InfiniteTimeSpan) : null;

    private SimulatedDevice[] ChooseDevices()
    {
        IReadOnlyList<SimulatedDevice> all = CityFolder.Read(options.City, options.IncludePlanned);
        string[] unknown = [.. options.Systems.Except(ModelFactory.Systems)];
        if (unknown.Length > 0)
            throw new UsageException($"--systems: no simulator for '{string.Join("', '", unknown)}'; there are {string.Join(", ", ModelFactory.Systems)}");
        IReadOnlyList<string> wanted = options.Systems.Count > 0 ? options.Systems : ModelFactory.Systems;
        SimulatedDevice[] chosen = [.. all.Where(device => wanted.Contains(device.System) && ModelFactory.IsKnown(device))];
        if (chosen.Length == 0)
            throw new UsageException($"--city {options.City}: none of its {all.Count} devices belongs to {string.Join(", ", wanted)}");
        foreach (IGrouping<string, SimulatedDevice> other in all.Where(device => !ModelFactory.IsKnown(device)).GroupBy(device => device.System + "/" + device.Kind))
            reporter.Note($"{other.Count()} devices of {other.Key} have no simulator");
        return chosen;
    }

    private void CheckFaults(SimulatedDevice[] devices)
    {
        foreach (ScheduledFault fault in options.Faults)
        {
            SimulatedDevice device = Array.Find(devices, d => d.Id == fault.DeviceId)
                ?? throw new UsageException($"--fault: there is no simulated device '{fault.DeviceId}'");
            if (Fault.Misfit(fault.Fault.Kind, device) is { } misfit)
                throw new UsageException($"--fault: {misfit}");
        }
    }

    private void TellReady(int count, TimeSpan took)
    {
        string line = string.Create(CultureInfo.InvariantCulture, $"simulators ready: {count} devices connected in {took.TotalSeconds:0.0} s");
        reporter.Note(line);
        if (options.ReadyFile is not { } path)
            return;

        // Whoever waits for the file must never see half of it.
        string temporary = $"{path}.{Environment.ProcessId}.tmp";
        File.WriteAllText(temporary, line + "\n");
        File.Move(temporary, path, overwrite: true);
    }
}
