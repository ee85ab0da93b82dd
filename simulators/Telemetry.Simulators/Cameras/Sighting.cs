using Telemetry.Simulators.Devices;

namespace Telemetry.Simulators.Cameras;

/// <summary>What a camera says when it sees, or no longer sees, a person.</summary>
/// <param name="AtMs">When, Unix milliseconds.</param>
/// <param name="Name"><c>intrusion</c>, <c>loitering</c>, <c>in-water</c> or <c>cleared</c>.</param>
/// <param name="Zone">The warning zone.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Frames">How many frames in a row have seen it with this confidence.</param>
/// <param name="DwellMs">How long the person has been there.</param>
/// <param name="Track">The tracker's id of the person; another one once the track was lost.</param>
/// <param name="AgeClass"><c>child</c>, <c>adult</c> or <c>unknown</c>.</param>
/// <param name="SnapshotId">Id of the picture published before; null when there is none.</param>
internal sealed record Sighting(
    long AtMs, string Name, string Zone, double Confidence, int Frames, long DwellMs, string Track, string AgeClass, string? SnapshotId)
    : DeviceEvent(AtMs, Name);
