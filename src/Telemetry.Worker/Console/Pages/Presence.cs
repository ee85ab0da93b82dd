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
    /// <param name="online">What it or its will last said; null when neither has.</param>
    /// <param name="wasHeard">True once it spoke.</param>
    /// <param name="stale">True when three reports are missing.</param>
    public static Presence Of(bool? online, bool wasHeard, bool stale) => (online, wasHeard, stale) switch
    {
        (false, _, _) or (_, false, _) => Presence.Silent,
        (_, _, false) => Presence.Online,
        (true, _, _) => Presence.Stale,
        _ => Presence.Silent,
    };
}
