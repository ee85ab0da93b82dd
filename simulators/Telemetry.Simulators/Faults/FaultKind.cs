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

    /// <summary>Deep rain at a reservoir, a river gauge or an underpass: more than 100 mm in three hours.</summary>
    Storm,

    /// <summary>Water from upstream: a reservoir above its design level, a river above its guarantee level, a road under water.</summary>
    Flood,

    /// <summary>A slope slides.</summary>
    Slide,

    /// <summary>Nobody opens a tap any more.</summary>
    NoUse,

    /// <summary>A tap runs and nobody closes it.</summary>
    OpenTap,

    /// <summary>Something is stuck under a gate.</summary>
    Jam,

    /// <summary>A lift stops between two floors with a person in it.</summary>
    Trapped,

    /// <summary>A motor's cooling, or a plug, fails.</summary>
    Overheat,

    /// <summary>A sealed machine runs again.</summary>
    Restart,

    /// <summary>A pond's algae die and its aerator does nothing.</summary>
    Oxygen,

    /// <summary>The device's connection is lost without a DISCONNECT, and nothing more is measured.</summary>
    Silent,
}
