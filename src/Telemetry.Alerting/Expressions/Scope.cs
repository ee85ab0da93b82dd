namespace Telemetry.Alerting.Expressions;

/// <summary>What an expression is evaluated against: one sample and the device's windows as of that sample.</summary>
internal readonly ref struct Scope(ReadOnlySpan<double> numbers, ReadOnlySpan<string?> texts, ReadOnlySpan<double> windows)
{
    /// <summary>Numbers and booleans (1 and 0) by field index; NaN is missing or bad.</summary>
    public readonly ReadOnlySpan<double> Numbers = numbers;

    /// <summary>Results of the kind's windows by slot; NaN is unknown.</summary>
    public readonly ReadOnlySpan<double> Windows = windows;

    private readonly ReadOnlySpan<string?> _texts = texts;

    /// <summary>The text of a field; null when it is missing.</summary>
    public string? Text(int field) => (uint)field < (uint)_texts.Length ? _texts[field] : null;
}
