namespace Telemetry.Alerting.Inputs;

/// <summary>What an input says. The numbers are part of the checkpoint's format.</summary>
public enum InputKind : byte
{
    /// <summary>The mode of operation of a device, one of its kind's: <c>cold-run</c>.</summary>
    Mode = 1,

    /// <summary>The phase of growth or of a process, one of its kind's: <c>primordium</c>.</summary>
    Phase,

    /// <summary>Nobody is at home: no use of water is no sign of trouble.</summary>
    Away,

    /// <summary>Somebody may do what otherwise alarms: dismantle a sealed line.</summary>
    Permit,

    /// <summary>Somebody works on it. It clears nothing by itself; rules choose it by <c>unless: maintenance</c>.</summary>
    Maintenance,

    /// <summary>A service was done, at the beginning of the input.</summary>
    Service,

    /// <summary>What the weather is, a number under a name.</summary>
    Weather,

    /// <summary>What it will be, a series of numbers under a name.</summary>
    Forecast,

    /// <summary>What dispatch wants of a field, a series of numbers.</summary>
    Plan,
}
