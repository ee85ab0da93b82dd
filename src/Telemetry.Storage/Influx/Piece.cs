namespace Telemetry.Storage.Influx;

/// <summary>A part of a batch that is still to be stored.</summary>
/// <param name="Lines">Whole lines, each with its line feed.</param>
/// <param name="Strikes">How often the store died of it while it stood alone.</param>
internal readonly record struct Piece(ReadOnlyMemory<byte> Lines, int Strikes = 0)
{
    public int Count => Lines.Span.Count((byte)'\n');

    /// <summary>The first lines, and the rest.</summary>
    public (Piece First, Piece Others) Split(int lines)
    {
        int end = 0;
        for (; lines > 0 && end < Lines.Length; lines--)
            end += Lines.Span[end..].IndexOf((byte)'\n') + 1;
        return (new Piece(Lines[..end]), new Piece(Lines[end..]));
    }
}
