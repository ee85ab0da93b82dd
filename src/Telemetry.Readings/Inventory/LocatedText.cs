namespace Telemetry.Readings.Inventory;

/// <summary>A scalar of a YAML file and where it stands, so that whoever compiles it later can still name the place.</summary>
/// <param name="Value">The scalar, unquoted.</param>
/// <param name="File">The file's path as it was opened.</param>
/// <param name="Line">The line of the first character of <paramref name="Value"/>, from 1.</param>
/// <param name="Column">
/// The column of the first character of <paramref name="Value"/>, from 1 (behind an opening quote). An offset into a
/// scalar that is written on one line without escapes adds to it.
/// </param>
public sealed record LocatedText(string Value, string File, int Line, int Column)
{
    /// <summary>A mistake at <paramref name="offset"/> characters into the text.</summary>
    public Mistake MistakeAt(int offset, string message) => new(File, Line, Column + offset, message);

    public override string ToString() => Value;
}
