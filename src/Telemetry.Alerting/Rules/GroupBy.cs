namespace Telemetry.Alerting.Rules;

/// <summary>What the members of a group have in common. None crosses an area, so that a group stays in one partition.</summary>
internal enum GroupBy : byte
{
    Area,
    Site,
    Gateway,
}
