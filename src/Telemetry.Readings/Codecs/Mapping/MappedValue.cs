namespace Telemetry.Readings.Codecs.Mapping;

/// <summary>One entry of a mapping's <c>map</c>: a foreign value, and what it stands for.</summary>
/// <param name="Foreign">The foreign value as text, in UTF-8.</param>
/// <param name="ForeignNumber">The same as a number, so that 1 and 1.0 are one; NaN when it is none.</param>
/// <param name="Number">What it stands for in a number or boolean field.</param>
/// <param name="Text">What it stands for in a text field.</param>
internal sealed record MappedValue(byte[] Foreign, double ForeignNumber, double Number, byte[]? Text);
