using System.Diagnostics.CodeAnalysis;

namespace Telemetry.Readings.Inventory.People;

/// <summary>The people, or every mistake that was found in their file.</summary>
/// <param name="People">In the order of the file; empty when there is no file; null when there is any mistake.</param>
/// <param name="Mistakes">All mistakes, in order.</param>
public sealed record PeopleLoadResult(IReadOnlyList<PersonDefinition>? People, IReadOnlyList<Mistake> Mistakes)
{
    [MemberNotNullWhen(true, nameof(People))]
    public bool IsGood => People is not null;
}
