namespace Telemetry.Readings.Codecs.Mapping;

/// <summary>A place in a foreign payload: what lies below it, and what is taken from it.</summary>
/// <param name="id">Its place among the nodes of its mapping.</param>
/// <param name="token">The reference token of RFC 6901, unescaped, in UTF-8.</param>
internal sealed class MappingNode(int id, byte[] token)
{
    public int Id { get; } = id;

    public byte[] Token { get; } = token;

    /// <summary>The element of an array that the token names; -1 when it is no index.</summary>
    public int Element { get; } = ElementOf(token);

    public List<MappingNode> Children { get; } = [];

    public List<MappedField> Fields { get; } = [];

    public bool IsTime { get; set; }

    public bool IsSequence { get; set; }

    /// <summary>True where the samples are: one, or an array of them.</summary>
    public bool IsSamples { get; set; }

    public bool IsTaken => Fields.Count > 0 || IsTime || IsSequence || IsSamples;

    public MappingNode? Find(ReadOnlySpan<byte> token)
    {
        foreach (MappingNode child in Children)
        {
            if (token.SequenceEqual(child.Token))
                return child;
        }

        return null;
    }

    public MappingNode? FindElement(int element)
    {
        foreach (MappingNode child in Children)
        {
            if (child.Element == element)
                return child;
        }

        return null;
    }

    private static int ElementOf(byte[] token) =>
        token.Length is >= 1 and <= 6 && !token.AsSpan().ContainsAnyExceptInRange((byte)'0', (byte)'9') && (token.Length == 1 || token[0] != '0')
            ? int.Parse(token, System.Globalization.CultureInfo.InvariantCulture)
            : -1;
}
