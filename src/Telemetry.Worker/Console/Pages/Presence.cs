using Telemetry.Worker.Console.Api;

namespace Telemetry.Worker.Console.Pages;

/// <summary>Whether a device is there.</summary>
public enum Presence
{
    /// <summary>It reports as often as it should.</summary>
    Online,

    /// <summary>It is connected, but three reports are missing.</summary>
    Stale,

    /// <summary>It said goodbye, or its connection broke, or three reports are missing, or it never spoke.</summary>
    Silent,
}

/// <summary>Judges presence.</summary>
internal static class Presences
{
    public static Presence Of(DeviceItem device) => device switch
    {
        { Online: false } or { LastSeen: null } => Presence.Silent,
        { Stale: false } => Presence.Online,
        { Online: true } => Presence.Stale,
        _ => Presence.Silent,
    };
}
