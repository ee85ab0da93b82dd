namespace Telemetry.Simulators.Faults;

internal enum FaultKind
{
    /// <summary>Ends whatever fault the device has.</summary>
    None,

    /// <summary>A heating station loses water.</summary>
    Leak,

    /// <summary>A person enters a camera's warning zone.</summary>
    Intrusion,

    /// <summary>A cabin's heating, cooling, fogger and fan controls fail and its damper falls open.</summary>
    Hvac,

    /// <summary>The device's connection is lost without a DISCONNECT, and nothing more is measured.</summary>
    Silent,
}
