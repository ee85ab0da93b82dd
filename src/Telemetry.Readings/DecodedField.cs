using Telemetry.Readings.Inventory;

namespace Telemetry.Readings;

/// <summary>One field of a sample. Texts stay in the payload.</summary>
public readonly record struct DecodedField
{
    /// <summary>The value of a number; 1 or 0 for a boolean; of the field <c>event</c>, which event; always finite.</summary>
    public double Number { get; init; }

    /// <summary>The place in the <see cref="FieldTable"/>.</summary>
    public int FieldIndex { get; init; }

    /// <summary>Where the text of a number, or of a string without its quotes, begins in the payload.</summary>
    public int TextOffset { get; init; }

    /// <summary>A text that the kind's mapping gave for what stands in the payload; null for others.</summary>
    public byte[]? MappedText { get; init; }

    /// <summary>
    /// The length of that text in bytes. 0 for a number whose text is too long (over <see cref="PayloadDecoder.MaximumNumberText"/>
    /// bytes) to be stored as it is: format <see cref="Number"/> instead. A string may be empty.
    /// </summary>
    public int TextLength { get; init; }

    public FieldType Type { get; init; }

    /// <summary>Good, bad when outside the physical range, suspect after a jump, stuck.</summary>
    public Quality Quality { get; init; }

    /// <summary>True when the string holds escapes: read it with <see cref="PayloadDecoder.CopyText"/>.</summary>
    public bool IsTextEscaped { get; init; }

    public bool Boolean => Number != 0;
}
