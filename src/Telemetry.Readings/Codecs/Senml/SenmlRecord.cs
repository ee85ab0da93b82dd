using Telemetry.Readings.Json;

namespace Telemetry.Readings.Codecs.Senml;

/// <summary>One record of a pack before its base fields are applied.</summary>
internal ref struct SenmlRecord
{
    public FlatValue BaseName;
    public FlatValue BaseUnit;
    public FlatValue Name;
    public FlatValue Unit;
    public FlatValue Value;
    public FlatValue Text;
    public FlatValue Flag;
    public FlatValue Data;
    public FlatValue Sum;
    public double? BaseTime;
    public double? BaseValue;
    public double? BaseSum;
    public double Time;

    /// <summary>The labels seen so far, a bit each.</summary>
    public uint Seen;

    public readonly int Values => Count(Value) + Count(Text) + Count(Flag) + Count(Data);

    public readonly bool HasBase => (Seen & SenmlLabels.BaseMask) != 0;

    private static int Count(in FlatValue value) => value.IsMissing ? 0 : 1;
}
