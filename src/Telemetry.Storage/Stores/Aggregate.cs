namespace Telemetry.Storage.Stores;

/// <summary>What becomes of the points of one time bucket.</summary>
public enum Aggregate : byte
{
    Mean,
    Min,
    Max,
    Sum,
    Count,
    First,
    Last,
}
