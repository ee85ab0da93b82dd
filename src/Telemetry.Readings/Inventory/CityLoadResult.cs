using System.Diagnostics.CodeAnalysis;

namespace Telemetry.Readings.Inventory;

/// <summary>The city, or every mistake that was found in its files.</summary>
/// <param name="City">The city; null when there is any mistake.</param>
/// <param name="Mistakes">All mistakes of all files, in the order of files, lines and columns.</param>
public sealed record CityLoadResult(City? City, IReadOnlyList<Mistake> Mistakes)
{
    /// <summary>
    /// The systems as far as they could be read, also when there are mistakes: for finding those of their rules too. Only
    /// <see cref="City"/> is fit for anything else.
    /// </summary>
    public IReadOnlyList<SystemProfile> Systems { get; init; } = [];

    [MemberNotNullWhen(true, nameof(City))]
    public bool IsGood => City is not null;
}
