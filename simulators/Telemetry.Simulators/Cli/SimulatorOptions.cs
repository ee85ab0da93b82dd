using Telemetry.Simulators.Faults;

namespace Telemetry.Simulators.Cli;

/// <summary>What the user asked for.</summary>
internal sealed record SimulatorOptions
{
    /// <summary>The city folder: systems/*.yaml and city/*.yaml.</summary>
    public required string City { get; init; }

    /// <summary>The broker's address. Default 127.0.0.1.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The broker's port, 1 to 65535. Default 1883.</summary>
    public int Port { get; init; } = 1883;

    /// <summary>First level of every topic. Default <c>city</c>.</summary>
    public string Root { get; init; } = "city";

    /// <summary>User name at the broker; null: anonymous.</summary>
    public string? User { get; init; }

    /// <summary>Password at the broker.</summary>
    public string? Password { get; init; }

    /// <summary>Seed of everything random. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How much faster than real time, 0.01 to 100,000. Default 1.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>Unix milliseconds at which simulated and real time are the same; null: the start.</summary>
    public long? AnchorMs { get; init; }

    /// <summary>Factor on every sampling interval, 0.001 to 1,000. Default 1.</summary>
    public double IntervalScale { get; init; } = 1;

    /// <summary>Systems to simulate; empty: all that the simulators know.</summary>
    public IReadOnlyList<string> Systems { get; init; } = [];

    /// <summary>True for the devices that are only planned, too. Default false.</summary>
    public bool IncludePlanned { get; init; }

    /// <summary>Faults to begin by themselves.</summary>
    public IReadOnlyList<ScheduledFault> Faults { get; init; } = [];

    /// <summary>File to be written once all devices are connected; null: none.</summary>
    public string? ReadyFile { get; init; }

    /// <summary>Real time after which the run ends by itself; null: never.</summary>
    public TimeSpan? For { get; init; }
}
