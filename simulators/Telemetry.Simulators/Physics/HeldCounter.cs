namespace Telemetry.Simulators.Physics;

/// <summary>A counter that follows a ledger, except while it is held: what the ledger counts meanwhile is lost to it.</summary>
internal sealed class HeldCounter
{
    private double _lost;
    private double _held = double.NaN;

    public double Of(double ledger) => double.IsNaN(_held) ? ledger - _lost : _held;

    /// <summary>Nothing more is counted.</summary>
    public void Hold(double ledger) => _held = Of(ledger);

    /// <summary>Counts on from where it was held.</summary>
    public void Release(double ledger)
    {
        if (double.IsNaN(_held))
            return;
        _lost = ledger - _held;
        _held = double.NaN;
    }
}
