namespace Telemetry.Readings.Codecs.Senml;

/// <summary>Finds the labels of a record.</summary>
internal static class SenmlLabels
{
    /// <summary>The bits of the base fields in <see cref="SenmlRecord.Seen"/>.</summary>
    public const uint BaseMask = (1u << ((int)SenmlLabel.BaseVersion + 1)) - 1;

    public static SenmlLabel Find(ReadOnlySpan<byte> name) => name.Length switch
    {
        1 => name[0] switch
        {
            (byte)'n' => SenmlLabel.Name,
            (byte)'u' => SenmlLabel.Unit,
            (byte)'v' => SenmlLabel.Value,
            (byte)'s' => SenmlLabel.Sum,
            (byte)'t' => SenmlLabel.Time,
            _ => SenmlLabel.Unknown,
        },
        2 => (name[0], name[1]) switch
        {
            ((byte)'b', (byte)'n') => SenmlLabel.BaseName,
            ((byte)'b', (byte)'t') => SenmlLabel.BaseTime,
            ((byte)'b', (byte)'u') => SenmlLabel.BaseUnit,
            ((byte)'b', (byte)'v') => SenmlLabel.BaseValue,
            ((byte)'b', (byte)'s') => SenmlLabel.BaseSum,
            ((byte)'v', (byte)'s') => SenmlLabel.Text,
            ((byte)'v', (byte)'b') => SenmlLabel.Flag,
            ((byte)'v', (byte)'d') => SenmlLabel.Data,
            ((byte)'u', (byte)'t') => SenmlLabel.UpdateTime,
            _ => SenmlLabel.Unknown,
        },
        _ => name.SequenceEqual("bver"u8) ? SenmlLabel.BaseVersion : SenmlLabel.Unknown,
    };
}
